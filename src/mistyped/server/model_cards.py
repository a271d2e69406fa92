"""The cards of models, made of what mistyped knows of them.

As at Mistral an alias has a card of its own, which names the model behind it. What is
not known of a model is false or null, and a length that is not known is the usual one.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from mistyped._generated.known_models import CARD_WORDS, MODELS
from mistyped._values.rows import KnownModel
from mistyped.server.json_types import Json, JsonObject
from mistyped.server.state import FIRST_SECOND

_USUAL_LENGTH: Final = 131_072
_USUAL_TEMPERATURE: Final = 0.3
_TRANSCRIPTION: Final[JsonObject] = {
    "modes": ["offline"],
    "diarization": True,
    "context_bias": True,
    "turn_detection": False,
    "languages": ["en", "fr"],
    "streaming_delays_ms": [{"min": 80, "max": 2400}],
}
_SPEECH: Final[JsonObject] = {
    "modes": ["offline"],
    "instruction": False,
    "response_formats": ["pcm", "wav", "mp3", "flac", "opus"],
}


def _names(model: KnownModel) -> Iterator[JsonObject]:
    """Yield the card of a model, then one for each alias."""
    names = (model.name, *model.aliases)
    for name in names:
        others: list[Json] = [each for each in names if each != name]
        yield _card(model, name, others)


def _card(model: KnownModel, name: str, others: list[Json]) -> JsonObject:
    chats = "completion_chat" in model.can
    return {
        "id": name,
        "object": "model",
        "created": FIRST_SECOND,
        "owned_by": "mistralai",
        "capabilities": {each: each in model.can for each in CARD_WORDS},
        "name": model.name,
        "description": f"{model.name}, as mistyped serve pretends to have it",
        "max_context_length": model.context or _USUAL_LENGTH,
        "aliases": others,
        "deprecation": f"{model.retires}T12:00:00Z" if model.retires else None,
        "deprecation_replacement_model": model.replacement or None,
        "default_model_temperature": _USUAL_TEMPERATURE if chats else None,
        "internal": False,
        "billing_model_name": None,
        "type": "base",
        **_sound(model),
    }


def _sound(model: KnownModel) -> JsonObject:
    if "audio_transcription" in model.can:
        words: list[Json] = ["word"] if "word_timestamps" in model.can else []
        heard: JsonObject = {"timestamp_granularities": ["segment", *words]}
        return {"audio_transcription_capabilities": {**_TRANSCRIPTION, **heard}}
    if "audio_speech" in model.can:
        return {"audio_speech_capabilities": _SPEECH}
    return {}


_TUNED: Final = _card(
    KnownModel(
        "ft:open-mistral-7b:587a6b29:20240514:7e773925",
        can=("completion_chat", "function_calling"),
        context=32_768,
    ),
    "ft:open-mistral-7b:587a6b29:20240514:7e773925",
    [],
) | {
    "owned_by": "587a6b29-1f4d-4a6e-8c3b-2f1f0a9b7c11",
    "type": "fine-tuned",
    "job": "1f3a2b5c-7d8e-4f90-a1b2-c3d4e5f60718",
    "root": "open-mistral-7b",
    "archived": False,
}
CARDS: Final[tuple[JsonObject, ...]] = (
    *(
        card
        for model in MODELS.values()
        if model.can and not model.retired
        for card in _names(model)
    ),
    _TUNED,
)
"""All cards; retired models have none, nor has a model of which too little is known."""
