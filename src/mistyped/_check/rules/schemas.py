"""Rules on the JSON Schemas of answers, and of the tools of responses.

Those of tools of chat are judged by the rules on tools.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import NamedTuple

import orjson

from mistyped._check.json_schemas import (
    Fault,
    dumped,
    lost_references,
    no_schema,
    open_objects,
    outward_references,
)
from mistyped._check.request_view import Finding, RequestView
from mistyped._values.guards import is_list, is_object
from mistyped.problems import Location

_FORMATS: tuple[Location, ...] = (
    ("response_format", "json_schema"),
    ("completion_args", "response_format", "json_schema"),
    ("bbox_annotation_format", "json_schema"),
    ("document_annotation_format", "json_schema"),
    ("text", "format"),
)
"""Where a request says the form of an answer: objects with `schema` and `strict`."""


class _Given(NamedTuple):
    """A schema in a request.

    Attributes:
        loc: Its place.
        schema: The schema.
        strict: Whether an answer has to follow it exactly.
    """

    loc: Location
    schema: Mapping[object, object]
    strict: bool


def format_schema(request: RequestView) -> Iterator[Finding]:
    """Find what is no valid JSON Schema."""
    for each in _given(request.body):
        wrong = no_schema(dumped(each.schema))
        if wrong is not None:
            yield _at(each, wrong)


def format_reference(request: RequestView) -> Iterator[Finding]:
    """Find references to anything but a definition that is there."""
    for each in _given(request.body):
        for fault in _astray(dumped(each.schema)):
            yield _at(each, fault)


def strict_format(request: RequestView) -> Iterator[Finding]:
    """Find strict schemas with an object that takes any key."""
    for each in _given(request.body):
        for opened in _opened(dumped(each.schema)) if each.strict else ():
            message = f"the schema is strict, and {opened.message}"
            yield _at(each, opened._replace(message=message))


@lru_cache(maxsize=256)
def _astray(schema: bytes) -> tuple[Fault, ...]:
    """Judge a schema's references once: programs send the same with every request."""
    root = orjson.loads(schema)
    outward = {fault.below: fault for fault in outward_references(root)}
    lost = {fault.below: fault for fault in lost_references(root)}
    return tuple((outward | lost).values())


@lru_cache(maxsize=256)
def _opened(schema: bytes) -> tuple[Fault, ...]:
    """Look for a schema's open objects once."""
    return tuple(open_objects(orjson.loads(schema)))


def _at(given: _Given, fault: Fault) -> Finding:
    return Finding((*given.loc, *fault.below), fault.message, fault.hint)


def _given(body: Mapping[str, object]) -> Iterator[_Given]:
    """Yield the schemas of a request."""
    for place in _FORMATS:
        holder: object = body
        for key in place:
            holder = holder.get(key) if is_object(holder) else None
        yield from _held(holder, place, "schema")
    yield from _of_tools(body.get("tools"), ("tools",))


def _of_tools(tools: object, place: Location) -> Iterator[_Given]:
    """Yield the schemas of tools of responses, whose members stand beside `type`."""
    for at, tool in enumerate(tools if is_list(tools) else ()):
        for member in ("parameters", "output_schema"):
            yield from _held(tool, (*place, at), member)
        if is_object(tool):
            yield from _of_tools(tool.get("tools"), (*place, at, "tools"))


def _held(holder: object, place: Location, member: str) -> Iterator[_Given]:
    schema = holder.get(member) if is_object(holder) else None
    if is_object(holder) and is_object(schema):
        yield _Given((*place, member), schema, holder.get("strict") is True)
