"""What was found in many lines: counts, and of each rule the first few places."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final, NamedTuple, TypeAlias

from mistyped._batch.judging import Judged, Verdict
from mistyped._batch.reading import Line
from mistyped.problems import Problem, Severity

SHOWN: Final = 3
"""How many places of a rule are kept."""
Remember: TypeAlias = Callable[[str, int], None]
"""Takes the name of a line, and its number."""
Note: TypeAlias = Callable[[int, str, Verdict], None]
"""Takes a line's number, its name, and the verdict on it."""


class Place(NamedTuple):
    """Where a problem is.

    Attributes:
        line: The line's number; 0 if it is the whole file.
        custom_id: The line's name, or empty.
        path: The place in the line, `messages[2].name`.
    """

    line: int
    custom_id: str
    path: str


@dataclass(slots=True)
class Group:
    """The problems of one rule.

    Attributes:
        first: The first of them.
        count: How many there are.
        places: Where the first few are.
    """

    first: Problem
    count: int = 0
    places: list[Place] = field(default_factory=list[Place])

    def add(self, place: Place) -> None:
        """Count a problem."""
        self.count += 1
        if len(self.places) < SHOWN:
            self.places.append(place)


@dataclass(slots=True)
class Findings:
    """What was found in lines.

    Attributes:
        lines: How many lines there are.
        unread: How many of them are no JSON.
        refused: How many Mistral would refuse.
        models: The models that are named.
        groups: The problems by severity and rule.
        whole: The problems of a file that is one request.
    """

    lines: int = 0
    unread: int = 0
    refused: int = 0
    models: set[str] = field(default_factory=set[str])
    groups: dict[tuple[Severity, str], Group] = field(
        default_factory=dict[tuple[Severity, str], Group]
    )
    whole: tuple[Problem, ...] = ()

    def read(
        self,
        lines: Iterable[Line],
        judge: Callable[[bytes], Judged],
        remember: Remember,
        note: Note | None = None,
        *,
        every: bool = False,
    ) -> None:
        """Judge lines, and count what is found.

        Args:
            lines: The lines.
            judge: What judges one.
            remember: Takes the names of lines.
            note: Takes the verdicts with problems.
            every: Whether `note` takes the others as well.
        """
        last: Verdict | None = None
        for number, text in lines:
            name, verdict = judge(text)
            self.lines += 1
            if name:
                remember(name, number)
            if verdict is not last:
                last = verdict
                if verdict.is_read:
                    self.models.add(verdict.model)
            if verdict.problems:
                self._add(number, name, verdict)
            if note is not None and (every or verdict.problems):
                note(number, name, verdict)

    def merge(self, other: Findings, before: int) -> None:
        """Add what was found in lines that come after so many."""
        self.lines += other.lines
        self.unread += other.unread
        self.refused += other.refused
        self.models |= other.models
        for kind, group in other.groups.items():
            mine = self.groups.setdefault(kind, Group(group.first))
            mine.count += group.count
            room = SHOWN - len(mine.places)
            moved = (each._replace(line=each.line + before) for each in group.places)
            mine.places += [*moved][:room]

    def add(self, problem: Problem, place: Place) -> None:
        """Count a problem."""
        kind = problem.severity, problem.rule
        group = self.groups.get(kind)
        if group is None:
            group = self.groups[kind] = Group(problem)
        group.add(place)

    def count(self, severity: Severity) -> int:
        """Return how many problems of a severity there are."""
        return sum(e.count for (kind, _), e in self.groups.items() if kind == severity)

    def in_order(self) -> Iterator[tuple[Severity, str, Group]]:
        """Yield the groups: errors first, the most frequent first."""
        ranked = sorted(self.groups.items(), key=lambda e: (e[0][0], -e[1].count))
        for (severity, rule), group in ranked:
            yield severity, rule, group

    def _add(self, number: int, name: str, verdict: Verdict) -> None:
        self.refused += not verdict.ok
        self.unread += not verdict.is_read
        if not number:
            self.whole = verdict.problems
        for each in verdict.problems:
            kind = each.severity, each.rule
            group = self.groups.get(kind)
            if group is not None and len(group.places) == SHOWN:
                group.count += 1  # no place is written that nobody will see
            else:
                self.add(each, Place(number, name, each.path))
