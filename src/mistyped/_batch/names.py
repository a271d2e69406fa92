"""The names of lines: which have come before, in bounded memory however many there are.

A name is remembered by its hash, with the number of its line. Of 64 bits ten million
names have two alike once in three hundred thousand files; what is found is a warning.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Final

from mistyped._batch.sorting import Sorted
from mistyped.problems import Problem

_LINE_BITS: Final = 40
_LINE: Final = (1 << _LINE_BITS) - 1
_HASH: Final = (1 << 64) - 1
_WIDTH: Final = 13


def repeated_name(earlier: int = 0) -> Problem:
    """Return what is told of a line whose name another has, if it is known which."""
    other = f"line {earlier:,}" if earlier else "another line"
    message = f"{other} has the same"
    hint = "give each line its own, to know the answers apart"
    return Problem("duplicate-custom-id", ("custom_id",), message, hint, "warning")


class Names:
    """The names of a file's lines."""

    def __init__(self) -> None:
        self._names = Sorted(_WIDTH)

    def add(self, name: str, line: int) -> None:
        """Remember the name of a line."""
        self._names.add((hash(name) & _HASH) << _LINE_BITS | line)

    def repeated(self) -> Iterator[tuple[int, int]]:
        """Yield lines whose name has come before: the line, and the one just before.

        They come in the order of the lines. This can be asked once.
        """
        found = Sorted(_WIDTH)
        for one, two in pairwise(self._names):
            if one >> _LINE_BITS == two >> _LINE_BITS:
                found.add((two & _LINE) << _LINE_BITS | one & _LINE)
        for each in found:
            yield each >> _LINE_BITS, each & _LINE
