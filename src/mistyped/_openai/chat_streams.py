"""Streams of chat chunks, plain and accumulating.

A plain stream gives the chunks as they came, and adds them up on the way; one of events
says what each chunk added, and what is complete.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
from functools import cached_property, partial
from types import TracebackType
from typing import TYPE_CHECKING, ClassVar, TypeAlias

import openai
from openai import Omit
from pydantic_core import from_json
from typing_extensions import override

from mistyped._generated.responses.chat import (
    ChatCompletion,
    ChatCompletionChunk,
    CompletionUsage,
)
from mistyped._openai.adding_up import ChatSum
from mistyped._openai.chat import ResponseFormatT
from mistyped._openai.invalid_answers import reading
from mistyped._openai.sdk_streams import (
    AsyncSdkManager,
    AsyncSdkStream,
    SdkManager,
    SdkStream,
)
from mistyped._openai.streams import (
    AsyncReadStream,
    ReadStream,
    Taking,
    reader,
)
from mistyped._values.json_values import child
from mistyped._values.notes import carried

if TYPE_CHECKING:
    import httpx2

    from mistyped._generated.responses.parsed import ParsedChatCompletion
    from mistyped._openai.chat_events import ChatEvent, ChatEvents
    from mistyped._openai.parsing import FormatParam, SdkTools
    from mistyped.changes import Notes

Format: TypeAlias = "type[ResponseFormatT] | FormatParam | Omit"


class _Chat(Taking[ChatCompletionChunk]):
    """What the chunks of an answer add up to."""

    _sum_of_chunks: ClassVar[type[ChatSum]] = ChatSum

    @cached_property
    def _sum(self) -> ChatSum:
        return self._sum_of_chunks()

    @property
    def usage(self) -> CompletionUsage | None:
        """The token counts, which come in the last chunk; None before."""
        return self._sum.usage

    @property
    @override
    def partial(self) -> ChatCompletion:
        """What has come so far, as an answer.

        A choice that is not finished has None for its finish reason.
        """
        return carried(self._sum.completion(), self)

    def events(
        self, response_format: Format[ResponseFormatT], tools: SdkTools
    ) -> ChatEvents[ResponseFormatT]:
        """Return what makes events of chunks that were read."""
        from mistyped._openai.chat_events import ChatEvents

        return ChatEvents(self._sum, response_format, tools)

    @override
    def _take(self, model: ChatCompletionChunk) -> None:
        self._sum.add(model)

    @override
    def _lacks(self) -> str:
        return "a finish_reason of each choice, or [DONE]"

    @override
    def _is_whole(self) -> bool:
        return self._sum.is_finished(_wanted(self.response))

    @override
    def _reader(self) -> Callable[[bytes], ChatCompletionChunk]:
        return reader(self, ChatCompletionChunk)


class ChatStream(
    ReadStream[ChatCompletionChunk], openai.Stream[ChatCompletionChunk], _Chat
):
    """A streamed answer: iterate over it, best in a `with` block.

    Attributes:
        usage: The token counts, which come in the last chunk; None before.
        partial: What has come so far, as an answer.
    """

    def completion(self) -> ChatCompletion:
        """Read the chunks that are left, and return the answer that they add up to.

        It is the answer that there would have been without `stream=True`.

        Raises:
            StreamInterruptedError: If the stream ended before the answer was whole.
            openai.APIError: As the OpenAI SDK raises it.
        """
        for _ in self:
            pass
        self._finish()
        return carried(self._sum.completion(), self)


class AsyncChatStream(
    AsyncReadStream[ChatCompletionChunk], openai.AsyncStream[ChatCompletionChunk], _Chat
):
    """A streamed answer: iterate over it, best in an `async with` block.

    Attributes:
        usage: The token counts, which come in the last chunk; None before.
        partial: What has come so far, as an answer.
    """

    async def completion(self) -> ChatCompletion:
        """Read the chunks that are left, and return the answer that they add up to.

        It is the answer that there would have been without `stream=True`.

        Raises:
            StreamInterruptedError: If the stream ended before the answer was whole.
            openai.APIError: As the OpenAI SDK raises it.
        """
        async for _ in self:
            pass
        self._finish()
        return carried(self._sum.completion(), self)


def _wanted(response: httpx2.Response) -> int:
    """Return how many choices a request asks for; 1 if it cannot be read any more."""
    try:
        wanted = child(from_json(response.request.content), "n")
    except (ValueError, RuntimeError):
        return 1
    return wanted if isinstance(wanted, int) else 1


class ChatCompletionStream(SdkStream[ResponseFormatT]):
    """The events of a streamed answer, and the answer that they add up to."""

    def __init__(
        self,
        raw_stream: ChatStream,
        response_format: Format[ResponseFormatT],
        input_tools: SdkTools,
    ) -> None:
        self._raw = raw_stream
        self._response = raw_stream.response
        self._asked = response_format, input_tools
        self._iterator = self.__stream__()

    def __iter__(self) -> Iterator[ChatEvent[ResponseFormatT]]:
        return self._iterator

    def __next__(self) -> ChatEvent[ResponseFormatT]:
        return next(self._iterator)

    def get_final_completion(self) -> ParsedChatCompletion[ResponseFormatT]:
        """Read the events that are left, and return the answer they add up to.

        Raises:
            StreamInterruptedError: If the stream ended before the answer was whole.
            InvalidOutputError: If it is cut, refused, or does not fit its type.
        """
        from mistyped._openai.parsing import parsed

        self.until_done()
        return carried(parsed(self._raw.completion(), *self._asked), self._raw)

    @property
    def mistyped(self) -> Notes:
        """What the client did about the request beside sending it."""
        return self._raw.mistyped

    @property
    def current_completion_snapshot(self) -> ParsedChatCompletion[object]:
        """What has come so far, as an answer."""
        from mistyped._openai.parsing import snapshot

        return snapshot(self._raw.partial)

    def __stream__(self) -> Iterator[ChatEvent[ResponseFormatT]]:
        events = self._raw.events(*self._asked)
        with reading(self._response):
            for chunk in self._raw:
                yield from events.of(chunk)


class AsyncChatCompletionStream(AsyncSdkStream[ResponseFormatT]):
    """The events of a streamed answer, and the answer that they add up to."""

    def __init__(
        self,
        raw_stream: AsyncChatStream,
        response_format: Format[ResponseFormatT],
        input_tools: SdkTools,
    ) -> None:
        self._raw = raw_stream
        self._response = raw_stream.response
        self._asked = response_format, input_tools
        self._iterator = self.__stream__()

    def __aiter__(self) -> AsyncIterator[ChatEvent[ResponseFormatT]]:
        return self._iterator

    async def __anext__(self) -> ChatEvent[ResponseFormatT]:
        return await anext(self._iterator)

    async def get_final_completion(self) -> ParsedChatCompletion[ResponseFormatT]:
        """Read the events that are left, and return the answer they add up to.

        Raises:
            StreamInterruptedError: If the stream ended before the answer was whole.
            InvalidOutputError: If it is cut, refused, or does not fit its type.
        """
        from mistyped._openai.parsing import parsed

        await self.until_done()
        return carried(parsed(await self._raw.completion(), *self._asked), self._raw)

    @property
    def mistyped(self) -> Notes:
        """What the client did about the request beside sending it."""
        return self._raw.mistyped

    @property
    def current_completion_snapshot(self) -> ParsedChatCompletion[object]:
        """What has come so far, as an answer."""
        from mistyped._openai.parsing import snapshot

        return snapshot(self._raw.partial)

    async def __stream__(self) -> AsyncIterator[ChatEvent[ResponseFormatT]]:
        events = self._raw.events(*self._asked)
        with reading(self._response):
            async for chunk in self._raw:
                for event in events.of(chunk):
                    yield event


class ChatCompletionStreamManager(SdkManager[ResponseFormatT]):
    """Sends the request when its `with` block is entered, and closes it at the end."""

    def __init__(
        self,
        create: Callable[..., ChatStream],
        params: Mapping[str, object],
        response_format: Format[ResponseFormatT],
    ) -> None:
        from mistyped._openai.parsing import asked

        given, tools = asked(params, response_format)
        self._send = partial(create, stream=True, **given)
        self._arguments = response_format, tools
        self._entered: ChatCompletionStream[ResponseFormatT] | None = None

    def __enter__(self) -> ChatCompletionStream[ResponseFormatT]:
        self._entered = ChatCompletionStream(self._send(), *self._arguments)
        return self._entered

    def __exit__(
        self,
        exc_type: type[BaseException] | None,
        exc: BaseException | None,
        exc_tb: TracebackType | None,
    ) -> None:
        if self._entered is not None:
            self._entered.close()


class AsyncChatCompletionStreamManager(AsyncSdkManager[ResponseFormatT]):
    """Sends the request when its `async with` block is entered, and closes it."""

    def __init__(
        self,
        create: Callable[..., Awaitable[AsyncChatStream]],
        params: Mapping[str, object],
        response_format: Format[ResponseFormatT],
    ) -> None:
        from mistyped._openai.parsing import asked

        given, tools = asked(params, response_format)
        self._send = partial(create, stream=True, **given)
        self._arguments = response_format, tools
        self._entered: AsyncChatCompletionStream[ResponseFormatT] | None = None

    async def __aenter__(self) -> AsyncChatCompletionStream[ResponseFormatT]:
        self._entered = AsyncChatCompletionStream(await self._send(), *self._arguments)
        return self._entered

    async def __aexit__(
        self,
        exc_type: type[BaseException] | None,
        exc: BaseException | None,
        exc_tb: TracebackType | None,
    ) -> None:
        if self._entered is not None:
            await self._entered.close()
