"""Equality and type names as JSON Schema has them, which are not Python's."""

from __future__ import annotations

from collections.abc import Sequence

from mistyped.server.json_types import Json


def same(left: Json, right: Json) -> bool:
    """Whether two values are equal: 1 and 1.0 are, 1 and true are not."""
    if isinstance(left, bool) or isinstance(right, bool):
        return left is right
    if isinstance(left, dict) and isinstance(right, dict):
        return left.keys() == right.keys() and all(
            same(left[key], right[key]) for key in left
        )
    if isinstance(left, list) and isinstance(right, list):
        pairs = zip(left, right, strict=False)
        return len(left) == len(right) and all(same(one, two) for one, two in pairs)
    return left == right


def distinct(values: Sequence[Json]) -> bool:
    """Whether no two values are equal."""
    return not any(
        same(value, other)
        for place, value in enumerate(values)
        for other in values[:place]
    )


def of_type(value: Json, name: str) -> bool:
    """Whether a value has a type of JSON Schema; a whole number is an integer."""
    if isinstance(value, bool):
        return name == "boolean"
    if isinstance(value, float) and value.is_integer():
        return name in ("number", "integer")
    return name in _NAMES[type(value)]


_NAMES: dict[type, tuple[str, ...]] = {
    dict: ("object",),
    list: ("array",),
    str: ("string",),
    int: ("number", "integer"),
    float: ("number",),
    type(None): ("null",),
}
