"""The table of routes: every operation that the server answers, and nothing else."""

from __future__ import annotations

from typing import Final

from mistyped.server import batch, chat, files
from mistyped.server.operations import Operation

ROUTES: Final = (
    Operation("POST", "/v1/chat/completions", chat.completions),
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
