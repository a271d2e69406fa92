"""Filling in the middle: `client.fim`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, overload

from openai import Omit
from typing_extensions import Unpack

from mistyped._generated.responses.chat import ChatCompletion
from mistyped._openai.requests import cached_property, split, with_stream
from mistyped._openai.resource import AsyncAPIResource, SyncAPIResource

if TYPE_CHECKING:
    from mistyped._generated.params.fim import FIMCompletionParams
    from mistyped._openai.chat_streams import AsyncChatStream, ChatStream
    from mistyped.resources.fim_wrappers import (
        AsyncFIMWithRawResponse,
        AsyncFIMWithStreamingResponse,
        FIMWithRawResponse,
        FIMWithStreamingResponse,
    )

_PATH = "/fim/completions"


class FIM(SyncAPIResource):
    """Writes what stands between a beginning and an end, mostly of code."""

    @overload
    def create(
        self,
        *,
        stream: Literal[False] | Omit | None = None,
        **params: Unpack[FIMCompletionParams],
    ) -> ChatCompletion: ...
    @overload
    def create(
        self, *, stream: Literal[True], **params: Unpack[FIMCompletionParams]
    ) -> ChatStream: ...
    @overload
    def create(
        self, *, stream: bool | Omit | None, **params: Unpack[FIMCompletionParams]
    ) -> ChatCompletion | ChatStream: ...
    def create(
        self,
        *,
        stream: bool | Omit | None = None,
        **params: Unpack[FIMCompletionParams],
    ) -> ChatCompletion | ChatStream:
        """Write what stands between `prompt` and `suffix`; `complete` is the same.

        Args:
            stream: Whether the answer comes in chunks.
            **params: The parameters; see `mistyped.types.FIMCompletionParams`.

        Returns:
            The answer, in `choices[0].message.text`, or with `stream=True` an iterator
            of chunks whose `usage` is known at its end.

        Raises:
            InvalidRequestError: If Mistral would refuse the request; nothing was sent.
            openai.APIError: As the OpenAI SDK raises it.
        """
        body, options = split(with_stream(params, stream))
        if stream is not True:
            return self._post(_PATH, body=body, options=options, cast_to=ChatCompletion)
        from mistyped._openai.chat_streams import ChatStream

        return self._post(
            _PATH,
            body=body,
            options=options,
            cast_to=ChatCompletion,
            stream=True,
            stream_cls=ChatStream,
        )

    complete = create

    @cached_property
    def with_raw_response(self) -> FIMWithRawResponse:
        """The same methods, with the HTTP response around the answer."""
        from mistyped.resources import fim_wrappers

        return fim_wrappers.FIMWithRawResponse(self)

    @cached_property
    def with_streaming_response(self) -> FIMWithStreamingResponse:
        """The same methods, as context managers around an unread HTTP response."""
        from mistyped.resources import fim_wrappers

        return fim_wrappers.FIMWithStreamingResponse(self)


class AsyncFIM(AsyncAPIResource):
    """Writes what stands between a beginning and an end, mostly of code."""

    @overload
    async def create(
        self,
        *,
        stream: Literal[False] | Omit | None = None,
        **params: Unpack[FIMCompletionParams],
    ) -> ChatCompletion: ...
    @overload
    async def create(
        self, *, stream: Literal[True], **params: Unpack[FIMCompletionParams]
    ) -> AsyncChatStream: ...
    @overload
    async def create(
        self, *, stream: bool | Omit | None, **params: Unpack[FIMCompletionParams]
    ) -> ChatCompletion | AsyncChatStream: ...
    async def create(
        self,
        *,
        stream: bool | Omit | None = None,
        **params: Unpack[FIMCompletionParams],
    ) -> ChatCompletion | AsyncChatStream:
        """Write what stands between `prompt` and `suffix`; `complete` is the same.

        Args:
            stream: Whether the answer comes in chunks.
            **params: The parameters; see `mistyped.types.FIMCompletionParams`.

        Returns:
            The answer, in `choices[0].message.text`, or with `stream=True` an iterator
            of chunks whose `usage` is known at its end.

        Raises:
            InvalidRequestError: If Mistral would refuse the request; nothing was sent.
            openai.APIError: As the OpenAI SDK raises it.
        """
        body, options = split(with_stream(params, stream))
        if stream is not True:
            return await self._post(
                _PATH, body=body, options=options, cast_to=ChatCompletion
            )
        from mistyped._openai.chat_streams import AsyncChatStream

        return await self._post(
            _PATH,
            body=body,
            options=options,
            cast_to=ChatCompletion,
            stream=True,
            stream_cls=AsyncChatStream,
        )

    complete = create

    @cached_property
    def with_raw_response(self) -> AsyncFIMWithRawResponse:
        """The same methods, with the HTTP response around the answer."""
        from mistyped.resources import fim_wrappers

        return fim_wrappers.AsyncFIMWithRawResponse(self)

    @cached_property
    def with_streaming_response(self) -> AsyncFIMWithStreamingResponse:
        """The same methods, as context managers around an unread HTTP response."""
        from mistyped.resources import fim_wrappers

        return fim_wrappers.AsyncFIMWithStreamingResponse(self)
