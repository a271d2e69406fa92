"""The table of routes: every operation that the server answers, and nothing else."""

from __future__ import annotations

from typing import Final

from mistyped.server import (
    agents,
    batch,
    chat,
    classifiers,
    conversations,
    embeddings,
    files,
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
    Operation("POST", "/v1/agents/completions", agents.complete),
    Operation("POST", "/v1/agents", agents.create),
    Operation("GET", "/v1/agents", agents.listing),
    Operation("GET", "/v1/agents/pages", agents.pages),
    Operation("GET", "/v1/agents/{agent_id}", agents.retrieve),
    Operation("PATCH", "/v1/agents/{agent_id}", agents.update),
    Operation("DELETE", "/v1/agents/{agent_id}", agents.delete),
    Operation("PATCH", "/v1/agents/{agent_id}/version", agents.update_version),
    Operation("GET", "/v1/agents/{agent_id}/versions", agents.versions),
    Operation(
        "GET", "/v1/agents/{agent_id}/versions/{version}", agents.retrieve_version
    ),
    Operation("PUT", "/v1/agents/{agent_id}/aliases", agents.put_alias),
    Operation("GET", "/v1/agents/{agent_id}/aliases", agents.list_aliases),
    Operation("DELETE", "/v1/agents/{agent_id}/aliases", agents.delete_alias),
    Operation("POST", "/v1/conversations", conversations.start),
    Operation("GET", "/v1/conversations", conversations.listing),
    Operation("GET", "/v1/conversations/{conversation_id}", conversations.retrieve),
    Operation("DELETE", "/v1/conversations/{conversation_id}", conversations.delete),
    Operation("POST", "/v1/conversations/{conversation_id}", conversations.append),
    Operation(
        "GET", "/v1/conversations/{conversation_id}/history", conversations.history
    ),
    Operation(
        "GET", "/v1/conversations/{conversation_id}/messages", conversations.messages
    ),
    Operation(
        "POST", "/v1/conversations/{conversation_id}/restart", conversations.restart
    ),
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
    Operation("POST", "/v1/files", files.create),
    Operation("GET", "/v1/files", files.list_files),
    Operation("GET", "/v1/files/{file_id}", files.retrieve),
    Operation("DELETE", "/v1/files/{file_id}", files.delete),
    Operation("GET", "/v1/files/{file_id}/content", files.content),
    Operation("GET", "/v1/files/{file_id}/url", files.signed_url),
    Operation("POST", "/v1/batch/jobs", batch.create),
    Operation("GET", "/v1/batch/jobs", batch.list_jobs),
    Operation("GET", "/v1/batch/jobs/{job_id}", batch.retrieve),
    Operation("DELETE", "/v1/batch/jobs/{job_id}", batch.delete),
    Operation("POST", "/v1/batch/jobs/{job_id}/cancel", batch.cancel),
    Operation("GET", "/signed/{token}", files.linked, keyless=True),
)
