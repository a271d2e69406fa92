"""Problems as values: collected while a step runs, raised together at its end."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong with an input, and what to do about it.

    Attributes:
        source: The file, as its author knows it.
        where: The place in that file.
        problem: What is wrong there, as a statement.
        fix: What to do, as an imperative clause.
    """

    source: str
    where: str
    problem: str
    fix: str

    def __str__(self) -> str:
        return f"{self.source}: {self.where}: {self.problem}; {self.fix}"


class FindingsError(Exception):
    """A step could not finish. The message lists every finding, one per line.

    Attributes:
        findings: What was found, in the order of the input.
    """

    def __init__(self, findings: Iterable[Finding]) -> None:
        self.findings = tuple(findings)
        super().__init__("\n".join(map(str, self.findings)))
