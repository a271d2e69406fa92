"""What the server saw: every whole request, refused ones included."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from mistyped.problems import Problem
from mistyped.server.json_types import Json
from mistyped.server.notes import Notes, taking_notes

Verdict: TypeAlias = Literal["accepted", "warned", "refused", "scripted"]
MOST_RECORDED: Final = 16 << 20


@dataclass(frozen=True, slots=True)
class RecordedRequest:
    """One request as it came in.

    Attributes:
        method: The HTTP method.
        path: The path, without the query.
        raw: The bytes of the body; of a long one the first 16 MiB.
        size: How many bytes the body had.
        status: The HTTP status of the answer.
        problems: What the check has against it, errors and warnings.
        reason: Why the server refused it; empty if it did not.
        scripted: Whether a script had its hand in the answer.
    """

    method: str
    path: str
    raw: bytes
    size: int = 0
    status: int = 0
    problems: tuple[Problem, ...] = ()
    reason: str = ""
    scripted: bool = False

    @property
    def body(self) -> Json:
        """The body as JSON, or `None` if it is none, or was too long to keep."""
        try:
            value: Json = json.loads(self.raw)
        except (ValueError, RecursionError):
            return None
        return value

    @property
    def is_refused(self) -> bool:
        """Whether the server refused it by itself."""
        return self.status >= 400 and not self.scripted

    @property
    def verdict(self) -> Verdict:
        """What the server made of it, in a word."""
        if self.is_refused:
            return "refused"
        if self.scripted:
            return "scripted"
        return "warned" if self.problems else "accepted"

    @property
    def complaints(self) -> list[str]:
        """What is to say about it, a line for each problem."""
        return [str(each) for each in self.problems] or self.reason.splitlines()


class Recorder:
    """ASGI middleware that hands each request on before it is answered.

    A request whose body breaks off is none.
    """

    def __init__(self, app: ASGIApp, record: Callable[[RecordedRequest], None]) -> None:
        self._app = app
        self._record = record

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
                    recorded = reading.recorded(scope, notes, message["status"])
                    self._record(recorded)
            await send(message)

        with taking_notes() as notes:
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

    def recorded(self, scope: Scope, notes: Notes, status: int) -> RecordedRequest:
        """Return what came in, and what became of it."""
        return RecordedRequest(
            scope["method"],
            scope["path"],
            b"".join(self._parts),
            self._size,
            status,
            tuple(notes.problems),
            notes.reason,
            notes.scripted,
        )
