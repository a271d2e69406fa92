"""Rules on the order of messages."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from mistyped._check.rules.conversation import Conversation, Found
from mistyped.problems import shown

_OUT_OF_ORDER = {
    ("assistant", "system"),
    ("tool", "system"),
    ("system", "tool"),
    ("user", "tool"),
}


def empty_messages(conversation: Conversation) -> Iterator[Found]:
    """Find a conversation without messages."""
    if conversation.body.get("messages") == []:
        yield Found(("messages",), "there is no message")


def last_role(conversation: Conversation) -> Iterator[Found]:
    """Find an assistant message at the end that is no prefix."""
    roles = conversation.roles
    last = len(roles) - 1
    if (
        len(roles) > 1
        and roles[-1] == "assistant"
        and last not in conversation.prefixes
    ):
        yield Found(
            ("messages", last, "role"), "an assistant message stands at the end"
        )


def last_system(conversation: Conversation) -> Iterator[Found]:
    """Find a system message at the end of a longer conversation."""
    roles = conversation.roles
    if len(roles) > 1 and roles[-1] == "system":
        place = ("messages", len(roles) - 1, "role")
        yield Found(place, "a system message stands at the end")


def lone_assistant(conversation: Conversation) -> Iterator[Found]:
    """Find a conversation of nothing but an assistant message."""
    if conversation.roles == ["assistant"]:
        yield Found(("messages", 0, "role"), "an assistant message stands alone")


def prefix_not_last(conversation: Conversation) -> Iterator[Found]:
    """Find a prefix that is not at the end."""
    last = len(conversation.roles) - 1
    for at in conversation.prefixes:
        if at != last:
            yield Found(("messages", at, "prefix"), "messages follow this prefix")


def role_order(conversation: Conversation) -> Iterator[Found]:
    """Find a role that may not follow the one before it."""
    roles = conversation.roles
    joined = " ".join(roles)
    if not any(f"{before} {role}" in joined for before, role in _OUT_OF_ORDER):
        return
    for at, (before, role) in enumerate(pairwise(roles), 1):
        if (before, role) in _OUT_OF_ORDER:
            message = f"the role {shown(role)} stands right after {shown(before)}"
            yield Found(("messages", at, "role"), message)


def empty_assistant(conversation: Conversation) -> Iterator[Found]:
    """Find assistant messages that say and call nothing."""
    for at in conversation.empty:
        message = "this assistant message has neither content nor tool_calls"
        yield Found(("messages", at), message)
