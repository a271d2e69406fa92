"""Making one schema of several that all have to hold, as `allOf` has them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from mistyped.server.json_types import Json, JsonObject, as_list
from mistyped.server.schema_instances.document import satisfies


def merge(left: JsonObject, right: JsonObject) -> JsonObject:
    """Make one schema that asks for what both ask for.

    Where two values of a keyword cannot be made one, the right one stays; the builder
    checks its instances, so the loss shows as an instance that is not taken.
    """
    merged = dict(left)
    for key, value in right.items():
        if key in merged and merged[key] != value:
            merged[key] = _MERGERS.get(key, _right)(merged[key], value)
        else:
            merged[key] = value
    return merged


def without(schema: JsonObject, *keys: str) -> JsonObject:
    """A copy of a schema without some keywords."""
    return {key: value for key, value in schema.items() if key not in keys}


def all_of(left: Json, right: Json) -> Json:
    """A schema that asks for two schemas; a boolean schema is settled at once."""
    if left is False or right is False:
        return False
    if left is True:
        return right
    return left if right is True else {"allOf": [left, right]}


def types(value: Json) -> list[str]:
    """The types that the keyword `type` lists."""
    listed = [value] if isinstance(value, str) else as_list(value)
    return [item for item in listed if isinstance(item, str)]


def _right(_: Json, right: Json) -> Json:
    return right


def _types(left: Json, right: Json) -> Json:
    lefts, rights = types(left), types(right)
    common: list[Json] = [name for name in lefts if name in rights]
    numeric = {"number", "integer"}
    # An integer is a number too.
    if (
        numeric & {*lefts}
        and numeric & {*rights}
        and not numeric & {*lefts} & {*rights}
    ):
        common.append("integer")
    return common


def _common(left: Json, right: Json) -> Json:
    return [item for item in as_list(left) if satisfies({"enum": right}, item)]


def _union(left: Json, right: Json) -> Json:
    lefts = as_list(left)
    return [*lefts, *(item for item in as_list(right) if item not in lefts)]


def _each(left: Json, right: Json) -> Json:
    if not isinstance(left, dict) or not isinstance(right, dict):
        return right
    shared = {key: all_of(left[key], right[key]) for key in left if key in right}
    return {**left, **right, **shared}


def _crossed(left: Json, right: Json) -> Json:
    return [all_of(one, other) for one in as_list(left) for other in as_list(right)]


def _neither(left: Json, right: Json) -> Json:
    return {"anyOf": [left, right]}


def _larger(left: Json, right: Json) -> Json:
    return max(_number(left), _number(right))


def _smaller(left: Json, right: Json) -> Json:
    return min(_number(left), _number(right))


def _number(value: Json) -> int | float:
    return value if isinstance(value, int | float) else 0


_MERGERS: Final[dict[str, Callable[[Json, Json], Json]]] = {
    "type": _types,
    "enum": _common,
    "required": _union,
    "properties": _each,
    "patternProperties": _each,
    "$defs": _each,
    "additionalProperties": all_of,
    "propertyNames": all_of,
    "items": all_of,
    "contains": all_of,
    "anyOf": _crossed,
    "oneOf": _crossed,
    "not": _neither,
    "minimum": _larger,
    "exclusiveMinimum": _larger,
    "minLength": _larger,
    "minItems": _larger,
    "minProperties": _larger,
    "maximum": _smaller,
    "exclusiveMaximum": _smaller,
    "maxLength": _smaller,
    "maxItems": _smaller,
    "maxProperties": _smaller,
}
