"""`with_raw_response` and `with_streaming_response` of chat completions.

They are written out, and not the SDK's own, so that they take Mistral's parameters.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, overload

from openai import APIResponse, AsyncAPIResponse, Omit
from openai.types.chat import ParsedChatCompletion
from typing_extensions import Unpack

from mistyped._generated.params.chat import (
    ChatCompletionParams,
    ChatCompletionParseParams,
)
from mistyped._generated.responses.chat import ChatCompletion
from mistyped._openai.chat import ResponseFormatT
from mistyped._openai.chat_streams import AsyncChatStream, ChatStream
from mistyped._openai.wrappers import (
    AsyncResponseContextManager,
    LegacyAPIResponse,
    ResponseContextManager,
    async_to_raw_response_wrapper,
    async_to_streamed_response_wrapper,
    to_raw_response_wrapper,
    to_streamed_response_wrapper,
)

if TYPE_CHECKING:
    from mistyped.resources.chat import AsyncCompletions, Completions


class CompletionsWithRawResponse:
    """Answers with the HTTP response around them; `.parse()` gives the answer."""

    def __init__(self, completions: Completions) -> None:
        self._create = to_raw_response_wrapper(completions.create)
        self._parse = to_raw_response_wrapper(completions.parse)

    @overload
    def create(
        self,
        *,
        stream: Literal[False] | Omit | None = None,
        **params: Unpack[ChatCompletionParams],
    ) -> LegacyAPIResponse[ChatCompletion]: ...
    @overload
    def create(
        self, *, stream: Literal[True], **params: Unpack[ChatCompletionParams]
    ) -> LegacyAPIResponse[ChatStream]: ...
    @overload
    def create(
        self, *, stream: bool | Omit | None, **params: Unpack[ChatCompletionParams]
    ) -> LegacyAPIResponse[ChatCompletion] | LegacyAPIResponse[ChatStream]: ...
    def create(
        self,
        *,
        stream: bool | Omit | None = None,
        **params: Unpack[ChatCompletionParams],
    ) -> LegacyAPIResponse[ChatCompletion] | LegacyAPIResponse[ChatStream]:
        """Create an answer; see `Completions.create`."""
        # The wrapper unites what is inside the response, not the responses.
        response: Any = self._create(stream=stream, **params)
        return response  # type: ignore[no-any-return]

    def parse(
        self,
        *,
        response_format: type[ResponseFormatT],
        **params: Unpack[ChatCompletionParseParams],
    ) -> LegacyAPIResponse[ParsedChatCompletion[ResponseFormatT]]:
        """Create an answer and read it into a type; see `Completions.parse`."""
        return self._parse(response_format=response_format, **params)


class AsyncCompletionsWithRawResponse:
    """Answers with the HTTP response around them; `.parse()` gives the answer."""

    def __init__(self, completions: AsyncCompletions) -> None:
        self._create = async_to_raw_response_wrapper(completions.create)
        self._parse = async_to_raw_response_wrapper(completions.parse)

    @overload
    async def create(
        self,
        *,
        stream: Literal[False] | Omit | None = None,
        **params: Unpack[ChatCompletionParams],
    ) -> LegacyAPIResponse[ChatCompletion]: ...
    @overload
    async def create(
        self, *, stream: Literal[True], **params: Unpack[ChatCompletionParams]
    ) -> LegacyAPIResponse[AsyncChatStream]: ...
    @overload
    async def create(
        self, *, stream: bool | Omit | None, **params: Unpack[ChatCompletionParams]
    ) -> LegacyAPIResponse[ChatCompletion] | LegacyAPIResponse[AsyncChatStream]: ...
    async def create(
        self,
        *,
        stream: bool | Omit | None = None,
        **params: Unpack[ChatCompletionParams],
    ) -> LegacyAPIResponse[ChatCompletion] | LegacyAPIResponse[AsyncChatStream]:
        """Create an answer; see `AsyncCompletions.create`."""
        # The wrapper unites what is inside the response, not the responses.
        response: Any = await self._create(stream=stream, **params)
        return response  # type: ignore[no-any-return]

    async def parse(
        self,
        *,
        response_format: type[ResponseFormatT],
        **params: Unpack[ChatCompletionParseParams],
    ) -> LegacyAPIResponse[ParsedChatCompletion[ResponseFormatT]]:
        """Create an answer and read it into a type; see `AsyncCompletions.parse`."""
        return await self._parse(response_format=response_format, **params)


class CompletionsWithStreamingResponse:
    """Context managers around an HTTP response that is not read yet."""

    def __init__(self, completions: Completions) -> None:
        self._create = to_streamed_response_wrapper(completions.create)
        self._parse = to_streamed_response_wrapper(completions.parse)

    @overload
    def create(
        self,
        *,
        stream: Literal[False] | Omit | None = None,
        **params: Unpack[ChatCompletionParams],
    ) -> ResponseContextManager[APIResponse[ChatCompletion]]: ...
    @overload
    def create(
        self, *, stream: Literal[True], **params: Unpack[ChatCompletionParams]
    ) -> ResponseContextManager[APIResponse[ChatStream]]: ...
    @overload
    def create(
        self, *, stream: bool | Omit | None, **params: Unpack[ChatCompletionParams]
    ) -> (
        ResponseContextManager[APIResponse[ChatCompletion]]
        | ResponseContextManager[APIResponse[ChatStream]]
    ): ...
    def create(
        self,
        *,
        stream: bool | Omit | None = None,
        **params: Unpack[ChatCompletionParams],
    ) -> (
        ResponseContextManager[APIResponse[ChatCompletion]]
        | ResponseContextManager[APIResponse[ChatStream]]
    ):
        """Create an answer; see `Completions.create`."""
        # The wrapper unites what is inside the response, not the responses.
        response: Any = self._create(stream=stream, **params)
        return response  # type: ignore[no-any-return]

    def parse(
        self,
        *,
        response_format: type[ResponseFormatT],
        **params: Unpack[ChatCompletionParseParams],
    ) -> ResponseContextManager[APIResponse[ParsedChatCompletion[ResponseFormatT]]]:
        """Create an answer and read it into a type; see `Completions.parse`."""
        return self._parse(response_format=response_format, **params)


class AsyncCompletionsWithStreamingResponse:
    """Context managers around an HTTP response that is not read yet."""

    def __init__(self, completions: AsyncCompletions) -> None:
        self._create = async_to_streamed_response_wrapper(completions.create)
        self._parse = async_to_streamed_response_wrapper(completions.parse)

    @overload
    def create(
        self,
        *,
        stream: Literal[False] | Omit | None = None,
        **params: Unpack[ChatCompletionParams],
    ) -> AsyncResponseContextManager[AsyncAPIResponse[ChatCompletion]]: ...
    @overload
    def create(
        self, *, stream: Literal[True], **params: Unpack[ChatCompletionParams]
    ) -> AsyncResponseContextManager[AsyncAPIResponse[AsyncChatStream]]: ...
    @overload
    def create(
        self, *, stream: bool | Omit | None, **params: Unpack[ChatCompletionParams]
    ) -> (
        AsyncResponseContextManager[AsyncAPIResponse[ChatCompletion]]
        | AsyncResponseContextManager[AsyncAPIResponse[AsyncChatStream]]
    ): ...
    def create(
        self,
        *,
        stream: bool | Omit | None = None,
        **params: Unpack[ChatCompletionParams],
    ) -> (
        AsyncResponseContextManager[AsyncAPIResponse[ChatCompletion]]
        | AsyncResponseContextManager[AsyncAPIResponse[AsyncChatStream]]
    ):
        """Create an answer; see `AsyncCompletions.create`."""
        # The wrapper unites what is inside the response, not the responses.
        response: Any = self._create(stream=stream, **params)
        return response  # type: ignore[no-any-return]

    def parse(
        self,
        *,
        response_format: type[ResponseFormatT],
        **params: Unpack[ChatCompletionParseParams],
    ) -> AsyncResponseContextManager[
        AsyncAPIResponse[ParsedChatCompletion[ResponseFormatT]]
    ]:
        """Create an answer and read it into a type; see `AsyncCompletions.parse`."""
        return self._parse(response_format=response_format, **params)
