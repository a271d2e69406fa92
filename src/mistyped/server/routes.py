"""The table of routes: every operation that the server answers, and nothing else."""

from __future__ import annotations

from typing import Final

from mistyped.server import chat, embeddings
from mistyped.server.operations import Operation

ROUTES: Final = (
    Operation("POST", "/v1/chat/completions", chat.completions),
    Operation("POST", "/v1/embeddings", embeddings.create),
)
