"""Checks a file of lines from its begin to its end, on as many cores as it is worth."""

from __future__ import annotations

import os
import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from functools import cache
from itertools import chain
from multiprocessing import get_context
from pathlib import Path
from typing import Final, NamedTuple, TypeAlias

import orjson

from mistyped._batch.endpoints import guessed_path
from mistyped._batch.findings import Findings, Note, Place
from mistyped._batch.fixing import Fixes
from mistyped._batch.judging import Judge, Verdict
from mistyped._batch.names import Names
from mistyped._batch.reading import (
    Line,
    Source,
    lines_in,
    lines_of,
    opened,
    text_between,
)
from mistyped.problems import Problem

Progress: TypeAlias = Callable[[int, int], None]
"""Takes the bytes that are done, and all there are; 0 if nobody knows."""
MOST_LINES: Final = 100_000
MOST_BYTES: Final = 512_000_000
_RANGE: Final = 8_000_000
_WORTH_A_CORE: Final = 64_000_000
_SAID_EVERY: Final = 2_000
_Noted: TypeAlias = tuple[int, str, Verdict]


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
    with opened(name) as source:
        lines = lines_of(source)
        first = next(lines)
        going = path or guessed_path(_loaded(first[1]))
        names, findings = Names(), Findings()
        jobs = 1 if every else jobs or min(_cores(), source.size // _WORTH_A_CORE)
        if jobs > 1 and not source.is_packed and source.size and first[0]:
            work = _Work(name, source.size, going, note is not None)
            _in_processes(work, jobs, findings, names, _Told(note, progress))
        else:
            whole = chain([first], lines)
            told = _told(whole, source, progress) if progress else whole
            findings.read(told, Judge(going).judge, names.add, note, every=every)
        _at_the_end(findings, names, source, note)
    return findings


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


def first_line(name: str) -> object:
    """Return what is in the first line of a file; nothing if it is no JSON.

    Raises:
        UnreadableError: If the file cannot be read, or is no JSON.
    """
    with opened(name) as source:
        return _loaded(next(lines_of(source))[1])


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
    with opened(name) as source:
        lines = lines_of(source)
        first = next(lines)
        going = path or guessed_path(_loaded(first[1]))
        whole = chain([first], lines)
        told = _told(whole, source, progress) if progress else whole
        names, findings = Names(), Findings()
        with Path(target).open("wb") as out:
            fixes = Fixes(going, out)
            findings.read(fixes.mended(told), Judge(going).judge, names.add)
        _at_the_end(findings, names, source, None)
    return findings, fixes


class _Work(NamedTuple):
    """A file that is checked in ranges."""

    name: str
    size: int
    path: str
    wants_lines: bool


class _Told(NamedTuple):
    """Who is told what was found, and how far it is."""

    note: Note | None
    progress: Progress | None


class _Done(NamedTuple):
    """What a process found in a range; its lines are numbered from there."""

    findings: Findings
    named: list[tuple[str, int]]
    noted: list[_Noted]
    lines: int


def _in_processes(
    work: _Work, jobs: int, findings: Findings, names: Names, told: _Told
) -> None:
    before = 0
    for end, done in _ranges_done(work, jobs):
        findings.merge(done.findings, before)
        for name, line in done.named:
            names.add(name, before + line)
        for line, name, verdict in done.noted:
            if told.note:
                told.note(before + line, name, verdict)
        before += done.lines
        if told.progress:
            told.progress(end, work.size)


def _ranges_done(work: _Work, jobs: int) -> Iterator[tuple[int, _Done]]:
    """Yield what was found in each range, in their order, and where it ends."""
    waiting: deque[tuple[int, Future[_Done]]] = deque()
    # Spawned, since a progress bar has a thread, and threads and forks do not mix.
    with ProcessPoolExecutor(jobs, get_context("spawn")) as pool:
        for start in range(0, work.size, _RANGE):
            end = min(start + _RANGE, work.size)
            waiting.append((end, pool.submit(_range_done, work, start, end)))
            if len(waiting) > 2 * jobs:
                ready, future = waiting.popleft()
                yield ready, future.result()
        for ready, future in waiting:
            yield ready, future.result()


def _range_done(work: _Work, start: int, end: int) -> _Done:
    text = text_between(work.name, start, end)
    done = _Done(Findings(), [], [], text.count(b"\n"))

    def remember(name: str, line: int) -> None:
        done.named.append((name, line))

    def note(line: int, name: str, verdict: Verdict) -> None:
        done.noted.append((line, name, verdict))

    noted = note if work.wants_lines else None
    done.findings.read(lines_in(text), _judge(work.path).judge, remember, noted)
    return done


@cache
def _judge(path: str) -> Judge:
    """Return the judge of this process, who remembers from range to range."""
    return Judge(path)


def _cores() -> int:
    return (
        len(os.sched_getaffinity(0)) if sys.platform == "linux" else os.cpu_count() or 1
    )


def _loaded(line: bytes) -> object:
    """Return what is in a line; nothing if it is no JSON."""
    try:
        return orjson.loads(line)
    except orjson.JSONDecodeError:
        return None


def _told(lines: Iterable[Line], source: Source, progress: Progress) -> Iterator[Line]:
    """Yield lines, and say now and then how far it is."""
    for at, line in enumerate(lines):
        if at % _SAID_EVERY == 0:
            progress(source.position, source.size)
        yield line
    progress(source.size, source.size)


def _at_the_end(
    findings: Findings, names: Names, source: Source, note: Note | None
) -> None:
    """Add what can be said of all lines together."""
    for line, earlier in names.repeated():
        problem = _repeated(earlier)
        findings.add(problem, Place(line, "", problem.path))
        if note:
            note(line, "", Verdict(_JOB, (problem,)))
    whole = Place(0, "", "$")
    if findings.lines > MOST_LINES:
        findings.add(_TOO_MANY, whole)
    if source.size > MOST_BYTES and not source.is_packed:
        findings.add(_TOO_LARGE, whole)


def _repeated(earlier: int) -> Problem:
    message = f"line {earlier:,} has the same"
    hint = "give each line its own, to know the answers apart"
    return Problem("duplicate-custom-id", ("custom_id",), message, hint, "warning")
