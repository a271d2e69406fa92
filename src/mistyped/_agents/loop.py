"""The loop between a model and its tools, without I/O.

A driver asks `step` what is next, does it, and tells the loop what came of it. Each id
is answered once, whatever happens between: the state is handed to `checkpoint` before a
call starts and after each result.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, TypeAlias

from mistyped._agents.calls import Call
from mistyped._agents.state import INTERRUPTED, RunState, Stopped, plain_message
from mistyped._agents.tool_set import ToolSet
from mistyped._generated.params.chat import ToolMessage
from mistyped._generated.responses.chat import ChatCompletion
from mistyped._openai.chat import ResponseFormatT
from mistyped._openai.reasking import complaint, is_hopeless
from mistyped.errors import InvalidOutputError

if TYPE_CHECKING:
    from mistyped._generated.responses.parsed import ParsedChatCompletion

Approval: TypeAlias = bool | str | None
Approve: TypeAlias = Callable[[Call], "Approval | Awaitable[Approval]"]
_DENIED = "Error: the call was not allowed"


@dataclass(frozen=True, slots=True)
class Limits:
    """What ends a run, and what is told on the way.

    Attributes:
        max_turns: The most answers of the model.
        budget: The most tokens, prompts included, after which it is not asked again.
        reask: Whether to ask once more for an answer that does not fit its type, and
            is neither cut nor refused.
        until: Is asked after each turn whether the run is over.
        approve: Is asked before each call: True lets it run, False or a text for the
            model denies it, None stops the run until somebody knows.
        checkpoint: Is given the state whenever it has changed.
    """

    max_turns: int = 10
    budget: int | None = None
    reask: bool = False
    until: Callable[[RunState], bool] | None = None
    approve: Approve | None = None
    checkpoint: Callable[[str], None] | None = None

    def approval(self, call: Call) -> Approval | Awaitable[Approval]:
        """Return whether a call may run, or what to await for it."""
        return True if self.approve is None else self.approve(call)


@dataclass(frozen=True, slots=True)
class Ask:
    """The model is to be asked."""


@dataclass(frozen=True, slots=True)
class Decide:
    """Somebody is to say whether calls may run."""

    calls: Sequence[Call]


@dataclass(frozen=True, slots=True)
class Work:
    """Tools are to be called."""

    calls: Sequence[Call]


Step: TypeAlias = Ask | Decide | Work | None


class Loop(Generic[ResponseFormatT]):
    """Says what is next, and keeps the state.

    Attributes:
        state: Where the run stands.
        tools: The tools that the model may call.
        completion: The last answer; None before the first.
        parsed: What it was read into.
    """

    def __init__(
        self,
        state: RunState,
        tools: ToolSet,
        limits: Limits,
        read: Callable[[ChatCompletion], ParsedChatCompletion[ResponseFormatT]],
    ) -> None:
        self.state = state
        self.tools = tools
        self.limits = limits
        self.completion: ChatCompletion | None = None
        self.parsed: ResponseFormatT | None = None
        self._read = read
        self._allowed: set[str] = set()
        if state.stopped != "answer":
            state.stopped = ""
        self._recover()

    def _recover(self) -> None:
        """Answer what was begun by a run that is no more, if it must not run again."""
        for call in self.state.pending:
            if call.id in self.state.started:
                self._allowed.add(call.id)
                made = self.tools.tool(call.name)
                if made is not None and not made.repeatable:
                    self.record(call, call.result(INTERRUPTED))

    def step(self) -> Step:
        """Return what is to be done next; None if the run is over."""
        state, limits = self.state, self.limits
        if state.stopped:
            return None
        if pending := state.pending:
            undecided = [each for each in pending if each.id not in self._allowed]
            if undecided and limits.approve is not None:
                return Decide(undecided)
            state.started = [each.id for each in pending]
            self._save()
            return Work(pending)
        why = self._limit()
        if not why:
            return Ask()
        self._end(why)
        return None

    def _limit(self) -> Stopped:
        state, limits = self.state, self.limits
        if limits.until is not None and state.turns and limits.until(state):
            return "stop"
        if state.turns >= limits.max_turns:
            return "max_turns"
        spent = state.usage.get("total_tokens", 0)
        is_spent = limits.budget is not None and spent >= limits.budget
        return "budget" if is_spent else ""

    def take(self, completion: ChatCompletion) -> None:
        """Take an answer of the model: its calls are next, or it is the last one.

        Raises:
            InvalidOutputError: If it does not fit the type that was asked for.
        """
        self.completion = completion
        message = completion.message
        if message.tool_calls:
            self.state.take(message, completion.usage)
            self._save()
            return
        try:
            self.parsed = self._read(completion).parsed
        except InvalidOutputError as error:
            is_last = not self.limits.reask or self.state.reasked
            if is_last or is_hopeless(error):
                raise
            self.state.take(message, completion.usage)
            self.state.reasked += 1
            self.state.messages.append(plain_message(complaint(error)))
            self._save()
            return
        self.state.take(message, completion.usage)
        self._end("answer")

    def decide(self, call: Call, approval: Approval) -> bool:
        """Take what was said of a call; return whether to go on."""
        if approval is None:
            self._end("approval")
            return False
        if approval is True:
            self._allowed.add(call.id)
        else:
            self.record(call, call.result(approval or _DENIED))
        return True

    def record(self, call: Call, message: ToolMessage) -> None:
        """Take the result of a call."""
        self.state.record(call, message)
        self._save()

    def _end(self, why: Stopped) -> None:
        self.state.stopped = why
        self._save()

    def _save(self) -> None:
        if self.limits.checkpoint is not None:
            self.limits.checkpoint(self.state.model_dump_json())
