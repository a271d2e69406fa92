"""What `with_raw_response` and `with_streaming_response` of audio give."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from openai import Omit
from typing_extensions import Unpack

from mistyped._openai.speech import AsyncStreamedSpeech, StreamedSpeech
from mistyped._openai.wrappers import (
    AsyncResponseContextManager,
    ResponseContextManager,
    async_to_custom_streamed_response_wrapper,
    async_to_raw_response_wrapper,
    async_to_streamed_response_wrapper,
    to_custom_streamed_response_wrapper,
    to_raw_response_wrapper,
    to_streamed_response_wrapper,
)

if TYPE_CHECKING:
    from mistyped._generated.params.audio import SpeechParams
    from mistyped.resources.speech import AsyncSpeech, Speech
    from mistyped.resources.transcriptions import AsyncTranscriptions, Transcriptions


class TranscriptionsWithRawResponse:
    """Answers with the HTTP response around them; `.parse()` gives the answer."""

    def __init__(self, transcriptions: Transcriptions) -> None:
        self.create = to_raw_response_wrapper(transcriptions.create)


class AsyncTranscriptionsWithRawResponse:
    """Answers with the HTTP response around them; `.parse()` gives the answer."""

    def __init__(self, transcriptions: AsyncTranscriptions) -> None:
        self.create = async_to_raw_response_wrapper(transcriptions.create)


class TranscriptionsWithStreamingResponse:
    """Context managers around HTTP responses that are read on demand."""

    def __init__(self, transcriptions: Transcriptions) -> None:
        self.create = to_streamed_response_wrapper(transcriptions.create)


class AsyncTranscriptionsWithStreamingResponse:
    """Context managers around HTTP responses that are read on demand."""

    def __init__(self, transcriptions: AsyncTranscriptions) -> None:
        self.create = async_to_streamed_response_wrapper(transcriptions.create)


class SpeechWithRawResponse:
    """Answers with the HTTP response around them; `.parse()` gives the sound."""

    def __init__(self, speech: Speech) -> None:
        self.create = to_raw_response_wrapper(speech.create)


class AsyncSpeechWithRawResponse:
    """Answers with the HTTP response around them; `.parse()` gives the sound."""

    def __init__(self, speech: AsyncSpeech) -> None:
        self.create = async_to_raw_response_wrapper(speech.create)


class SpeechWithStreamingResponse:
    """Context managers around responses; what is read of them on demand is sound."""

    def __init__(self, speech: Speech) -> None:
        # Type checkers differ in what the wrapper makes of overloads.
        self._create: Callable[..., ResponseContextManager[StreamedSpeech]] = (
            to_custom_streamed_response_wrapper(speech.create, StreamedSpeech)
        )

    def create(
        self, *, stream: bool | Omit | None = None, **params: Unpack[SpeechParams]
    ) -> ResponseContextManager[StreamedSpeech]:
        """Say a text; see `Speech.create`."""
        return self._create(stream=stream, **params)


class AsyncSpeechWithStreamingResponse:
    """Context managers around responses; what is read of them on demand is sound."""

    def __init__(self, speech: AsyncSpeech) -> None:
        # Type checkers differ in what the wrapper makes of overloads.
        self._create: Callable[
            ..., AsyncResponseContextManager[AsyncStreamedSpeech]
        ] = async_to_custom_streamed_response_wrapper(
            speech.create, AsyncStreamedSpeech
        )

    def create(
        self, *, stream: bool | Omit | None = None, **params: Unpack[SpeechParams]
    ) -> AsyncResponseContextManager[AsyncStreamedSpeech]:
        """Say a text; see `AsyncSpeech.create`."""
        return self._create(stream=stream, **params)
