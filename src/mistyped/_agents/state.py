"""The state of a run: what was said, what was called, and what was answered.

It is JSON through and through, so that a run which was killed goes on from the last
text that `checkpoint` got.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import ClassVar, Literal, TypeAlias

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from mistyped._agents.calls import Call, answered, calls_of, with_ids
from mistyped._openai.user_warnings import warn_user
from mistyped._values.guards import is_object
from mistyped._values.json_values import to_plain
from mistyped.problems import InvalidRequestWarning

Stopped: TypeAlias = Literal["", "answer", "max_turns", "budget", "stop", "approval"]
INTERRUPTED = (
    "Error: the call was interrupted, and nobody knows whether it had an effect"
)
_FIGURES = ("prompt_tokens", "completion_tokens", "total_tokens")


class RunState(BaseModel):
    """Where a run stands.

    Attributes:
        messages: The conversation; each call in it is answered, or pending.
        params: What every request has beside messages and tools.
        turns: How many answers the model gave.
        usage: The tokens of all of them.
        started: The ids of pending calls that were begun.
        results: The messages that answer pending calls, by id.
        reasked: How often the model was asked again for an answer that fits.
        stopped: Why the run is over; empty while it is not.
    """

    model_config: ClassVar[ConfigDict] = ConfigDict(extra="forbid")

    version: Literal[1] = 1
    messages: list[dict[str, object]]
    params: dict[str, object] = Field(default_factory=dict)
    turns: int = 0
    usage: dict[str, int] = Field(default_factory=dict)
    started: list[str] = Field(default_factory=list)
    results: dict[str, dict[str, object]] = Field(default_factory=dict)
    reasked: int = 0
    stopped: Stopped = ""

    @property
    def calls(self) -> list[Call]:
        """The calls of the last answer that no message answers yet."""
        asked = [each for each in self.messages if each.get("role") == "assistant"]
        if not asked:
            return []
        done = answered(self.messages)
        return [call for call in calls_of(asked[-1]) if call.id not in done]

    @property
    def pending(self) -> list[Call]:
        """Those of them that have no result either."""
        return [call for call in self.calls if call.id not in self.results]

    def take(self, message: object, usage: object) -> None:
        """Note an answer of the model."""
        self.messages.append(with_ids(plain_message(message)))
        self.turns += 1
        self.started, self.results = [], {}
        for figure in _FIGURES:
            count: object = getattr(usage, figure, None)
            if isinstance(count, int):
                self.usage[figure] = self.usage.get(figure, 0) + count

    def record(self, call: Call, message: Mapping[str, object]) -> None:
        """Note the result of a call; the first one counts.

        When all calls have theirs, they become messages, in the calls' order.
        """
        self.results.setdefault(call.id, plain_message(message))
        calls = self.calls
        if all(each.id in self.results for each in calls):
            self.messages += [self.results[each.id] for each in calls]
            self.started, self.results = [], {}


def begun(messages: Iterable[object], params: Mapping[str, object]) -> RunState:
    """Return the state of a run that begins.

    Raises:
        TypeError: If JSON cannot carry something of it.
    """
    plain = [plain_message(each) for each in messages]
    return RunState(messages=plain, params=plain_message(params))


def resumed(text: str | bytes) -> RunState:
    """Return the state that a text holds.

    Raises:
        ValueError: If it holds none.
    """
    try:
        return RunState.model_validate_json(text)
    except ValidationError as error:
        where = ".".join(map(str, error.errors()[0]["loc"]))
        said = error.errors()[0]["msg"]
        raise ValueError(f"this is no state of a run: {where}: {said}") from error


def plain_message(value: object) -> dict[str, object]:
    """Return a message, or parameters, as plain JSON.

    Raises:
        TypeError: If JSON cannot carry something of it.
    """
    plain, problems = to_plain(value)
    wrong = [each for each in problems if each.severity == "error"]
    if wrong or not is_object(plain):
        text = str(wrong[0]) if wrong else f"{type(value).__name__} is no message"
        raise TypeError(f"a run cannot keep this: {text}")
    for problem in problems:
        warn_user(str(problem), InvalidRequestWarning)
    return {str(key): each for key, each in plain.items()}
