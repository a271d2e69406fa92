"""The files of the page, with headers that keep everything else out."""

from __future__ import annotations

import json
import secrets
from functools import cache
from html import escape
from importlib.metadata import version
from importlib.resources import files
from typing import Final

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from mistyped._generated.operations import OPERATIONS

PREFIX: Final = "/_inspector"
UNSTORED: Final = {"cache-control": "no-store"}
CAREFUL: Final = {
    **UNSTORED,
    "cross-origin-resource-policy": "same-origin",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
}
_KINDS: Final = {
    "codemirror.js": "text/javascript",
    "codemirror.LICENSE.txt": "text/plain",
    "inspector.css": "text/css",
    "inspector.js": "text/javascript",
}
_POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'nonce-{nonce}'; "
    "style-src-attr 'unsafe-inline'; connect-src 'self'; img-src data:; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)


def page_routes(title: str) -> list[Route]:
    """Return the routes of the page and of its files.

    Args:
        title: What the page is about, for its head.
    """

    async def page(request: Request) -> Response:
        nonce = secrets.token_urlsafe(16)  # for the styles that the editor makes
        facts = {
            "origin": str(request.base_url).rstrip("/"),
            "operations": [
                [each.method, each.path]
                for each in OPERATIONS.values()
                if each.carrier == "json"
            ],
        }
        text = (
            static("index.html")
            .decode()
            .replace("{title}", escape(title))
            .replace("{version}", escape(version("mistyped")))
            .replace("{nonce}", nonce)
            .replace("{facts}", escape(json.dumps(facts)))
        )
        headers = {"content-security-policy": _POLICY.format(nonce=nonce), **CAREFUL}
        return HTMLResponse(text, headers=headers)

    async def file(request: Request) -> Response:
        name: str = request.path_params["name"]
        if name not in _KINDS:
            return Response(status_code=404)
        return Response(static(name), media_type=_KINDS[name], headers=CAREFUL)

    return [Route("/", page), Route(f"{PREFIX}/static/{{name}}", file)]


@cache
def static(name: str) -> bytes:
    """Return a file of the page."""
    return (files("mistyped.server.inspector") / "static" / name).read_bytes()
