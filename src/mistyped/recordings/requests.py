"""Requests as recordings have them: what two of them have in common is what counts."""

from __future__ import annotations

from hashlib import sha256

from starlette.datastructures import UploadFile
from starlette.requests import Request

from mistyped.recordings.exchanges import as_json
from mistyped.server.json_types import Json, JsonObject


async def request_as_json(request: Request) -> JsonObject:
    """Write a request: no header is in it, and so no key."""
    kind = request.headers.get("content-type", "")
    whole = await request.body()
    asked: JsonObject = {"method": request.method, "path": request.url.path}
    if query := request.query_params.multi_items():
        asked["query"] = [[name, value] for name, value in query]
    if kind.startswith("multipart/form-data"):
        async with request.form() as form:
            fields: list[Json] = [
                [name, await _field(value)] for name, value in form.multi_items()
            ]
        return {**asked, "form": fields}
    return {**asked, **as_json(whole, kind)}


async def _field(value: str | UploadFile) -> Json:
    """Write a field; of a file what tells it from others, for it may be long."""
    if isinstance(value, str):
        return value
    content = await value.read()
    digest = sha256(content).hexdigest()
    return {"filename": value.filename, "bytes": len(content), "sha256": digest}
