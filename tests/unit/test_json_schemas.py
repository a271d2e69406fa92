"""JSON Schemas in requests: the place inside the schema is named, and the way out."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, ConfigDict

from mistyped import InvalidRequestWarning, check
from mistyped._check.json_schemas import open_objects
from mistyped._values.json_values import child
from tests.unit.support import MODEL, USER, Wire

pytestmark = pytest.mark.anyio

BAD: dict[str, Any] = {"type": "object", "properties": {"a": {"type": "int"}}}
OPEN: dict[str, Any] = {"type": "object", "properties": {"a": {"type": "string"}}}
LOST: dict[str, Any] = {"type": "object", "properties": {"a": {"$ref": "#/x"}}}
DOCUMENT = {"type": "document_url", "document_url": "https://example.com/a.pdf"}
TALK: dict[str, Any] = {"model": MODEL, "messages": [USER]}
INPUT: dict[str, Any] = {"model": MODEL, "input": "x"}


def formatted(schema: Any) -> dict[str, Any]:
    """Return a strict response format."""
    inner = {"name": "a", "schema": schema, "strict": True}
    return {"type": "json_schema", "json_schema": inner}


def in_text(schema: Any) -> dict[str, Any]:
    """Return a strict format as responses have it."""
    form = {"type": "json_schema", "name": "a", "schema": schema, "strict": True}
    return {"format": form}


def function(schema: Any) -> list[dict[str, Any]]:
    """Return a strict function as responses have it."""
    return [{"type": "function", "name": "a", "parameters": schema, "strict": True}]


def namespaced(schema: Any) -> list[dict[str, Any]]:
    """Return it in a namespace."""
    space = {"type": "namespace", "name": "b", "description": "b"}
    return [{**space, "tools": function(schema)}]


PLACES: dict[str, tuple[str, Any]] = {
    "chat": (
        "response_format.json_schema.schema",
        lambda s: ("chat/completions", {**TALK, "response_format": formatted(s)}),
    ),
    "agents.complete": (
        "response_format.json_schema.schema",
        lambda s: (
            "agents/completions",
            {"agent_id": "a", "messages": [USER], "response_format": formatted(s)},
        ),
    ),
    "agents.create": (
        "completion_args.response_format.json_schema.schema",
        lambda s: (
            "agents",
            {
                "model": MODEL,
                "name": "a",
                "completion_args": {"response_format": formatted(s)},
            },
        ),
    ),
    "conversations.start": (
        "completion_args.response_format.json_schema.schema",
        lambda s: (
            "conversations",
            {
                "model": MODEL,
                "inputs": "a",
                "completion_args": {"response_format": formatted(s)},
            },
        ),
    ),
    "bbox": (
        "bbox_annotation_format.json_schema.schema",
        lambda s: (
            "ocr",
            {
                "model": "m",
                "document": DOCUMENT,
                "bbox_annotation_format": formatted(s),
            },
        ),
    ),
    "document": (
        "document_annotation_format.json_schema.schema",
        lambda s: (
            "ocr",
            {
                "model": "m",
                "document": DOCUMENT,
                "document_annotation_format": formatted(s),
            },
        ),
    ),
    "responses": (
        "text.format.schema",
        lambda s: ("responses", {**INPUT, "text": in_text(s)}),
    ),
    "function": (
        "tools[0].parameters",
        lambda s: ("responses", {**INPUT, "tools": function(s)}),
    ),
    "namespace": (
        "tools[0].tools[0].parameters",
        lambda s: ("responses", {**INPUT, "tools": namespaced(s)}),
    ),
}
"""Where a schema may stand, and a request with one there."""


@pytest.mark.parametrize("where", PLACES)
def test_every_schema_of_a_request_is_judged(where: str) -> None:
    """What is none is an error; what is open under strict, or refers out, warns."""
    place, request = PLACES[where]
    path, body = request(BAD)
    (problem,) = check(f"/v1/{path}", body).errors
    assert problem.path == f"{place}.properties.a.type"
    assert (problem.rule, problem.hint) == ("format-schema", "use integer")
    for schema, below, rule in [
        (OPEN, "", "strict-format"),
        (LOST, '.properties.a["$ref"]', "format-reference"),
    ]:
        path, body = request(schema)
        report = check(f"/v1/{path}", body)
        assert report.ok
        assert (place + below, rule) in [(p.path, p.rule) for p in report.problems]


class Scores(BaseModel):
    """The classic: a map, which no strict schema can say."""

    scores: dict[str, str] = {}


class Tree(BaseModel):
    """What pydantic writes with $defs is right."""

    children: list[Tree]


class Loose(BaseModel):
    """The SDK closes what says nothing, and leaves what says that it is open."""

    model_config = ConfigDict(extra="allow")
    name: str = ""


@pytest.mark.parametrize(
    ("kind", "below", "hint"),
    [
        (Scores, "properties.scores.additionalProperties", "list pairs of key and"),
        (Loose, "additionalProperties", "set additionalProperties: false"),
    ],
)
async def test_a_class_that_is_open(
    kind: type[BaseModel], below: str, hint: str
) -> None:
    """`parse` and `stream` say where in the class's schema, and what to do instead."""
    wire = Wire()
    said = rf"response_format\.json_schema\.schema\.{below}: .*{hint}"
    client = wire.client()
    with pytest.warns(InvalidRequestWarning, match=said):
        client.chat.completions.parse(**TALK, response_format=kind)
    with (
        pytest.warns(InvalidRequestWarning, match=said),
        client.chat.completions.stream(**TALK, response_format=kind),
    ):
        pass
    with pytest.warns(InvalidRequestWarning, match=said):
        await wire.async_client().chat.completions.parse(**TALK, response_format=kind)
    assert len(wire.seen) == 3


def test_a_class_that_is_closed() -> None:
    """Nothing is said of what pydantic and the SDK make of it."""
    wire = Wire()
    with wire.client().chat.completions.stream(**TALK, response_format=Tree):
        pass
    assert len(wire.seen) == 1


LEAVES = st.sampled_from([{"type": "string"}, {"type": ["integer", "null"]}, True])
SCHEMAS = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.builds(lambda each: {"type": "array", "items": each}, inner),
        st.builds(lambda each: {"anyOf": [each, {"type": "null"}]}, inner),
        st.builds(
            lambda each, more: {"type": "object", "properties": {"a": each}, **more},
            inner,
            st.sampled_from(
                [{}, {"additionalProperties": True}, {"additionalProperties": False}]
            ),
        ),
        st.builds(lambda each: {"$defs": {"A": each}, "$ref": "#/$defs/A"}, inner),
    ),
)


def closed(schema: Any) -> Any:
    """Return a schema with every object closed."""
    if isinstance(schema, list):
        return [closed(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    done = {key: closed(each) for key, each in schema.items()}
    return {**done, "additionalProperties": False} if "properties" in done else done


@given(SCHEMAS)
def test_open_objects(schema: Any) -> None:
    """Each place that is named is there or in an object there; closing leaves none."""
    assert not list(open_objects(closed(schema)))
    faults = list(open_objects(schema))
    assert bool(faults) == (schema != closed(schema))
    for fault in faults:
        found = schema
        for key in fault.below:
            found = child(found, key)
        assert found is True or "additionalProperties" not in found
