"""What the server saw: every whole request, refused ones included."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Final

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from mistyped.server.json_types import Json

MOST_RECORDED: Final = 16 << 20


@dataclass(frozen=True, slots=True)
class RecordedRequest:
    """One request as it came in.

    Attributes:
        method: The HTTP method.
        path: The path, without the query.
        raw: The bytes of the body; of a long one the first 16 MiB.
        size: How many bytes the body had.
    """

    method: str
    path: str
    raw: bytes
    size: int = 0

    @property
    def body(self) -> Json:
        """The body as JSON, or `None` if it is none, or was too long to keep."""
        try:
            value: Json = json.loads(self.raw)
        except (ValueError, RecursionError):
            return None
        return value


class Recorder:
    """ASGI middleware that appends each request to a list before it is answered.

    A request whose body breaks off is none.
    """

    def __init__(self, app: ASGIApp, requests: list[RecordedRequest]) -> None:
        self._app = app
        self._requests = requests

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let the application read the body, and keep what it reads."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        reading = _Reading(receive)

        async def answer(message: Message) -> None:
            if message["type"] == "http.response.start":
                await reading.to_its_end()
                if reading.is_whole:
                    self._requests.append(reading.recorded(scope))
            await send(message)

        await self._app(scope, reading.receive, answer)


class _Reading:
    """Reads a body for the application, and keeps the start of it."""

    def __init__(self, receive: Receive) -> None:
        self.is_whole = False
        self._receive = receive
        self._parts: list[bytes] = []
        self._kept = 0
        self._size = 0
        self._is_gone = False

    async def receive(self) -> Message:
        """Return the next message, as the application asks for it."""
        message = await self._receive()
        if message["type"] != "http.request":
            self._is_gone = True
            return message
        data: bytes = message.get("body", b"")
        self._size += len(data)
        if self._kept < MOST_RECORDED:
            self._parts.append(data[: MOST_RECORDED - self._kept])
            self._kept += len(self._parts[-1])
        self.is_whole = not message.get("more_body", False)
        return message

    async def to_its_end(self) -> None:
        """Read what the application left."""
        while not (self.is_whole or self._is_gone):
            await self.receive()

    def recorded(self, scope: Scope) -> RecordedRequest:
        """Return what came in."""
        raw = b"".join(self._parts)
        return RecordedRequest(scope["method"], scope["path"], raw, self._size)
