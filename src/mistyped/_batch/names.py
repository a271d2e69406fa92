"""The names of lines: which have come before, in bounded memory however many there are.

A name is remembered by its hash, with the number of its line. Of 64 bits ten million
names have two alike once in three hundred thousand files; what is found is a warning.
"""

from __future__ import annotations

from collections.abc import Iterator
from heapq import merge
from itertools import pairwise
from tempfile import TemporaryFile
from typing import IO, Final

from mistyped.problems import Problem

_IN_MEMORY: Final = 100_000
_LINE_BITS: Final = 40
_HASH: Final = (1 << 64) - 1
_WIDTH: Final = 13
_AT_ONCE: Final = 4_096 * _WIDTH


def repeated_name(earlier: int = 0) -> Problem:
    """Return what is told of a line whose name another has, if it is known which."""
    other = f"line {earlier:,}" if earlier else "another line"
    message = f"{other} has the same"
    hint = "give each line its own, to know the answers apart"
    return Problem("duplicate-custom-id", ("custom_id",), message, hint, "warning")


class Names:
    """The names of a file's lines."""

    def __init__(self) -> None:
        self._latest: list[int] = []
        self._runs: list[tuple[int, int]] = []
        self._file: IO[bytes] | None = None

    def add(self, name: str, line: int) -> None:
        """Remember the name of a line."""
        self._latest.append((hash(name) & _HASH) << _LINE_BITS | line)
        if len(self._latest) >= _IN_MEMORY:
            self._write()

    def repeated(self) -> Iterator[tuple[int, int]]:
        """Yield lines whose name has come before: the line, and the one just before.

        This can be asked once; what was remembered is gone then.
        """
        self._latest.sort()
        runs = [self._run(start, end) for start, end in self._runs]
        for one, two in pairwise(merge(*runs, self._latest)):
            if one >> _LINE_BITS == two >> _LINE_BITS:
                mask = (1 << _LINE_BITS) - 1
                yield two & mask, one & mask
        if self._file is not None:
            self._file.close()

    def _write(self) -> None:
        """Write what is in memory to a file, sorted."""
        if self._file is None:
            self._file = TemporaryFile()
        self._latest.sort()
        start = self._file.tell()
        self._file.write(b"".join(each.to_bytes(_WIDTH) for each in self._latest))
        self._runs.append((start, self._file.tell()))
        self._latest.clear()

    def _run(self, start: int, end: int) -> Iterator[int]:
        """Read a run again, a piece at a time."""
        assert self._file is not None
        for at in range(start, end, _AT_ONCE):
            self._file.seek(at)
            piece = self._file.read(min(_AT_ONCE, end - at))
            for n in range(0, len(piece), _WIDTH):
                yield int.from_bytes(piece[n : n + _WIDTH])
