"""Problems as values: collected while a step runs, raised together at its end."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import NamedTuple, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong with an input, and what to do about it.

    Attributes:
        source: The file, by its path below the root.
        where: What in that file it is about; empty if its line says so.
        problem: What is wrong there, as a statement.
        fix: What to do, as an imperative clause.
        line: The line in that file, from 1; 0 if it has none.
        paste: What to put into the file, as it is; empty if there is nothing.
    """

    source: str
    where: str
    problem: str
    fix: str
    line: int = 0
    paste: str = ""

    def __str__(self) -> str:
        place = Origin(self.source, self.line)
        where = f"{self.where}: " if self.where else ""
        paste = f":\n{self.paste}" if self.paste else ""
        return f"{place}: {where}{self.problem}; {self.fix}{paste}"


class Origin(NamedTuple):
    """The line of a file that a value comes from; 0 if no line is known."""

    source: str
    line: int = 0

    def __str__(self) -> str:
        return f"{self.source}:{self.line}" if self.line else self.source

    def finding(self, problem: str, fix: str, *, where: str = "") -> Finding:
        """Return a finding about what stands there."""
        return Finding(self.source, where, problem, fix, self.line)


class FindingsError(Exception):
    """A step could not finish. The message lists every finding, in order of place.

    Attributes:
        findings: What was found, each once, by file and line.
    """

    def __init__(self, findings: Iterable[Finding]) -> None:
        self.findings = tuple(sorted(dict.fromkeys(findings), key=_place))
        super().__init__("\n".join(map(str, self.findings)))


def collect(found: list[Finding], step: Callable[[], T]) -> T | None:
    """Return what a step returns, or None after adding to `found` what stops it.

    So steps that do not need each other all run, and report in one go.
    """
    try:
        return step()
    except FindingsError as error:
        found.extend(error.findings)
        return None


def _place(finding: Finding) -> tuple[str, int, str, str]:
    return finding.source, finding.line, finding.where, finding.problem
