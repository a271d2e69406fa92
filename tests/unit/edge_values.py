"""Values on both sides of each edge of a schema."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from tests.unit.request_schemas import (
    PATTERNS,
    Loc,
    Schema,
    alternatives,
    kind_of,
    least,
    text,
)

MAX = 2**63 - 1
NO_WORD = "no such word"
OF_TYPES: dict[str, Any] = {
    "string": NO_WORD,
    "integer": 3,
    "number": 0.5,
    "boolean": True,
    "array": [],
    "object": {},
}
AS_TEXT = {"integer", "number", "boolean", "null"}
"""What a text of a form or a query may be read as, and may fail to be."""


class Beyond(NamedTuple):
    """A value that a schema does not take.

    Attributes:
        value: The value.
        rule: What finds it.
        loc: Where in the value the fault is.
    """

    value: Any
    rule: str
    loc: Loc = ()


def within(schema: Schema) -> Iterator[Any]:
    """Yield values that a schema takes, those at its edges among them."""
    for branch in alternatives(schema):
        yield from _WITHIN.get(kind_of(branch), _only_least)(branch)


def beyond(schema: Schema, *, is_json: bool = True) -> Iterator[Beyond]:
    """Yield values that a schema does not take; what no text can be, only for JSON."""
    found = alternatives(schema)
    taken = [json_type(branch) for branch in found]
    if "any" in taken:
        return
    if "null" not in taken and is_json:
        yield Beyond(None, "null")
    for kind, value in OF_TYPES.items():
        is_read = is_json or (kind == "string" and AS_TEXT.issuperset(taken))
        is_taken = kind in taken or (kind == "integer" and "number" in taken)
        if is_read and not is_taken:
            yield Beyond(value, "wrong-type")
    if "string" in taken and not any(kind_of(each) == "string" for each in found):
        yield Beyond(NO_WORD, "wrong-value")
    for branch in found:
        if taken.count(json_type(branch)) == 1:
            yield from _beyond_edge(branch)


def json_type(branch: Schema) -> str:
    """Return the JSON type of what an alternative takes, or `file`."""
    kind = kind_of(branch)
    if kind == "enum":
        return "integer" if isinstance(branch["enum"][0], int) else "string"
    return "file" if branch.get("format") == "binary" else kind


def _beyond_edge(branch: Schema) -> Iterator[Beyond]:
    """Yield values of the right type that are too small, too large or in no form."""
    yield from _BEYOND.get(kind_of(branch), lambda _: iter(()))(branch)


def _only_least(branch: Schema) -> Iterator[Any]:
    yield least(branch)


def _texts_in(branch: Schema) -> Iterator[str]:
    for length in (branch.get("minLength", 0), branch.get("maxLength", 1)):
        yield text(branch, length)


def _texts_out(branch: Schema) -> Iterator[Beyond]:
    if "maxLength" in branch:
        yield Beyond("x" * (branch["maxLength"] + 1), "too-many")
    if branch.get("minLength"):
        yield Beyond("x" * (branch["minLength"] - 1), "too-few")
    if "pattern" in branch:
        yield Beyond(PATTERNS[branch["pattern"]][1], "pattern")


def _lists_in(branch: Schema) -> Iterator[list[Any]]:
    for length in (branch.get("minItems", 0), branch.get("maxItems", 1)):
        yield [least(branch["items"])] * length
    yield from ([each] for each in within(branch["items"]))


def _lists_out(branch: Schema) -> Iterator[Beyond]:
    item = least(branch["items"])
    if "maxItems" in branch:
        yield Beyond([item] * (branch["maxItems"] + 1), "too-many")
    if branch.get("minItems"):
        yield Beyond([item] * (branch["minItems"] - 1), "too-few")
    for value, rule, loc in beyond(branch["items"]):
        yield Beyond([value], rule, (0, *loc))


def _maps_in(branch: Schema) -> Iterator[Any]:
    if "$ref" in branch:
        yield least(branch)
        return
    yield {}
    for name in _texts_in(branch.get("propertyNames", {})):
        yield {name: least(_values(branch))}
    yield from ({"key": each} for each in within(_values(branch)))


def _maps_out(branch: Schema) -> Iterator[Beyond]:
    if "$ref" in branch:
        return
    for name, rule, _ in _texts_out(branch.get("propertyNames", {})):
        yield Beyond({name: least(_values(branch))}, rule, (name,))
    for value, rule, loc in beyond(_values(branch)):
        yield Beyond({"key": value}, rule, ("key", *loc))


def _values(branch: Schema) -> Schema:
    values: Schema | bool = branch.get("additionalProperties", True)
    return values if isinstance(values, dict) else {}


class _End(NamedTuple):
    """The last number that a schema takes in a direction, and the first beyond.

    There is always an end to integers: they have 64 bits.
    """

    inside: float
    outside: Beyond | None


def _ends(branch: Schema) -> Iterator[_End]:
    for bound, excluding, way in (
        ("minimum", "exclusiveMinimum", -1),
        ("maximum", "exclusiveMaximum", 1),
    ):
        is_whole = branch["type"] == "integer"
        far = MAX * way if is_whole else 1e300 * way
        edge = branch.get(bound, branch.get(excluding))
        if edge is None:
            yield _End(far, Beyond(2**64 * way, "integer-range") if is_whole else None)
        elif excluding in branch:
            inner = edge - way if is_whole else math.nextafter(edge, -far)
            yield _End(inner, Beyond(edge, "out-of-range"))
        else:
            outer = edge + way if is_whole else math.nextafter(edge, far)
            yield _End(edge, Beyond(outer, "out-of-range"))


def _numbers_in(branch: Schema) -> Iterator[float]:
    yield from (end.inside for end in _ends(branch))


def _numbers_out(branch: Schema) -> Iterator[Beyond]:
    yield from (end.outside for end in _ends(branch) if end.outside)


_WITHIN: dict[str, Callable[[Schema], Iterator[Any]]] = {
    "null": lambda _: iter((None,)),
    "enum": lambda branch: iter(branch["enum"]),
    "boolean": lambda _: iter((True, False)),
    "integer": _numbers_in,
    "number": _numbers_in,
    "string": _texts_in,
    "array": _lists_in,
    "object": _maps_in,
}
_BEYOND: dict[str, Callable[[Schema], Iterator[Beyond]]] = {
    "integer": _numbers_out,
    "number": _numbers_out,
    "string": _texts_out,
    "array": _lists_out,
    "object": _maps_out,
}
