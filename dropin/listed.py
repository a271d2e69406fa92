"""What is listed in `listed.toml`: differences that are meant, with their reasons."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from suite import Outcomes


@dataclass(frozen=True)
class Difference:
    """Tests that fail with our clients, and why they may."""

    reason: str
    tests: tuple[str, ...]
    plain: bool = False
    """Whether they fail with the SDK's own clients as well."""

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        # Only a star is special: the names of tests are full of brackets.
        escaped = (re.escape(each).replace(r"\*", ".*") for each in self.tests)
        return re.compile("|".join(escaped))

    def covers(self, test: str) -> bool:
        """Whether a test is one of these."""
        return self._pattern.fullmatch(test) is not None

    def stale(self, failed: set[str]) -> list[str]:
        """Return the patterns that no failed test matches."""
        single = (Difference("", (each,)) for each in self.tests)
        return [each.tests[0] for each in single if not any(map(each.covers, failed))]


@dataclass(frozen=True)
class Listed:
    """Everything that is listed."""

    version: str
    at_least: int
    left_out: dict[str, str]
    rewritten: dict[str, str]
    differences: tuple[Difference, ...]

    def of(self, test: str, *, plain: bool = False) -> Difference | None:
        """Return the difference that covers a test, `plain`: with the SDK's own."""
        for each in self.differences:
            if each.covers(test) and (each.plain or not plain):
                return each
        return None

    def count(self, failed: set[str]) -> Counter[str]:
        """Count the failed tests by the reason that is listed for them."""
        found = (self.of(test) for test in failed)
        return Counter(each.reason for each in found if each)


def read(path: Path) -> Listed:
    """Read the list."""
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    differences = (
        Difference(each["reason"], tuple(each["tests"]), each.get("plain", False))
        for each in data["difference"]
    )
    return Listed(
        data["version"],
        data["at_least"],
        data["left_out"],
        data["rewritten"],
        tuple(differences),
    )


def failed(outcomes: Outcomes) -> set[str]:
    """Return the tests that failed."""
    return {test for test, each in outcomes.items() if each.outcome == "failed"}
