"""What became of each case on each way, and which failures are listed."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Final

LISTED: Final = Path(__file__).parent / "listed.toml"
WAYS: Final = ("plain", "ours", "adapt", "guard", "gateway")
PROGRAM: Final = "the program of the page"
MUST_PASS: Final = ("adapt", "guard", "gateway")


@dataclass(frozen=True, slots=True)
class Result:
    """A case of a framework on one way.

    Attributes:
        framework: The framework.
        way: How it reached the server, one of `WAYS`.
        case: What was done.
        failure: What it raised; empty if it passed.
        value: What came of it.
        lossy: Whether it took `adapt-lossy`.
    """

    framework: str
    way: str
    case: str
    failure: str = ""
    value: object = None
    lossy: bool = False


@dataclass(slots=True)
class Listed:
    """Failures that are not ours to mend.

    Attributes:
        framework: Which framework; a star stands for anything, here, in `way` and in
            `case`.
        way: On which ways.
        case: Which cases.
        failure: A part of what is raised.
        reason: Why.
        count: How often it has occurred.
    """

    framework: str
    way: str
    case: str
    failure: str
    reason: str
    count: int = 0

    def explains(self, result: Result) -> bool:
        """Whether this is the failure that is meant."""
        return (
            fnmatchcase(result.framework, self.framework)
            and fnmatchcase(result.way, self.way)
            and fnmatchcase(result.case, self.case)
            and self.failure in result.failure
        )


def read_listed() -> list[Listed]:
    """Read the list."""
    rows = tomllib.loads(LISTED.read_text(encoding="utf-8")).get("failure", [])
    return [Listed(**row) for row in rows]


def compared(results: Sequence[Result]) -> Iterator[Result]:
    """Yield the results; what differs from what came through the gateway has failed.

    What is lost as it is must not be what all else is held against.
    """
    right: dict[tuple[str, str], Result] = {}
    for each in sorted(results, key=lambda each: -WAYS.index(each.way)):
        if not each.failure:
            right.setdefault((each.framework, each.case), each)
    for each in results:
        other = right.get((each.framework, each.case))
        if each.failure or other is None or other.value == each.value:
            yield each
        else:
            text = f"{each.value!r}, and {other.way} has {other.value!r}"
            yield Result(each.framework, each.way, each.case, text)


def wrong(results: Iterable[Result]) -> list[Result]:
    """Return the failures that count.

    What adapts must not fail. Our strict client may refuse what the plain one is
    refused, and nothing else.
    """
    found = list(results)
    passed = {
        (r.framework, r.case) for r in found if r.way == "plain" and not r.failure
    }
    return [
        each
        for each in found
        if each.failure
        and (
            each.way in MUST_PASS
            or (each.way == "ours" and (each.framework, each.case) in passed)
        )
    ]


def unlisted(failures: Iterable[Result], listed: Iterable[Listed]) -> list[Result]:
    """Return the failures that no line explains, and count the others."""
    left: list[Result] = []
    rows = list(listed)
    for each in failures:
        found = next((row for row in rows if row.explains(each)), None)
        if found is None:
            left.append(each)
        else:
            found.count += 1
    return left
