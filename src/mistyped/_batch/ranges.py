"""Files that are worked on range by range, by as many processes as they are worth."""

from __future__ import annotations

import os
import sys
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from multiprocessing import get_context
from typing import Final, TypeVar

from mistyped._batch.reading import Range, Source

ResultT = TypeVar("ResultT")
_RANGE: Final = 8_000_000


def processes(source: Source, jobs: int, worth_one: int) -> int:
    """Return how many processes are to work on a file.

    Args:
        source: The file; what is packed, or no file, has no ranges.
        jobs: How many are asked for; by the size of the file if it is 0.
        worth_one: How many bytes are worth a process.
    """
    if source.is_packed or not source.size:
        return 1
    return jobs or max(1, min(_cores(), source.size // worth_one))


def done_by_range(
    name: str, size: int, jobs: int, work: Callable[[Range], ResultT]
) -> Iterator[tuple[int, ResultT]]:
    """Yield what is made of the lines of each range, in their order, and where it ends.

    Args:
        name: The file.
        size: How many bytes it has.
        jobs: How many processes work.
        work: Takes the lines of a range; it is sent to the processes by pickle.
    """
    waiting: deque[tuple[int, Future[ResultT]]] = deque()
    # Spawned, since a progress bar has a thread, and threads and forks do not mix.
    with ProcessPoolExecutor(jobs, get_context("spawn")) as pool:
        for start in range(0, size, _RANGE):
            end = min(start + _RANGE, size)
            waiting.append((end, pool.submit(_done, name, start, end, work)))
            if len(waiting) > 2 * jobs:
                ready, future = waiting.popleft()
                yield ready, future.result()
        for ready, future in waiting:
            yield ready, future.result()


def _done(name: str, start: int, end: int, work: Callable[[Range], ResultT]) -> ResultT:
    return work(Range(name, start, end))


def _cores() -> int:
    return (
        len(os.sched_getaffinity(0)) if sys.platform == "linux" else os.cpu_count() or 1
    )
