"""Streams of responses that are chat completions."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator, Mapping
from typing import TYPE_CHECKING, get_origin

import openai
import orjson
from typing_extensions import override

from mistyped._compat.answers import ResponsesShape
from mistyped._compat.reshaped_streams import ReshapedStream
from mistyped._generated.responses.responses import ResponseEvent
from mistyped._openai.event_streams import AsyncEventStream, EventStream
from mistyped._openai.streams import refuse_empty
from mistyped._values.redaction import secrets_of

if TYPE_CHECKING:
    import httpx2


class ResponseStream(EventStream[ResponseEvent], openai.Stream[ResponseEvent]):
    """The events of a response that is a chat completion.

    Attributes:
        asked: The request, whose settings the response repeats.
    """

    asked: Mapping[str, object] = {}

    @override
    def _batches(self) -> Iterator[list[bytes]]:
        stream = _reshaped(self.asked, self.response)
        for payloads in super()._batches():
            yield [orjson.dumps(e) for each in payloads for e in stream.feed(each)]
        refuse_empty(self)
        yield [orjson.dumps(each) for each in stream.close()]


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
        stream = _reshaped(self.asked, self.response)
        async for payloads in super()._batches():
            yield [orjson.dumps(e) for each in payloads for e in stream.feed(each)]
        refuse_empty(self)
        yield [orjson.dumps(each) for each in stream.close()]


def _reshaped(asked: Mapping[str, object], response: httpx2.Response) -> ReshapedStream:
    return ReshapedStream(ResponsesShape(asked), secrets_of(response.request))


def response_stream(stream_cls: object) -> type[ResponseStream | AsyncResponseStream]:
    """Return the class that streams a response in place of the given one."""
    given = get_origin(stream_cls) or stream_cls
    is_async = isinstance(given, type) and issubclass(given, AsyncEventStream)
    return AsyncResponseStream if is_async else ResponseStream
