"""Whether a value satisfies a schema: the builder's check on its own candidates.

This file holds one small function a keyword. A keyword that is not in the table at the
end asks for nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from math import isfinite
from typing import Final, TypeAlias

from mistyped.server.json_types import Json, JsonObject, as_list, as_object
from mistyped.server.schema_instances.comparing import distinct, of_type, same
from mistyped.server.schema_instances.merging import resolve, types


@dataclass(frozen=True, slots=True)
class _Asked:
    """A keyword's value, the schema around it, and the document for references.

    `seen` holds the references followed at this very value: one that comes round again
    without a step into the value would be followed for ever.
    """

    value: Json
    schema: JsonObject
    root: Json
    seen: frozenset[str]

    def fits(self, schema: Json, value: Json) -> bool:
        return satisfies(schema, value, self.root, self.seen)

    def holds(self, schema: Json, member: Json) -> bool:
        return satisfies(schema, member, self.root)

    def each(self) -> Iterator[Json]:
        yield from as_list(self.value)

    def limit(self) -> float:
        return self.value if isinstance(self.value, int | float) else 0


def satisfies(
    schema: Json, value: Json, root: Json, seen: frozenset[str] = frozenset()
) -> bool:
    """Whether `value` satisfies `schema`, a part of the document `root`."""
    if not isinstance(schema, dict):
        return schema is not False
    asked = _Asked(None, schema, root, seen)
    return all(
        _KEYWORDS[key](replace(asked, value=wanted), value)
        for key, wanted in schema.items()
        if key in _KEYWORDS
    )


def matches(pattern: Json, text: str) -> bool:
    """Whether a pattern is found in a text; one that Python cannot read never is."""
    try:
        return isinstance(pattern, str) and re.search(pattern, text) is not None
    except re.error:
        return False


def _reference(asked: _Asked, value: Json) -> bool:
    reference = str(asked.value)
    if reference in asked.seen:
        return False
    try:
        target = resolve(asked.root, reference)
    except LookupError:
        return False
    return satisfies(target, value, asked.root, asked.seen | {reference})


def _condition(asked: _Asked, value: Json) -> bool:
    branch = "then" if asked.fits(asked.value, value) else "else"
    return asked.fits(asked.schema.get(branch, True), value)


def _multiple(asked: _Asked, value: Json) -> bool:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return True
    step = asked.limit()
    if not step:
        return True
    if isinstance(step, int) and isinstance(value, int):
        return value % step == 0
    quotient = value / step
    return isfinite(quotient) and quotient == int(quotient)


def _prefix_items(asked: _Asked, items: list[Json]) -> bool:
    pairs = zip(as_list(asked.value), items, strict=False)
    return all(asked.holds(schema, item) for schema, item in pairs)


def _items(asked: _Asked, items: list[Json]) -> bool:
    rest = items[len(as_list(asked.schema.get("prefixItems"))) :]
    return all(asked.holds(asked.value, item) for item in rest)


def _contains(asked: _Asked, items: list[Json]) -> bool:
    found = sum(asked.holds(asked.value, item) for item in items)
    least, most = asked.schema.get("minContains", 1), asked.schema.get("maxContains")
    return (not isinstance(least, int) or found >= least) and (
        not isinstance(most, int) or found <= most
    )


def _properties(asked: _Asked, value: JsonObject) -> bool:
    schemas = as_object(asked.value)
    return all(asked.holds(schemas[key], value[key]) for key in schemas if key in value)


def _pattern_properties(asked: _Asked, value: JsonObject) -> bool:
    return all(
        asked.holds(schema, value[key])
        for pattern, schema in as_object(asked.value).items()
        for key in value
        if matches(pattern, key)
    )


def _additional(asked: _Asked, value: JsonObject) -> bool:
    named = as_object(asked.schema.get("properties"))
    patterns = as_object(asked.schema.get("patternProperties"))
    return all(
        asked.holds(asked.value, value[key])
        for key in value
        if key not in named and not any(matches(p, key) for p in patterns)
    )


def _dependent(asked: _Asked, value: JsonObject) -> bool:
    return all(
        name in value
        for key, names in as_object(asked.value).items()
        if key in value
        for name in as_list(names)
    )


_Check: TypeAlias = Callable[[_Asked, Json], bool]


def _numbers(check: Callable[[float, float], bool]) -> _Check:
    def asked_of(asked: _Asked, value: Json) -> bool:
        if isinstance(value, bool) or not isinstance(value, int | float):
            return True
        return check(value, asked.limit())

    return asked_of


def _texts(check: Callable[[_Asked, str], bool]) -> _Check:
    return lambda asked, value: not isinstance(value, str) or check(asked, value)


def _arrays(check: Callable[[_Asked, list[Json]], bool]) -> _Check:
    return lambda asked, value: not isinstance(value, list) or check(asked, value)


def _objects(check: Callable[[_Asked, JsonObject], bool]) -> _Check:
    return lambda asked, value: not isinstance(value, dict) or check(asked, value)


_KEYWORDS: Final[dict[str, _Check]] = {
    "$ref": _reference,
    "type": lambda a, v: any(of_type(v, name) for name in types(a.value)),
    "const": lambda a, v: same(a.value, v),
    "enum": lambda a, v: any(same(item, v) for item in a.each()),
    "not": lambda a, v: not a.fits(a.value, v),
    "allOf": lambda a, v: all(a.fits(schema, v) for schema in a.each()),
    "anyOf": lambda a, v: any(a.fits(schema, v) for schema in a.each()),
    "oneOf": lambda a, v: sum(a.fits(schema, v) for schema in a.each()) == 1,
    "if": _condition,
    "minimum": _numbers(lambda v, limit: v >= limit),
    "maximum": _numbers(lambda v, limit: v <= limit),
    "exclusiveMinimum": _numbers(lambda v, limit: v > limit),
    "exclusiveMaximum": _numbers(lambda v, limit: v < limit),
    "multipleOf": _multiple,
    "minLength": _texts(lambda a, v: len(v) >= a.limit()),
    "maxLength": _texts(lambda a, v: len(v) <= a.limit()),
    "pattern": _texts(lambda a, v: matches(a.value, v)),
    "minItems": _arrays(lambda a, v: len(v) >= a.limit()),
    "maxItems": _arrays(lambda a, v: len(v) <= a.limit()),
    "uniqueItems": _arrays(lambda a, v: not a.value or distinct(v)),
    "prefixItems": _arrays(_prefix_items),
    "items": _arrays(_items),
    "contains": _arrays(_contains),
    "required": _objects(lambda a, v: all(name in v for name in a.each())),
    "minProperties": _objects(lambda a, v: len(v) >= a.limit()),
    "maxProperties": _objects(lambda a, v: len(v) <= a.limit()),
    "properties": _objects(_properties),
    "patternProperties": _objects(_pattern_properties),
    "additionalProperties": _objects(_additional),
    "propertyNames": _objects(lambda a, v: all(a.holds(a.value, key) for key in v)),
    "dependentRequired": _objects(_dependent),
}
