"""Keeps the first problems of each kind, and counts the others.

A broken loop can make a million messages with one fault. Past a thousand of one rule
nobody reads on, and each would cost time and memory.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from mistyped.problems import ErrorDetail, Problem, Severity

MOST_ALIKE = 1_000
"""How many problems of one rule and severity a report tells one by one."""


class Tally:
    """Problems as they are found, those of one kind beyond `MOST_ALIKE` as a count."""

    def __init__(self) -> None:
        self._counts: dict[tuple[str, Severity], int] = {}
        self._beyond: dict[tuple[str, Severity], Problem] = {}

    def is_full(self, rule: str, severity: Severity) -> bool:
        """Whether another problem of this kind is only counted."""
        return self._counts.get((rule, severity), 0) >= MOST_ALIKE

    def keeps(self, problem: Problem, *details: ErrorDetail) -> bool:
        """Count a problem, and tell whether it is told."""
        kind = problem.rule, problem.severity
        count = self._counts.get(kind, 0)
        self._counts[kind] = count + 1
        if count == MOST_ALIKE:
            self._beyond[kind] = replace(problem, details=details)
        return count < MOST_ALIKE

    def remainders(self) -> Iterator[Problem]:
        """Yield a problem for each kind that was cut, at the first place left out."""
        for kind, first in self._beyond.items():
            left = self._counts[kind] - MOST_ALIKE
            message = f"here and later {left:,} more like the first {MOST_ALIKE:,}"
            yield replace(
                first,
                message=message,
                hint="mend those and check again",
                details=tuple(each._replace(msg=message) for each in first.details),
            )


def cut(problems: Iterable[Problem]) -> list[Problem]:
    """Return the first problems of each kind, and a count of the others."""
    tally = Tally()
    told = list(filter(tally.keeps, problems))
    return told + list(tally.remainders())
