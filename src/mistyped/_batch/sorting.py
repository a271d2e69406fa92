"""Numbers in their order, in bounded memory however many there are."""

from __future__ import annotations

from collections.abc import Iterator
from heapq import merge
from tempfile import TemporaryFile
from typing import IO, Final

_IN_MEMORY: Final = 100_000
_AT_ONCE: Final = 4_096


class Sorted:
    """Takes numbers, and yields them sorted, once.

    Args:
        width: How many bytes a number has at most.
    """

    def __init__(self, width: int) -> None:
        self._width = width
        self._latest: list[int] = []
        self._runs: list[tuple[int, int]] = []
        self._file: IO[bytes] | None = None

    def add(self, number: int) -> None:
        """Take a number."""
        self._latest.append(number)
        if len(self._latest) >= _IN_MEMORY:
            self._write()

    def __iter__(self) -> Iterator[int]:
        """Yield all numbers in their order; this can be asked once."""
        self._latest.sort()
        runs = [self._run(start, end) for start, end in self._runs]
        yield from merge(*runs, self._latest)
        if self._file is not None:
            self._file.close()

    def _write(self) -> None:
        """Write what is in memory to a file, sorted."""
        if self._file is None:
            self._file = TemporaryFile()
        self._latest.sort()
        start = self._file.tell()
        self._file.write(b"".join(e.to_bytes(self._width) for e in self._latest))
        self._runs.append((start, self._file.tell()))
        self._latest.clear()

    def _run(self, start: int, end: int) -> Iterator[int]:
        """Read a run again, a piece at a time."""
        assert self._file is not None
        size, width = _AT_ONCE * self._width, self._width
        for at in range(start, end, size):
            self._file.seek(at)
            piece = self._file.read(min(size, end - at))
            for n in range(0, len(piece), width):
                yield int.from_bytes(piece[n : n + width])
