"""Streams of responses that are chat completions."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator, Mapping
from typing import get_origin

import openai
import orjson
from pydantic_core import from_json
from typing_extensions import override

from mistyped._compat.responses_output import Event, ResponseWriter
from mistyped._generated.responses.responses import ResponseEvent
from mistyped._openai.event_streams import AsyncEventStream, EventStream
from mistyped._openai.streams import refuse_empty
from mistyped._values.error_bodies import reason
from mistyped._values.guards import is_object


class _Converter:
    """Makes the payloads of a chat's stream those of a response's."""

    def __init__(self, asked: Mapping[str, object]) -> None:
        self._writer = ResponseWriter(asked)
        self._is_over = False

    def feed(self, payload: bytes) -> list[bytes]:
        """Return the payloads that stand for one."""
        if self._is_over:
            return []
        if payload.startswith(b"[DONE]"):
            return self.end()
        try:
            chunk: object = from_json(payload)
        except ValueError:
            return self.end(f"a streamed event is not JSON: {payload[:80]!r}")
        members = {str(k): v for k, v in chunk.items()} if is_object(chunk) else {}
        if members.get("error") or members.get("object") == "error" or not members:
            return self.end(reason(members) or f"streamed error: {payload[:80]!r}")
        return _dumped(self._writer.feed(members))

    def end(self, error: str = "") -> list[bytes]:
        """Return the last payloads, once."""
        if self._is_over:
            return []
        self._is_over = True
        return _dumped(self._writer.end(error))


class ResponseStream(EventStream[ResponseEvent], openai.Stream[ResponseEvent]):
    """The events of a response that is a chat completion.

    Attributes:
        asked: The request, whose settings the response repeats.
    """

    asked: Mapping[str, object] = {}

    @override
    def _batches(self) -> Iterator[list[bytes]]:
        converter = _Converter(self.asked)
        for payloads in super()._batches():
            yield [made for each in payloads for made in converter.feed(each)]
        refuse_empty(self)
        yield converter.end()


class AsyncResponseStream(
    AsyncEventStream[ResponseEvent], openai.AsyncStream[ResponseEvent]
):
    """The events of a response that is a chat completion.

    Attributes:
        asked: The request, whose settings the response repeats.
    """

    asked: Mapping[str, object] = {}

    @override
    async def _batches(self) -> AsyncIterator[list[bytes]]:
        converter = _Converter(self.asked)
        async for payloads in super()._batches():
            yield [made for each in payloads for made in converter.feed(each)]
        refuse_empty(self)
        yield converter.end()


def response_stream(stream_cls: object) -> type[ResponseStream | AsyncResponseStream]:
    """Return the class that streams a response in place of the given one."""
    given = get_origin(stream_cls) or stream_cls
    is_async = isinstance(given, type) and issubclass(given, AsyncEventStream)
    return AsyncResponseStream if is_async else ResponseStream


def _dumped(events: list[Event]) -> list[bytes]:
    return [orjson.dumps(each) for each in events]
