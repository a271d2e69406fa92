"""The survivors that no test can tell from the original, each with the reason."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path

from mutation.mutant import Mutant


@dataclass(frozen=True, slots=True)
class Equivalent:
    """A mutant that does the same, known by what it changes and not by its line.

    Attributes:
        path: The file, below the root.
        removed: The lines that it changes.
        added: What it puts in their place.
        reason: Why no test can tell it.
    """

    path: Path
    removed: str
    added: str
    reason: str

    def covers(self, mutant: Mutant) -> bool:
        """Whether a mutant is this one."""
        found = (mutant.path, mutant.removed, mutant.added)
        return found == (self.path, self.removed, self.added)

    def is_stale(self, root: Path) -> bool:
        """Whether its file, or the lines in it, are gone."""
        path = root / self.path
        return not path.is_file() or self.removed not in path.read_text("utf-8")


def read(path: Path) -> list[Equivalent]:
    """Read the list."""
    listed = tomllib.loads(path.read_text("utf-8")).get("equivalent", [])
    return [
        Equivalent(
            Path(each["path"]),
            each["removed"].strip("\n"),
            each["added"].strip("\n"),
            each["reason"],
        )
        for each in listed
    ]
