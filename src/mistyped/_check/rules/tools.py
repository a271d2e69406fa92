"""Rules on the definitions of tools."""

from __future__ import annotations

from collections.abc import Iterator

from mistyped._check.json_schemas import lost_references, no_schema, open_objects
from mistyped._check.request_view import Finding, RequestView
from mistyped._values.guards import is_object
from mistyped.problems import shown

_KEYWORDS = {
    *("$defs", "$id", "$ref", "$schema", "additionalProperties", "allOf", "anyOf"),
    *("const", "default", "definitions", "description", "enum", "examples", "items"),
    *("not", "oneOf", "patternProperties", "properties", "required", "title", "type"),
}


def duplicate_function(request: RequestView) -> Iterator[Finding]:
    """Find functions of one name."""
    first: dict[str, int] = {}
    for at, function in request.tools:
        name = function.get("name")
        if isinstance(name, str) and first.setdefault(name, at) != at:
            place = ("tools", at, "function", "name")
            yield Finding(place, f"tools[{first[name]}] is called {shown(name)} too")


def bare_properties(request: RequestView) -> Iterator[Finding]:
    """Find parameters that map names to schemas, with no schema around them."""
    for loc, schema, _ in request.schemas:
        if (
            schema
            and _KEYWORDS.isdisjoint(map(str, schema))
            and all(is_object(each) and "type" in each for each in schema.values())
        ):
            yield Finding(loc, "it looks like a map of properties, not like a schema")
        elif schema.get("type", "object") != "object":
            message = (
                f"its type is {shown(schema['type'])}, and parameters are an object"
            )
            yield Finding((*loc, "type"), message, 'write "type": "object"')


def tool_schema(request: RequestView) -> Iterator[Finding]:
    """Find parameters that are no valid JSON Schema."""
    for loc, _, dumped in request.schemas:
        wrong = no_schema(dumped)
        if wrong is not None:
            yield Finding((*loc, *wrong.below), wrong.message, wrong.hint)


def schema_reference(request: RequestView) -> Iterator[Finding]:
    """Find references to what a schema does not define."""
    for loc, root, dumped in request.schemas:
        if b'"$ref"' in dumped:
            for lost in lost_references(root):
                yield Finding((*loc, *lost.below), lost.message)


def strict_and_open(request: RequestView) -> Iterator[Finding]:
    """Find strict functions whose parameters have an object that takes any key."""
    for at, function in request.tools:
        if function.get("strict") is True:
            place = ("tools", at, "function", "parameters")
            for opened in open_objects(function.get("parameters")):
                message = f"the function is strict, and {opened.message}"
                yield Finding((*place, *opened.below), message, opened.hint)
