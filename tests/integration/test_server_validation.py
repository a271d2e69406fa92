"""The server's 422: what pydantic says of the same value, over every operation."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from importlib import import_module
from typing import Any, cast

import httpx2
import pytest
from pydantic_core import CoreSchema, SchemaValidator, ValidationError

from mistyped import ErrorDetail, Problem, check
from mistyped._check import tally
from mistyped._generated.operations import OPERATIONS
from mistyped._values.rows import ApiOperation
from mistyped.server import RunningServer
from mistyped.server.validation_errors import error_entries
from tests.unit.support import operation

AUTH = {"Authorization": "Bearer any"}
TAGS = ("role", "type")
# Values of every kind, each of them wrong in most places. A whole float is an integer
# in JSON, and pydantic's strict mode does not know that; so there is none.
ODD: list[Any] = [None, True, -1, 10**9, 1.5, "", "x", [], ["x"], {}, {"a": [1]}]
TEXTS = ["", "x", "-1", "1.5", "true", '"x"', "999999999"]

LAYER_2 = {"logprobs", "top_logprobs", "prompt_logprobs", "top_prompt_logprobs"}
"""What the schema leaves to the model."""
ANY_TEXT = {"agents.retrieve", "models.list"}
"""Operations whose queries take any text."""
ROWS = [each for each in OPERATIONS.values() if each.request]
BODIES = [each for each in ROWS if each.carrier == "json"]
OTHERS = [each for each in ROWS if each.carrier != "json"]
Entry = dict[str, Any]


@pytest.fixture(scope="module")
def http(server: RunningServer) -> Iterator[httpx2.Client]:
    """A connection that stays open."""
    with httpx2.Client(base_url=server.origin, headers=AUTH) as up:
        yield up


@pytest.fixture(autouse=True)
def every_problem(monkeypatch: pytest.MonkeyPatch) -> None:
    """All problems of a kind are told, so that all can be compared."""
    monkeypatch.setattr(tally, "MOST_ALIKE", 10**9)


@cache
def definitions(area: str) -> dict[str, Any]:
    """Return an area's core schemas by name."""
    module = import_module(f"mistyped._generated.validators.{area}")
    return {each["ref"]: each for each in module.DEFINITIONS}


def judged(asked: ApiOperation, value: object) -> list[Entry]:
    """Return what pydantic says of a request, by the operation's core schema."""
    schema = {
        "type": "definitions",
        "schema": {"type": "definition-ref", "schema_ref": asked.request},
        "definitions": list(definitions(asked.area).values()),
    }
    strict = None if asked.carrier == "json" else False
    try:
        SchemaValidator(cast("CoreSchema", schema)).validate_python(
            value, strict=strict
        )
    except ValidationError as error:
        return [
            {**each, "loc": list(each["loc"])}
            for each in error.errors(include_url=False)
            if each["type"] != "json_value"  # our own, which asks for a closer look
        ]
    return []


def wrong(schema: Any, known: dict[str, Any]) -> list[Any]:
    """Return values that are wrong for a schema, in as many ways as there are."""
    match schema["type"]:
        case "definition-ref":
            return wrong(known[schema["schema_ref"]], known)
        case "nullable" | "function-after":
            return wrong(schema["schema"], known)
        case "list":
            items = wrong(schema["items_schema"], known)
            least, most = schema.get("min_length", 0), schema.get("max_length", 99)
            return [*ODD, items, items[: max(least - 1, 0)], ["x"] * (most + 1)]
        case "dict":
            values = wrong(schema.get("values_schema", {"type": "any"}), known)
            return [*ODD, {str(n): each for n, each in enumerate(values)}, {"": "x"}]
        case "union":
            return [each for s, _ in schema["choices"] for each in wrong(s, known)]
        case "tagged-union":
            key = schema["discriminator"]
            tags = [None, 1, "ghost"]
            choices = schema["choices"].values()
            branches = [each for s in choices for each in wrong(s, known)]
            return [*ODD, *({key: each} for each in tags), *branches]
        case "typed-dict":
            return [*ODD, *wrong_objects(schema["fields"], known)]
        case _:
            limits = [schema[key] for key in ("ge", "gt", "le", "lt") if key in schema]
            lengths = [schema[k] for k in ("min_length", "max_length") if k in schema]
            numbers = [limit + by for limit in limits for by in (-1, 0, 1)]
            texts = ["x" * max(size + by, 0) for size in lengths for by in (-1, 1)]
            return [*ODD, *(n for n in numbers if abs(n) < 2**63), *texts]


def wrong_objects(fields: dict[str, Any], known: dict[str, Any]) -> Iterator[Any]:
    """Yield objects whose members are wrong, all at once; the tag stays right."""
    tags = {
        name: field["schema"]["expected"][0]
        for name, field in fields.items()
        if name in TAGS and "expected" in field["schema"]
    }
    rest = {n: wrong(f["schema"], known) for n, f in fields.items() if n not in tags}
    yield tags
    for number in range(max(map(len, rest.values()), default=0)):
        members = {n: each[number] for n, each in rest.items() if number < len(each)}
        yield {**tags, **members, "made_up": number}


