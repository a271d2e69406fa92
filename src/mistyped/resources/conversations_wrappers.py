"""`with_raw_response` and `with_streaming_response` of conversations."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from mistyped._openai.wrappers import (
    async_to_raw_response_wrapper,
    async_to_streamed_response_wrapper,
    to_raw_response_wrapper,
    to_streamed_response_wrapper,
)

if TYPE_CHECKING:
    from mistyped.resources.conversations import AsyncConversations, Conversations


class ConversationsWithRawResponse:
    """Answers with the HTTP response around them; `.parse()` gives the answer."""

    def __init__(self, conversations: Conversations) -> None:
        self.start: Final = to_raw_response_wrapper(conversations.start)
        self.create: Final = to_raw_response_wrapper(conversations.create)
        self.append: Final = to_raw_response_wrapper(conversations.append)
        self.restart: Final = to_raw_response_wrapper(conversations.restart)
        self.list: Final = to_raw_response_wrapper(conversations.list)
        self.retrieve: Final = to_raw_response_wrapper(conversations.retrieve)
        self.delete: Final = to_raw_response_wrapper(conversations.delete)
        self.get_history: Final = to_raw_response_wrapper(conversations.get_history)
        self.get_messages: Final = to_raw_response_wrapper(conversations.get_messages)


class AsyncConversationsWithRawResponse:
    """Answers with the HTTP response around them; `.parse()` gives the answer."""

    def __init__(self, conversations: AsyncConversations) -> None:
        self.start: Final = async_to_raw_response_wrapper(conversations.start)
        self.create: Final = async_to_raw_response_wrapper(conversations.create)
        self.append: Final = async_to_raw_response_wrapper(conversations.append)
        self.restart: Final = async_to_raw_response_wrapper(conversations.restart)
        self.list: Final = async_to_raw_response_wrapper(conversations.list)
        self.retrieve: Final = async_to_raw_response_wrapper(conversations.retrieve)
        self.delete: Final = async_to_raw_response_wrapper(conversations.delete)
        self.get_history: Final = async_to_raw_response_wrapper(
            conversations.get_history
        )
        self.get_messages: Final = async_to_raw_response_wrapper(
            conversations.get_messages
        )


class ConversationsWithStreamingResponse:
    """Context managers around HTTP responses that are read on demand."""

    def __init__(self, conversations: Conversations) -> None:
        self.start: Final = to_streamed_response_wrapper(conversations.start)
        self.create: Final = to_streamed_response_wrapper(conversations.create)
        self.append: Final = to_streamed_response_wrapper(conversations.append)
        self.restart: Final = to_streamed_response_wrapper(conversations.restart)
        self.list: Final = to_streamed_response_wrapper(conversations.list)
        self.retrieve: Final = to_streamed_response_wrapper(conversations.retrieve)
        self.delete: Final = to_streamed_response_wrapper(conversations.delete)
        self.get_history: Final = to_streamed_response_wrapper(
            conversations.get_history
        )
        self.get_messages: Final = to_streamed_response_wrapper(
            conversations.get_messages
        )


class AsyncConversationsWithStreamingResponse:
    """Context managers around HTTP responses that are read on demand."""

    def __init__(self, conversations: AsyncConversations) -> None:
        self.start: Final = async_to_streamed_response_wrapper(conversations.start)
        self.create: Final = async_to_streamed_response_wrapper(conversations.create)
        self.append: Final = async_to_streamed_response_wrapper(conversations.append)
        self.restart: Final = async_to_streamed_response_wrapper(conversations.restart)
        self.list: Final = async_to_streamed_response_wrapper(conversations.list)
        self.retrieve: Final = async_to_streamed_response_wrapper(
            conversations.retrieve
        )
        self.delete: Final = async_to_streamed_response_wrapper(conversations.delete)
        self.get_history: Final = async_to_streamed_response_wrapper(
            conversations.get_history
        )
        self.get_messages: Final = async_to_streamed_response_wrapper(
            conversations.get_messages
        )
