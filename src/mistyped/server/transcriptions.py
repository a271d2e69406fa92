"""`POST /v1/audio/transcriptions`, whole or as a stream.

Nobody listens here. A transcription says what was sent and how long it is, and that it
is an echo; its segments and words divide the recording's time evenly.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath
from urllib.parse import urlsplit

from starlette.responses import JSONResponse, Response

from mistyped.server.call import Call
from mistyped.server.errors import ErrorCode, model_error
from mistyped.server.files import file_behind, known
from mistyped.server.form_fields import FormFields, checked_fields
from mistyped.server.json_types import (
    Json,
    JsonObject,
    as_flag,
    as_list,
    as_object,
    as_text,
)
from mistyped.server.routes import handles
from mistyped.server.server_sent_events import named_event_stream
from mistyped.server.sound import seconds_in
from mistyped.server.tokenizer import count_tokens, token_usage, tokenize

_PROMPT_TOKENS = 4


@dataclass(frozen=True, slots=True)
class _Recording:
    name: str
    seconds: float


@handles("audio.transcriptions.create")
def create(call: Call) -> Response:
    """Answer a recording with an echo.

    Raises:
        ApiError: 422 or 400, for what Mistral's API refuses; 404 if there is no such
            file.
    """
    asked = checked_fields(call)
    recording = _recording(call, asked)
    sentences = (
        f"This echo of {recording.name} comes from the local server.",
        f" It heard nothing: the sound takes {recording.seconds:.1f} seconds.",
    )
    done: JsonObject = {
        "model": asked.values["model"],
        "text": "".join(sentences),
        "language": asked.values.get("language", "en"),
        "segments": [*_segments(asked.values, sentences, recording.seconds)],
        "usage": _usage("".join(sentences), recording.seconds),
    }
    if as_flag(asked.values.get("stream")):
        return named_event_stream(_events(done))
    return JSONResponse(done)


def _recording(call: Call, asked: FormFields) -> _Recording:
    """Look at what is to be written down; an address is named and never fetched."""
    url = as_text(asked.values.get("file_url"))
    if upload := asked.files.get("file"):
        name, seconds = upload.filename or "a file", seconds_in(upload.file)
    elif file_id := as_text(asked.values.get("file_id")) or file_behind(call, url):
        name = as_text(known(call.state, file_id)["filename"])
        with (call.state.folder / file_id).open("rb") as file:
            seconds = seconds_in(file)
    else:
        name, seconds = PurePosixPath(urlsplit(url).path).name or "an address", 1.0
    if not seconds:
        raise model_error(ErrorCode.ARGUMENTS, f"there is no sound in {name}")
    return _Recording(name, seconds)


def _segments(
    asked: JsonObject, sentences: tuple[str, ...], seconds: float
) -> Iterator[JsonObject]:
    """Divide the time: by words, else by sentences, if anybody asked for either."""
    granularities = as_list(asked.get("timestamp_granularities"))
    diarize = as_flag(asked.get("diarize"))
    if not granularities and not diarize:
        return
    text = "".join(sentences)
    pieces = text.split() if "word" in granularities else sentences
    speakers = [*as_object(asked.get("speaker_references"))] or ["speaker_1"]
    for number, piece in enumerate(pieces):
        yield {
            "type": "transcription_segment",
            "text": piece,
            "start": round(seconds * number / len(pieces), 3),
            "end": round(seconds * (number + 1) / len(pieces), 3),
            "score": None,
            "speaker_id": speakers[number % len(speakers)] if diarize else None,
        }


def _usage(text: str, seconds: float) -> JsonObject:
    tokens = token_usage(_PROMPT_TOKENS, count_tokens(text))
    return {"prompt_audio_seconds": math.ceil(seconds), **tokens}


def _events(done: JsonObject) -> Iterator[JsonObject]:
    language: Json = done["language"]
    yield {"type": "transcription.language", "audio_language": language}
    for token in tokenize(as_text(done["text"])):
        yield {"type": "transcription.text.delta", "text": token}
    for segment in as_list(done["segments"]):
        kept = {k: v for k, v in as_object(segment).items() if k != "score"}
        yield {**kept, "type": "transcription.segment"}
    yield {**done, "type": "transcription.done"}
