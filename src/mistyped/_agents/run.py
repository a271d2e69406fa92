"""What a run gives: its last answer, the conversation, why it ended, its state."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, TypeAlias

from mistyped._agents.calls import Call
from mistyped._agents.loop import Loop
from mistyped._agents.state import RunState, Stopped
from mistyped._generated.params.chat import ToolMessage
from mistyped._generated.responses.chat import ChatCompletion
from mistyped._openai.chat import ResponseFormatT
from mistyped._values.guards import is_list, is_object

if TYPE_CHECKING:
    from mistyped._openai.chat_events import ChatEvent


class Run(Generic[ResponseFormatT]):
    """A run that is over, or waits.

    Attributes:
        completion: The last answer; None if the model was not asked.
        parsed: The last answer as an instance of `response_format`, if it was given.
        stopped: Why it ended: `answer`, `max_turns`, `budget`, `stop` or `approval`.
        turns: How many answers the model gave, over all resumptions.
        usage: The tokens of all of them, by `prompt_tokens` and so on.
        pending: Calls that are not answered, where it waits for an approval.
    """

    def __init__(self, loop: Loop[ResponseFormatT]) -> None:
        self._state: RunState = loop.state
        self.completion: ChatCompletion | None = loop.completion
        self.parsed: ResponseFormatT | None = loop.parsed
        self.stopped: Stopped = loop.state.stopped
        self.turns: int = loop.state.turns
        self.usage: dict[str, int] = dict(loop.state.usage)
        self.pending: list[Call] = loop.state.pending

    @property
    def messages(self) -> list[dict[str, object]]:
        """The conversation, as plain messages; each call in it has its result."""
        return [dict(each) for each in self._state.messages]

    @property
    def text(self) -> str:
        """The text of the last answer without thoughts; empty if there is none."""
        if self.completion is not None:
            return self.completion.text
        last = self._state.messages[-1] if self._state.messages else {}
        content = last.get("content") if last.get("role") == "assistant" else ""
        if isinstance(content, str):
            return content
        parts = (
            [each for each in content if is_object(each)] if is_list(content) else []
        )
        return "".join(str(p["text"]) for p in parts if p.get("type") == "text")

    @property
    def state(self) -> str:
        """The state as JSON, for `run(state=...)` to go on from."""
        return self._state.model_dump_json()


@dataclass(frozen=True, slots=True)
class CallStarted:
    """A tool is being called."""

    call: Call
    type: str = "call.started"


@dataclass(frozen=True, slots=True)
class CallDone:
    """A call is answered."""

    call: Call
    message: ToolMessage
    type: str = "call.done"


@dataclass(frozen=True, slots=True)
class TurnDone:
    """An answer of the model is complete."""

    completion: ChatCompletion
    type: str = "turn.done"


RunEvent: TypeAlias = "ChatEvent[None] | CallStarted | CallDone | TurnDone"
