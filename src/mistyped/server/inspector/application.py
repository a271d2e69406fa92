"""The inspector as an ASGI application before another one."""

from __future__ import annotations

from typing import Final

from starlette.applications import Starlette
from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from mistyped.server.hosts import is_loopback
from mistyped.server.inspector.calls import SeenCalls
from mistyped.server.inspector.live import Live
from mistyped.server.inspector.pages import PREFIX, page_routes
from mistyped.server.inspector.reference import REFERENCE, reference_routes
from mistyped.server.inspector.watching import Watching

_OTHERS: Final = ("cross-site", "same-site")


class Inspector:
    """Shows the calls of an application on a page at `/`, to this machine alone.

    Args:
        application: What answers all other paths.
        title: What it is, for the head of the page.
        calls: Where the calls are kept; made if it is not given.
    """

    def __init__(
        self, application: ASGIApp, title: str, calls: SeenCalls | None = None
    ) -> None:
        self._application = application
        self._calls = calls or SeenCalls()
        self._pages = Starlette(
            routes=[
                *page_routes(title),
                *Live(self._calls).routes(),
                *reference_routes(),
            ]
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer what is the page's, and watch what is not."""
        if scope["type"] != "http":
            await self._application(scope, receive, send)
        elif not _is_ours(scope):
            watching = Watching(self._calls, scope)
            await watching.run(self._application, scope, receive, send)
        elif refusal := _refusal(scope):
            await refusal(scope, receive, send)
        else:
            await self._pages(scope, receive, send)

    def close(self) -> None:
        """Let the pages that wait for calls go, so that the server can end."""
        self._calls.close()


def _is_ours(scope: Scope) -> bool:
    path: str = scope["path"]
    if path in ("/", REFERENCE):
        return scope["method"] in ("GET", "HEAD")
    return path.startswith((f"{PREFIX}/", f"{REFERENCE}/"))


def _refusal(scope: Scope) -> Response | None:
    """Return the answer to whoever is not on this machine, or a page elsewhere."""
    headers = Headers(scope=scope)
    client = scope.get("client")
    if (client and not is_loopback(client[0])) or not _is_named_loopback(headers):
        return PlainTextResponse(
            "The inspector shows what others sent: it is for this machine alone. Open "
            "it at http://localhost.\n",
            403,
        )
    if headers.get("sec-fetch-site") in _OTHERS and scope["path"].startswith(PREFIX):
        return PlainTextResponse("The inspector answers its own page alone.\n", 403)
    return None


def _is_named_loopback(headers: Headers) -> bool:
    host = headers.get("host", "")
    name = host if host.endswith("]") else host.rpartition(":")[0] or host
    return not name or is_loopback(name.strip("[]"))
