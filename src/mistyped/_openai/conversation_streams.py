"""Streams of conversations: their events, and the response that they add up to."""

from __future__ import annotations

import openai
from pydantic_core import ValidationError
from typing_extensions import override

from mistyped._generated.responses.conversations import (
    ConversationDoneEvent,
    ConversationEvent,
    ConversationResponse,
    ConversationStartedEvent,
)
from mistyped._openai.adding_up import Members, joined
from mistyped._openai.event_streams import AsyncEventStream, EventLog, EventStream

_ENTRIES = ("message.output", "function.call", "tool.execution", "agent.handoff")
_OF_EVENTS = ("type", "output_index", "content_index", "content", "arguments")


class _Conversation(EventLog[ConversationEvent]):
    """What the events of a conversation add up to."""

    @property
    @override
    def partial(self) -> ConversationResponse:
        """What has come so far, as a response."""
        return response_of(self._events)


class ConversationStream(
    EventStream[ConversationEvent], openai.Stream[ConversationEvent], _Conversation
):
    """A streamed answer in a conversation: iterate over it, best in a `with` block.

    Attributes:
        partial: What has come so far, as a response.
    """

    def get_final_response(self) -> ConversationResponse:
        """Read the events that are left, and return the response they add up to.

        Raises:
            StreamInterruptedError: If the stream ended before the answer was whole.
            openai.APIError: If the server streamed an error.
        """
        for _ in self:
            pass
        self._finish()
        return self.partial


class AsyncConversationStream(
    AsyncEventStream[ConversationEvent],
    openai.AsyncStream[ConversationEvent],
    _Conversation,
):
    """A streamed answer in a conversation: iterate over it, best in `async with`.

    Attributes:
        partial: What has come so far, as a response.
    """

    async def get_final_response(self) -> ConversationResponse:
        """Read the events that are left, and return the response they add up to.

        Raises:
            StreamInterruptedError: If the stream ended before the answer was whole.
            openai.APIError: If the server streamed an error.
        """
        async for _ in self:
            pass
        self._finish()
        return self.partial


def response_of(events: list[ConversationEvent]) -> ConversationResponse:
    """Return the response that events add up to."""
    members: Members = {"conversation_id": "", "usage": {}}
    entries: dict[object, _Entry] = {}
    for event in events:
        if isinstance(event, ConversationStartedEvent):
            members["conversation_id"] = event.conversation_id
        elif isinstance(event, ConversationDoneEvent):
            members["usage"] = event.usage.to_dict(warnings=False)
        kind = next((k for k in _ENTRIES if str(event.type).startswith(k)), "")
        if kind:
            sent = event.to_dict(warnings=False)
            place = sent.get("output_index", sent.get("id"))
            entries.setdefault(place, _Entry(kind)).add(sent)
    members["outputs"] = [each.members() for each in entries.values()]
    try:
        return ConversationResponse.model_validate(members, strict=True)
    except ValidationError:
        return ConversationResponse.construct(None, **members)


class _Entry:
    """One entry of a response, whose events come in pieces."""

    def __init__(self, kind: str) -> None:
        self._members: Members = {"type": kind}
        self._content: list[object] = []
        self._arguments: list[str] = []

    def add(self, event: Members) -> None:
        if (content := event.get("content")) is not None:
            self._content.append(content if isinstance(content, str) else [content])
        if isinstance(arguments := event.get("arguments"), str):
            self._arguments.append(arguments)
        for name, value in event.items():
            if name not in _OF_EVENTS and self._members.get(name) is None:
                self._members[name] = value

    def members(self) -> Members:
        made = dict(self._members)
        if self._content:
            made["content"] = joined(self._content)
        if self._arguments:
            made["arguments"] = "".join(self._arguments)
        return made
