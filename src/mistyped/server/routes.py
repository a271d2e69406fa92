"""The table of routes: every operation that the server answers, and nothing else."""

from __future__ import annotations

from typing import Final

from mistyped.server import chat, speech, transcriptions, voices
from mistyped.server.operations import Operation

_VOICE: Final = "/v1/audio/voices/{voice_id}"

ROUTES: Final = (
    Operation("POST", "/v1/chat/completions", chat.completions),
    Operation("POST", "/v1/audio/transcriptions", transcriptions.create),
    Operation("POST", "/v1/audio/speech", speech.create),
    Operation("GET", "/v1/audio/voices", voices.list_voices),
    Operation("POST", "/v1/audio/voices", voices.create),
    Operation("GET", _VOICE, voices.retrieve),
    Operation("PATCH", _VOICE, voices.update),
    Operation("DELETE", _VOICE, voices.delete),
    Operation("GET", f"{_VOICE}/sample", voices.sample),
)
