"""Where the members of a JSON text stand, so that a problem can be shown there."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final, NamedTuple

from mistyped.problems import Location

_TOKEN: Final = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\],:]|[^\s{}\[\],:"]+', re.DOTALL)


class Span(NamedTuple):
    """A part of a text: offsets in UTF-16 units, as browsers count, and a line.

    Attributes:
        start: Where it begins.
        end: Where it ends.
        line: The line it begins in, from 1.
    """

    start: int
    end: int
    line: int


@dataclass(slots=True)
class _Open:
    """A list or an object that has not ended.

    Attributes:
        at: The index or the key of the member that is read; None before a key.
        start: Where that member's key begins; below 0 in a list.
    """

    at: str | int | None
    start: int = -1


def spans(text: str, wanted: Iterable[Location]) -> dict[Location, Span]:
    """Return where locations stand in a text that is JSON.

    Of a member it is the key and a plain value, of a list or an object the key or the
    bracket. What is not there has the place of what should hold it.

    Args:
        text: The text.
        wanted: The locations, as problems have them.
    """
    asked = list(dict.fromkeys(wanted))
    prefixes = {loc[:n] for loc in asked for n in range(len(loc) + 1)}
    found = _offsets(text, prefixes)
    return {loc: _span(text, _nearest(found, loc)) for loc in asked}


def span_at(text: str, offset: int) -> Span:
    """Return the place of one character."""
    return _span(text, (offset, min(offset + 1, len(text))))


def _nearest(
    found: Mapping[Location, tuple[int, int]], loc: Location
) -> tuple[int, int]:
    while loc and loc not in found:
        loc = loc[:-1]
    return found.get(loc, (0, 0))


def _offsets(text: str, wanted: set[Location]) -> dict[Location, tuple[int, int]]:
    deepest = max(map(len, wanted), default=0)
    found: dict[Location, tuple[int, int]] = {}
    open_: list[_Open] = []
    for match in _TOKEN.finditer(text):
        word, start, end = match[0], match.start(), match.end()
        inner = open_[-1] if open_ else None
        if word == ":":
            continue
        if word == ",":
            if inner is not None:
                inner.at = inner.at + 1 if isinstance(inner.at, int) else None
            continue
        if word in ("}", "]"):
            del open_[-1:]
            continue
        if inner is not None and inner.at is None:
            inner.at, inner.start = str(json.loads(word)), start
            continue
        if len(open_) <= deepest:
            loc = tuple(each.at for each in open_ if each.at is not None)
            if loc in wanted:
                begin = inner.start if inner is not None and inner.start >= 0 else start
                is_key = word in ("{", "[") and begin != start
                found[loc] = (begin, _key_end(text, begin) if is_key else end)
        if word in ("{", "["):
            open_.append(_Open(0 if word == "[" else None))
    return found


def _key_end(text: str, start: int) -> int:
    """Return where the key that begins there ends."""
    match = _TOKEN.match(text, start)
    return match.end() if match else start


def _span(text: str, offsets: tuple[int, int]) -> Span:
    start, end = offsets
    before = text[:start]
    first = _units(before)
    return Span(first, first + _units(text[start:end]), before.count("\n") + 1)


def _units(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2
