"""`with_raw_response` and `with_streaming_response` of conversations."""

from __future__ import annotations

from typing import TYPE_CHECKING

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
        self.start = to_raw_response_wrapper(conversations.start)
        self.create = to_raw_response_wrapper(conversations.create)
        self.append = to_raw_response_wrapper(conversations.append)
        self.restart = to_raw_response_wrapper(conversations.restart)
        self.list = to_raw_response_wrapper(conversations.list)
        self.retrieve = to_raw_response_wrapper(conversations.retrieve)
        self.delete = to_raw_response_wrapper(conversations.delete)
        self.get_history = to_raw_response_wrapper(conversations.get_history)
        self.get_messages = to_raw_response_wrapper(conversations.get_messages)


class AsyncConversationsWithRawResponse:
    """Answers with the HTTP response around them; `.parse()` gives the answer."""

    def __init__(self, conversations: AsyncConversations) -> None:
        self.start = async_to_raw_response_wrapper(conversations.start)
        self.create = async_to_raw_response_wrapper(conversations.create)
        self.append = async_to_raw_response_wrapper(conversations.append)
        self.restart = async_to_raw_response_wrapper(conversations.restart)
        self.list = async_to_raw_response_wrapper(conversations.list)
        self.retrieve = async_to_raw_response_wrapper(conversations.retrieve)
        self.delete = async_to_raw_response_wrapper(conversations.delete)
        self.get_history = async_to_raw_response_wrapper(conversations.get_history)
        self.get_messages = async_to_raw_response_wrapper(conversations.get_messages)


class ConversationsWithStreamingResponse:
    """Context managers around HTTP responses that are read on demand."""

    def __init__(self, conversations: Conversations) -> None:
        self.start = to_streamed_response_wrapper(conversations.start)
        self.create = to_streamed_response_wrapper(conversations.create)
        self.append = to_streamed_response_wrapper(conversations.append)
        self.restart = to_streamed_response_wrapper(conversations.restart)
        self.list = to_streamed_response_wrapper(conversations.list)
        self.retrieve = to_streamed_response_wrapper(conversations.retrieve)
        self.delete = to_streamed_response_wrapper(conversations.delete)
        self.get_history = to_streamed_response_wrapper(conversations.get_history)
        self.get_messages = to_streamed_response_wrapper(conversations.get_messages)


class AsyncConversationsWithStreamingResponse:
    """Context managers around HTTP responses that are read on demand."""

    def __init__(self, conversations: AsyncConversations) -> None:
        self.start = async_to_streamed_response_wrapper(conversations.start)
        self.create = async_to_streamed_response_wrapper(conversations.create)
        self.append = async_to_streamed_response_wrapper(conversations.append)
        self.restart = async_to_streamed_response_wrapper(conversations.restart)
        self.list = async_to_streamed_response_wrapper(conversations.list)
        self.retrieve = async_to_streamed_response_wrapper(conversations.retrieve)
        self.delete = async_to_streamed_response_wrapper(conversations.delete)
        self.get_history = async_to_streamed_response_wrapper(conversations.get_history)
        self.get_messages = async_to_streamed_response_wrapper(
            conversations.get_messages
        )
