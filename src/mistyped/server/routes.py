"""The table of routes: every operation that the server answers, and nothing else."""

from __future__ import annotations

from typing import Final

from mistyped.server import (
    chat,
    classifiers,
    embeddings,
    fim,
    models,
    ocr,
    speech,
    transcriptions,
    voices,
)
from mistyped.server.operations import Operation

_VOICE: Final = "/v1/audio/voices/{voice_id}"

ROUTES: Final = (
    Operation("POST", "/v1/chat/completions", chat.completions),
    Operation("POST", "/v1/moderations", classifiers.moderations),
    Operation("POST", "/v1/chat/moderations", classifiers.chat_moderations),
    Operation("POST", "/v1/classifications", classifiers.classifications),
    Operation("POST", "/v1/chat/classifications", classifiers.chat_classifications),
    Operation("POST", "/v1/ocr", ocr.process),
    Operation("POST", "/v1/embeddings", embeddings.create),
    Operation("POST", "/v1/fim/completions", fim.completions),
    Operation("GET", "/v1/models", models.listing),
    Operation("GET", "/v1/models/{model_id}", models.retrieve),
    Operation("DELETE", "/v1/models/{model_id}", models.delete),
    Operation("POST", "/v1/audio/transcriptions", transcriptions.create),
    Operation("POST", "/v1/audio/speech", speech.create),
    Operation("GET", "/v1/audio/voices", voices.list_voices),
    Operation("POST", "/v1/audio/voices", voices.create),
    Operation("GET", _VOICE, voices.retrieve),
    Operation("PATCH", _VOICE, voices.update),
    Operation("DELETE", _VOICE, voices.delete),
    Operation("GET", f"{_VOICE}/sample", voices.sample),
)
