"""What the tests of audio have in common: sound, answers, events, forms read back."""

from __future__ import annotations

import io
import json
import wave
from base64 import b64encode
from email import message_from_bytes
from email.message import Message
from typing import Any

from tests.unit.support import HTTPX, Wire

USAGE = {
    "prompt_tokens": 4,
    "completion_tokens": 2,
    "total_tokens": 6,
    "prompt_audio_seconds": 2,
}
SEGMENT = {
    "type": "transcription_segment",
    "text": "Bonjour",
    "start": 0.0,
    "end": 1.5,
    "score": -0.25,
    "speaker_id": "speaker_1",
}
TRANSCRIPTION = {
    "model": "voxtral-mini-latest",
    "text": "Bonjour",
    "language": "fr",
    "segments": [SEGMENT],
    "usage": USAGE,
}
EVENTS: list[dict[str, Any]] = [
    {"type": "transcription.language", "audio_language": "fr"},
    {"type": "transcription.text.delta", "text": "Bon"},
    {"type": "transcription.text.delta", "text": "jour"},
    {
        "type": "transcription.segment",
        "text": "Bonjour",
        "start": 0.0,
        "end": 1.5,
        "speaker_id": "speaker_1",
    },
    {"type": "transcription.done", **TRANSCRIPTION},
]


def recording(seconds: float = 1.0, rate: int = 16_000) -> bytes:
    """Return a WAV file of silence."""
    made = io.BytesIO()
    with wave.open(made, "wb") as file:
        file.setparams((1, 2, rate, 0, "NONE", ""))
        file.writeframes(bytes(int(seconds * rate) * 2))
    return made.getvalue()


def encoded(sound: bytes) -> str:
    """Return sound as it travels."""
    return b64encode(sound).decode()


def stream(events: list[Any], end: str = "") -> Any:
    """Return an HTTP response that streams events as Mistral frames them."""
    frames = [
        f"event: {each['type']}\ndata: {json.dumps(each)}\n\n"
        if isinstance(each, dict)
        else f"data: {each}\n\n"
        for each in events
    ]
    return HTTPX.Response(
        200,
        content="".join([*frames, end]).encode(),
        headers={"content-type": "text/event-stream"},
    )


def answering(answer: Any) -> Wire:
    """Return a wire that gives one answer again and again: a response, or JSON."""
    made = answer if hasattr(answer, "headers") else HTTPX.Response(200, json=answer)
    return Wire(
        lambda _: HTTPX.Response(
            made.status_code, headers=made.headers, content=made.content
        )
    )


def parts(content: bytes) -> list[tuple[str, str | None, str | None, bytes]]:
    """Read a form back: name, file name, media type and content of its parts."""
    boundary, _, _ = content.partition(b"\r\n")
    kind = b"multipart/form-data; boundary=" + boundary.removeprefix(b"--")
    whole = message_from_bytes(b"Content-Type: " + kind + b"\r\n\r\n" + content)
    return [_part(each) for each in whole.walk() if not each.is_multipart()]


def _part(part: Message) -> tuple[str, str | None, str | None, bytes]:
    name = part.get_param("name", header="content-disposition")
    kind = part.get_content_type() if part["content-type"] else None
    payload = part.get_payload(decode=True)
    assert isinstance(payload, bytes)
    return str(name), part.get_filename(), kind, payload
