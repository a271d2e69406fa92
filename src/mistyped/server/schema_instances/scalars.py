"""Candidates for strings, numbers, booleans and null."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from fractions import Fraction
from math import ceil, floor, isfinite
from typing import Final

from mistyped.server.json_types import Json, JsonObject, as_count, as_text
from mistyped.server.schema_instances.pattern_samples import (
    LONGEST,
    UnsupportedPatternError,
    samples,
)

_TRIES: Final = 25
_PARTS: Final = 1_000
_FORMATS: Final = {
    "date-time": "2026-01-{:02}T12:00:00Z",
    "date": "2026-01-{:02}",
    "time": "12:00:{:02}Z",
    "duration": "P{}D",
    "email": "user{}@example.com",
    "idn-email": "user{}@example.com",
    "hostname": "host{}.example.com",
    "idn-hostname": "host{}.example.com",
    "ipv4": "192.0.2.{}",
    "ipv6": "2001:db8::{}",
    "uri": "https://example.com/{}",
    "iri": "https://example.com/{}",
    "uri-reference": "/{}",
    "iri-reference": "/{}",
    "uri-template": "https://example.com/{}/{{id}}",
    "json-pointer": "/{}",
    "relative-json-pointer": "{}",
    "regex": "^{}$",
    "uuid": "00000000-0000-4000-8000-0000000000{:02}",
}


def texts(schema: JsonObject, name: str, variant: int) -> Iterator[Json]:
    """Strings that the schema may take; `name` is the word to use if it leaves one."""
    least = as_count(schema.get("minLength"), 0)
    most = as_count(schema.get("maxLength"), LONGEST)
    if least > LONGEST:
        return
    if form := _FORMATS.get(as_text(schema.get("format"))):
        yield form.format(1 + variant % 28)
    if pattern := as_text(schema.get("pattern")):
        yield from _patterned(pattern, variant, least)
    # The number goes where cutting and filling leave it.
    mark = str(variant) if variant else ""
    word = f"{name}{mark}"[:most] if len(name) + len(mark) <= most else mark or name
    yield word[:most].ljust(least, "x")


def numbers(schema: JsonObject, variant: int, *, whole: bool) -> Iterator[Json]:
    """Numbers that the schema may take, from a bound onwards, whole ones first."""
    low, high = _bounds(schema)
    step = _fraction(schema.get("multipleOf")) or Fraction(1)
    if whole and step.denominator != 1:
        step = Fraction(step.numerator)
    start, way = Fraction(1), 1
    if low is not None:
        start = low
    elif high is not None:
        start, way = min(start, high), -1
    first = (ceil if way > 0 else floor)(start / step)
    ahead = variant
    if low is not None and high is not None:
        ahead %= max(floor(high / step) - first + 1, 1)
    steps = (first + way * (ahead + number) for number in range(_TRIES))
    # Many validators divide floats, where a price of 19.99 is no multiple of a cent.
    yield from sorted(
        (_plain(number * step) for number in steps),
        key=lambda number: number / _plain(step) % 1 != 0,
    )
    if not whole:
        yield from _between(low, high, variant)


def booleans(variant: int) -> Iterator[Json]:
    """Both booleans, true first unless the variant is odd."""
    yield variant % 2 == 0
    yield variant % 2 == 1


def _patterned(pattern: str, variant: int, least: int) -> Iterator[Json]:
    with suppress(UnsupportedPatternError):
        for pick in dict.fromkeys((variant, 0)):
            for text in samples(pattern, pick, least):
                yield text
                yield text.ljust(least, "x")


def _bounds(schema: JsonObject) -> tuple[Fraction | None, Fraction | None]:
    lows = [_fraction(schema.get(key)) for key in ("minimum", "exclusiveMinimum")]
    highs = [_fraction(schema.get(key)) for key in ("maximum", "exclusiveMaximum")]
    return (
        max((low for low in lows if low is not None), default=None),
        min((high for high in highs if high is not None), default=None),
    )


def _between(
    low: Fraction | None, high: Fraction | None, variant: int
) -> Iterator[Json]:
    """Fractions between two bounds that hold no whole number, and near one bound."""
    if low is None and high is None:
        yield variant + 0.5
        return
    left = low if low is not None else (high or Fraction(0)) - 1
    right = high if high is not None else left + 1
    part = variant % _PARTS  # a larger one would round to the bound itself
    yield float(left + (right - left) * Fraction(part + 1, part + 2))
    yield float(left)
    yield float(right)


def _fraction(value: Json) -> Fraction | None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    # By its digits: a tenth is a tenth, not the nearest binary fraction.
    return Fraction(str(value)) if isfinite(value) else None


def _plain(value: Fraction) -> int | float:
    return int(value) if value.denominator == 1 else float(value)
