"""Rules on parameters of transcriptions and speech that have to fit together."""

from __future__ import annotations

from collections.abc import Iterator

from mistyped._check.request_view import Finding, RequestView

_TRUE = (True, "true", "True", "1")  # a form may say it as text


def language_with_timestamps(request: RequestView) -> Iterator[Finding]:
    """Find a language beside timestamps."""
    body = request.body
    if body.get("language") and body.get("timestamp_granularities"):
        message = "with timestamp_granularities the text has come back empty"
        yield Finding(("language",), message)


def speakers_without_diarize(request: RequestView) -> Iterator[Finding]:
    """Find references of speakers where speakers are not told apart."""
    body = request.body
    if body.get("speaker_references") and body.get("diarize") not in _TRUE:
        message = "speakers are told apart only with diarize"
        yield Finding(("speaker_references",), message)


def history_with_reference(request: RequestView) -> Iterator[Finding]:
    """Find a voice's sample beside a history of speech."""
    body = request.body
    if body.get("conversation_history") and body.get("ref_audio"):
        message = "Mistral takes no ref_audio beside conversation_history"
        yield Finding(("ref_audio",), message)
