"""Conversations: `client.conversations`."""

from __future__ import annotations

from types import NoneType
from typing import TYPE_CHECKING, cast

from typing_extensions import Unpack

from mistyped._generated.responses.conversations import (
    Conversation,
    ConversationHistory,
    ConversationMessages,
)
from mistyped._openai.not_offered import NoItems
from mistyped._openai.pages import AsyncNumberedPage, AsyncPaginator, SyncNumberedPage
from mistyped._openai.paths import path_with
from mistyped._openai.requests import cached_property, only_options, split_query
from mistyped.resources.conversation_answers import (
    AsyncConversationAnswers,
    ConversationAnswers,
)
from mistyped.resources.conversations_wrappers import (
    AsyncConversationsWithRawResponse,
    AsyncConversationsWithStreamingResponse,
    ConversationsWithRawResponse,
    ConversationsWithStreamingResponse,
)

if TYPE_CHECKING:
    from mistyped._generated.params.conversations import ConversationListParams
    from mistyped._values.call_options import CallOptions

_CONVERSATIONS = "/conversations"
_CONVERSATION = "/conversations/{conversation_id}"
_HISTORY = "/conversations/{conversation_id}/history"
_MESSAGES = "/conversations/{conversation_id}/messages"
_CONVERSATION_TYPE = cast("type[Conversation]", Conversation)


class Conversations(NoItems, ConversationAnswers):
    """What Mistral keeps of dialogues. A request is checked before it is sent."""

    def list(
        self, **params: Unpack[ConversationListParams]
    ) -> SyncNumberedPage[Conversation]:
        """List conversations; iterating goes through all pages.

        Args:
            **params: The parameters; see `mistyped.types.ConversationListParams`.

        Returns:
            A page of conversations.

        Raises:
            InvalidRequestError: If Mistral would refuse the request; nothing was sent.
            openai.APIError: As the OpenAI SDK raises it.
        """
        return self._get_api_list(
            _CONVERSATIONS,
            page=SyncNumberedPage[Conversation],
            options=split_query(params),
            model=_CONVERSATION_TYPE,
        )

    def retrieve(
        self, conversation_id: str, **options: Unpack[CallOptions]
    ) -> Conversation:
        """Look up what is known of a conversation, without its entries.

        Args:
            conversation_id: The conversation.
            **options: Options of the call.

        Returns:
            The conversation.

        Raises:
            InvalidRequestError: If Mistral would refuse the request; nothing was sent.
            openai.APIError: As the OpenAI SDK raises it.
        """
        path = path_with(_CONVERSATION, conversation_id=conversation_id)
        return self._get(
            path, options=only_options(options), cast_to=_CONVERSATION_TYPE
        )

    def delete(self, conversation_id: str, **options: Unpack[CallOptions]) -> None:
        """Delete a conversation.

        Args:
            conversation_id: The conversation.
            **options: Options of the call.

        Raises:
            InvalidRequestError: If Mistral would refuse the request; nothing was sent.
            openai.APIError: As the OpenAI SDK raises it.
        """
        path = path_with(_CONVERSATION, conversation_id=conversation_id)
        return self._delete(path, options=only_options(options), cast_to=NoneType)

    def get_history(
        self, conversation_id: str, **options: Unpack[CallOptions]
    ) -> ConversationHistory:
        """Fetch all entries of a conversation.

        Args:
            conversation_id: The conversation.
            **options: Options of the call.

        Returns:
            The entries, oldest first.

        Raises:
            InvalidRequestError: If Mistral would refuse the request; nothing was sent.
            openai.APIError: As the OpenAI SDK raises it.
        """
        path = path_with(_HISTORY, conversation_id=conversation_id)
        return self._get(
            path, options=only_options(options), cast_to=ConversationHistory
        )

    def get_messages(
        self, conversation_id: str, **options: Unpack[CallOptions]
    ) -> ConversationMessages:
        """Fetch the messages of a conversation.

        Args:
            conversation_id: The conversation.
            **options: Options of the call.

        Returns:
            The messages, oldest first.

        Raises:
            InvalidRequestError: If Mistral would refuse the request; nothing was sent.
            openai.APIError: As the OpenAI SDK raises it.
        """
        path = path_with(_MESSAGES, conversation_id=conversation_id)
        return self._get(
            path, options=only_options(options), cast_to=ConversationMessages
        )

    @cached_property
    def with_raw_response(self) -> ConversationsWithRawResponse:
        """The same methods, with the HTTP response around the answer."""
        return ConversationsWithRawResponse(self)

    @cached_property
    def with_streaming_response(self) -> ConversationsWithStreamingResponse:
        """The same methods, as context managers around an unread HTTP response."""
        return ConversationsWithStreamingResponse(self)


