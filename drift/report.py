"""What the comparison of all operations gives."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import product, zip_longest

from drift.compare import ASKED, DEPRECATED, OURS, Comparison, Difference, Place
from drift.edits import Spot
from drift.listed import Entry
from drift.operations import Key, Part, Published, Source
from drift.renames import renames

WHOLE = "operation"
"""The part of a difference that is about an operation and not about its fields."""
QUESTION = "question"
"""The part of a difference with a second source."""
_READ = ("answer", "event")
_LIKE_PATH = 0.85


@dataclass
class Row:
    """One operation.

    Attributes:
        key: Method and path.
        fields: The fields that were compared: `ChatCompletionRequest.stop`.
        theirs: The same by the other side's names.
        found: What differs, by the part of the operation: `body`, `answer`, ...
    """

    key: Key
    fields: set[str] = field(default_factory=set)
    theirs: set[str] = field(default_factory=set)
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
class Found:
    """A difference, with the places in which it shows."""

    difference: Difference
    parts: tuple[str, ...]
    keys: tuple[Key, ...]


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

    def covered(self, entry: Entry) -> list[str]:
        """Return the differences that an entry is the first to cover, each once."""
        found = (each for row in self.rows for each in row.found)
        mine = (str(each) for part, each in found if self.entry(part, each) is entry)
        return sorted(set(mine))

    @property
    def failures(self) -> int:
        """How much is not as the list has it."""
        unlisted = self.collected(listed=False)
        return len(unlisted) + len(self.stale) + len(self.miscounted)

    @property
    def stale(self) -> list[Entry]:
        """The entries that cover nothing."""
        found = [each for row in self.rows for each in row.found]
        return [e for e in self.entries if not any(e.covers(*each) for each in found)]

    @property
    def miscounted(self) -> list[tuple[Entry, list[str]]]:
        """The counted entries whose count is wrong, with what they cover."""
        counted = [(e, self.covered(e)) for e in self.entries if e.count is not None]
        stale = self.stale
        return [(e, c) for e, c in counted if len(c) != e.count and e not in stale]

    @property
    def reasons(self) -> Counter[str]:
        """How often each reason applies."""
        found = {each for row in self.rows for each in row.found}
        used = (self.entry(*each) for each in found)
        return Counter(each.reason for each in used if each)

    def collected(self, *, listed: bool) -> list[Found]:
        """Return the differences, each once, with the operations it is in."""
        grouped: dict[str, list[tuple[str, Difference, Key]]] = defaultdict(list)
        for row in self.rows:
            for part, each in row.found:
                if (self.entry(part, each) is not None) == listed:
                    grouped[str(each)].append((part, each, row.key))
        return [
            Found(
                difference=_joined([each for _, each, _ in all_]),
                parts=tuple(dict.fromkeys(part for part, _, _ in all_)),
                keys=tuple(dict.fromkeys(key for _, _, key in all_)),
            )
            for all_ in grouped.values()
        ]


def compare(document: Published, source: Source, entries: Sequence[Entry]) -> Report:
    """Compare our document with a source."""
    mine, other = list(document.keys()), set(source.keys())
    gone = [key for key in mine if key not in other]
    new = [key for key in source.keys() if key not in set(mine)]  # noqa: SIM118
    moved = renames(gone, new, _same_call, _LIKE_PATH)
    rows: list[Row] = []
    for key in mine:
        if key in other:
            rows.append(_row(key, key, document, source))
        elif key in moved:
            text = f"renamed {moved[key]} in {source.side}"
            row = _row(key, moved[key], document, source)
            row.found.append((WHOLE, Difference(key, text, moved[key])))
            rows.append(row)
        else:
            rows.append(_alone(Difference(key, f"only in {OURS}", "")))
    rows += [
        _alone(Difference(key, f"only in {source.side}", key))
        for key in new
        if key not in moved.values()
    ]
    used = [each for each in entries if source.side in each.sources]
    return Report(rows, used)


def _joined(found: Sequence[Difference]) -> Difference:
    """Return one difference for all of its occurrences, with all places of theirs."""
    places = [place for each in found for place in each.theirs.split(", ")]
    first = min(found, key=lambda each: not each.edits)
    return replace(first, theirs=", ".join(dict.fromkeys(places)))


def asked(side: str, found: Iterable[Difference], entries: Sequence[Entry]) -> Report:
    """Return the questions of a second source, judged by what is listed for it."""
    row = Row(side, found=[(QUESTION, each) for each in found])
    return Report([row], [each for each in entries if side in each.sources])


def _alone(difference: Difference) -> Row:
    return Row(difference.place, found=[(WHOLE, difference)])


def _row(key: Key, name: Key, document: Published, source: Source) -> Row:
    row = Row(key)
    ours, theirs = document.parts(key), source.parts(name)
    for part in {**ours, **theirs}:
        comparison = Comparison(
            document.schemas,
            source.schemas,
            side=source.side,
            compared=(DEPRECATED,) if part in _READ else ASKED,
            silent=source.silent,
        )
        for mine, other in _pairs(part, ours.get(part, []), theirs.get(part, [])):
            place = Place(f"{key} {part}", f"{name} {part}")
            if mine is None or other is None:
                side = OURS if other is None else source.side
                comparison.note(place, f"only in {side}")
            else:
                at = Place(place.ours, place.theirs, Spot(mine.path, mine.schema))
                comparison.compare(mine.schema, other.schema, at)
        row.fields |= comparison.fields
        row.theirs |= comparison.theirs
        row.found += [(part, each) for each in comparison.found.values()]
    return row


def _pairs(
    part: str, ours: Sequence[Part], theirs: Sequence[Part]
) -> Iterator[tuple[Part | None, Part | None]]:
    """Pair what both have of a part: ids one by one, all else each with each."""
    if part == "path" or not ours or not theirs:
        yield from zip_longest(ours, theirs)
    else:
        yield from product(ours, theirs)


def _same_call(old: Key, new: Key) -> bool:
    """Whether two operations have the same method and as many ids."""
    return old.split()[0] == new.split()[0] and old.count("{}") == new.count("{}")
