"""`POST /v1/audio/speech`, whole or as a stream: a tone in place of a voice.

Its length follows the text, and its pitch the voice. What its formats hold is said in
`sound`.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator
from hashlib import sha256

from starlette.responses import JSONResponse, Response

from mistyped.server.call import Call
from mistyped.server.json_types import JsonObject, as_text
from mistyped.server.routes import handles
from mistyped.server.server_sent_events import named_event_stream
from mistyped.server.sound import FORMATS, length_of, tone
from mistyped.server.tokenizer import count_tokens, token_usage
from mistyped.server.validation import checked_body

_PIECE = 1 << 14
_LOWEST, _PITCHES = 200, 400


@handles("audio.speech.create")
def create(call: Call) -> Response:
    """Answer a text with a tone.

    Raises:
        ApiError: 422 or 400, for what Mistral's API refuses.
    """
    asked = checked_body(call).value
    text = as_text(asked["input"])
    wanted = as_text(asked.get("response_format")) or "mp3"
    voice = as_text(asked.get("voice_id")) or as_text(asked.get("ref_audio"))
    sound = FORMATS[wanted](tone(pitch_of(voice), length_of(text)))
    if asked.get("stream"):
        return named_event_stream(_events(text, sound))
    return JSONResponse({"audio_data": b64encode(sound).decode()})


def pitch_of(voice: str) -> float:
    """Return the pitch that stands for a voice, in hertz."""
    return _LOWEST + int(sha256(voice.encode()).hexdigest(), 16) % _PITCHES


def _events(text: str, sound: bytes) -> Iterator[JsonObject]:
    for start in range(0, len(sound), _PIECE):
        piece = b64encode(sound[start : start + _PIECE]).decode()
        yield {"type": "speech.audio.delta", "audio_data": piece}
    yield {"type": "speech.audio.done", "usage": token_usage(count_tokens(text))}
