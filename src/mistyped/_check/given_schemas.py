"""Where a request holds JSON Schemas: the forms of answers, and tools of responses."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

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


_SCHEMAS = ("parameters", "output_schema")
_HOLDING = {*_SCHEMAS, "tools"}


class GivenSchema(NamedTuple):
    """A schema in a request.

    Attributes:
        loc: Its place.
        schema: The schema.
        strict: Whether an answer has to follow it exactly.
    """

    loc: Location
    schema: Mapping[object, object]
    strict: bool


def given_schemas(body: Mapping[str, object]) -> Iterator[GivenSchema]:
    """Yield the schemas of a request."""
    for place in _FORMATS:
        holder: object = body
        for key in place:
            holder = holder.get(key) if is_object(holder) else None
        yield from _held(holder, place, "schema")
    yield from _of_tools(body.get("tools"), ("tools",))


def _of_tools(tools: object, place: Location) -> Iterator[GivenSchema]:
    """Yield the schemas of tools of responses, whose members stand beside `type`."""
    for at, tool in enumerate(tools if is_list(tools) else ()):
        if is_object(tool) and not _HOLDING.isdisjoint(tool):
            for member in _SCHEMAS:
                yield from _held(tool, (*place, at), member)
            yield from _of_tools(tool.get("tools"), (*place, at, "tools"))


def _held(holder: object, place: Location, member: str) -> Iterator[GivenSchema]:
    schema = holder.get(member) if is_object(holder) else None
    if is_object(holder) and is_object(schema):
        yield GivenSchema((*place, member), schema, holder.get("strict") is True)
