"""What the events of a streamed transcription add up to."""

from __future__ import annotations

from typing_extensions import override

from mistyped._generated.responses import audio
from mistyped._openai.event_streams import EventLog


class Transcript(EventLog[audio.TranscriptionEvent]):
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
