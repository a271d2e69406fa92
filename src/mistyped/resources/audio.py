"""Sound: `client.audio`, whose transcriptions, speech and voices are Mistral's."""

from __future__ import annotations

from typing import Final

from openai.resources.audio import AsyncAudio as SdkAsyncAudio
from openai.resources.audio import Audio as SdkAudio

from mistyped._openai.not_offered import NotTranslated
from mistyped._openai.requests import cached_property
from mistyped.resources.speech import AsyncSpeech, Speech
from mistyped.resources.transcriptions import AsyncTranscriptions, Transcriptions
from mistyped.resources.voices import AsyncVoices, Voices


class Audio(NotTranslated, SdkAudio):  # type: ignore[misc]  # what is not offered has no type in common
    """Sound: `client.audio`."""

    @cached_property
    def transcriptions(self) -> Transcriptions:
        """Recordings into text."""
        return Transcriptions(self._client)

    @cached_property
    def speech(self) -> Speech:
        """Text into sound."""
        return Speech(self._client)

    @cached_property
    def voices(self) -> Voices:  # type: ignore[override]  # ty: ignore[invalid-method-override]
        """The voices that speech can have."""
        return Voices(self._client)

    @cached_property
    def with_raw_response(self) -> AudioWithRawResponse:  # type: ignore[override]  # ty: ignore[invalid-method-override]
        """The same methods, with the HTTP response around the answer."""
        return AudioWithRawResponse(self)

    @cached_property
    def with_streaming_response(self) -> AudioWithStreamingResponse:  # type: ignore[override]  # ty: ignore[invalid-method-override]
        """The same methods, as context managers around an unread HTTP response."""
        return AudioWithStreamingResponse(self)


class AsyncAudio(NotTranslated, SdkAsyncAudio):  # type: ignore[misc]  # what is not offered has no type in common
    """Sound: `client.audio`, asynchronously."""

    @cached_property
    def transcriptions(self) -> AsyncTranscriptions:
        """Recordings into text."""
        return AsyncTranscriptions(self._client)

    @cached_property
    def speech(self) -> AsyncSpeech:
        """Text into sound."""
        return AsyncSpeech(self._client)

    @cached_property
    def voices(self) -> AsyncVoices:  # type: ignore[override]  # ty: ignore[invalid-method-override]
        """The voices that speech can have."""
        return AsyncVoices(self._client)

    @cached_property
    def with_raw_response(self) -> AsyncAudioWithRawResponse:  # type: ignore[override]  # ty: ignore[invalid-method-override]
        """The same methods, with the HTTP response around the answer."""
        return AsyncAudioWithRawResponse(self)

    @cached_property
    def with_streaming_response(self) -> AsyncAudioWithStreamingResponse:  # type: ignore[override]  # ty: ignore[invalid-method-override]
        """The same methods, as context managers around an unread HTTP response."""
        return AsyncAudioWithStreamingResponse(self)


class AudioWithRawResponse:
    """Answers with the HTTP response around them; `.parse()` gives the answer."""

    def __init__(self, audio: Audio) -> None:
        self.transcriptions: Final = audio.transcriptions.with_raw_response
        self.speech: Final = audio.speech.with_raw_response
        self.voices: Final = audio.voices.with_raw_response


class AudioWithStreamingResponse:
    """Context managers around HTTP responses that are read on demand."""

    def __init__(self, audio: Audio) -> None:
        self.transcriptions: Final = audio.transcriptions.with_streaming_response
        self.speech: Final = audio.speech.with_streaming_response
        self.voices: Final = audio.voices.with_streaming_response


class AsyncAudioWithRawResponse:
    """Answers with the HTTP response around them; `.parse()` gives the answer."""

    def __init__(self, audio: AsyncAudio) -> None:
        self.transcriptions: Final = audio.transcriptions.with_raw_response
        self.speech: Final = audio.speech.with_raw_response
        self.voices: Final = audio.voices.with_raw_response


class AsyncAudioWithStreamingResponse:
    """Context managers around HTTP responses that are read on demand."""

    def __init__(self, audio: AsyncAudio) -> None:
        self.transcriptions: Final = audio.transcriptions.with_streaming_response
        self.speech: Final = audio.speech.with_streaming_response
        self.voices: Final = audio.voices.with_streaming_response
