"""Calls that a server has seen, as many as one likes."""

from __future__ import annotations

from mistyped.server.inspector.calls import SeenCall, SeenCalls


def seen_calls(count: int) -> SeenCalls:
    """Return what a server keeps that has seen so many calls."""
    calls = SeenCalls()
    for number in range(1, count + 1):
        call = SeenCall(calls.next_number(), number, "GET", f"/v1/files/{number}")
        call.status, call.total = 200, 1.0
        calls.finish(call)
        calls.tell(call)
    return calls
