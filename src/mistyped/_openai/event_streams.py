"""Streams of events of several kinds, which tell their kind in `type`.

Mistral frames such an event as an `event:` line with the kind and a `data:` line with a
JSON object, which repeats the kind in `type`; so the name of the event is not needed.
A stream ends with the response, or with `[DONE]`.

`EventStream[SomeEvent]` reads a generated union, whose last member takes what is of a
kind that nobody knew. An event of a known kind that is not quite as its class says is
an instance of its class all the same.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, cached_property
from typing import Any, TypeVar, get_args

import openai
from typing_extensions import override

from mistyped._openai.streams import AsyncReadStream, ReadStream, Taking, event_reader
from mistyped._values.contents import UnknownChunk

EventT = TypeVar("EventT", bound=openai.BaseModel)
_ENDS = frozenset(
    {
        *("conversation.response.done", "conversation.response.error"),
        *("transcription.done", "speech.audio.done"),
        *("response.completed", "response.failed", "response.incomplete", "error"),
    }
)
"""The kinds of events that end a stream."""
_NEW_ENDS = (".done", ".completed", ".error", ".failed")


class EventLog(Taking[EventT]):
    """The events that have come."""

    @cached_property
    def _events(self) -> list[EventT]:
        return []

    @property
    @override
    def partial(self) -> object:
        """The events that have come so far."""
        return tuple(self._events)

    @override
    def _take(self, model: EventT) -> None:
        self._events.append(model)

    @override
    def _is_whole(self) -> bool:
        ends = self._ends()
        if not ends:
            return True  # nobody knows how such a stream ends
        if not self._events:
            return False
        last = self._events[-1]
        kind = str(getattr(last, "type", ""))
        is_new = isinstance(last, UnknownChunk) and kind.endswith(_NEW_ENDS)
        return kind in ends or is_new or bool((last.model_extra or {}).get("error"))

    @override
    def _lacks(self) -> str:
        return " or ".join(sorted(self._ends()))

    def _ends(self) -> frozenset[str]:
        return _ENDS.intersection(_kinds(self._cast_to))

    @override
    def _reader(self) -> Callable[[bytes], EventT]:
        return event_reader(self, _kinds(self._cast_to))


class EventStream(ReadStream[EventT], openai.Stream[EventT], EventLog[EventT]):
    """The events of a streamed answer: iterate over it, best in a `with` block."""


class AsyncEventStream(
    AsyncReadStream[EventT], openai.AsyncStream[EventT], EventLog[EventT]
):
    """The events of a streamed answer: iterate over it, best in an `async with`."""


@cache
def _kinds(union: object) -> dict[str, Any]:
    """Return the members of a union by their kinds."""
    (members, *_) = get_args(union)
    return {
        kind: member
        for member in get_args(members)
        for kind in get_args(member.model_fields["type"].annotation)
        if isinstance(kind, str)
    }
