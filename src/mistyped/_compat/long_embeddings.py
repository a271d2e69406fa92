"""Embeddings of more texts than one request takes: several requests, one answer.

OpenAI takes 2,048 texts at once. The requests go out one after the other, so that the
order of the vectors is that of the texts.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple, TypeVar

import orjson

from mistyped._check.preflight import Preflight, preflight
from mistyped._values.guards import is_list, is_mapping, is_object
from mistyped._values.rows import NOTHING_LEARNT, ApiOperation, Learnt
from mistyped.changes import Change
from mistyped.problems import Problem, Report

NameT = TypeVar("NameT")
_MOST = 256
_LIMIT = ("too-many", ("input",))


class Split(NamedTuple):
    """A request that goes in several.

    Attributes:
        contents: Their bodies, in the order of the texts.
        report: What is wrong with them, where it stands in the whole.
    """

    contents: tuple[bytes, ...]
    report: Report


def split(
    operation: ApiOperation,
    checked: Preflight,
    *,
    waive: Collection[str] = (),
    learnt: Learnt = NOTHING_LEARNT,
) -> Split | None:
    """Return the requests that a long one becomes; None if it is not too long.

    Each is checked, since a list that is too long hides what is wrong in it.
    """
    report = checked.report
    left = [each for each in report.problems if (each.rule, each.loc) != _LIMIT]
    if operation.id != "embeddings.create" or len(left) == len(report.problems):
        return None
    contents: list[bytes] = []
    for start, body in _parts(orjson.loads(checked.content)):
        part = preflight(operation, body, waive=waive, learnt=learnt)
        contents.append(part.content)
        left += [_moved(p, start) for p in part.report.problems if p.loc[1:]]
    return Split(tuple(contents), replace(report, problems=tuple(left)))


def _parts(body: object) -> Iterator[tuple[int, dict[str, object]]]:
    """Yield each part with the number of its first text."""
    if not is_mapping(body) or not is_list(texts := body.get("input")):
        return
    rest = {str(key): value for key, value in body.items()}
    for start in range(0, len(texts), _MOST):
        yield start, {**rest, "input": texts[start : start + _MOST]}


def _moved(problem: Problem, start: int) -> Problem:
    name, at, *rest = problem.loc
    at = at + start if isinstance(at, int) else at
    return replace(problem, loc=(name, at, *rest))


def split_change(count: int) -> Change:
    """Return what is told of a request that went in several."""
    said = f"it went in {count} requests, whose answers are one"
    return Change(*_LIMIT, None, None, said)


def joined(answers: Sequence[Mapping[str, object]]) -> dict[str, object]:
    """Return one answer with all vectors and the sum of the tokens."""
    vectors = [each for answer in answers for each in _items(answer.get("data"))]
    data = [
        {**each, "index": index} if is_object(each) else each
        for index, each in enumerate(vectors)
    ]
    usages = [each for answer in answers if is_object(each := answer.get("usage"))]
    usage: object = {**usages[0], **total(usages)} if usages else None
    return {**answers[0], "data": data, "usage": usage}


def total(usages: Iterable[Mapping[NameT, object]]) -> dict[NameT, int]:
    """Return the sums of what usages count."""
    sums: dict[NameT, int] = {}
    for usage in usages:
        for name, count in usage.items():
            if isinstance(count, int):
                sums[name] = sums.get(name, 0) + count
    return sums


def _items(value: object) -> list[object]:
    return value if is_list(value) else []
