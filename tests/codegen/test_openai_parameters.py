"""Every parameter of the OpenAI SDK, in every call that both have, is accounted for.

`tests/golden/openai.toml` says what becomes of each; the parameters are read from
the SDK's own types, and their values built from what the SDK lets one say.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator, Mapping
from importlib import import_module
from pathlib import Path
from typing import Any, get_args, get_type_hints

import pytest
from pydantic import TypeAdapter

from codegen.operations import SDK_OPERATIONS, SdkOperation
from codegen.output import ROOT
from mistyped import Adapted, adapt
from mistyped._compat.responses_input import over_chat
from mistyped.server.schema_instances import instance
from tests.operations import ROWS

RESPONSES = "responses.create"
GOLDEN = Path(__file__).parents[1] / "golden" / "openai.toml"
EXPECTED: Mapping[str, Mapping[str, list[str]]] = tomllib.loads(
    GOLDEN.read_text("utf-8")
)
SDK_SCHEMAS = json.loads((ROOT / "spec/openai.json").read_text("utf-8"))["components"][
    "schemas"
]
CALLS: dict[str, tuple[str, str, SdkOperation]] = {
    call.id: (method.upper(), f"/v1{path}", call)
    for path, methods in SDK_OPERATIONS.items()
    for method, call in methods.items()
    if call.request
}


def parameters(call: SdkOperation) -> list[str]:
    """Return what a method of the SDK takes, by its own types."""
    found: dict[str, None] = {}
    for path in call.request:
        module, _, name = path.partition(":")
        type_: Any = getattr(import_module(module), name)
        for each in get_args(type_) or (type_,):
            found |= dict.fromkeys(get_type_hints(each))
    return list(found)


def values(call: SdkOperation, name: str) -> Iterator[Any]:
    """Yield a value of each kind that the SDK lets one give for a parameter."""
    if name == "file":  # its bytes are no JSON
        yield ("a.wav", b"x")
        return
    schemas: Any = SDK_SCHEMAS
    schema = resolved(schemas[call.request_name]["properties"][name], schemas)
    for kind in schema.get("anyOf") or schema.get("oneOf") or [schema]:
        yield from kind.get("enum") or [instance(kind)]


def resolved(schema: Any, schemas: Any, depth: int = 0) -> Any:
    """Return a schema without references; what is too deep may be anything."""
    if isinstance(schema, list):
        return [resolved(each, schemas, depth) for each in schema]
    if not isinstance(schema, dict):
        return schema
    if "$ref" not in schema:
        return {key: resolved(value, schemas, depth) for key, value in schema.items()}
    name = schema["$ref"].rpartition("/")[2]
    return {} if depth > 6 else resolved(schemas[name], schemas, depth + 1)


def outcome(name: str, value: Any, done: Adapted) -> str:
    """Say in a word what became of a parameter that was given a value."""
    assert isinstance(done.body, Mapping)
    changes = [each for each in done.changes if each.loc[:1] == (name,)]
    severities = {each.severity for each in done.problems if each.loc[:1] == (name,)}
    if "error" in severities:
        return "refused"
    if name in done.body and done.body[name] == value:
        assert not changes
        return "warned" if severities else "passed"
    assert changes, f"{name} = {value!r} went in silence"
    if name in done.body:
        return "changed"
    what = changes[0].what.removeprefix("it is now ").removeprefix("they are now ")
    return "removed" if what.startswith("it went") else what


def outcomes(id_: str, name: str) -> list[str]:
    """Return what becomes of each kind of value of a parameter, each once."""
    method, path, call = CALLS[id_]
    found: dict[str, None] = {}
    for value in values(call, name):
        body = {**ROWS[id_].least, name: value}
        done = adapt(path, body, method=method)
        word = outcome(name, value, done)
        if word in ("refused", "warned"):
            lossy = outcome(name, value, adapt(path, body, lossy=True, method=method))
            word = word if lossy == word else f"{lossy}, lossy"
        found[word] = None
    return list(found)


def response_parameters() -> dict[str, Any]:
    """Return the types of what the SDK's `responses.create` takes."""
    module = import_module("openai.types.responses.response_create_params")
    return {
        name: type_
        for each in ("NonStreaming", "Streaming")
        for name, type_ in get_type_hints(
            getattr(module, f"ResponseCreateParams{each}")
        ).items()
    }


def over_chat_outcomes(name: str, type_: Any) -> list[str]:
    """Return what becomes of each kind of value in a request over chat completions."""
    schema = TypeAdapter(type_).json_schema()
    found: dict[str, None] = {}
    for kind in schema.get("anyOf") or [schema]:
        defs = {"$defs": schema.get("$defs", {})}
        for value in kind.get("enum") or [instance({**kind, **defs})]:
            found[over_chat_outcome(name, value)] = None
    return list(found)


def over_chat_outcome(name: str, value: Any) -> str:
    """Say in a word what becomes of a parameter; null says nothing."""
    base = {"model": "m", "input": "y"}
    for lossy in (False, True):
        made = over_chat({**base, name: value}, lossy=lossy)
        at = [p for p in made.problems if p.severity == "error" and p.loc[0] == name]
        if not at:
            gone = any(each.loc[0] == name for each in made.changes)
            same = made.body == over_chat(base).body
            assert gone or not same or value in (None, "auto"), (name, value)
            word = "removed" if gone else "nothing" if same else "said"
            return f"{word}, lossy" if lossy else word
    return "refused"


@pytest.mark.parametrize("id_", CALLS)
def test_the_table_has_every_parameter(id_: str) -> None:
    """A parameter that is new in the SDK gets a row, and one that went loses it."""
    assert sorted(EXPECTED[id_]) == sorted(parameters(CALLS[id_][2]))


@pytest.mark.parametrize(
    ("id_", "name"), [(id_, name) for id_ in CALLS for name in EXPECTED[id_]]
)
def test_every_parameter_is_passed_converted_or_refused(id_: str, name: str) -> None:
    """Each kind of value fares as the table says, and nothing goes in silence."""
    assert outcomes(id_, name) == EXPECTED[id_][name]


def test_the_table_has_every_parameter_of_responses() -> None:
    """The Responses API, too, is accounted for."""
    assert sorted(EXPECTED[RESPONSES]) == sorted(response_parameters())


@pytest.mark.parametrize("name", EXPECTED[RESPONSES])
def test_every_parameter_of_responses_is_said_removed_or_refused(name: str) -> None:
    """On chat completions each kind of value fares as the table says."""
    type_ = response_parameters()[name]
    assert over_chat_outcomes(name, type_) == EXPECTED[RESPONSES][name]
