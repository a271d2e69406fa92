"""What is listed in `listed.toml`: differences that are meant, with their reasons."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from drift.compare import THEIRS, Difference


@dataclass(frozen=True)
class Entry:
    """One pattern for differences, and why they may be.

    Attributes:
        pattern: A place and what differs there, with stars for anything.
        reason: Why it is right as it is.
        parts: The parts of operations that it is about; empty for all.
        sources: What our document is compared with when it holds.
        count: How many differences it covers; None for the one that it spells out.
    """

    pattern: str
    reason: str
    parts: Collection[str] = ()
    sources: Collection[str] = (THEIRS,)
    count: int | None = None

    @cached_property
    def _compiled(self) -> re.Pattern[str]:
        # Only a star is special: the names of places have brackets.
        return re.compile(re.escape(self.pattern).replace(r"\*", ".*"))

    def covers(self, part: str, difference: Difference) -> bool:
        """Whether a difference is one of these."""
        fits = not self.parts or part in self.parts
        return fits and self._compiled.fullmatch(str(difference)) is not None


def read(path: Path) -> list[Entry]:
    """Read the list."""
    return list(entries(tomllib.loads(path.read_text(encoding="utf-8"))))


def entries(data: Mapping[str, Any]) -> Iterator[Entry]:
    """Yield the entries of tables.

    A table has a `reason`, perhaps `parts` and `sources`, its `differences` one by one,
    and `counted`: how many a pattern with stars covers.

    Raises:
        ValueError: If a pattern with a star stands where nothing counts it.
    """
    for table in data["difference"]:
        about = (
            table["reason"],
            table.get("parts", ()),
            table.get("sources", (THEIRS,)),
        )
        for pattern in table.get("differences", ()):
            if "*" in pattern:
                raise ValueError(f"{pattern}: move it to `counted`, with its count")
            yield Entry(pattern, *about)
        for pattern, count in table.get("counted", {}).items():
            yield Entry(pattern, *about, count)
