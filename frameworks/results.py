"""What became of each case on each way, and which failures count."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

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
