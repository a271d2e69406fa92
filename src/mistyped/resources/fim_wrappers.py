"""`with_raw_response` and `with_streaming_response` of filling in the middle."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, overload

from openai import APIResponse, AsyncAPIResponse, Omit
from typing_extensions import Unpack

from mistyped._generated.params.fim import FIMCompletionParams
from mistyped._generated.responses.chat import ChatCompletion
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
    from mistyped.resources.fim import FIM, AsyncFIM


class FIMWithRawResponse:
    """Answers with the HTTP response around them; `.parse()` gives the answer."""

    def __init__(self, fim: FIM) -> None:
        self._fim = fim
        self._answer = to_raw_response_wrapper(self._whole)
        self._chunks = to_raw_response_wrapper(self._streamed)

    # Type checkers differ in what a wrapper makes of overloads.
    def _whole(
        self,
        stream: Literal[False] | Omit | None,
        **params: Unpack[FIMCompletionParams],
    ) -> ChatCompletion:
        return self._fim.create(stream=stream, **params)

    def _streamed(self, **params: Unpack[FIMCompletionParams]) -> ChatStream:
        return self._fim.create(stream=True, **params)

    @overload
    def create(
        self,
        *,
        stream: Literal[False] | Omit | None = None,
        **params: Unpack[FIMCompletionParams],
    ) -> LegacyAPIResponse[ChatCompletion]: ...
    @overload
    def create(
        self, *, stream: Literal[True], **params: Unpack[FIMCompletionParams]
    ) -> LegacyAPIResponse[ChatStream]: ...
    @overload
    def create(
        self, *, stream: bool | Omit | None, **params: Unpack[FIMCompletionParams]
    ) -> LegacyAPIResponse[ChatCompletion] | LegacyAPIResponse[ChatStream]: ...
    def create(
        self,
        *,
        stream: bool | Omit | None = None,
        **params: Unpack[FIMCompletionParams],
    ) -> LegacyAPIResponse[ChatCompletion] | LegacyAPIResponse[ChatStream]:
        """Write what stands between; see `FIM.create`."""
        if stream is True:
            return self._chunks(**params)
        return self._answer(stream, **params)

    complete = create


class AsyncFIMWithRawResponse:
    """Answers with the HTTP response around them; `.parse()` gives the answer."""

    def __init__(self, fim: AsyncFIM) -> None:
        self._fim = fim
        self._answer = async_to_raw_response_wrapper(self._whole)
        self._chunks = async_to_raw_response_wrapper(self._streamed)

    # Type checkers differ in what a wrapper makes of overloads.
    async def _whole(
        self,
        stream: Literal[False] | Omit | None,
        **params: Unpack[FIMCompletionParams],
    ) -> ChatCompletion:
        return await self._fim.create(stream=stream, **params)

    async def _streamed(self, **params: Unpack[FIMCompletionParams]) -> AsyncChatStream:
        return await self._fim.create(stream=True, **params)

    @overload
    async def create(
        self,
        *,
        stream: Literal[False] | Omit | None = None,
        **params: Unpack[FIMCompletionParams],
    ) -> LegacyAPIResponse[ChatCompletion]: ...
    @overload
    async def create(
        self, *, stream: Literal[True], **params: Unpack[FIMCompletionParams]
    ) -> LegacyAPIResponse[AsyncChatStream]: ...
    @overload
    async def create(
        self, *, stream: bool | Omit | None, **params: Unpack[FIMCompletionParams]
    ) -> LegacyAPIResponse[ChatCompletion] | LegacyAPIResponse[AsyncChatStream]: ...
    async def create(
        self,
        *,
        stream: bool | Omit | None = None,
        **params: Unpack[FIMCompletionParams],
    ) -> LegacyAPIResponse[ChatCompletion] | LegacyAPIResponse[AsyncChatStream]:
        """Write what stands between; see `AsyncFIM.create`."""
        if stream is True:
            return await self._chunks(**params)
        return await self._answer(stream, **params)

    complete = create


class FIMWithStreamingResponse:
    """Context managers around an HTTP response that is not read yet."""

    def __init__(self, fim: FIM) -> None:
        self._fim = fim
        self._answer = to_streamed_response_wrapper(self._whole)
        self._chunks = to_streamed_response_wrapper(self._streamed)

    # Type checkers differ in what a wrapper makes of overloads.
    def _whole(
        self,
        stream: Literal[False] | Omit | None,
        **params: Unpack[FIMCompletionParams],
    ) -> ChatCompletion:
        return self._fim.create(stream=stream, **params)

    def _streamed(self, **params: Unpack[FIMCompletionParams]) -> ChatStream:
        return self._fim.create(stream=True, **params)

    @overload
    def create(
        self,
        *,
        stream: Literal[False] | Omit | None = None,
        **params: Unpack[FIMCompletionParams],
    ) -> ResponseContextManager[APIResponse[ChatCompletion]]: ...
    @overload
    def create(
        self, *, stream: Literal[True], **params: Unpack[FIMCompletionParams]
    ) -> ResponseContextManager[APIResponse[ChatStream]]: ...
    @overload
    def create(
        self, *, stream: bool | Omit | None, **params: Unpack[FIMCompletionParams]
    ) -> (
        ResponseContextManager[APIResponse[ChatCompletion]]
        | ResponseContextManager[APIResponse[ChatStream]]
    ): ...
    def create(
        self,
        *,
        stream: bool | Omit | None = None,
        **params: Unpack[FIMCompletionParams],
    ) -> (
        ResponseContextManager[APIResponse[ChatCompletion]]
        | ResponseContextManager[APIResponse[ChatStream]]
    ):
        """Write what stands between; see `FIM.create`."""
        if stream is True:
            return self._chunks(**params)
        return self._answer(stream, **params)

    complete = create


class AsyncFIMWithStreamingResponse:
    """Context managers around an HTTP response that is not read yet."""

    def __init__(self, fim: AsyncFIM) -> None:
        self._fim = fim
        self._answer = async_to_streamed_response_wrapper(self._whole)
        self._chunks = async_to_streamed_response_wrapper(self._streamed)

    # Type checkers differ in what a wrapper makes of overloads.
    async def _whole(
        self,
        stream: Literal[False] | Omit | None,
        **params: Unpack[FIMCompletionParams],
    ) -> ChatCompletion:
        return await self._fim.create(stream=stream, **params)

    async def _streamed(self, **params: Unpack[FIMCompletionParams]) -> AsyncChatStream:
        return await self._fim.create(stream=True, **params)

    @overload
    def create(
        self,
        *,
        stream: Literal[False] | Omit | None = None,
        **params: Unpack[FIMCompletionParams],
    ) -> AsyncResponseContextManager[AsyncAPIResponse[ChatCompletion]]: ...
    @overload
    def create(
        self, *, stream: Literal[True], **params: Unpack[FIMCompletionParams]
    ) -> AsyncResponseContextManager[AsyncAPIResponse[AsyncChatStream]]: ...
    @overload
    def create(
        self, *, stream: bool | Omit | None, **params: Unpack[FIMCompletionParams]
    ) -> (
        AsyncResponseContextManager[AsyncAPIResponse[ChatCompletion]]
        | AsyncResponseContextManager[AsyncAPIResponse[AsyncChatStream]]
    ): ...
    def create(
        self,
        *,
        stream: bool | Omit | None = None,
        **params: Unpack[FIMCompletionParams],
    ) -> (
        AsyncResponseContextManager[AsyncAPIResponse[ChatCompletion]]
        | AsyncResponseContextManager[AsyncAPIResponse[AsyncChatStream]]
    ):
        """Write what stands between; see `AsyncFIM.create`."""
        if stream is True:
            return self._chunks(**params)
        return self._answer(stream, **params)

    complete = create
