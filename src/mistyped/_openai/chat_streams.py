"""Streams of chat chunks, plain and accumulating.

The OpenAI SDK's accumulator knows content as text alone. Mistral's reasoning models
stream lists of chunks, so what goes into the accumulator is flattened: text becomes
`content`, thoughts become `reasoning_content`. Every event still carries the chunk as
it came. The accumulator also wants a `type` on each tool call, which Mistral may omit,
appends the id "null", with which Mistral may continue a call, to the call's own, and
loses what the usage of the SDK's own class does not have.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Iterator
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
from openai.types.chat import ChatCompletionToolUnionParam
from openai.types.chat.completion_create_params import ResponseFormat
from openai.types.completion_usage import CompletionUsage as SdkUsage
from typing_extensions import override

from mistyped._generated.responses.chat import (
    ChatCompletion,
    ChatCompletionChunk,
    ChatCompletionMessage,
    ChoiceDelta,
    CompletionUsage,
)
from mistyped._openai.chat import ResponseFormatT
from mistyped._openai.streams import AsyncReadStream, ReadStream, reader

Format: TypeAlias = type[ResponseFormatT] | ResponseFormat | Omit
Tools: TypeAlias = Iterable[ChatCompletionToolUnionParam] | Omit


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


def flatten_chunk(chunk: ChatCompletionChunk) -> ChatCompletionChunk:
    """Return the chunk with text as its content; itself if it is so already."""
    if chunk.usage is None and not any(
        isinstance(choice.delta.content, list) or choice.delta.tool_calls
        for choice in chunk.choices
    ):
        return chunk
    usage = chunk.usage and SdkUsage.model_validate(chunk.usage.to_dict())
    choices = [
        choice.model_copy(update={"delta": _flatten(choice.delta)})
        for choice in chunk.choices
    ]
    return chunk.model_copy(update={"choices": choices, "usage": usage})


def flatten_completion(completion: ChatCompletion) -> ChatCompletion:
    """Return the answer with text as its content; itself if it is so already."""
    if not any(
        isinstance(choice.message.content, list) or choice.message.tool_calls
        for choice in completion.choices
    ):
        return completion
    choices = [
        choice.model_copy(update={"message": _flatten(choice.message)})
        for choice in completion.choices
    ]
    return completion.model_copy(update={"choices": choices})


def _flatten(
    message: ChoiceDelta | ChatCompletionMessage,
) -> ChoiceDelta | ChatCompletionMessage:
    update: dict[str, object] = {}
    if isinstance(message.content, list):
        update["content"] = message.text or None
        if message.thinking:
            update["reasoning_content"] = message.thinking
    if message.tool_calls:
        streamed = isinstance(message, ChoiceDelta)
        update["tool_calls"] = [
            call.model_copy(
                update={
                    "type": call.type or "function",
                    "id": None if streamed and call.id == "null" else call.id,
                }
            )
            for call in message.tool_calls
        ]
    return message.model_copy(update=update) if update else message


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
        for chunk in cast("ChatStream", self._raw_stream):
            yield from _events(self._state, chunk)


class AsyncChatCompletionStream(SdkAsyncChatCompletionStream[ResponseFormatT]):
    """The events of a streamed answer, and the answer that they add up to."""

    @override
    async def __stream__(
        self,
    ) -> AsyncIterator[ChatCompletionStreamEvent[ResponseFormatT]]:
        async for chunk in cast("AsyncChatStream", self._raw_stream):
            for event in _events(self._state, chunk):
                yield event


class ChatCompletionStreamManager(SdkManager[ResponseFormatT]):
    """Sends the request when its `with` block is entered, and closes it at the end."""

    def __init__(
        self,
        send: Callable[[], ChatStream],
        *,
        response_format: Format[ResponseFormatT],
        input_tools: Tools,
    ) -> None:
        self._send = send
        self._arguments = response_format, input_tools
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
        send: Callable[[], Awaitable[AsyncChatStream]],
        *,
        response_format: Format[ResponseFormatT],
        input_tools: Tools,
    ) -> None:
        self._send = send
        self._arguments = response_format, input_tools
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
