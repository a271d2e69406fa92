"""Changes to an object that is right: one edit each, sorted by kind.

An edit takes the object and changes it in place. What JSON cannot carry has kinds of
its own, `UNSENDABLE`.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Iterator
from typing import Any, TypeAlias

from schemas import BOUNDS, Alternative, Book, Schema

Edit: TypeAlias = Callable[[dict[Any, Any]], None]
UNSENDABLE = ("not finite", "surrogate", "not JSON")
EVERY_MEMBER = (
    *("valid", "missing", "null", "wrong type", "empty", "huge number"),
    *("deep", "whole float", *UNSENDABLE),
)
"""The kinds that every member must have met; `unknown key` is for every object."""
KINDS = {
    "integer": "range",
    "number": "range",
    "enum": "wrong value",
    "array": "inside a list",
    "map": "inside a map",
}
"""The kinds that members must have met besides, by what they may be."""
LENGTHS = defaultdict(
    tuple[str, ...],
    array=("minItems", "maxItems"),
    map=("minProperties", "maxProperties"),
    string=("minLength", "maxLength"),
)
"""What bounds the length of a value, by what it may be."""

_WRONG: tuple[Any, ...] = (
    True,
    False,
    0,
    7,
    -3,
    1.5,
    "x",
    "1",
    "true",
    ["x"],
    [None],
    [[]],
    [{}],
)
_WRONG_OBJECTS: tuple[Any, ...] = (
    {"a": 1},
    {"type": "text", "text": "x"},
    {"role": "user"},
)
_HUGE: tuple[float, ...] = (
    *(2**53 + 1, 2**63 - 1, 2**63, -(2**63), -(2**63) - 1, 2**64, 10**30, 10**400),
    *(1e308, -1e308, 5e-324),
)
_NUMBERS = (-1, 0, 1, 2, -2, 3, -0.001, 0.001, 1.51, 2.5, -2.5, 100, 1e9)
_OPENAI_TAGS = ("developer", "function", "custom", "refusal", "mcp", "TEXT", "", " ")
_UNKNOWN = (
    *("zzz", "", "__proto__", "constructor", "$ref", "Model", "type ", "0"),
    *("name", "id", "content", "type", "role", "user", "seed", "strict", "refusal"),
    *("cache_control", "annotations", "reasoning_content", "stream_options", "store"),
)


def of_object(book: Book, name: str) -> Iterator[tuple[str, Edit]]:
    """Yield edits that give an object a key it does not know."""
    known = book.objects[name]["properties"]
    for key in _UNKNOWN:
        if key not in known:
            yield "unknown key", _put(key, "x")
            yield "unknown key", _put(key, None)
            yield "unknown key", _put(key, {})
    for key in known:
        yield "unknown key", _put(f"{key}s", 1)
        yield "unknown key", _put(key.upper(), None)
    yield "surrogate", _put("\ud800", 1)
    yield "not JSON", _put(1, 1)
    yield "not JSON", _put(None, 1)
    yield "not JSON", _put(b"key", 1)


def of_member(book: Book, owner: str, key: str) -> Iterator[tuple[str, Edit]]:
    """Yield edits to one member that the object has."""
    yield "missing", lambda target: target.pop(key)
    for kind, value in _values(book, owner, key):
        yield kind, _put(key, value)
    yield "not JSON", lambda target: target.update({key: target})
    yield "not JSON", lambda target: target.update({key: [target]})


def near_bounds(schema: Schema, *names: str) -> Iterator[int]:
    """Yield the lengths at the bounds of a schema, and those just outside."""
    for name in names:
        if name in schema:
            bound = schema[name]
            yield bound
            yield max(bound - 1, 0) if name.startswith("min") else bound + 1


def _put(key: Any, value: Any) -> Edit:
    def edit(target: dict[Any, Any]) -> None:
        target[key] = value

    return edit


def _values(book: Book, owner: str, key: str) -> Iterator[tuple[str, Any]]:
    yield "null", None
    for value in (*_WRONG, *_WRONG_OBJECTS):
        yield "wrong type", value
    yield from (("empty", type_()) for type_ in (str, list, dict))
    yield from (("huge number", value) for value in _HUGE)
    yield from (("whole float", value) for value in (1.0, -0.0, 7.0, 1e15))
    for levels in (3, 40, 90, 120):
        yield "deep", _nested(levels, [])
        yield "deep", _nested(levels, {})
    yield from _unsendable()
    for found in book.alternatives(book.objects[owner]["properties"][key]):
        yield from _of_kind(found)
    if book.is_tag(owner, key):
        yield from (("wrong tag", tag) for tag in (*book.tags(), *_OPENAI_TAGS))


def _of_kind(found: Alternative) -> Iterator[tuple[str, Any]]:
    """Yield values near a kind: beyond a bound, beside an enum, wrong inside."""
    inside: tuple[Any, ...] = (None, *_WRONG, *_WRONG_OBJECTS, *_HUGE, {}, [], "")
    if found.kind in ("integer", "number"):
        bounds = [found.schema[name] for name in BOUNDS if name in found.schema]
        for number in (*_NUMBERS, *(near for b in bounds for near in _around(b))):
            yield KINDS[found.kind], number
    elif found.kind == "enum":
        for value in found.schema["enum"]:
            yield "wrong value", f"{value}s"
            yield "wrong value", str(value).upper()
            yield "wrong value", [value]
            yield "valid", value
        for value in ("bogus", "default", "flex", "None", "auto", "text", "none"):
            yield "wrong value", value
    elif found.kind == "array":
        yield from (("inside a list", [value]) for value in inside)
        yield "not finite", [math.nan]
    elif found.kind == "map":
        yield from (("inside a map", {"k": value}) for value in inside)
        yield "not finite", {"k": [math.inf]}
        yield "surrogate", {"k": {"\udfff": 1}}
        yield "not JSON", {"k": {1: 1}}


def _around(bound: float) -> Iterator[float]:
    yield from (bound, bound - 1, bound + 1, float(bound), bound + 1e-9, bound - 1e-9)
    yield from (math.nextafter(bound, math.inf), math.nextafter(bound, -math.inf))


def _unsendable() -> Iterator[tuple[str, Any]]:
    for number in (math.nan, math.inf, -math.inf):
        yield "not finite", number
    for text in ("\ud800", "a\udfffb", ["\udc00"]):
        yield "surrogate", text
    circle: list[Any] = []
    circle.append(circle)
    for value in (b"x", bytearray(b"x"), {1}, object(), 1j, print, {1: 2}, circle):
        yield "not JSON", value


def _nested(levels: int, innermost: Any) -> Any:
    value = innermost
    for _ in range(levels - 1):
        value = {"a": value} if isinstance(innermost, dict) else [value]
    return value
