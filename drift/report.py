"""What the comparison of all operations gives."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product, zip_longest
from typing import Any

from drift import operations
from drift.calls import Call
from drift.compare import OURS, THEIRS, Comparison, Difference, Place
from drift.listed import Entry
from drift.models import Reader
from drift.operations import Key, Parts
from drift.schemas import Schema, Schemas

WHOLE = "operation"
"""The part of a difference that is about an operation and not about its fields."""


@dataclass
class Row:
    """One operation.

    Attributes:
        key: Method and path.
        fields: The fields that were compared: `ChatCompletionRequest.stop`.
        found: What differs, by the part of the operation: `body`, `answer`, ...
    """

    key: Key
    fields: set[str] = field(default_factory=set)
    found: list[tuple[str, Difference]] = field(default_factory=list)

    @property
    def is_shared(self) -> bool:
        """Whether both sides have the operation."""
        return all(part != WHOLE for part, _ in self.found)

    @property
    def agreeing(self) -> set[str]:
        """The fields in which nothing differs."""
        return self.fields - {each.place.rstrip("[]{}") for _, each in self.found}


@dataclass(frozen=True)
class Report:
    """All operations, judged by what is listed."""

    rows: Sequence[Row]
    entries: Sequence[Entry]

    def entry(self, part: str, difference: Difference) -> Entry | None:
        """Return the first entry that covers a difference."""
        fits = (each for each in self.entries if each.covers(part, difference))
        return next(fits, None)

    def unlisted(self, row: Row) -> list[tuple[str, Difference]]:
        """Return the differences of an operation that nothing covers."""
        return [each for each in row.found if self.entry(*each) is None]

    @property
    def stale(self) -> list[Entry]:
        """The entries that cover nothing."""
        found = [each for row in self.rows for each in row.found]
        return [e for e in self.entries if not any(e.covers(*each) for each in found)]

    @property
    def reasons(self) -> Counter[str]:
        """How often each reason applies."""
        found = {each for row in self.rows for each in row.found}
        used = (self.entry(*each) for each in found)
        return Counter(each.reason for each in used if each)


def compare(
    document: Mapping[str, Any], calls: Iterable[Call], entries: Sequence[Entry]
) -> Report:
    """Compare our document with the calls of the official SDK."""
    ours, theirs = operations.ours(document), operations.theirs(calls)
    named = Schemas(document["components"]["schemas"])
    rows: list[Row] = []
    for key in {**ours, **theirs}:
        if key in ours and key in theirs:
            reader = Reader()
            other = operations.parts_of(theirs[key], reader)
            rows.append(_row(key, ours[key], other, named, Schemas(reader.schemas)))
        else:
            side = OURS if key in ours else THEIRS
            row = Row(key)
            row.found.append((WHOLE, Difference(key, f"only in {side}", key)))
            rows.append(row)
    return Report(rows, entries)


def _row(key: Key, ours: Parts, theirs: Parts, named: Schemas, models: Schemas) -> Row:
    row = Row(key)
    for part in {**ours, **theirs}:
        comparison = Comparison(named, models)
        place = Place(f"{key} {part}", f"{key} {part}")
        for mine, other in _pairs(part, ours[part], theirs[part]):
            if mine is None or other is None:
                side = OURS if other is None else THEIRS
                comparison.note(place, f"only in {side}")
            else:
                comparison.compare(mine, other, place)
        row.fields |= comparison.fields
        row.found += [(part, each) for each in comparison.found.values()]
    return row


def _pairs(
    part: str, ours: Sequence[Schema], theirs: Sequence[Schema]
) -> Iterator[tuple[Schema | None, Schema | None]]:
    """Pair what both have of a part: ids one by one, all else each with each."""
    if part == "path" or not ours or not theirs:
        yield from zip_longest(ours, theirs)
    else:
        yield from product(ours, theirs)
