"""Failures of other people's programs that are listed with a reason."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Protocol, TypeVar


class Outcome(Protocol):
    """What became of something that was tried."""

    @property
    def failure(self) -> str:
        """What it raised; empty if it passed."""
        ...


OutcomeT = TypeVar("OutcomeT", bound=Outcome)


@dataclass(slots=True)
class Listed:
    """Failures that are not ours to mend.

    Attributes:
        where: What their members are, each a pattern in which a star is anything.
        failure: A part of what is raised.
        reason: Why.
        count: How often it has occurred.
    """

    where: dict[str, str]
    failure: str
    reason: str
    count: int = 0

    def __str__(self) -> str:
        return f"{': '.join(self.where.values())}: {self.reason}"

    def explains(self, outcome: Outcome) -> bool:
        """Whether this is the failure that is meant."""
        return self.failure in outcome.failure and all(
            fnmatchcase(getattr(outcome, name), pattern)
            for name, pattern in self.where.items()
        )


def read_listed(path: Path) -> list[Listed]:
    """Read a list."""
    rows = tomllib.loads(path.read_text(encoding="utf-8")).get("failure", [])
    return [
        Listed(failure=row.pop("failure"), reason=row.pop("reason"), where=row)
        for row in rows
    ]


def unlisted(outcomes: Iterable[OutcomeT], listed: Iterable[Listed]) -> list[OutcomeT]:
    """Return the failures that no line explains, and count the others."""
    left: list[OutcomeT] = []
    rows = list(listed)
    for each in outcomes:
        if not each.failure:
            continue
        found = next((row for row in rows if row.explains(each)), None)
        if found is None:
            left.append(each)
        else:
            found.count += 1
    return left
