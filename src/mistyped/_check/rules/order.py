"""Rules on the order of messages."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from mistyped._check.request_view import Finding, RequestView
from mistyped.problems import shown

_OUT_OF_ORDER = {
    ("assistant", "system"),
    ("tool", "system"),
    ("system", "tool"),
    ("user", "tool"),
}


def empty_messages(request: RequestView) -> Iterator[Finding]:
    """Find a conversation without messages."""
    if request.body.get("messages") == []:
        yield Finding(("messages",), "there is no message")


def last_role(request: RequestView) -> Iterator[Finding]:
    """Find an assistant message at the end that is no prefix."""
    roles = request.roles
    last = len(roles) - 1
    if len(roles) > 1 and roles[-1] == "assistant" and last not in request.prefixes:
        yield Finding(
            ("messages", last, "role"), "an assistant message stands at the end"
        )


def last_system(request: RequestView) -> Iterator[Finding]:
    """Find a system message at the end of a longer conversation."""
    roles = request.roles
    if len(roles) > 1 and roles[-1] == "system":
        place = ("messages", len(roles) - 1, "role")
        yield Finding(place, "a system message stands at the end")


def lone_assistant(request: RequestView) -> Iterator[Finding]:
    """Find a conversation of nothing but an assistant message."""
    if request.roles == ["assistant"]:
        yield Finding(("messages", 0, "role"), "an assistant message stands alone")


def prefix_not_last(request: RequestView) -> Iterator[Finding]:
    """Find a prefix that is not at the end."""
    last = len(request.roles) - 1
    for at in request.prefixes:
        if at != last:
            yield Finding(("messages", at, "prefix"), "messages follow this prefix")


def role_order(request: RequestView) -> Iterator[Finding]:
    """Find a role that may not follow the one before it."""
    roles = request.roles
    joined = " ".join(roles)
    if not any(f"{before} {role}" in joined for before, role in _OUT_OF_ORDER):
        return
    for at, (before, role) in enumerate(pairwise(roles), 1):
        if (before, role) in _OUT_OF_ORDER:
            message = f"the role {shown(role)} stands right after {shown(before)}"
            yield Finding(("messages", at, "role"), message)


def empty_assistant(request: RequestView) -> Iterator[Finding]:
    """Find assistant messages that say and call nothing."""
    for at in request.empty:
        message = "this assistant message has neither content nor tool_calls"
        yield Finding(("messages", at), message)
