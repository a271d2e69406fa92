"""`/v1/audio/voices`: two presets, and the voices that were made here.

A voice's recording lies in `state.folder`; a preset's is the tone that stands for it.
"""

from __future__ import annotations

from base64 import b64decode
from math import ceil
from typing import Final
from uuid import NAMESPACE_URL, uuid5

from starlette.responses import JSONResponse, Response

from mistyped.server.call import Call
from mistyped.server.errors import http_error, validation_error
from mistyped.server.form_fields import checked_fields
from mistyped.server.json_types import Json, JsonObject, as_text, given
from mistyped.server.pagination import query_number
from mistyped.server.routes import handles
from mistyped.server.sound import tone, wav
from mistyped.server.speech import pitch_of
from mistyped.server.state import FIRST_SECOND, moment
from mistyped.server.validation import checked_body
from mistyped.server.validation_errors import value_error

_SAMPLE_SECONDS: Final = 1.0
_PAGE_SIZE: Final = 10
_KEPT: Final = ("languages", "gender", "age", "tags", "color", "description", "slug")


def _preset(name: str) -> JsonObject:
    return {
        "id": str(uuid5(NAMESPACE_URL, f"mistyped-server/voice/{name}")),
        "name": name,
        "slug": name.lower().replace(" ", "_"),
        "type": "preset",
        "kind": "pvc",
        "languages": ["en", "fr"],
        "retention_notice": 30,
        "user_id": None,
        "created_at": moment(FIRST_SECOND),
    }


_PRESETS: Final = {
    as_text(voice["id"]): voice for voice in map(_preset, ("Tone one", "Tone two"))
}


@handles("audio.voices.list")
def list_voices(call: Call) -> Response:
    """List voices, the presets first."""
    asked = checked_fields(call).values
    limit = query_number(asked.get("limit"), _PAGE_SIZE)
    offset = query_number(asked.get("offset"), 0)
    wanted = as_text(asked.get("type")) or "all"
    voices = [
        voice for voice in _voices(call).values() if wanted in ("all", voice["type"])
    ]
    items: list[Json] = [*voices[offset : offset + limit]]
    return JSONResponse(
        {
            "items": items,
            "total": len(voices),
            "page": offset // limit + 1,
            "page_size": limit,
            "total_pages": ceil(len(voices) / limit),
        }
    )


@handles("audio.voices.create")
def create(call: Call) -> Response:
    """Keep a voice and its recording.

    Raises:
        ApiError: 422 for what Mistral's API refuses.
    """
    asked = given(checked_body(call).value)
    sample = _decoded(asked.get("sample_audio"))
    voice_id = call.state.new_id()
    voice: JsonObject = {
        "id": voice_id,
        "name": asked["name"],
        "type": "custom",
        "kind": "ivc",
        **{key: asked.get(key) for key in _KEPT},
        "languages": asked.get("languages", []),
        "retention_notice": asked.get("retention_notice", 30),
        "user_id": str(uuid5(NAMESPACE_URL, "mistyped-server/user")),
        "created_at": call.state.moment(),
        "trimmed_seconds": None,
    }
    (call.state.folder / voice_id).write_bytes(sample)
    call.state.table("voices")[voice_id] = voice
    return JSONResponse(voice)


@handles("audio.voices.retrieve")
def retrieve(call: Call) -> Response:
    """Look a voice up."""
    return JSONResponse(_known(call, _voices(call)))


@handles("audio.voices.update")
def update(call: Call) -> Response:
    """Change a voice that was made here; null changes nothing.

    Raises:
        ApiError: 404 if there is none, 422 for what Mistral's API refuses.
    """
    asked = given(checked_body(call).value)
    voice = _known(call, call.state.table("voices"))
    voice.update(asked)
    return JSONResponse(voice)


@handles("audio.voices.delete")
def delete(call: Call) -> Response:
    """Delete a voice that was made here, and its recording."""
    voice = _known(call, call.state.table("voices"))
    voice_id = as_text(voice["id"])
    del call.state.table("voices")[voice_id]
    (call.state.folder / voice_id).unlink()
    return JSONResponse(voice)


@handles("audio.voices.sample")
def sample(call: Call) -> Response:
    """Send how a voice sounds."""
    voice_id = as_text(_known(call, _voices(call))["id"])
    if voice_id in _PRESETS:
        sound = wav(tone(pitch_of(voice_id), _SAMPLE_SECONDS))
    else:
        sound = (call.state.folder / voice_id).read_bytes()
    return Response(sound, media_type="audio/wav")


def _voices(call: Call) -> dict[str, JsonObject]:
    return {**_PRESETS, **call.state.table("voices")}


def _known(call: Call, voices: dict[str, JsonObject]) -> JsonObject:
    voice = voices.get(call.parameters["voice_id"])
    if voice is None:
        raise http_error(404, "Voice not found")
    return voice


def _decoded(sample: Json) -> bytes:
    try:
        return b64decode(as_text(sample), validate=True)
    except ValueError as error:
        entry = value_error(("body", "sample_audio"), str(error), sample)
        raise validation_error([entry]) from error
