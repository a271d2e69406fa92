"""Chat completions: `client.chat.completions`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Literal, cast, overload

from openai import Omit, omit
from openai.resources.chat import AsyncChat as SdkAsyncChat
from openai.resources.chat import AsyncCompletions as SdkAsyncCompletions
from openai.resources.chat import Chat as SdkChat
from openai.resources.chat import Completions as SdkCompletions
from openai.types.chat import ParsedChatCompletion
from typing_extensions import Unpack, override

from mistyped._generated.responses.chat import ChatCompletion
from mistyped._openai.chat import ResponseFormatT
from mistyped._openai.not_offered import NotStored
from mistyped._openai.requests import cached_property, split

if TYPE_CHECKING:  # a first call needs none of these
    from mistyped._generated.params.chat import (
        ChatCompletionParams,
        ChatCompletionParseParams,
    )
    from mistyped._openai.chat_streams import (
        AsyncChatCompletionStreamManager,
        AsyncChatStream,
        ChatCompletionStreamManager,
        ChatStream,
    )
    from mistyped._openai.parsing import FormatParam
    from mistyped._values.call_options import CallOptions
    from mistyped.requests import ChatCompletionRequest
    from mistyped.resources.chat_wrappers import (
        AsyncCompletionsWithRawResponse,
        AsyncCompletionsWithStreamingResponse,
        CompletionsWithRawResponse,
        CompletionsWithStreamingResponse,
    )

_PATH = "/chat/completions"


class Completions(NotStored, SdkCompletions):  # type: ignore[misc]  # what is not offered has no type in common
    """Creates chat completions. Every method checks its request before sending it."""

    # The overload with a default stands first: a call without `stream` then fits it by
    # its names, and pyright and ty report the one wrong argument. mypy does not expand
    # bool, so the last overload has to stay.
    @overload  # type: ignore[override]
    def create(  # pyrefly: ignore[bad-override]
        self,
        *,
        stream: Literal[False] | Omit | None = None,
        **params: Unpack[ChatCompletionParams],
    ) -> ChatCompletion: ...
    @overload
    def create(
        self, *, stream: Literal[True], **params: Unpack[ChatCompletionParams]
    ) -> ChatStream: ...
    @overload
    def create(
        self, *, stream: bool | Omit | None, **params: Unpack[ChatCompletionParams]
    ) -> ChatCompletion | ChatStream: ...
    @overload
    def create(
        self,
        request: ChatCompletionRequest,
        /,
        *,
        stream: Literal[False] | Omit | None = None,
        **options: Unpack[CallOptions],
    ) -> ChatCompletion: ...
    @overload
    def create(
        self,
        request: ChatCompletionRequest,
        /,
        *,
        stream: Literal[True],
        **options: Unpack[CallOptions],
    ) -> ChatStream: ...
    def create(  # pyright: ignore[reportIncompatibleMethodOverride]  # ty: ignore[incompatible-method-override]
        self,
        *request: ChatCompletionRequest,
        stream: bool | Omit | None = None,
        **params: object,
    ) -> ChatCompletion | ChatStream:
        """Create an answer to a conversation.

        Args:
            *request: The parameters as one model, instead of keyword arguments.
            stream: Whether the answer comes in chunks.
            **params: The parameters; see `mistyped.types.ChatCompletionParams`.

        Returns:
            The answer, or with `stream=True` an iterator of chunks whose `usage` is
            known at its end.

        Raises:
            InvalidRequestError: If Mistral would refuse the request; nothing was sent.
            openai.APIError: As the OpenAI SDK raises it.
        """
        body, options = split(_arguments(request, stream, params))
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

    @override
    def parse(  # type: ignore[override]  # pyrefly: ignore[bad-override]  # ty: ignore[incompatible-method-override]
        self,
        *,
        response_format: type[ResponseFormatT] | Omit = omit,
        **params: Unpack[ChatCompletionParseParams],
    ) -> ParsedChatCompletion[ResponseFormatT]:
        """Create an answer and read it into a type.

        Args:
            response_format: A pydantic model or dataclass; its JSON Schema is sent.
            **params: As for `create`.

        Returns:
            The answer, its content as text; `choices[0].message.parsed` is an instance
            of the type, and thoughts are in `message.reasoning_content`.

        Raises:
            InvalidRequestError: If Mistral would refuse the request; nothing was sent.
            openai.APIError: As the OpenAI SDK raises it.
        """
        from mistyped._openai.parsing import asked, parser

        given, tools = asked(params, response_format)
        body, options = split(given, parser(response_format, tools))
        return self._post(
            _PATH,
            body=body,
            options=options,
            cast_to=cast("type[ParsedChatCompletion[ResponseFormatT]]", ChatCompletion),
        )

    @override
    def stream(  # type: ignore[override]  # pyrefly: ignore[bad-override]  # ty: ignore[incompatible-method-override]
        self,
        *,
        response_format: type[ResponseFormatT] | FormatParam | Omit = omit,
        **params: Unpack[ChatCompletionParseParams],
    ) -> ChatCompletionStreamManager[ResponseFormatT]:
        """Stream an answer as events that add up to it, in a `with` block.

        Args:
            response_format: A type to read the answer into, or a response format.
            **params: As for `create`.

        Raises:
            InvalidRequestError: When the block is entered, if Mistral would refuse the
                request; nothing was sent.
        """
        from mistyped._openai.chat_streams import ChatCompletionStreamManager
        from mistyped._openai.parsing import asked

        given, tools = asked(params, response_format)
        return ChatCompletionStreamManager(
            lambda: self.create(stream=True, **given),
            response_format=cast("type[ResponseFormatT]", response_format),
            input_tools=tools,
        )

    @cached_property
    def with_raw_response(self) -> CompletionsWithRawResponse:  # type: ignore[override]  # ty: ignore[incompatible-property-override]
        """The same methods, with the HTTP response around the answer."""
        from mistyped.resources import chat_wrappers

        return chat_wrappers.CompletionsWithRawResponse(self)

    @cached_property
    def with_streaming_response(self) -> CompletionsWithStreamingResponse:  # type: ignore[override]  # ty: ignore[incompatible-property-override]
        """The same methods, as context managers around an unread HTTP response."""
        from mistyped.resources import chat_wrappers

        return chat_wrappers.CompletionsWithStreamingResponse(self)


class AsyncCompletions(NotStored, SdkAsyncCompletions):  # type: ignore[misc]  # what is not offered has no type in common
    """Creates chat completions. Every method checks its request before sending it."""

    @overload  # type: ignore[override]
    async def create(  # pyrefly: ignore[bad-override]
        self,
        *,
        stream: Literal[False] | Omit | None = None,
        **params: Unpack[ChatCompletionParams],
    ) -> ChatCompletion: ...
    @overload
    async def create(
        self, *, stream: Literal[True], **params: Unpack[ChatCompletionParams]
    ) -> AsyncChatStream: ...
    @overload
    async def create(
        self, *, stream: bool | Omit | None, **params: Unpack[ChatCompletionParams]
    ) -> ChatCompletion | AsyncChatStream: ...
    @overload
    async def create(
        self,
        request: ChatCompletionRequest,
        /,
        *,
        stream: Literal[False] | Omit | None = None,
        **options: Unpack[CallOptions],
    ) -> ChatCompletion: ...
    @overload
    async def create(
        self,
        request: ChatCompletionRequest,
        /,
        *,
        stream: Literal[True],
        **options: Unpack[CallOptions],
    ) -> AsyncChatStream: ...
    async def create(  # pyright: ignore[reportIncompatibleMethodOverride]  # ty: ignore[incompatible-method-override]
        self,
        *request: ChatCompletionRequest,
        stream: bool | Omit | None = None,
        **params: object,
    ) -> ChatCompletion | AsyncChatStream:
        """Create an answer to a conversation.

        Args:
            *request: The parameters as one model, instead of keyword arguments.
            stream: Whether the answer comes in chunks.
            **params: The parameters; see `mistyped.types.ChatCompletionParams`.

        Returns:
            The answer, or with `stream=True` an iterator of chunks whose `usage` is
            known at its end.

        Raises:
            InvalidRequestError: If Mistral would refuse the request; nothing was sent.
            openai.APIError: As the OpenAI SDK raises it.
        """
        body, options = split(_arguments(request, stream, params))
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

    @override
    async def parse(  # type: ignore[override]  # pyrefly: ignore[bad-override]  # ty: ignore[incompatible-method-override]
        self,
        *,
        response_format: type[ResponseFormatT] | Omit = omit,
        **params: Unpack[ChatCompletionParseParams],
    ) -> ParsedChatCompletion[ResponseFormatT]:
        """Create an answer and read it into a type.

        Args:
            response_format: A pydantic model or dataclass; its JSON Schema is sent.
            **params: As for `create`.

        Returns:
            The answer, its content as text; `choices[0].message.parsed` is an instance
            of the type, and thoughts are in `message.reasoning_content`.

        Raises:
            InvalidRequestError: If Mistral would refuse the request; nothing was sent.
            openai.APIError: As the OpenAI SDK raises it.
        """
        from mistyped._openai.parsing import asked, parser

        given, tools = asked(params, response_format)
        body, options = split(given, parser(response_format, tools))
        return await self._post(
            _PATH,
            body=body,
            options=options,
            cast_to=cast("type[ParsedChatCompletion[ResponseFormatT]]", ChatCompletion),
        )

    @override
    def stream(  # type: ignore[override]  # pyrefly: ignore[bad-override]  # ty: ignore[incompatible-method-override]
        self,
        *,
        response_format: type[ResponseFormatT] | FormatParam | Omit = omit,
        **params: Unpack[ChatCompletionParseParams],
    ) -> AsyncChatCompletionStreamManager[ResponseFormatT]:
        """Stream an answer as events that add up to it, in an `async with` block.

        Args:
            response_format: A type to read the answer into, or a response format.
            **params: As for `create`.

        Raises:
            InvalidRequestError: When the block is entered, if Mistral would refuse the
                request; nothing was sent.
        """
        from mistyped._openai.chat_streams import AsyncChatCompletionStreamManager
        from mistyped._openai.parsing import asked

        given, tools = asked(params, response_format)
        return AsyncChatCompletionStreamManager(
            lambda: self.create(stream=True, **given),
            response_format=cast("type[ResponseFormatT]", response_format),
            input_tools=tools,
        )

    @cached_property
    def with_raw_response(self) -> AsyncCompletionsWithRawResponse:  # type: ignore[override]  # ty: ignore[incompatible-property-override]
        """The same methods, with the HTTP response around the answer."""
        from mistyped.resources import chat_wrappers

        return chat_wrappers.AsyncCompletionsWithRawResponse(self)

    @cached_property
    def with_streaming_response(self) -> AsyncCompletionsWithStreamingResponse:  # type: ignore[override]  # ty: ignore[incompatible-property-override]
        """The same methods, as context managers around an unread HTTP response."""
        from mistyped.resources import chat_wrappers

        return chat_wrappers.AsyncCompletionsWithStreamingResponse(self)


class Chat(SdkChat):
    """Chat: `client.chat`."""

    @cached_property
    def completions(self) -> Completions:
        """Chat completions."""
        return Completions(self._client)


class AsyncChat(SdkAsyncChat):
    """Chat: `client.chat`, asynchronously."""

    @cached_property
    def completions(self) -> AsyncCompletions:
        """Chat completions."""
        return AsyncCompletions(self._client)


def _arguments(
    request: Sequence[ChatCompletionRequest],
    stream: object,
    params: Mapping[str, object],
) -> dict[str, object]:
    """Unite the ways to say what to ask for.

    Raises:
        TypeError: If there is anything else than one request.
        ValueError: If the request streams and the call does not say so, whose type
            would then be wrong.
    """
    arguments = dict(params)
    for each in request:
        if len(request) > 1 or not hasattr(each, "openai_kwargs"):
            raise TypeError("give keyword arguments, or one ChatCompletionRequest")
        arguments = {**each.params(), **params}
    if stream is not None and not isinstance(stream, Omit):
        return {**arguments, "stream": stream}
    if arguments.get("stream") is True:
        raise ValueError("the request streams: call create(request, stream=True)")
    return arguments
