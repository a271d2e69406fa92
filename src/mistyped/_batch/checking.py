"""Checks a file of requests from its begin to its end, on the cores it is worth."""

from __future__ import annotations

from functools import cache, partial
from pathlib import Path
from typing import Final, NamedTuple

from mistyped._batch.findings import Findings, Note, Place
from mistyped._batch.fixing import Fixes
from mistyped._batch.judging import Judge, Verdict
from mistyped._batch.names import Names, NamesOfRange, repeated_name
from mistyped._batch.ranges import done_by_range, processes
from mistyped._batch.reading import Range, Source
from mistyped._batch.request_files import Progress, opened_requests
from mistyped._batch.sorting import Run
from mistyped.problems import Problem

MOST_LINES: Final = 100_000
MOST_BYTES: Final = 512_000_000
_WORTH_A_CORE: Final = 64_000_000
_JOB: Final = "POST /v1/batch/jobs"
_TOO_MANY: Final = Problem(
    "batch-lines",
    (),
    f"Mistral says that {MOST_LINES:,} lines are the most, and elsewhere a million",
    "mistyped batch run splits them",
    "warning",
)
_TOO_LARGE: Final = Problem(
    "batch-bytes",
    (),
    "a file of more than 512 MB is not taken",
    "mistyped batch run splits it",
    "warning",
)


def check_file(
    name: str,
    path: str = "",
    *,
    jobs: int = 0,
    note: Note | None = None,
    every: bool = False,
    progress: Progress | None = None,
) -> Findings:
    """Check a file.

    Args:
        name: The file, or `-` for standard input.
        path: Where its requests go, unless they say it; guessed if it is left out.
        jobs: How many processes; by its size if it is left out.
        note: Is called with each line that has a problem, in their order.
        every: Whether it is called with the others too; then there is one process.
        progress: Is called now and then with how far it is.

    Raises:
        UnreadableError: If the file cannot be read, or is no JSON.
    """
    names, findings = Names(), Findings()
    with opened_requests(name, path, progress) as file:
        jobs = processes(file.source, jobs, _WORTH_A_CORE)
        if jobs > 1 and not every and not file.is_one:
            work = partial(_range_checked, file.path, wants_lines=note is not None)
            size, before = file.source.size, 0
            for end, done in done_by_range(name, size, jobs, work):
                done.tell(before, findings, names, note)
                before += done.lines
                if progress:
                    progress(end, size)
        else:
            judge = Judge(file.path).judge
            findings.read(file.lines, judge, names.add, note, every=every)
        _at_the_end(findings, names, file.source, note)
    return findings


def fix_file(
    name: str, path: str, target: str, progress: Progress | None = None
) -> tuple[Findings, Fixes]:
    """Write a file again, mended where nothing is lost by it, and check that.

    Args:
        name: The file.
        path: Where its requests go, unless they say it; guessed if it is left out.
        target: Where the mended lines go.
        progress: Is called now and then with how far it is.

    Returns:
        What is left, and what was done.

    Raises:
        UnreadableError: If the file cannot be read, or is no JSON.
    """
    names, findings = Names(), Findings()
    with opened_requests(name, path, progress) as file:
        with Path(target).open("wb") as out:
            fixes = Fixes(file.path, out)
            judge = Judge(file.path).judge
            findings.read(fixes.mended(file.lines), judge, names.add)
        _at_the_end(findings, names, file.source, None)
    return findings, fixes


class _Checked(NamedTuple):
    """What a process found in a range; its lines are numbered from there.

    Attributes:
        findings: What it found.
        named: The names of its lines.
        noted: Lines with problems, if they are wanted: numbers, names and verdicts.
        lines: How many lines the range has, those with nothing in them included.
    """

    findings: Findings
    named: Run
    noted: list[tuple[int, str, Verdict]]
    lines: int

    def tell(
        self, before: int, findings: Findings, names: Names, note: Note | None
    ) -> None:
        """Tell what was found, where so many lines come before."""
        findings.merge(self.findings, before)
        names.extend(self.named, before)
        for line, name, verdict in self.noted:
            if note:
                note(before + line, name, verdict)


def _range_checked(path: str, lines: Range, *, wants_lines: bool) -> _Checked:
    findings, names = Findings(), NamesOfRange()
    noted: list[tuple[int, str, Verdict]] = []

    def note(line: int, name: str, verdict: Verdict) -> None:
        noted.append((line, name, verdict))

    judge = _judge(path).judge
    findings.read(lines, judge, names.add, note if wants_lines else None)
    return _Checked(findings, names.run(), noted, lines.count)


@cache
def _judge(path: str) -> Judge:
    """Return the judge of this process, who remembers from range to range."""
    return Judge(path)


def _at_the_end(
    findings: Findings, names: Names, source: Source, note: Note | None
) -> None:
    """Add what can be said of all lines together."""
    for line, earlier in names.repeated():
        problem = repeated_name(earlier)
        findings.add(problem, Place(line, "", problem.path))
        if note:
            note(line, "", Verdict(_JOB, (problem,)))
    whole = Place(0, "", "$")
    if findings.lines > MOST_LINES:
        findings.add(_TOO_MANY, whole)
    if source.size > MOST_BYTES and not source.is_packed:
        findings.add(_TOO_LARGE, whole)
