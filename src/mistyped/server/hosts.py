"""Which names a server on loopback answers to: pages elsewhere have made up others."""

from __future__ import annotations

import re
from typing import Final

from starlette.datastructures import Headers
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Receive, Scope, Send

_LOOPBACK: Final = re.compile(
    r"(localhost|[\w.-]+\.localhost|127(\.\d{1,3}){3}|\[::1\])(:\d+)?", re.IGNORECASE
)


def is_loopback(host: str) -> bool:
    """Whether an address or a name is this machine's own."""
    return bool(_LOOPBACK.fullmatch(f"[{host}]" if ":" in host else host))


def bound_to(app: ASGIApp, host: str) -> ASGIApp:
    """Return an application that answers as the address where it listens demands."""
    return LoopbackOnly(app) if is_loopback(host) else app


class LoopbackOnly:
    """ASGI middleware that answers no request for another host.

    A page may point a name of its own at 127.0.0.1; the browser then takes this server
    for a part of that page.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on what asks for this machine."""
        if scope["type"] == "http":
            host = Headers(scope=scope).get("host", "")
            if host and not _LOOPBACK.fullmatch(host):
                detail = "This server is for requests to localhost; see --host."
                await JSONResponse({"detail": detail}, 403)(scope, receive, send)
                return
        await self._app(scope, receive, send)
