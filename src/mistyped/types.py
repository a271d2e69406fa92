"""The types of requests and answers, for annotations.

What goes into a request is a TypedDict; what comes back is a pydantic model, where
OpenAI has the call derived from the OpenAI SDK's. Each is loaded when it is asked for.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from mistyped._generated import exports

if TYPE_CHECKING:
    from mistyped._generated.exports import *
    from mistyped._openai.audio_streams import (
        AsyncSpeechStream as AsyncSpeechStream,
    )
    from mistyped._openai.audio_streams import (
        AsyncTranscriptionStream as AsyncTranscriptionStream,
    )
    from mistyped._openai.audio_streams import SpeechStream as SpeechStream
    from mistyped._openai.audio_streams import (
        TranscriptionStream as TranscriptionStream,
    )
    from mistyped._openai.batch_mapping import Batch as Batch
    from mistyped._openai.batch_mapping import BatchCreateParams as BatchCreateParams
    from mistyped._openai.batch_mapping import BatchListParams as BatchListParams
    from mistyped._openai.batch_plans import BatchResumeOptions as BatchResumeOptions
    from mistyped._openai.batch_plans import BatchRunOptions as BatchRunOptions
    from mistyped._openai.chat_streams import AsyncChatStream as AsyncChatStream
    from mistyped._openai.chat_streams import ChatStream as ChatStream
    from mistyped._openai.conversation_streams import (
        AsyncConversationStream as AsyncConversationStream,
    )
    from mistyped._openai.conversation_streams import (
        ConversationStream as ConversationStream,
    )
    from mistyped._openai.event_streams import AsyncEventStream as AsyncEventStream
    from mistyped._openai.event_streams import EventStream as EventStream
    from mistyped._openai.pages import AsyncNumberedPage as AsyncNumberedPage
    from mistyped._openai.pages import AsyncOffsetPage as AsyncOffsetPage
    from mistyped._openai.pages import AsyncPaginator as AsyncPaginator
    from mistyped._openai.pages import AsyncTokenPage as AsyncTokenPage
    from mistyped._openai.pages import SyncNumberedPage as SyncNumberedPage
    from mistyped._openai.pages import SyncOffsetPage as SyncOffsetPage
    from mistyped._openai.pages import SyncTokenPage as SyncTokenPage
    from mistyped._openai.speech import SpeechAudio as SpeechAudio
    from mistyped._values.contents import UnknownChunk as UnknownChunk
    from mistyped._values.hints import Unsupported as Unsupported
    from mistyped._values.uploads import FileInput as FileInput

_HOMES = exports.HOMES | {
    "AsyncChatStream": "_openai.chat_streams",
    "AsyncConversationStream": "_openai.conversation_streams",
    "AsyncEventStream": "_openai.event_streams",
    "AsyncNumberedPage": "_openai.pages",
    "AsyncOffsetPage": "_openai.pages",
    "AsyncPaginator": "_openai.pages",
    "AsyncSpeechStream": "_openai.audio_streams",
    "AsyncTokenPage": "_openai.pages",
    "AsyncTranscriptionStream": "_openai.audio_streams",
    "Batch": "_openai.batch_mapping",
    "BatchCreateParams": "_openai.batch_mapping",
    "BatchListParams": "_openai.batch_mapping",
    "BatchResumeOptions": "_openai.batch_plans",
    "BatchRunOptions": "_openai.batch_plans",
    "ChatStream": "_openai.chat_streams",
    "ConversationStream": "_openai.conversation_streams",
    "EventStream": "_openai.event_streams",
    "FileInput": "_values.uploads",
    "SpeechAudio": "_openai.speech",
    "SpeechStream": "_openai.audio_streams",
    "SyncNumberedPage": "_openai.pages",
    "SyncOffsetPage": "_openai.pages",
    "SyncTokenPage": "_openai.pages",
    "TranscriptionStream": "_openai.audio_streams",
    "UnknownChunk": "_values.contents",
    "Unsupported": "_values.hints",
}


if not TYPE_CHECKING:  # for type checkers to know what is not there

    def __getattr__(name):
        if name not in _HOMES:
            raise AttributeError(f"module 'mistyped.types' has no attribute {name!r}")
        value = getattr(import_module(f"mistyped.{_HOMES[name]}"), name)
        globals()[name] = value
        return value


def __dir__() -> list[str]:
    return sorted(_HOMES)
