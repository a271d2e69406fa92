"""Rules on tool calls and their results."""

from __future__ import annotations

import re
from collections.abc import Iterator

from mistyped._check.rules.conversation import Conversation, Found
from mistyped._check.rules.pairing import NO_ID
from mistyped.problems import shown

_NAME = re.compile(r"[a-zA-Z0-9_-]{1,64}")
_NINE = re.compile(r"[a-zA-Z0-9]{9}")
_ALL_NINE = re.compile(r"(?:[a-zA-Z0-9]{9} )*")


def missing_call_id(conversation: Conversation) -> Iterator[Found]:
    """Find calls and results without an id."""
    if any(each in conversation.ids for each in NO_ID):
        for place, each in conversation.places():
            if each in NO_ID:
                yield Found(place, "there is no id")


def call_id_nine(conversation: Conversation) -> Iterator[Found]:
    """Find ids that are not nine letters or digits."""
    joined = " ".join([*conversation.ids, ""])
    if len(joined) == 10 * len(conversation.ids) and _ALL_NINE.fullmatch(joined):
        return
    seen: set[str] = {*NO_ID}
    for place, each in conversation.places():
        if each not in seen and not _NINE.fullmatch(each):
            yield Found(place, f"{shown(each)} is not nine letters or digits")
        seen.add(each)


def call_id_form(conversation: Conversation) -> Iterator[Found]:
    """Find the first such id, and say how many more there are."""
    found = list(call_id_nine(conversation))
    if found:
        first, others = found[0], len(found) - 1
        more = f", nor are {others} more ids" if others else ""
        yield Found(first.loc, first.message + more)


def result_count(conversation: Conversation) -> Iterator[Found]:
    """Find messages whose calls have fewer results than they are, or more."""
    roles = conversation.roles
    counts = {turn.at: len(turn.ids) for turn in conversation.turns}
    asked, waiting = 0, 0
    for at, role in enumerate(roles if conversation.unfinished else [*roles, "end"]):
        if role == "tool":
            if not waiting and _may_answer(roles, at):
                yield Found(("messages", at), "no call is left that it could answer")
            waiting = max(0, waiting - 1)
        elif role in ("assistant", "end"):
            if waiting:
                place = ("messages", asked, "tool_calls")
                yield Found(place, f"{waiting} of {counts[asked]} have no result")
            asked, waiting = at, counts.get(at, 0)


def unanswered_call(conversation: Conversation) -> Iterator[Found]:
    """Find calls that no tool message answers."""
    for place, each in conversation.pairing.unanswered:
        yield Found(place, f"the call {shown(each)} has no result")


def unasked_result(conversation: Conversation) -> Iterator[Found]:
    """Find results of calls that the assistant message before them did not make."""
    roles = conversation.roles
    for result in conversation.pairing.unasked:
        if _may_answer(roles, result.at):
            yield Found(result.place, f"no open call has the id {shown(result.id)}")


def duplicate_result(conversation: Conversation) -> Iterator[Found]:
    """Find second results of one call."""
    for result in conversation.pairing.repeated_results:
        yield Found(result.place, f"the call {shown(result.id)} has a result already")


def duplicate_call(conversation: Conversation) -> Iterator[Found]:
    """Find ids that two calls of one message share."""
    for place, each in conversation.pairing.repeated_calls:
        yield Found(place, f"another call here has the id {shown(each)}")


def function_name(conversation: Conversation) -> Iterator[Found]:
    """Find names of functions that are not letters, digits, underscores, dashes."""
    if all(map(_NAME.fullmatch, conversation.names)):
        return
    for place, name in conversation.named():
        if not _NAME.fullmatch(name):
            yield Found(place, f"{shown(name)} cannot be a function's name")


def _may_answer(roles: list[str], at: int) -> bool:
    """Whether a result may stand there, for all that the order of roles says."""
    return at == 0 or roles[at - 1] not in ("user", "system")
