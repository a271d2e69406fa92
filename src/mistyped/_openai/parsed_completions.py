"""Chat completions that are read into a type, or stream as events."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Protocol, TypeVar, cast

from openai import Omit, omit
from openai.types.chat import ParsedChatCompletion
from typing_extensions import Unpack

from mistyped._generated.responses.chat import ChatCompletion
from mistyped._openai.chat import ResponseFormatT
from mistyped._openai.requests import json_request
from mistyped._openai.resource import AsyncAPIResource, SyncAPIResource

if TYPE_CHECKING:  # a first call needs none of these
    from mistyped._generated.params.chat import ChatCompletionParseParams
    from mistyped._openai.chat_streams import (
        AsyncChatCompletionStreamManager,
        AsyncChatStream,
        ChatCompletionStreamManager,
        ChatStream,
    )
    from mistyped._openai.parsing import FormatParam

_PATH = "/chat/completions"
StreamT_co = TypeVar("StreamT_co", covariant=True)


class _Streams(Protocol[StreamT_co]):
    """What `create` is to `stream`.

    As an attribute of the mixin it would stand beside the overloads: ty unites both.
    """

    @property
    def create(self) -> Callable[..., StreamT_co]: ...


class ParsedCompletions(SyncAPIResource):
    """Has `parse` and `stream` beside `create`."""

    def parse(
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
        body, options = json_request(given, parser(response_format, tools))
        return self._post(
            _PATH,
            body=body,
            options=options,
            cast_to=cast("type[ParsedChatCompletion[ResponseFormatT]]", ChatCompletion),
        )

    def stream(
        self: _Streams[ChatStream],
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


class AsyncParsedCompletions(AsyncAPIResource):
    """Has `parse` and `stream` beside `create`."""

    async def parse(
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
        body, options = json_request(given, parser(response_format, tools))
        return await self._post(
            _PATH,
            body=body,
            options=options,
            cast_to=cast("type[ParsedChatCompletion[ResponseFormatT]]", ChatCompletion),
        )

    def stream(
        self: _Streams[Awaitable[AsyncChatStream]],
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
