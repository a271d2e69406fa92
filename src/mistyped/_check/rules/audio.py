"""Rules on parameters of transcriptions and speech that have to fit together."""

from __future__ import annotations

from collections.abc import Iterator

from mistyped._check.rules.conversation import Conversation, Found

_TRUE = (True, "true", "True", "1")  # a form may say it as text


def language_with_timestamps(conversation: Conversation) -> Iterator[Found]:
    """Find a language beside timestamps."""
    body = conversation.body
    if body.get("language") and body.get("timestamp_granularities"):
        message = "with timestamp_granularities the text has come back empty"
        yield Found(("language",), message)


def speakers_without_diarize(conversation: Conversation) -> Iterator[Found]:
    """Find references of speakers where speakers are not told apart."""
    body = conversation.body
    if body.get("speaker_references") and body.get("diarize") not in _TRUE:
        message = "speakers are told apart only with diarize"
        yield Found(("speaker_references",), message)


def history_with_reference(conversation: Conversation) -> Iterator[Found]:
    """Find a voice's sample beside a history of speech."""
    body = conversation.body
    if body.get("conversation_history") and body.get("ref_audio"):
        message = "Mistral takes no ref_audio beside conversation_history"
        yield Found(("ref_audio",), message)
