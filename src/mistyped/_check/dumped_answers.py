"""Says once what is wrong with an answer's message that went through `model_dump()`.

Such a message has keys that Mistral refuses, and each is a problem of its own. What
adapts a request and the local server want them so; a person wants the one way out.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from itertools import chain

from mistyped.problems import Location, Problem, Report

RULE = "dumped-answer"
"""The rule of such a message."""
_OF_MESSAGES = "chat.assistant-message."
_OF_ANSWERS = frozenset(
    {"annotations", "audio", "function_call", "parsed", "reasoning_content", "refusal"}
)


def told_once(report: Report, waive: Collection[str] = ()) -> Report:
    """Return a report with one problem for each message that was dumped.

    Two of an answer's keys in one message are a sign of it. A single key may have been
    typed, and keeps its own hint. The nulls in such a message are of the dump as well.
    """
    groups: dict[Location, list[Problem]] = {}
    for each in report.problems:
        if each.loc[-1:] and each.loc[-1] in _OF_ANSWERS and _is_of_message(each):
            groups.setdefault(each.loc[:-1], []).append(each)
    dumped = {loc: parts for loc, parts in groups.items() if len(parts) > 1}
    if not dumped:
        return report
    is_told = RULE not in waive
    told: list[Problem] = []
    for each in report.problems:
        parts = dumped.get(each.loc[:-1], [])
        if each in parts:
            told += [_one(parts)] if is_told and each is parts[0] else []
        elif not (is_told and each.rule == "null" and _is_within(each.loc, dumped)):
            told.append(each)
    return Report(report.operation, tuple(told))


def _is_within(loc: Location, messages: Collection[Location]) -> bool:
    return any(loc[:n] in messages for n in range(len(loc)))


def _is_of_message(problem: Problem) -> bool:
    return problem.rule.startswith(_OF_MESSAGES)


def _one(parts: list[Problem]) -> Problem:
    keys = ", ".join(str(each.loc[-1]) for each in parts)
    return Problem(
        RULE,
        parts[0].loc[:-1],
        f"an answer's model_dump() has keys that Mistral refuses: {keys}",
        "give the message itself, or mistyped.to_input(message)",
        "error" if any(each.severity == "error" for each in parts) else "warning",
        _unique(each.evidence for each in parts),
        tuple(chain.from_iterable(each.details for each in parts)),
    )


def _unique(ids: Iterable[Iterable[str]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(chain.from_iterable(ids)))
