"""Streams of events of several kinds, which tell their kind in `type`.

Mistral frames such an event as an `event:` line with the kind and a `data:` line with a
JSON object, which repeats the kind in `type`; so the name of the event is not needed.
A stream ends with the response, or with `[DONE]`.

`EventStream[SomeEvent]` reads a generated union, whose last member takes what is of a
kind that nobody knew. An event of a known kind that is not quite as its class says is
an instance of its class all the same.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from functools import cache
from typing import Any, TypeVar, get_args

import openai
from typing_extensions import override

from mistyped._openai.answers import (
    DONE,
    async_payloads,
    drain,
    event_reader,
    payloads,
)
from mistyped.contents import UnknownChunk

EventT = TypeVar("EventT", bound=openai.BaseModel)


class EventStream(openai.Stream[EventT]):
    """The events of a streamed answer: iterate over it, best in a `with` block."""

    def _take(self, event: EventT) -> None:
        """Look at an event before the caller does; for streams that add them up."""

    @override
    def __stream__(self) -> Iterator[EventT]:
        read = event_reader(self, *_kinds(self._cast_to))
        try:
            for payload in payloads(self):
                if payload.startswith(DONE):
                    break
                event = read(payload)
                self._take(event)
                yield event
        finally:
            self.response.close()


class AsyncEventStream(openai.AsyncStream[EventT]):
    """The events of a streamed answer: iterate over it, best in an `async with`."""

    def _take(self, event: EventT) -> None:
        """Look at an event before the caller does; for streams that add them up."""

    @override
    async def __stream__(self) -> AsyncIterator[EventT]:
        read = event_reader(self, *_kinds(self._cast_to))
        try:
            async for payload in async_payloads(self):
                if payload.startswith(DONE):
                    await drain(self.response)
                    break
                event = read(payload)
                self._take(event)
                yield event
        finally:
            await self.response.aclose()


@cache
def _kinds(union: Any) -> tuple[dict[str, Any], Any]:
    """Return the members of a union by their kinds, and what takes all others."""
    (members, *_) = get_args(union)
    by_kind = {
        kind: member
        for member in get_args(members)
        for kind in get_args(member.model_fields["type"].annotation)
        if isinstance(kind, str)
    }
    return by_kind, UnknownChunk
