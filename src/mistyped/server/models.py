"""`/v1/models`: a fixed table of models, of which a fine-tuned one can be deleted.

The cards look like Mistral's; nothing depends on a model being in the table, and other
operations take any name.
"""

from __future__ import annotations

from typing import Final

from starlette.responses import JSONResponse, Response

from mistyped.server.call import Call
from mistyped.server.errors import ErrorCode, http_error, model_error
from mistyped.server.form_fields import checked_fields
from mistyped.server.json_types import Json, JsonObject, as_list
from mistyped.server.routes import handles
from mistyped.server.state import FIRST_SECOND

_CAPABILITIES: Final = (
    "completion_chat",
    "function_calling",
    "reasoning",
    "completion_fim",
    "fine_tuning",
    "vision",
    "ocr",
    "classification",
    "moderation",
    "audio",
    "audio_transcription",
    "audio_transcription_realtime",
    "audio_speech",
    "unified_resources",
)
_DELETED: Final = "deleted models"


@handles("models.list")
def listing(call: Call) -> Response:
    """Answer with the cards that the filters let through."""
    asked = checked_fields(call).values
    found: list[Json] = [
        card
        for card in _cards(call)
        if asked.get("provider", card["owned_by"]) == card["owned_by"]
        and asked.get("model", card["id"]) in _names(card)
    ]
    return JSONResponse({"object": "list", "data": found})


@handles("models.retrieve")
def retrieve(call: Call) -> Response:
    """Answer with one card, by its id or an alias."""
    return JSONResponse(_card(call))


@handles("models.delete")
def delete(call: Call) -> Response:
    """Delete a fine-tuned model; once it is gone there is no such model."""
    card = _card(call)
    name = str(card["id"])
    if card["type"] != "fine-tuned":
        raise model_error(ErrorCode.MODEL, f"{name} is no fine-tuned model")
    call.state.table(_DELETED)[name] = card
    return JSONResponse({"id": name, "object": "model", "deleted": True})


def _cards(call: Call) -> list[JsonObject]:
    deleted = call.state.table(_DELETED)
    return [card for card in _TABLE if card["id"] not in deleted]


def _card(call: Call) -> JsonObject:
    name = call.parameters["model_id"]
    for card in _cards(call):
        if name in _names(card):
            return card
    raise http_error(404, f"Model {name} not found")


def _names(card: JsonObject) -> list[Json]:
    return [card["id"], *as_list(card["aliases"])]


def _base(name: str, can: str, length: int, **more: Json) -> JsonObject:
    """Make the card of a base model; `can` names its capabilities."""
    able = can.split()
    return {
        "id": name,
        "object": "model",
        "created": FIRST_SECOND,
        "owned_by": "mistralai",
        "capabilities": {each: each in able for each in _CAPABILITIES},
        "name": name,
        "description": f"{name}, as mistyped serve pretends to have it",
        "max_context_length": length,
        "aliases": [],
        "deprecation": None,
        "deprecation_replacement_model": None,
        "default_model_temperature": None,
        "internal": False,
        "billing_model_name": None,
        "type": "base",
        **more,
    }


_CHAT: Final = "completion_chat function_calling"
_TABLE: Final = (
    _base(
        "mistral-large-2512",
        f"{_CHAT} vision",
        262144,
        aliases=["mistral-large-latest"],
        default_model_temperature=0.0,
    ),
    _base(
        "mistral-small-2506",
        f"{_CHAT} vision fine_tuning",
        131072,
        aliases=["mistral-small-latest"],
        default_model_temperature=0.3,
    ),
    _base(
        "magistral-medium-2509",
        f"{_CHAT} reasoning vision",
        131072,
        aliases=["magistral-medium-latest"],
        default_model_temperature=0.7,
    ),
    _base(
        "codestral-2508",
        f"{_CHAT} completion_fim",
        256000,
        aliases=["codestral-latest"],
        default_model_temperature=0.3,
    ),
    _base("mistral-embed-2312", "", 8192, aliases=["mistral-embed"]),
    _base("codestral-embed-2505", "", 8192, aliases=["codestral-embed"]),
    _base(
        "mistral-moderation-2411",
        "classification moderation",
        8192,
        aliases=["mistral-moderation-latest"],
    ),
    _base("mistral-ocr-2512", "ocr", 16384, aliases=["mistral-ocr-latest"]),
    _base(
        "voxtral-mini-2602",
        "audio_transcription",
        16384,
        aliases=["voxtral-mini-latest"],
        audio_transcription_capabilities={
            "modes": ["offline"],
            "diarization": True,
            "context_bias": True,
            "turn_detection": False,
            "timestamp_granularities": ["segment", "word"],
            "languages": ["en", "fr"],
            "streaming_delays_ms": [{"min": 80, "max": 2400}],
        },
    ),
    _base(
        "voxtral-mini-tts-2603",
        "audio_speech",
        4096,
        aliases=["voxtral-mini-tts-latest"],
        audio_speech_capabilities={
            "modes": ["offline"],
            "instruction": False,
            "response_formats": ["pcm", "wav", "mp3", "flac", "opus"],
        },
    ),
    _base(
        "open-mistral-7b",
        f"{_CHAT} fine_tuning",
        32768,
        deprecation="2025-03-30T12:00:00Z",
        deprecation_replacement_model="mistral-small-latest",
        default_model_temperature=0.7,
    ),
    _base(
        "ft:open-mistral-7b:587a6b29:20240514:7e773925",
        _CHAT,
        32768,
        owned_by="587a6b29-1f4d-4a6e-8c3b-2f1f0a9b7c11",
        default_model_temperature=0.7,
        type="fine-tuned",
        job="1f3a2b5c-7d8e-4f90-a1b2-c3d4e5f60718",
        root="open-mistral-7b",
        archived=False,
    ),
)
