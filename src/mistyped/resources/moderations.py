"""Moderation of texts and conversations: `client.moderations`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from openai.resources.moderations import AsyncModerations as SdkAsyncModerations
from openai.resources.moderations import Moderations as SdkModerations
from typing_extensions import Unpack, override

from mistyped._generated.responses.moderations import ModerationCreateResponse
from mistyped._openai.requests import cached_property, split
from mistyped._openai.wrappers import (
    async_to_raw_response_wrapper,
    async_to_streamed_response_wrapper,
    to_raw_response_wrapper,
    to_streamed_response_wrapper,
)

if TYPE_CHECKING:
    from mistyped._generated.params.moderations import (
        ChatModerationParams,
        ModerationParams,
    )

_TEXTS = "/moderations"
_CHATS = "/chat/moderations"


class Moderations(SdkModerations):
    """Looks for harm in texts. Requests are checked before they are sent."""

    @override
    def create(  # type: ignore[override]  # pyrefly: ignore[bad-override]  # ty: ignore[invalid-method-override]
        self, **params: Unpack[ModerationParams]
    ) -> ModerationCreateResponse:
        """Moderate one text or several.

        Args:
            **params: The parameters; see `mistyped.types.ModerationParams`.

        Returns:
            For each text, in their order, its categories and their scores.

        Raises:
            InvalidRequestError: If Mistral would refuse the request; nothing was sent.
            openai.APIError: As the OpenAI SDK raises it.
        """
        body, options = split(params)
        return self._post(
            _TEXTS, body=body, options=options, cast_to=ModerationCreateResponse
        )

    def create_chat(
        self, **params: Unpack[ChatModerationParams]
    ) -> ModerationCreateResponse:
        """Moderate one conversation or several.

        Args:
            **params: The parameters; see `mistyped.types.ChatModerationParams`.

        Returns:
            For each conversation, in their order, its categories and their scores.

        Raises:
            InvalidRequestError: If Mistral would refuse the request; nothing was sent.
            openai.APIError: As the OpenAI SDK raises it.
        """
        body, options = split(params)
        return self._post(
            _CHATS, body=body, options=options, cast_to=ModerationCreateResponse
        )

    @cached_property
    def with_raw_response(self) -> ModerationsWithRawResponse:  # type: ignore[override]  # ty: ignore[invalid-method-override]
        """The same methods, with the HTTP response around the answer."""
        return ModerationsWithRawResponse(self)

    @cached_property
    def with_streaming_response(self) -> ModerationsWithStreamingResponse:  # type: ignore[override]  # ty: ignore[invalid-method-override]
        """The same methods, as context managers around an unread HTTP response."""
        return ModerationsWithStreamingResponse(self)


class AsyncModerations(SdkAsyncModerations):
    """Looks for harm in texts. Requests are checked before they are sent."""

    @override
    async def create(  # type: ignore[override]  # pyrefly: ignore[bad-override]  # ty: ignore[invalid-method-override]
        self, **params: Unpack[ModerationParams]
    ) -> ModerationCreateResponse:
        """Moderate one text or several.

        Args:
            **params: The parameters; see `mistyped.types.ModerationParams`.

        Returns:
            For each text, in their order, its categories and their scores.

        Raises:
            InvalidRequestError: If Mistral would refuse the request; nothing was sent.
            openai.APIError: As the OpenAI SDK raises it.
        """
        body, options = split(params)
        return await self._post(
            _TEXTS, body=body, options=options, cast_to=ModerationCreateResponse
        )

    async def create_chat(
        self, **params: Unpack[ChatModerationParams]
    ) -> ModerationCreateResponse:
        """Moderate one conversation or several.

        Args:
            **params: The parameters; see `mistyped.types.ChatModerationParams`.

        Returns:
            For each conversation, in their order, its categories and their scores.

        Raises:
            InvalidRequestError: If Mistral would refuse the request; nothing was sent.
            openai.APIError: As the OpenAI SDK raises it.
        """
        body, options = split(params)
        return await self._post(
            _CHATS, body=body, options=options, cast_to=ModerationCreateResponse
        )

    @cached_property
    def with_raw_response(self) -> AsyncModerationsWithRawResponse:  # type: ignore[override]  # ty: ignore[invalid-method-override]
        """The same methods, with the HTTP response around the answer."""
        return AsyncModerationsWithRawResponse(self)

    @cached_property
    def with_streaming_response(self) -> AsyncModerationsWithStreamingResponse:  # type: ignore[override]  # ty: ignore[invalid-method-override]
        """The same methods, as context managers around an unread HTTP response."""
        return AsyncModerationsWithStreamingResponse(self)


class ModerationsWithRawResponse:
    """Answers with the HTTP response around them; `.parse()` gives the answer."""

    def __init__(self, moderations: Moderations) -> None:
        self.create: Final = to_raw_response_wrapper(moderations.create)
        self.create_chat: Final = to_raw_response_wrapper(moderations.create_chat)


class AsyncModerationsWithRawResponse:
    """Answers with the HTTP response around them; `.parse()` gives the answer."""

    def __init__(self, moderations: AsyncModerations) -> None:
        self.create: Final = async_to_raw_response_wrapper(moderations.create)
        self.create_chat: Final = async_to_raw_response_wrapper(moderations.create_chat)


class ModerationsWithStreamingResponse:
    """Context managers around HTTP responses that are read on demand."""

    def __init__(self, moderations: Moderations) -> None:
        self.create: Final = to_streamed_response_wrapper(moderations.create)
        self.create_chat: Final = to_streamed_response_wrapper(moderations.create_chat)


class AsyncModerationsWithStreamingResponse:
    """Context managers around HTTP responses that are read on demand."""

    def __init__(self, moderations: AsyncModerations) -> None:
        self.create: Final = async_to_streamed_response_wrapper(moderations.create)
        self.create_chat: Final = async_to_streamed_response_wrapper(
            moderations.create_chat
        )
