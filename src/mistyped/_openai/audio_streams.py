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
from mistyped._openai.transcripts import Transcript


class TranscriptionStream(
    EventStream[audio.TranscriptionEvent],
    openai.Stream[audio.TranscriptionEvent],
    Transcript,
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
    Transcript,
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
