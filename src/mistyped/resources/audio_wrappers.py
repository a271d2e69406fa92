"""What `with_raw_response` and `with_streaming_response` of audio give."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal, overload

from openai import Omit
from typing_extensions import Unpack

from mistyped._openai.speech import AsyncStreamedSpeech, SpeechAudio, StreamedSpeech
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
    from openai import APIResponse, AsyncAPIResponse

    from mistyped._generated.params.audio import SpeechParams
    from mistyped._openai.audio_streams import AsyncSpeechStream, SpeechStream
    from mistyped.resources.speech import AsyncSpeech, Speech
    from mistyped.resources.transcriptions import AsyncTranscriptions, Transcriptions


class TranscriptionsWithRawResponse:
    """Answers with the HTTP response around them; `.parse()` gives the answer."""

    def __init__(self, transcriptions: Transcriptions) -> None:
        self.create: Final = to_raw_response_wrapper(transcriptions.create)


class AsyncTranscriptionsWithRawResponse:
    """Answers with the HTTP response around them; `.parse()` gives the answer."""

    def __init__(self, transcriptions: AsyncTranscriptions) -> None:
        self.create: Final = async_to_raw_response_wrapper(transcriptions.create)


class TranscriptionsWithStreamingResponse:
    """Context managers around HTTP responses that are read on demand."""

    def __init__(self, transcriptions: Transcriptions) -> None:
        self.create: Final = to_streamed_response_wrapper(transcriptions.create)


class AsyncTranscriptionsWithStreamingResponse:
    """Context managers around HTTP responses that are read on demand."""

    def __init__(self, transcriptions: AsyncTranscriptions) -> None:
        self.create: Final = async_to_streamed_response_wrapper(transcriptions.create)


class SpeechWithRawResponse:
    """Answers with the HTTP response around them; `.parse()` gives the sound."""

    def __init__(self, speech: Speech) -> None:
        self.create: Final = to_raw_response_wrapper(speech.create)


class AsyncSpeechWithRawResponse:
    """Answers with the HTTP response around them; `.parse()` gives the sound."""

    def __init__(self, speech: AsyncSpeech) -> None:
        self.create: Final = async_to_raw_response_wrapper(speech.create)


class SpeechWithStreamingResponse:
    """Context managers around responses; what is read of them on demand is sound.

    With `stream=True` they hold the events as they come, and `parse()` reads them.
    """

    def __init__(self, speech: Speech) -> None:
        self._speech = speech
        self._sound = to_custom_streamed_response_wrapper(self._whole, StreamedSpeech)
        self._events = to_streamed_response_wrapper(self._streamed)

    # Type checkers differ in what a wrapper makes of overloads.
    def _whole(self, **params: Unpack[SpeechParams]) -> SpeechAudio:
        return self._speech.create(**params)

    def _streamed(self, **params: Unpack[SpeechParams]) -> SpeechStream:
        return self._speech.create(stream=True, **params)

    @overload
    def create(
        self,
        *,
        stream: Literal[False] | Omit | None = None,
        **params: Unpack[SpeechParams],
    ) -> ResponseContextManager[StreamedSpeech]: ...
    @overload
    def create(
        self, *, stream: Literal[True], **params: Unpack[SpeechParams]
    ) -> ResponseContextManager[APIResponse[SpeechStream]]: ...
    @overload
    def create(
        self, *, stream: bool | Omit | None, **params: Unpack[SpeechParams]
    ) -> (
        ResponseContextManager[StreamedSpeech]
        | ResponseContextManager[APIResponse[SpeechStream]]
    ): ...
    def create(
        self, *, stream: bool | Omit | None = None, **params: Unpack[SpeechParams]
    ) -> (
        ResponseContextManager[StreamedSpeech]
        | ResponseContextManager[APIResponse[SpeechStream]]
    ):
        """Say a text; see `Speech.create`."""
        return self._events(**params) if stream is True else self._sound(**params)


class AsyncSpeechWithStreamingResponse:
    """Context managers around responses; what is read of them on demand is sound.

    With `stream=True` they hold the events as they come, and `parse()` reads them.
    """

    def __init__(self, speech: AsyncSpeech) -> None:
        self._speech = speech
        self._sound = async_to_custom_streamed_response_wrapper(
            self._whole, AsyncStreamedSpeech
        )
        self._events = async_to_streamed_response_wrapper(self._streamed)

    # Type checkers differ in what a wrapper makes of overloads.
    async def _whole(self, **params: Unpack[SpeechParams]) -> SpeechAudio:
        return await self._speech.create(**params)

    async def _streamed(self, **params: Unpack[SpeechParams]) -> AsyncSpeechStream:
        return await self._speech.create(stream=True, **params)

    @overload
    def create(
        self,
        *,
        stream: Literal[False] | Omit | None = None,
        **params: Unpack[SpeechParams],
    ) -> AsyncResponseContextManager[AsyncStreamedSpeech]: ...
    @overload
    def create(
        self, *, stream: Literal[True], **params: Unpack[SpeechParams]
    ) -> AsyncResponseContextManager[AsyncAPIResponse[AsyncSpeechStream]]: ...
    @overload
    def create(
        self, *, stream: bool | Omit | None, **params: Unpack[SpeechParams]
    ) -> (
        AsyncResponseContextManager[AsyncStreamedSpeech]
        | AsyncResponseContextManager[AsyncAPIResponse[AsyncSpeechStream]]
    ): ...
    def create(
        self, *, stream: bool | Omit | None = None, **params: Unpack[SpeechParams]
    ) -> (
        AsyncResponseContextManager[AsyncStreamedSpeech]
        | AsyncResponseContextManager[AsyncAPIResponse[AsyncSpeechStream]]
    ):
        """Say a text; see `AsyncSpeech.create`."""
        return self._events(**params) if stream is True else self._sound(**params)
