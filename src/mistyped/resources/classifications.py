"""Classification of texts and conversations: `client.classifications`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from typing_extensions import Unpack

from mistyped._generated.responses.classifications import ClassificationResponse
from mistyped._openai.requests import cached_property, split
from mistyped._openai.resource import AsyncAPIResource, SyncAPIResource
from mistyped._openai.wrappers import (
    async_to_raw_response_wrapper,
    async_to_streamed_response_wrapper,
    to_raw_response_wrapper,
    to_streamed_response_wrapper,
)

if TYPE_CHECKING:
    from mistyped._generated.params.classifications import (
        ChatClassificationParams,
        ClassificationParams,
    )

_TEXTS = "/classifications"
_CHATS = "/chat/classifications"


class Classifications(SyncAPIResource):
    """Sorts texts into classes. Requests are checked before they are sent."""

    def create(self, **params: Unpack[ClassificationParams]) -> ClassificationResponse:
        """Classify one text or several.

        Args:
            **params: The parameters; see `mistyped.types.ClassificationParams`.

        Returns:
            For each text, in their order, the scores of each target.

        Raises:
            InvalidRequestError: If Mistral would refuse the request; nothing was sent.
            openai.APIError: As the OpenAI SDK raises it.
        """
        body, options = split(params)
        return self._post(
            _TEXTS, body=body, options=options, cast_to=ClassificationResponse
        )

    def create_chat(
        self, **params: Unpack[ChatClassificationParams]
    ) -> ClassificationResponse:
        """Classify one conversation or several.

        Args:
            **params: The parameters; see `mistyped.types.ChatClassificationParams`.

        Returns:
            For each conversation, in their order, the scores of each target.

        Raises:
            InvalidRequestError: If Mistral would refuse the request; nothing was sent.
            openai.APIError: As the OpenAI SDK raises it.
        """
        body, options = split(params)
        return self._post(
            _CHATS, body=body, options=options, cast_to=ClassificationResponse
        )

    @cached_property
    def with_raw_response(self) -> ClassificationsWithRawResponse:
        """The same methods, with the HTTP response around the answer."""
        return ClassificationsWithRawResponse(self)

    @cached_property
    def with_streaming_response(self) -> ClassificationsWithStreamingResponse:
        """The same methods, as context managers around an unread HTTP response."""
        return ClassificationsWithStreamingResponse(self)


class AsyncClassifications(AsyncAPIResource):
    """Sorts texts into classes. Requests are checked before they are sent."""

    async def create(
        self, **params: Unpack[ClassificationParams]
    ) -> ClassificationResponse:
        """Classify one text or several.

        Args:
            **params: The parameters; see `mistyped.types.ClassificationParams`.

        Returns:
            For each text, in their order, the scores of each target.

        Raises:
            InvalidRequestError: If Mistral would refuse the request; nothing was sent.
            openai.APIError: As the OpenAI SDK raises it.
        """
        body, options = split(params)
        return await self._post(
            _TEXTS, body=body, options=options, cast_to=ClassificationResponse
        )

    async def create_chat(
        self, **params: Unpack[ChatClassificationParams]
    ) -> ClassificationResponse:
        """Classify one conversation or several.

        Args:
            **params: The parameters; see `mistyped.types.ChatClassificationParams`.

        Returns:
            For each conversation, in their order, the scores of each target.

        Raises:
            InvalidRequestError: If Mistral would refuse the request; nothing was sent.
            openai.APIError: As the OpenAI SDK raises it.
        """
        body, options = split(params)
        return await self._post(
            _CHATS, body=body, options=options, cast_to=ClassificationResponse
        )

    @cached_property
    def with_raw_response(self) -> AsyncClassificationsWithRawResponse:
        """The same methods, with the HTTP response around the answer."""
        return AsyncClassificationsWithRawResponse(self)

    @cached_property
    def with_streaming_response(self) -> AsyncClassificationsWithStreamingResponse:
        """The same methods, as context managers around an unread HTTP response."""
        return AsyncClassificationsWithStreamingResponse(self)


class ClassificationsWithRawResponse:
    """Answers with the HTTP response around them; `.parse()` gives the answer."""

    def __init__(self, classifications: Classifications) -> None:
        self.create: Final = to_raw_response_wrapper(classifications.create)
        self.create_chat: Final = to_raw_response_wrapper(classifications.create_chat)


class AsyncClassificationsWithRawResponse:
    """Answers with the HTTP response around them; `.parse()` gives the answer."""

    def __init__(self, classifications: AsyncClassifications) -> None:
        self.create: Final = async_to_raw_response_wrapper(classifications.create)
        self.create_chat: Final = async_to_raw_response_wrapper(
            classifications.create_chat
        )


class ClassificationsWithStreamingResponse:
    """Context managers around HTTP responses that are read on demand."""

    def __init__(self, classifications: Classifications) -> None:
        self.create: Final = to_streamed_response_wrapper(classifications.create)
        self.create_chat: Final = to_streamed_response_wrapper(
            classifications.create_chat
        )


class AsyncClassificationsWithStreamingResponse:
    """Context managers around HTTP responses that are read on demand."""

    def __init__(self, classifications: AsyncClassifications) -> None:
        self.create: Final = async_to_streamed_response_wrapper(classifications.create)
        self.create_chat: Final = async_to_streamed_response_wrapper(
            classifications.create_chat
        )
