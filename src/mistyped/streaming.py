"""The streams that calls with `stream=True` and `chat.completions.stream` give."""

from __future__ import annotations

from mistyped._openai.audio_streams import (
    AsyncSpeechStream,
    AsyncTranscriptionStream,
    SpeechStream,
    TranscriptionStream,
)
from mistyped._openai.chat_streams import (
    AsyncChatCompletionStream,
    AsyncChatCompletionStreamManager,
    AsyncChatStream,
    ChatCompletionStream,
    ChatCompletionStreamManager,
    ChatStream,
)
from mistyped._openai.conversation_streams import (
    AsyncConversationStream,
    ConversationStream,
)
from mistyped._openai.event_streams import AsyncEventStream, EventStream

__all__ = [
    "AsyncChatCompletionStream",
    "AsyncChatCompletionStreamManager",
    "AsyncChatStream",
    "AsyncConversationStream",
    "AsyncEventStream",
    "AsyncSpeechStream",
    "AsyncTranscriptionStream",
    "ChatCompletionStream",
    "ChatCompletionStreamManager",
    "ChatStream",
    "ConversationStream",
    "EventStream",
    "SpeechStream",
    "TranscriptionStream",
]
