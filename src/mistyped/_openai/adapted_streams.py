"""Streams of chat in OpenAI's shape: text as content, usage in a chunk of its own."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from typing import ClassVar

import openai
from openai.types.chat import ChatCompletionChunk as SdkChunk
from typing_extensions import override

from mistyped._generated.responses.chat import ChatCompletion, ChatCompletionChunk
from mistyped._openai.adding_up import ChatSum
from mistyped._openai.chat_streams import AsyncChatStream, ChatStream
from mistyped._openai.flattening import as_text, flatten_completion


class _FlatSum(ChatSum):
    """The sum of chunks, as an answer in OpenAI's shape."""

    @override
    def completion(self) -> ChatCompletion:
        return flatten_completion(super().completion())


class AdaptedChatStream(ChatStream):
    """A streamed answer whose content is text, thoughts in `reasoning_content`."""

    usage_apart: ClassVar[bool] = False
    _sum_of_chunks: ClassVar[type[ChatSum]] = _FlatSum

    @override
    def __stream__(self) -> Iterator[ChatCompletionChunk]:
        for chunk in super().__stream__():
            yield from _as_openai(chunk, usage_apart=self.usage_apart)


class AsyncAdaptedChatStream(AsyncChatStream):
    """A streamed answer whose content is text, thoughts in `reasoning_content`."""

    usage_apart: ClassVar[bool] = False
    _sum_of_chunks: ClassVar[type[ChatSum]] = _FlatSum

    @override
    async def __stream__(self) -> AsyncIterator[ChatCompletionChunk]:
        async for chunk in super().__stream__():
            for each in _as_openai(chunk, usage_apart=self.usage_apart):
                yield each


class UsageApartStream(AdaptedChatStream):
    """One that was asked for the usage, which comes last and alone."""

    usage_apart = True


class AsyncUsageApartStream(AsyncAdaptedChatStream):
    """One that was asked for the usage, which comes last and alone."""

    usage_apart = True


# What is asked for by `post` with the SDK's own classes gets ours, which extend them.
_ADAPTED: dict[tuple[object, bool], object] = {
    (openai.Stream[SdkChunk], False): AdaptedChatStream,
    (openai.Stream[SdkChunk], True): UsageApartStream,
    (openai.AsyncStream[SdkChunk], False): AsyncAdaptedChatStream,
    (openai.AsyncStream[SdkChunk], True): AsyncUsageApartStream,
    (ChatStream, False): AdaptedChatStream,
    (ChatStream, True): UsageApartStream,
    (AsyncChatStream, False): AsyncAdaptedChatStream,
    (AsyncChatStream, True): AsyncUsageApartStream,
}


def adapted_stream(stream_cls: object, *, usage_apart: bool) -> object:
    """Return the class of a stream in OpenAI's shape; itself if it is not of chat."""
    return _ADAPTED.get((stream_cls, usage_apart), stream_cls)


def _as_openai(
    chunk: ChatCompletionChunk, *, usage_apart: bool
) -> Iterator[ChatCompletionChunk]:
    """Yield a chunk with text as content, and then its usage if that comes apart.

    OpenAI's last chunk has the usage and no choices; who waits for that drops whatever
    stands beside a usage.
    """
    chunk = as_text(chunk)
    if not (usage_apart and chunk.usage and chunk.choices):
        yield chunk
        return
    yield chunk.model_copy(update={"usage": None})
    yield chunk.model_copy(update={"choices": []})
