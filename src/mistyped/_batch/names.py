"""The names of lines: which have come before, in bounded memory however many there are.

A name is remembered by its hash, with the number of its line. Of 64 bits ten million
names have two alike once in three hundred thousand files; what is found is a warning.
"""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import blake2b
from itertools import pairwise

from mistyped._batch.sorting import Run, Sorted, pair, run_of
from mistyped.problems import Problem


def repeated_name(earlier: int = 0) -> Problem:
    """Return what is told of a line whose name another has, if it is known which."""
    other = f"line {earlier:,}" if earlier else "another line"
    message = f"{other} has the same"
    hint = "give each line its own, to know the answers apart"
    return Problem("duplicate-custom-id", ("custom_id",), message, hint, "warning")


class Names:
    """The names of a file's lines."""

    def __init__(self) -> None:
        self._names = Sorted()

    def add(self, name: str, line: int) -> None:
        """Remember the name of a line."""
        self._names.add(_hashed(name), line)

    def extend(self, names: Run, before: int) -> None:
        """Remember the names of a range before which there are so many lines."""
        self._names.extend(names, before)

    def repeated(self) -> Iterator[tuple[int, int]]:
        """Yield lines whose name has come before: the line, and the one just before.

        They come in the order of the lines. This can be asked once.
        """
        found = Sorted()
        if self._names.has_equal_keys():
            for (name, one), (other, two) in pairwise(self._names):
                if name == other:
                    found.add(two, one)
        self._names.close()
        yield from found
        found.close()


class NamesOfRange:
    """The names of the lines of a range, which go from a process to another."""

    def __init__(self) -> None:
        self._names: list[int] = []

    def add(self, name: str, line: int) -> None:
        """Remember the name of a line."""
        self._names.append(pair(_hashed(name), line))

    def run(self) -> Run:
        """Return the names by their hashes."""
        return run_of(self._names)


def _hashed(name: str) -> int:
    """Return the hash of a name, which is the same in every process."""
    data = name.encode("utf-8", "surrogatepass")
    return int.from_bytes(blake2b(data, digest_size=8).digest())
