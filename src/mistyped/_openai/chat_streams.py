"""Streams of chat chunks, plain and accumulating.

What goes into the OpenAI SDK's accumulator is flattened; every event still carries the
chunk as it came.
"""

from __future__ import annotations

from collections.abc import (
    AsyncIterator,
    Awaitable,
    Callable,
    Iterator,
    Mapping,
    Sequence,
)
from functools import partial
from types import TracebackType
from typing import TypeAlias, cast

import openai
from openai import Omit
from openai.lib.streaming.chat import (
    AsyncChatCompletionStream as SdkAsyncChatCompletionStream,
)
from openai.lib.streaming.chat import (
    AsyncChatCompletionStreamManager as SdkAsyncManager,
)
from openai.lib.streaming.chat import (
    ChatCompletionStream as SdkChatCompletionStream,
)
from openai.lib.streaming.chat import (
    ChatCompletionStreamEvent,
    ChatCompletionStreamState,
)
from openai.lib.streaming.chat import (
    ChatCompletionStreamManager as SdkManager,
)
from openai.types.chat import ChatCompletionChunk as SdkChunk
from openai.types.chat.completion_create_params import ResponseFormat
from typing_extensions import override

from mistyped._generated.responses.chat import ChatCompletionChunk, CompletionUsage
from mistyped._openai.chat import ResponseFormatT
from mistyped._openai.flattening import flatten_chunk
from mistyped._openai.invalid_answers import reading
from mistyped._openai.parsing import FormatParam, asked
from mistyped._openai.streams import AsyncReadStream, ReadStream, reader
from mistyped._values.guards import is_list

Format: TypeAlias = "type[ResponseFormatT] | FormatParam | Omit"
SdkFormat: TypeAlias = type[ResponseFormatT] | ResponseFormat | Omit


class ChatStream(ReadStream[ChatCompletionChunk], openai.Stream[ChatCompletionChunk]):
    """A streamed answer: iterate over it, best in a `with` block.

    Attributes:
        usage: The token counts, which come in the last chunk; None before.
    """

    usage: CompletionUsage | None = None

    @override
    def _reader(self) -> Callable[[bytes], ChatCompletionChunk]:
        return reader(self, ChatCompletionChunk)

    @override
    def _take(self, model: ChatCompletionChunk) -> None:
        self.usage = model.usage or self.usage

    @override
    def _is_whole(self, last: Sequence[ChatCompletionChunk | None]) -> bool:
        return _has_end(last)


class AsyncChatStream(
    AsyncReadStream[ChatCompletionChunk], openai.AsyncStream[ChatCompletionChunk]
):
    """A streamed answer: iterate over it, best in an `async with` block.

    Attributes:
        usage: The token counts, which come in the last chunk; None before.
    """

    usage: CompletionUsage | None = None

    @override
    def _reader(self) -> Callable[[bytes], ChatCompletionChunk]:
        return reader(self, ChatCompletionChunk)

    @override
    def _take(self, model: ChatCompletionChunk) -> None:
        self.usage = model.usage or self.usage

    @override
    def _is_whole(self, last: Sequence[ChatCompletionChunk | None]) -> bool:
        return _has_end(last)


def _has_end(last: Sequence[ChatCompletionChunk | None]) -> bool:
    """Whether the last chunks say that the answer is whole, or are odd."""
    for chunk in filter(None, last):
        choices: object = chunk.choices
        if chunk.usage or not is_list(choices) or not choices:
            return True
        if any(getattr(choice, "finish_reason", True) for choice in choices):
            return True
    return False


def _events(
    state: ChatCompletionStreamState[ResponseFormatT], chunk: ChatCompletionChunk
) -> Iterator[ChatCompletionStreamEvent[ResponseFormatT]]:
    for event in state.handle_chunk(flatten_chunk(chunk)):
        if event.type == "chunk":
            event.chunk = chunk
        yield event


class ChatCompletionStream(SdkChatCompletionStream[ResponseFormatT]):
    """The events of a streamed answer, and the answer that they add up to."""

    @override
    def __stream__(self) -> Iterator[ChatCompletionStreamEvent[ResponseFormatT]]:
        with reading(self._response):
            for chunk in cast("ChatStream", self._raw_stream):
                yield from _events(self._state, chunk)


class AsyncChatCompletionStream(SdkAsyncChatCompletionStream[ResponseFormatT]):
    """The events of a streamed answer, and the answer that they add up to."""

    @override
    async def __stream__(
        self,
    ) -> AsyncIterator[ChatCompletionStreamEvent[ResponseFormatT]]:
        with reading(self._response):
            async for chunk in cast("AsyncChatStream", self._raw_stream):
                for event in _events(self._state, chunk):
                    yield event


class ChatCompletionStreamManager(SdkManager[ResponseFormatT]):
    """Sends the request when its `with` block is entered, and closes it at the end."""

    def __init__(
        self,
        create: Callable[..., ChatStream],
        params: Mapping[str, object],
        response_format: Format[ResponseFormatT],
    ) -> None:
        given, tools = asked(params, response_format)
        self._send = partial(create, stream=True, **given)
        self._arguments = cast("SdkFormat[ResponseFormatT]", response_format), tools
        self._entered: ChatCompletionStream[ResponseFormatT] | None = None

    @override
    def __enter__(self) -> ChatCompletionStream[ResponseFormatT]:
        response_format, input_tools = self._arguments
        self._entered = ChatCompletionStream(
            raw_stream=cast("openai.Stream[SdkChunk]", self._send()),
            response_format=response_format,
            input_tools=input_tools,
        )
        return self._entered

    @override
    def __exit__(
        self,
        exc_type: type[BaseException] | None,
        exc: BaseException | None,
        exc_tb: TracebackType | None,
    ) -> None:
        if self._entered is not None:
            self._entered.close()


class AsyncChatCompletionStreamManager(SdkAsyncManager[ResponseFormatT]):
    """Sends the request when its `async with` block is entered, and closes it."""

    def __init__(
        self,
        create: Callable[..., Awaitable[AsyncChatStream]],
        params: Mapping[str, object],
        response_format: Format[ResponseFormatT],
    ) -> None:
        given, tools = asked(params, response_format)
        self._send = partial(create, stream=True, **given)
        self._arguments = cast("SdkFormat[ResponseFormatT]", response_format), tools
        self._entered: AsyncChatCompletionStream[ResponseFormatT] | None = None

    @override
    async def __aenter__(self) -> AsyncChatCompletionStream[ResponseFormatT]:
        response_format, input_tools = self._arguments
        self._entered = AsyncChatCompletionStream(
            raw_stream=cast("openai.AsyncStream[SdkChunk]", await self._send()),
            response_format=response_format,
            input_tools=input_tools,
        )
        return self._entered

    @override
    async def __aexit__(
        self,
        exc_type: type[BaseException] | None,
        exc: BaseException | None,
        exc_tb: TracebackType | None,
    ) -> None:
        if self._entered is not None:
            await self._entered.close()
