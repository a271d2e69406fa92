"""What a mutant is: one file, changed in one place."""

from __future__ import annotations

import difflib
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from random import Random
from typing import TypeAlias

Site: TypeAlias = Callable[[Random], str | None]
"""A place of a file: returns the text with one change there, None if there is none."""
Sites: TypeAlias = dict[str, list[Site]]
"""The places of a file by the kind of change."""


@dataclass(frozen=True)
class Mutant:
    """A file that is changed in one place.

    Attributes:
        room: The room that it is in.
        path: The file, below the root of the tree.
        before: Its text.
        after: Its text as changed.
    """

    room: str
    path: Path
    before: str
    after: str

    @cached_property
    def diff(self) -> list[str]:
        """The change as a unified diff without heads: its place, then its lines."""
        texts = self.before.splitlines(), self.after.splitlines()
        return list(difflib.unified_diff(*texts, n=0, lineterm=""))[2:]

    @property
    def removed(self) -> str:
        """The lines that are changed or gone."""
        return self._lines("-")

    @property
    def added(self) -> str:
        """What stands in their place."""
        return self._lines("+")

    @property
    def line(self) -> int:
        """The first line that is changed."""
        numbers = self.diff[0].split()[1].removeprefix("-")
        return int(numbers.partition(",")[0])

    def _lines(self, sign: str) -> str:
        return "\n".join(each[1:] for each in self.diff if each.startswith(sign))

    def __str__(self) -> str:
        return f"{self.path.as_posix()}:{self.line}"
