"""What a schema demands of the parts of its instances, and in which order to try."""

from __future__ import annotations

from typing import Final

from mistyped.server.json_types import (
    Json,
    JsonObject,
    as_count,
    as_list,
    as_object,
)
from mistyped.server.schema_instances.document import satisfies
from mistyped.server.schema_instances.merging import all_of, types

_ALL_TYPES: Final = (
    "string",
    "object",
    "integer",
    "number",
    "array",
    "boolean",
    "null",
)
_TYPE_HINTS: Final = {
    "properties": "object",
    "required": "object",
    "additionalProperties": "object",
    "minProperties": "object",
    "items": "array",
    "prefixItems": "array",
    "contains": "array",
    "minItems": "array",
    "minimum": "number",
    "maximum": "number",
    "exclusiveMinimum": "number",
    "exclusiveMaximum": "number",
    "multipleOf": "number",
}


def rotated(values: Json, by: int) -> list[Json]:
    """The values in order, beginning with the one that `by` counts to."""
    listed = as_list(values)
    start = by % len(listed) if listed else 0
    return listed[start:] + listed[:start]


def branches_to_try(branches: Json, variant: int) -> list[Json]:
    """The branches in order from the variant's on, those that are `null` last."""
    order = rotated(branches, variant)
    return sorted(order, key=lambda branch: as_object(branch).get("type") == "null")


def exclusive(branches: list[Json]) -> list[Json]:
    """Each branch with the demand that none of the others holds, as `oneOf` has it."""
    return [
        {"allOf": [branch, {"not": {"anyOf": branches[:at] + branches[at + 1 :]}}]}
        for at, branch in enumerate(branches)
    ]


def types_to_try(schema: JsonObject) -> list[str]:
    """The types, `null` last; without `type` first those the keywords speak of."""
    if "type" in schema:
        return sorted(types(schema["type"]), key=lambda name: name == "null")
    hints = [_TYPE_HINTS[key] for key in schema if key in _TYPE_HINTS]
    return list(dict.fromkeys([*hints, *_ALL_TYPES]))


def member_schema(schema: JsonObject, name: str) -> Json:
    """What a schema demands of the member with some name."""
    named = as_object(schema.get("properties"))
    patterns = as_object(schema.get("patternProperties"))
    parts = [named[name]] if name in named else []
    parts += [
        patterns[pattern]
        for pattern in patterns
        if satisfies({"pattern": pattern}, name)
    ]
    if not parts:
        return schema.get("additionalProperties", True)
    return parts[0] if len(parts) == 1 else {"allOf": parts}


def name_schema(schema: JsonObject) -> Json:
    """What a schema demands of the names that it does not list."""
    text: Json = {"type": "string"}
    patterns = as_object(schema.get("patternProperties"))
    if schema.get("additionalProperties") is False and patterns:
        text = {"type": "string", "pattern": next(iter(patterns))}
    return all_of(schema.get("propertyNames", True), text)


def item_schema(schema: JsonObject, place: int) -> Json:
    """What a schema demands of the item at some place."""
    first = as_list(schema.get("prefixItems"))
    wanted = first[place] if place < len(first) else schema.get("items", True)
    if "contains" in schema and place < as_count(schema.get("minContains"), 1):
        return all_of(wanted, schema["contains"])
    return wanted
