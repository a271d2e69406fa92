"""Streams of audio: a transcription's events, and those of speech.

Events follow Mistral's specification, whose transcriptions share names with OpenAI's
and not their members. An event that nobody knew of arrives as an `UnknownChunk`.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from functools import cached_property
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

if TYPE_CHECKING:
    import httpx2


class _Transcript:
    """What the events of a transcription add up to."""

    def __init__(self) -> None:
        self.text = ""
        self.whole: Transcription | None = None
        self._language: str | None = None
        self._segments: list[TranscriptionSegment] = []

    def add(self, event: TranscriptionEvent) -> None:
        """Take an event in."""
        match event:
            case TranscriptionLanguageEvent():
                self._language = event.audio_language
            case TranscriptionTextDeltaEvent():
                self.text += event.text or ""
            case TranscriptionSegmentEvent():
                members = {
                    **event.to_dict(warnings=False),
                    "type": "transcription_segment",
                }
                self._segments.append(TranscriptionSegment.construct(None, **members))
            case TranscriptionDoneEvent():
                self.whole = self._done(event)
            case _:
                pass

    def _done(self, event: TranscriptionDoneEvent) -> Transcription:
        """Make the whole of the last event, and of the others where it is silent."""
        members = event.to_dict(warnings=False)
        del members["type"]
        whole = Transcription.construct(None, **members)
        whole.text = whole.text or self.text
        whole.language = whole.language or self._language
        whole.segments = whole.segments or self._segments or whole.segments
        return whole

    def finished(self, request: httpx2.Request) -> Transcription:
        """Return the whole.

        Raises:
            openai.APIError: If the events ended before it came.
        """
        if self.whole is None:
            raise openai.APIError(
                "the stream ended without transcription.done, so what was said may be "
                "cut; the text that came is in the stream's .text",
                request=request,
                body=None,
            )
        return self.whole


class TranscriptionStream(
    EventStream[TranscriptionEvent], openai.Stream[TranscriptionEvent]
):
    """A streamed transcription: iterate over its events, best in a `with` block."""

    @cached_property
    def _transcript(self) -> _Transcript:
        return _Transcript()

    @property
    def text(self) -> str:
        """The text of the deltas that have come so far."""
        return self._transcript.text

    @property
    def transcription(self) -> Transcription | None:
        """The whole transcription, which the last event brings; None before."""
        return self._transcript.whole

    def get_final_transcription(self) -> Transcription:
        """Read the events that are left, and return the whole transcription.

        Raises:
            openai.APIError: If the stream ended before the whole came, or the server
                streamed an error.
        """
        for _ in self:
            pass
        return self._transcript.finished(self.response.request)

    @override
    def _take(self, model: TranscriptionEvent) -> None:
        self._transcript.add(model)


class AsyncTranscriptionStream(
    AsyncEventStream[TranscriptionEvent], openai.AsyncStream[TranscriptionEvent]
):
    """A streamed transcription: iterate over its events, best in `async with`."""

    @cached_property
    def _transcript(self) -> _Transcript:
        return _Transcript()

    @property
    def text(self) -> str:
        """The text of the deltas that have come so far."""
        return self._transcript.text

    @property
    def transcription(self) -> Transcription | None:
        """The whole transcription, which the last event brings; None before."""
        return self._transcript.whole

    async def get_final_transcription(self) -> Transcription:
        """Read the events that are left, and return the whole transcription.

        Raises:
            openai.APIError: If the stream ended before the whole came, or the server
                streamed an error.
        """
        async for _ in self:
            pass
        return self._transcript.finished(self.response.request)

    @override
    def _take(self, model: TranscriptionEvent) -> None:
        self._transcript.add(model)


class SpeechStream(EventStream[SpeechEvent], openai.Stream[SpeechEvent]):
    """Streamed speech: iterate over its events, best in a `with` block.

    Attributes:
        usage: What it cost, which comes in the last event; None before.
    """

    usage: CompletionUsage | None = None

    def iter_audio(self) -> Iterator[bytes]:
        """Yield the sound alone, piece by piece."""
        for event in self:
            if isinstance(event, SpeechAudioDeltaEvent):
                yield event.audio

    @override
    def _take(self, model: SpeechEvent) -> None:
        if isinstance(model, SpeechAudioDoneEvent):
            self.usage = model.usage


class AsyncSpeechStream(AsyncEventStream[SpeechEvent], openai.AsyncStream[SpeechEvent]):
    """Streamed speech: iterate over its events, best in an `async with` block.

    Attributes:
        usage: What it cost, which comes in the last event; None before.
    """

    usage: CompletionUsage | None = None

    async def iter_audio(self) -> AsyncIterator[bytes]:
        """Yield the sound alone, piece by piece."""
        async for event in self:
            if isinstance(event, SpeechAudioDeltaEvent):
                yield event.audio

    @override
    def _take(self, model: SpeechEvent) -> None:
        if isinstance(model, SpeechAudioDoneEvent):
            self.usage = model.usage
