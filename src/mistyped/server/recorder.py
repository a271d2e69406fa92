"""What the server saw: every request, refused ones included."""

from __future__ import annotations

import json
from dataclasses import dataclass

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from mistyped.server.json_types import Json


@dataclass(frozen=True, slots=True)
class RecordedRequest:
    """One request as it came in.

    Attributes:
        method: The HTTP method.
        path: The path, without the query.
        raw: The bytes of the body.
    """

    method: str
    path: str
    raw: bytes

    @property
    def body(self) -> Json:
        """The body as JSON, or `None` if it is none."""
        try:
            value: Json = json.loads(self.raw)
        except (ValueError, RecursionError):
            return None
        return value


class Recorder:
    """ASGI middleware that appends each request to a list before it is answered."""

    def __init__(self, app: ASGIApp, requests: list[RecordedRequest]) -> None:
        self._app = app
        self._requests = requests

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Read the whole body, record it, and replay it to the application."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        raw = await _whole_body(receive)
        self._requests.append(RecordedRequest(scope["method"], scope["path"], raw))
        replayed = False

        async def replay() -> Message:
            nonlocal replayed
            if replayed:
                return await receive()
            replayed = True
            return {"type": "http.request", "body": raw, "more_body": False}

        await self._app(scope, replay, send)


async def _whole_body(receive: Receive) -> bytes:
    parts: list[bytes] = []
    more = True
    while more:
        message = await receive()
        parts.append(message.get("body", b""))
        more = message.get("more_body", False)
    return b"".join(parts)