def as_json(value: object) -> Any:
    """Return a value as it arrives."""
    return json.loads(json.dumps(value, default=str))


def is_plain(error: Entry, value: Any) -> bool:
    """Whether an error lies in no branch of a union: its location is all real."""
    steps = error["loc"][:-1] if error["type"] == "missing" else error["loc"]
    for step in steps:
        real = range(len(value)) if isinstance(value, list) else value
        if not isinstance(value, dict | list) or step not in real:
            return False
        value = value[step]
    return True


def hold(asked: ApiOperation, value: Any, answer: httpx2.Response) -> int:
    """Hold an answer against pydantic's; return how many errors it names."""
    start = "query" if asked.carrier == "query" else "body"
    report = check(asked.path, value, method=asked.method)
    said = as_json(judged(asked, value))
    warned = [detail for each in report.warnings for detail in each.details]
    mild = [(each.type, as_json(each.loc)) for each in warned]
    sure = [
        each
        for each in said
        if is_plain(each, value) and (each["type"], each["loc"]) not in mild
        if LAYER_2.isdisjoint(map(str, each["loc"][:1]))
    ]
    if answer.status_code != 422:
        assert sure == []
        return 0
    body = answer.json()
    entries: list[Entry] = body.get("detail") or body["message"]["detail"]
    assert all(each["loc"][0] == start for each in entries)
    found = [{**each, "loc": each["loc"][1:]} for each in entries]
    of_functions = [each for each in found if each["type"] == "value_error"]
    assert all("exactly-one" in str(report) for _ in of_functions)
    schemas = [each for each in found if each not in of_functions]
    assert texts(sure) <= texts(schemas)
    # Where a tag is left out, what was meant is judged as well.
    tagless = [p.loc[:-1] for p in report.warnings if p.rule == "missing"]
    assert texts([e for e in schemas if not _below(e["loc"], tagless)]) <= texts(said)
    return len(found)


def _below(loc: list[Any], places: list[tuple[Any, ...]]) -> bool:
    """Whether an entry lies at or below one of these places, whatever its branch."""
    return any(tuple(loc)[: len(place)] == place for place in places)


def texts(entries: list[Entry]) -> set[str]:
    """Return entries as a set."""
    return {json.dumps(each, sort_keys=True) for each in entries}


@pytest.mark.parametrize("asked", BODIES, ids=[each.id for each in BODIES])
def test_bodies(http: httpx2.Client, asked: ApiOperation) -> None:
    """Type, location, message, input and context are pydantic's, error for error."""
    known = definitions(asked.area)
    path = asked.path.replace("{", "").replace("}", "")
    entries = 0
    for value in wrong(known[asked.request], known):
        content = json.dumps(value).encode()
        answer = http.request(asked.method, path, content=content)
        entries += hold(asked, value, answer)
    assert entries > 20


@pytest.mark.parametrize("asked", OTHERS, ids=[each.id for each in OTHERS])
def test_forms_and_queries(http: httpx2.Client, asked: ApiOperation) -> None:
    """The same for what holds nothing but texts."""
    fields = definitions(asked.area)[asked.request]["fields"]
    path = asked.path.replace("{", "").replace("}", "")
    entries = 0
    for text in [None, *TEXTS]:
        given = {} if text is None else {**dict.fromkeys(fields, text), "made_up": text}
        value = {name: read(text, fields.get(name)) for name, text in given.items()}
        how = "data" if asked.carrier == "form" else "params"
        answer = http.request(asked.method, path, **{how: given})
        entries += hold(asked, value, answer)
    assert entries or asked.id in ANY_TEXT


def read(text: str, field: Any) -> Any:
    """Return a member as it is judged: a list of one text, or a text."""
    schema = field["schema"] if field else {"type": "any"}
    while "schema" in schema:
        schema = schema["schema"]
    if schema["type"] == "list":
        return [text]
    if schema["type"] == "dict" and text:
        try:
            return json.loads(text)
        except ValueError:
            return text
    return text


def test_a_problem_of_no_schema() -> None:
    """It is a ValueError, as FastAPI writes those that a schema's functions raise."""
    problem = Problem("exactly-one", ("file",), "there is no file or file_id")
    (entry,) = error_entries(operation("files.create"), problem, {"file": 1})
    assert entry == {
        "type": "value_error",
        "loc": ["body", "file"],
        "msg": "Value error, there is no file or file_id",
        "input": 1,
        "ctx": {"error": {}},
    }
    (entry,) = error_entries(operation("files.create"), problem, [])
    assert entry["input"] is None


def test_a_key_that_is_wrong() -> None:
    """Pydantic marks the key's place; the input is the key."""
    asked = operation("batch.jobs.create")
    (error,) = [
        each
        for each in judged(asked, {"metadata": {"": "x"}})
        if each["type"] == "string_too_short"
    ]
    assert error["loc"] == ["metadata", "", "[key]"]
    detail = ErrorDetail(error["type"], tuple(error["loc"]), error["msg"], error["ctx"])
    problem = Problem("too-few", ("metadata", ""), "it is short", details=(detail,))
    (entry,) = error_entries(asked, problem, {"metadata": {"": "x"}})
    assert entry == {**error, "loc": ["body", *error["loc"]]}
