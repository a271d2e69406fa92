"""Streams of audio: a transcription's events, and those of speech.

Events follow Mistral's specification, whose transcriptions share names with OpenAI's
and not their members. An event that nobody knew of arrives as an `UnknownChunk`.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from typing import TYPE_CHECKING

import openai
from typing_extensions import override

from mistyped._generated.responses.audio import (
    SpeechAudioDeltaEvent,
    SpeechAudioDoneEvent,
    SpeechEvent,
    Transcription,
    TranscriptionDoneEvent,
    TranscriptionEvent,
    TranscriptionLanguageEvent,
    TranscriptionSegment,
    TranscriptionSegmentEvent,
    TranscriptionTextDeltaEvent,
)
from mistyped._generated.responses.chat import CompletionUsage
from mistyped._openai.event_streams import AsyncEventStream, EventStream
from mistyped._openai.streams import Taking

if TYPE_CHECKING:
    import httpx2


class _Transcript(Taking[TranscriptionEvent]):
    """What the events of a transcription add up to."""

    text: str = ""
    """The text of the deltas that have come so far."""
    transcription: Transcription | None = None
    """The whole transcription, which the last event brings; None before."""
    _language: str | None = None
    _segments: tuple[TranscriptionSegment, ...] = ()

    @override
    def _take(self, model: TranscriptionEvent) -> None:
        match model:
            case TranscriptionLanguageEvent():
                self._language = model.audio_language
            case TranscriptionTextDeltaEvent():
                self.text += model.text or ""
            case TranscriptionSegmentEvent():
                members = model.to_dict(warnings=False)
                members["type"] = "transcription_segment"
                segment = TranscriptionSegment.construct(None, **members)
                self._segments += (segment,)
            case TranscriptionDoneEvent():
                self.transcription = self._done(model)
            case _:
                pass

    def _done(self, event: TranscriptionDoneEvent) -> Transcription:
        """Make the whole of the last event, and of the others where it is silent."""
        members = event.to_dict(warnings=False)
        del members["type"]
        whole = Transcription.construct(None, **members)
        whole.text = whole.text or self.text
        whole.language = whole.language or self._language
        whole.segments = whole.segments or list(self._segments) or whole.segments
        return whole

    def _whole(self, response: httpx2.Response) -> Transcription:
        """Return the whole.

        Raises:
            openai.APIError: If the events ended before it came.
        """
        if self.transcription is None:
            raise openai.APIError(
                "the stream ended without transcription.done, so what was said may be "
                "cut; the text that came is in the stream's .text",
                request=response.request,
                body=None,
            )
        return self.transcription


class TranscriptionStream(
    EventStream[TranscriptionEvent], openai.Stream[TranscriptionEvent], _Transcript
):
    """A streamed transcription: iterate over its events, best in a `with` block."""

    def get_final_transcription(self) -> Transcription:
        """Read the events that are left, and return the whole transcription.

        Raises:
            openai.APIError: If the stream ended before the whole came, or the server
                streamed an error.
        """
        for _ in self:
            pass
        return self._whole(self.response)


class AsyncTranscriptionStream(
    AsyncEventStream[TranscriptionEvent],
    openai.AsyncStream[TranscriptionEvent],
    _Transcript,
):
    """A streamed transcription: iterate over its events, best in `async with`."""

    async def get_final_transcription(self) -> Transcription:
        """Read the events that are left, and return the whole transcription.

        Raises:
            openai.APIError: If the stream ended before the whole came, or the server
                streamed an error.
        """
        async for _ in self:
            pass
        return self._whole(self.response)


class _Speech(Taking[SpeechEvent]):
    """What the last event of speech says."""

    usage: CompletionUsage | None = None
    """What it cost, which comes in the last event; None before."""

    @override
    def _take(self, model: SpeechEvent) -> None:
        if isinstance(model, SpeechAudioDoneEvent):
            self.usage = model.usage


class SpeechStream(EventStream[SpeechEvent], openai.Stream[SpeechEvent], _Speech):
    """Streamed speech: iterate over its events, best in a `with` block."""

    def iter_audio(self) -> Iterator[bytes]:
        """Yield the sound alone, piece by piece."""
        for event in self:
            if isinstance(event, SpeechAudioDeltaEvent):
                yield event.audio


class AsyncSpeechStream(
    AsyncEventStream[SpeechEvent], openai.AsyncStream[SpeechEvent], _Speech
):
    """Streamed speech: iterate over its events, best in an `async with` block."""

    async def iter_audio(self) -> AsyncIterator[bytes]:
        """Yield the sound alone, piece by piece."""
        async for event in self:
            if isinstance(event, SpeechAudioDeltaEvent):
                yield event.audio
