"""Rules on tool calls and their results."""

from __future__ import annotations

import re
from collections.abc import Iterator

from mistyped._check.request_view import Finding, RequestView
from mistyped._values.tool_calls import NO_ID
from mistyped.problems import shown

_NAME = re.compile(r"[a-zA-Z0-9_-]{1,64}")
_NINE = re.compile(r"[a-zA-Z0-9]{9}")
_ALL_NINE = re.compile(r"(?:[a-zA-Z0-9]{9} )*")


def missing_call_id(request: RequestView) -> Iterator[Finding]:
    """Find calls and results without an id."""
    if any(each in request.ids for each in NO_ID):
        for place, each in request.located_ids():
            if each in NO_ID:
                yield Finding(place, "there is no id")


def call_id_nine(request: RequestView) -> Iterator[Finding]:
    """Find ids that are not nine letters or digits."""
    joined = " ".join([*request.ids, ""])
    if len(joined) == 10 * len(request.ids) and _ALL_NINE.fullmatch(joined):
        return
    seen: set[str] = {*NO_ID}
    for place, each in request.located_ids():
        if each not in seen and not _NINE.fullmatch(each):
            yield Finding(place, f"{shown(each)} is not nine letters or digits")
        seen.add(each)


def call_id_form(request: RequestView) -> Iterator[Finding]:
    """Find the first such id, and say how many more there are."""
    found = list(call_id_nine(request))
    if found:
        first, others = found[0], len(found) - 1
        more = f", nor are {others} more ids" if others else ""
        yield Finding(first.loc, first.message + more)


def result_count(request: RequestView) -> Iterator[Finding]:
    """Find messages whose calls have fewer results than they are, or more."""
    roles = request.roles
    counts = {turn.at: len(turn.ids) for turn in request.turns}
    asked, waiting = 0, 0
    for at, role in enumerate(roles if request.unfinished else [*roles, "end"]):
        if role == "tool":
            if not waiting and _may_answer(roles, at):
                yield Finding(("messages", at), "no call is left that it could answer")
            waiting = max(0, waiting - 1)
        elif role in ("assistant", "end"):
            if waiting:
                place = ("messages", asked, "tool_calls")
                yield Finding(place, f"{waiting} of {counts[asked]} have no result")
            asked, waiting = at, counts.get(at, 0)


def unanswered_call(request: RequestView) -> Iterator[Finding]:
    """Find calls that no tool message answers."""
    for place, each in request.pairing.unanswered:
        yield Finding(place, f"the call {shown(each)} has no result")


def unasked_result(request: RequestView) -> Iterator[Finding]:
    """Find results of calls that the assistant message before them did not make."""
    roles = request.roles
    for result in request.pairing.unasked:
        if _may_answer(roles, result.at):
            yield Finding(result.place, f"no open call has the id {shown(result.id)}")


def duplicate_result(request: RequestView) -> Iterator[Finding]:
    """Find second results of one call."""
    for result in request.pairing.repeated_results:
        yield Finding(result.place, f"the call {shown(result.id)} has a result already")


def duplicate_call(request: RequestView) -> Iterator[Finding]:
    """Find ids that two calls of one message share."""
    for place, each in request.pairing.repeated_calls:
        yield Finding(place, f"another call here has the id {shown(each)}")


def function_name(request: RequestView) -> Iterator[Finding]:
    """Find names of functions that are not letters, digits, underscores, dashes."""
    if all(map(_NAME.fullmatch, request.names)):
        return
    for place, name in request.located_names():
        if not _NAME.fullmatch(name):
            yield Finding(place, f"{shown(name)} cannot be a function's name")


def _may_answer(roles: list[str], at: int) -> bool:
    """Whether a result may stand there, for all that the order of roles says."""
    return at == 0 or roles[at - 1] not in ("user", "system")
