"""`/v1/files`: the files themselves lie in `state.folder` under their ids.

What is known of a file stands in `state.table("files")`. A link is a row of the table
`links` and needs no key.
"""

from __future__ import annotations

import mimetypes
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import IO, Final

from starlette.responses import FileResponse, JSONResponse, Response

from mistyped.server.call import Call
from mistyped.server.errors import http_error
from mistyped.server.form_fields import checked_fields
from mistyped.server.json_types import Json, JsonObject, as_list, as_text
from mistyped.server.pagination import page
from mistyped.server.routes import handles
from mistyped.server.state import State

_PIECE: Final = 1 << 16
_HOUR: Final = 3600
LINK: Final = "/signed/{token}"
"""The path of a link, which needs no key."""
_TYPES: Final = {".jsonl": "application/jsonl"}
_SAMPLES: Final = {"batch": "batch_request"}


@handles("files.create")
def create(call: Call) -> Response:
    """Keep an uploaded file.

    Raises:
        ApiError: 422 for what Mistral's API refuses.
    """
    asked = checked_fields(call)
    file = asked.files["file"]
    purpose = as_text(asked.values.get("purpose")) or "batch"
    kept = keep(
        call.state,
        file.file,
        filename=file.filename or "file",
        purpose=purpose,
        sample_type=_SAMPLES.get(purpose, "instruct"),
    )
    kept["visibility"] = asked.values.get("visibility", "workspace")
    if expiry := as_text(asked.values.get("expiry")):
        kept["expires_at"] = call.state.now() + int(expiry) * _HOUR
    return JSONResponse(kept)


def keep(
    state: State,
    content: IO[bytes],
    *,
    filename: str,
    purpose: str,
    sample_type: str,
    source: str = "upload",
) -> JsonObject:
    """Write a file to disk, piece by piece, and return what is known of it."""
    file_id, size, lines, digest = state.new_id(), 0, 0, sha256()
    content.seek(0)
    with (state.folder / file_id).open("wb") as kept:
        while piece := content.read(_PIECE):
            kept.write(piece)
            digest.update(piece)
            size, lines = size + len(piece), lines + piece.count(b"\n")
    ending = Path(filename).suffix
    file: JsonObject = {
        "id": file_id,
        "object": "file",
        "bytes": size,
        "created_at": state.now(),
        "filename": filename,
        "purpose": purpose,
        "sample_type": sample_type,
        "source": source,
        "num_lines": lines if ending == ".jsonl" else None,
        "mimetype": _TYPES.get(ending) or mimetypes.guess_type(filename)[0],
        "signature": digest.hexdigest()[:16],
        "expires_at": None,
        "visibility": "workspace",
    }
    return state.table("files").setdefault(file_id, file)


@handles("files.list")
def list_files(call: Call) -> Response:
    """List files, in the order in which they came."""
    asked = checked_fields(call).values
    files = [
        file
        for file in call.state.table("files").values()
        if all(keeps(file, asked.get(name)) for name, keeps in _FILTERS.items())
    ]
    return JSONResponse(page(files, asked, counted=asked.get("include_total")))


def _one_of(name: str) -> Callable[[JsonObject, Json], bool]:
    return lambda file, wanted: not wanted or file[name] in as_list(wanted)


_FILTERS: Final[dict[str, Callable[[JsonObject, Json], bool]]] = {
    "purpose": lambda file, wanted: not wanted or file["purpose"] == wanted,
    "search": lambda file, wanted: as_text(wanted) in as_text(file["filename"]),
    "sample_type": _one_of("sample_type"),
    "source": _one_of("source"),
    "mimetypes": _one_of("mimetype"),
}


@handles("files.retrieve")
def retrieve(call: Call) -> Response:
    """Look a file up."""
    return JSONResponse({**_known(call), "deleted": False})


@handles("files.delete")
def delete(call: Call) -> Response:
    """Delete a file, its content and the links to it."""
    file_id = as_text(_known(call)["id"])
    del call.state.table("files")[file_id]
    (call.state.folder / file_id).unlink()
    return JSONResponse({"id": file_id, "object": "file", "deleted": True})


@handles("files.content")
def content(call: Call) -> Response:
    """Send a file's bytes."""
    return _sent(call.state, as_text(_known(call)["id"]))


@handles("files.signed_url")
def signed_url(call: Call) -> Response:
    """Make a link to a file on this server."""
    checked_fields(call)
    link: JsonObject = {"file": _known(call)["id"]}
    token = call.state.new_id()
    call.state.table("links")[token] = link
    return JSONResponse({"url": f"{call.origin}{LINK.format(token=token)}"})


def linked(state: State, token: str) -> Response:
    """Send what a link leads to; the link's hours never pass, as no clock runs.

    Raises:
        ApiError: 404 if there is no such link, or its file is gone.
    """
    file_id = _behind(state, token)
    if file_id not in state.table("files"):
        raise http_error(404, "Not Found")
    return _sent(state, file_id)


def known(state: State, file_id: str) -> JsonObject:
    """Return what is known of a file.

    Raises:
        ApiError: 404 if there is no such file.
    """
    return state.find("files", file_id, "No file matches the given query.")


def file_behind(call: Call, url: str) -> str:
    """Return the id of the file that a link of this server leads to, or empty."""
    origin, found, token = url.partition(LINK.format(token=""))
    return _behind(call.state, token) if found and origin == call.origin else ""


def _behind(state: State, token: str) -> str:
    link = state.table("links").get(token)
    return as_text(link["file"]) if link else ""


def _known(call: Call) -> JsonObject:
    return known(call.state, call.parameters["file_id"])


def _sent(state: State, file_id: str) -> Response:
    return FileResponse(state.folder / file_id, media_type="application/octet-stream")
