"""Rules on parameters of transcriptions and speech that have to fit together."""

from __future__ import annotations

import re
from collections.abc import Iterator

from mistyped._check.request_view import Finding, RequestView
from mistyped._values.guards import is_list
from mistyped.problems import shown

_ONE_WORD = re.compile(r"[^,\s]+")
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


def language_returned(request: RequestView) -> Iterator[Finding]:
    """Find a language that is both given and asked for."""
    if request.body.get("language") and request.body.get("return_language") in _TRUE:
        message = "a language that is given is not asked for"
        yield Finding(("return_language",), message)


def bias_of_one_word(request: RequestView) -> Iterator[Finding]:
    """Find entries of several words."""
    given = request.body.get("context_bias")
    for at, entry in enumerate(given if is_list(given) else ()):
        if isinstance(entry, str) and not _ONE_WORD.fullmatch(entry):
            message = f"{shown(entry)} is not one word, as this model wants"
            yield Finding(("context_bias", at), message)


def word_timestamps_of_model(request: RequestView) -> Iterator[Finding]:
    """Find times of words asked of a model that has none."""
    given = request.body.get("timestamp_granularities")
    for at, each in enumerate(given if is_list(given) else ()):
        if each == "word":
            message = "this model gives no times of words"
            yield Finding(("timestamp_granularities", at), message)


def diarize_without_segments(request: RequestView) -> Iterator[Finding]:
    """Find speakers to tell apart where no segment has times."""
    body = request.body
    if body.get("diarize") in _TRUE and not body.get("timestamp_granularities"):
        yield Finding(("diarize",), "this model tells speakers apart in segments")
