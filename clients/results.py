"""What became of each call, and which failures are listed."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from pathlib import Path

LISTED = Path(__file__).parent / "listed.toml"


@dataclass(frozen=True, slots=True)
class Result:
    """A call of a client.

    Attributes:
        client: The client.
        operation: What it called.
        failure: What it raised; empty if it passed.
        nulls: The parameters that may be null, as the client knows them.
    """

    client: str
    operation: str
    failure: str = ""
    nulls: list[str] = field(default_factory=list[str])


@dataclass(slots=True)
class Listed:
    """Failures that are not ours to mend.

    Attributes:
        client: Which client; a star stands for anything, here and in `operation`.
        operation: Which calls.
        failure: A part of what is raised.
        reason: Why.
        count: How often it has occurred.
    """

    client: str
    operation: str
    failure: str
    reason: str
    count: int = 0

    def explains(self, result: Result) -> bool:
        """Whether this is the failure that is meant."""
        return (
            fnmatchcase(result.client, self.client)
            and fnmatchcase(result.operation, self.operation)
            and self.failure in result.failure
        )


def read_listed() -> list[Listed]:
    """Read the list."""
    rows = tomllib.loads(LISTED.read_text(encoding="utf-8")).get("failure", [])
    return [Listed(**row) for row in rows]


def unlisted(results: Iterable[Result], listed: Iterable[Listed]) -> list[Result]:
    """Return the failures that no line explains, and count the others."""
    left: list[Result] = []
    rows = list(listed)
    for result in results:
        if not result.failure:
            continue
        found = next((row for row in rows if row.explains(result)), None)
        if found is None:
            left.append(result)
        else:
            found.count += 1
    return left
