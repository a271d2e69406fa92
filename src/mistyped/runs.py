"""What `client.chat.run` and `run_stream` give, and what they keep, for annotations."""

from __future__ import annotations

from mistyped._agents.driving import AsyncRunStream, RunStream
from mistyped._agents.loop import Approval, Approve
from mistyped._agents.options import RunOptions
from mistyped._agents.run import CallDone, CallStarted, Run, RunEvent, TurnDone
from mistyped._agents.state import RunState

__all__ = [
    "Approval",
    "Approve",
    "AsyncRunStream",
    "CallDone",
    "CallStarted",
    "Run",
    "RunEvent",
    "RunOptions",
    "RunState",
    "RunStream",
    "TurnDone",
]
