"""Streams of audio: a transcription's events, and those of speech.

Events follow Mistral's specification, whose transcriptions share names with OpenAI's
and not their members. An event that nobody knew of arrives as an `UnknownChunk`.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator

import openai
from typing_extensions import override

from mistyped._generated.responses import audio
from mistyped._generated.responses.chat import CompletionUsage
from mistyped._openai.event_streams import AsyncEventStream, EventLog, EventStream


class _Transcript(EventLog[audio.TranscriptionEvent]):
    """What the events of a transcription add up to."""

    text: str = ""
    """The text of the deltas that have come so far."""
    transcription: audio.Transcription | None = None
    """The whole transcription, which the last event brings; None before."""
    _language: str | None = None
    _segments: tuple[audio.TranscriptionSegment, ...] = ()

    @property
    @override
    def partial(self) -> audio.Transcription:
        """What has come so far, as a transcription."""
        if self.transcription is not None:
            return self.transcription
        return audio.Transcription.construct(
            None,
            text=self.text,
            language=self._language,
            segments=list(self._segments) or None,
        )

    @override
    def _take(self, model: audio.TranscriptionEvent) -> None:
        super()._take(model)
        match model:
            case audio.TranscriptionLanguageEvent():
                self._language = model.audio_language
            case audio.TranscriptionTextDeltaEvent():
                self.text += model.text or ""
            case audio.TranscriptionSegmentEvent():
                members = model.to_dict(warnings=False)
                members["type"] = "transcription_segment"
                segment = audio.TranscriptionSegment.construct(None, **members)
                self._segments += (segment,)
            case audio.TranscriptionDoneEvent():
                self.transcription = self._done(model)
            case _:
                pass

    def _done(self, event: audio.TranscriptionDoneEvent) -> audio.Transcription:
        """Make the whole of the last event, and of the others where it is silent."""
        members = event.to_dict(warnings=False)
        del members["type"]
        whole = audio.Transcription.construct(None, **members)
        whole.text = whole.text or self.text
        whole.language = whole.language or self._language
        whole.segments = whole.segments or list(self._segments) or whole.segments
        return whole


class TranscriptionStream(
    EventStream[audio.TranscriptionEvent],
    openai.Stream[audio.TranscriptionEvent],
    _Transcript,
):
    """A streamed transcription: iterate over its events, best in a `with` block."""

    def get_final_transcription(self) -> audio.Transcription:
        """Read the events that are left, and return the whole transcription.

        Raises:
            StreamInterruptedError: If the stream ended before the whole came.
            openai.APIError: If the server streamed an error.
        """
        for _ in self:
            pass
        self._finish()
        return self.partial


class AsyncTranscriptionStream(
    AsyncEventStream[audio.TranscriptionEvent],
    openai.AsyncStream[audio.TranscriptionEvent],
    _Transcript,
):
    """A streamed transcription: iterate over its events, best in `async with`."""

    async def get_final_transcription(self) -> audio.Transcription:
        """Read the events that are left, and return the whole transcription.

        Raises:
            StreamInterruptedError: If the stream ended before the whole came.
            openai.APIError: If the server streamed an error.
        """
        async for _ in self:
            pass
        self._finish()
        return self.partial


class _Speech(EventLog[audio.SpeechEvent]):
    """What the last event of speech says."""

    usage: CompletionUsage | None = None
    """What it cost, which comes in the last event; None before."""

    @override
    def _take(self, model: audio.SpeechEvent) -> None:
        super()._take(model)
        if isinstance(model, audio.SpeechAudioDoneEvent):
            self.usage = model.usage


class SpeechStream(
    EventStream[audio.SpeechEvent], openai.Stream[audio.SpeechEvent], _Speech
):
    """Streamed speech: iterate over its events, best in a `with` block."""

    def iter_audio(self) -> Iterator[bytes]:
        """Yield the sound alone, piece by piece."""
        for event in self:
            if isinstance(event, audio.SpeechAudioDeltaEvent):
                yield event.audio


class AsyncSpeechStream(
    AsyncEventStream[audio.SpeechEvent], openai.AsyncStream[audio.SpeechEvent], _Speech
):
    """Streamed speech: iterate over its events, best in an `async with` block."""

    async def iter_audio(self) -> AsyncIterator[bytes]:
        """Yield the sound alone, piece by piece."""
        async for event in self:
            if isinstance(event, audio.SpeechAudioDeltaEvent):
                yield event.audio