class AsyncConversations(NoItems, AsyncConversationAnswers):
    """What Mistral keeps of dialogues. A request is checked before it is sent."""

    def list(
        self, **params: Unpack[ConversationListParams]
    ) -> AsyncPaginator[Conversation, AsyncNumberedPage[Conversation]]:
        """List conversations; iterating goes through all pages.

        Args:
            **params: The parameters; see `mistyped.types.ConversationListParams`.

        Returns:
            A page of conversations.

        Raises:
            InvalidRequestError: If Mistral would refuse the request; nothing was sent.
            openai.APIError: As the OpenAI SDK raises it.
        """
        return self._get_api_list(
            _CONVERSATIONS,
            page=AsyncNumberedPage[Conversation],
            options=split_query(params),
            model=_CONVERSATION_TYPE,
        )

    async def retrieve(
        self, conversation_id: str, **options: Unpack[CallOptions]
    ) -> Conversation:
        """Look up what is known of a conversation, without its entries.

        Args:
            conversation_id: The conversation.
            **options: Options of the call.

        Returns:
            The conversation.

        Raises:
            InvalidRequestError: If Mistral would refuse the request; nothing was sent.
            openai.APIError: As the OpenAI SDK raises it.
        """
        path = path_with(_CONVERSATION, conversation_id=conversation_id)
        return await self._get(
            path, options=only_options(options), cast_to=_CONVERSATION_TYPE
        )

    async def delete(
        self, conversation_id: str, **options: Unpack[CallOptions]
    ) -> None:
        """Delete a conversation.

        Args:
            conversation_id: The conversation.
            **options: Options of the call.

        Raises:
            InvalidRequestError: If Mistral would refuse the request; nothing was sent.
            openai.APIError: As the OpenAI SDK raises it.
        """
        path = path_with(_CONVERSATION, conversation_id=conversation_id)
        return await self._delete(path, options=only_options(options), cast_to=NoneType)

    async def get_history(
        self, conversation_id: str, **options: Unpack[CallOptions]
    ) -> ConversationHistory:
        """Fetch all entries of a conversation.

        Args:
            conversation_id: The conversation.
            **options: Options of the call.

        Returns:
            The entries, oldest first.

        Raises:
            InvalidRequestError: If Mistral would refuse the request; nothing was sent.
            openai.APIError: As the OpenAI SDK raises it.
        """
        path = path_with(_HISTORY, conversation_id=conversation_id)
        return await self._get(
            path, options=only_options(options), cast_to=ConversationHistory
        )

    async def get_messages(
        self, conversation_id: str, **options: Unpack[CallOptions]
    ) -> ConversationMessages:
        """Fetch the messages of a conversation.

        Args:
            conversation_id: The conversation.
            **options: Options of the call.

        Returns:
            The messages, oldest first.

        Raises:
            InvalidRequestError: If Mistral would refuse the request; nothing was sent.
            openai.APIError: As the OpenAI SDK raises it.
        """
        path = path_with(_MESSAGES, conversation_id=conversation_id)
        return await self._get(
            path, options=only_options(options), cast_to=ConversationMessages
        )

    @cached_property
    def with_raw_response(self) -> AsyncConversationsWithRawResponse:
        """The same methods, with the HTTP response around the answer."""
        return AsyncConversationsWithRawResponse(self)

    @cached_property
    def with_streaming_response(self) -> AsyncConversationsWithStreamingResponse:
        """The same methods, as context managers around an unread HTTP response."""
        return AsyncConversationsWithStreamingResponse(self)
