"""How an answer travels: late, in drops, not to its end, or without one."""

from __future__ import annotations

import asyncio
import socket
import struct
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from typing import Final, Literal, NamedTuple, TypeAlias

import anyio
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from mistyped.server.scripting.gates import Gate

Ending: TypeAlias = Literal[
    "whole", "cut", "error", "truncated", "reset", "stalled", "endless"
]
_EVENT_END: Final = b"\n\n"
_DONE: Final = b"data: [DONE]"
_TRANSPORT: Final = "mistyped.transport"
# A connection that lingers no second is reset, and not closed.
_NO_LINGER: Final = struct.pack("ii", 1, 0)


class ScriptError(Exception):
    """What a script asks for does not fit the answer that it is about."""


@dataclass(frozen=True, slots=True)
class Place:
    """A place in the body of an answer; without a number, before its head.

    Attributes:
        after_events: How many events are before it.
        after_bytes: How many bytes are before it.
    """

    after_events: int | None = None
    after_bytes: int | None = None

    @property
    def is_before_all(self) -> bool:
        """Whether not even the head of the answer is sent."""
        return self.after_events is None and self.after_bytes is None

    def offset(self, content: bytes, *, is_stream: bool) -> int:
        """Return how many bytes of a body are before this place.

        Raises:
            ScriptError: The body has no such place.
        """
        if self.after_events is None:
            return min(self.after_bytes or 0, len(content))
        if not is_stream:
            raise ScriptError("after_events is about a stream, and this answer is none")
        known = list(_event_ends(content))
        if self.after_events > len(known):
            raise ScriptError(
                f"after_events={self.after_events}: the stream has {len(known)}"
            )
        return known[self.after_events - 1] if self.after_events else 0


@dataclass(frozen=True, slots=True)
class Delivery:
    """How one answer travels.

    Attributes:
        wait: Seconds, or a gate, before anything is sent.
        piece: How many bytes are sent at once; 0 for whole events.
        pause: Seconds between two pieces.
        ending: What happens at `place`.
        place: Where.
        last: What is sent there before the end.
    """

    wait: float | Gate = 0.0
    piece: int = 0
    pause: float = 0.0
    ending: Ending = "whole"
    place: Place = field(default_factory=Place)
    last: bytes = b""


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer to deliver.

    Attributes:
        status: Its status.
        headers: Its headers as ASGI has them.
        content: Its whole body.
    """

    status: int
    headers: list[tuple[bytes, bytes]]
    content: bytes

    @property
    def is_stream(self) -> bool:
        """Whether it is one of server-sent events."""
        return any(
            name == b"content-type" and value.startswith(b"text/event-stream")
            for name, value in self.headers
        )


class Connection(NamedTuple):
    """What ASGI gives to an application."""

    scope: Scope
    receive: Receive
    send: Send


class WithTransport:
    """ASGI application that lets those inside close the connection.

    uvicorn has no public way to it; where there is none, an answer is left unfinished.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on a call with its transport."""
        cycle: object = getattr(send, "__self__", None)
        scope[_TRANSPORT] = getattr(cycle, "transport", None)
        await self._app(scope, receive, send)


async def deliver(
    answer: Answer, how: Delivery, ended: Gate, connection: Connection
) -> None:
    """Send an answer as it was told; all waiting ends when the client leaves.

    Args:
        answer: What to send.
        how: How it travels.
        ended: Opens when the server ends.
        connection: Where it goes.

    Raises:
        ScriptError: The answer has no such place.
    """
    offset, answer = _shortened(answer, how)
    way = _Way(answer, how, offset, connection)
    async with anyio.create_task_group() as group:

        async def end_with_client() -> None:
            await way.gone()
            group.cancel_scope.cancel()

        async def end_with_server() -> None:
            await ended.wait()
            way.transport.close()

        group.start_soon(end_with_client)
        group.start_soon(end_with_server)
        await way.walk()
        group.cancel_scope.cancel()


def _shortened(answer: Answer, how: Delivery) -> tuple[int, Answer]:
    """Return how much of an answer is sent, and the answer with its new length."""
    content = answer.content
    if how.ending == "whole":
        return len(content), answer
    if how.ending == "endless" and not answer.is_stream:
        raise ScriptError("endless() is about a stream, and this answer is none")
    if how.ending == "endless":
        return max(content.rfind(_DONE), 0) or len(content), answer
    offset = how.place.offset(content, is_stream=answer.is_stream)
    if how.ending not in ("truncated", "error"):
        return offset, answer
    content = content[:offset] + how.last
    headers = [
        (name, str(len(content)).encode() if name == b"content-length" else value)
        for name, value in answer.headers
    ]
    return len(content), Answer(answer.status, headers, content)


@dataclass(frozen=True, slots=True)
class _Way:
    """The way of one answer."""

    answer: Answer
    how: Delivery
    offset: int
    connection: Connection

    @property
    def transport(self) -> asyncio.Transport:
        """What closes the connection.

        Raises:
            ScriptError: There is none.
        """
        transport: object = self.connection.scope.get(_TRANSPORT)
        if not isinstance(transport, asyncio.Transport):
            raise ScriptError("only a server of running() closes connections as told")
        return transport

    async def gone(self) -> None:
        """Wait until the client has left."""
        while (await self.connection.receive())["type"] != "http.disconnect":
            pass

    async def walk(self) -> None:
        """Send everything."""
        how = self.how
        await (how.wait.wait() if isinstance(how.wait, Gate) else _sleep(how.wait))
        shows = how.ending in ("reset", "stalled") and how.place.is_before_all
        if not shows:
            await self._send_head()
            for piece in _pieces(self.answer.content[: self.offset], how.piece):
                await self._send_body(piece)
                await _sleep(how.pause)
        await _ENDS[how.ending](self)

    async def _send_head(self) -> None:
        start: Message = {
            "type": "http.response.start",
            "status": self.answer.status,
            "headers": self.answer.headers,
        }
        await self.connection.send(start)

    async def _send_body(self, piece: bytes, *, more: bool = True) -> None:
        await self.connection.send(
            {"type": "http.response.body", "body": piece, "more_body": more}
        )

    async def finish(self) -> None:
        """End the answer as HTTP has it."""
        await self._send_body(b"", more=False)

    async def close(self) -> None:
        """Close the connection behind what was sent."""
        self.transport.close()
        await anyio.sleep_forever()

    async def reset(self) -> None:
        """Reset the connection."""
        transport = self.transport
        open_socket: socket.socket = transport.get_extra_info("socket")
        open_socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _NO_LINGER)
        transport.abort()
        await anyio.sleep_forever()

    async def stall(self) -> None:
        """Say nothing more."""
        await anyio.sleep_forever()

    async def repeat(self) -> None:
        """Send the last event again and again."""
        content = self.answer.content[: self.offset]
        last = content[content[:-2].rfind(_EVENT_END) + 1 :].lstrip()
        while True:
            await self._send_body(last)
            await anyio.lowlevel.checkpoint()


_ENDS: Final[dict[Ending, Callable[[_Way], Awaitable[None]]]] = {
    "whole": _Way.finish,
    "error": _Way.finish,
    "truncated": _Way.finish,
    "cut": _Way.close,
    "reset": _Way.reset,
    "stalled": _Way.stall,
    "endless": _Way.repeat,
}


async def _sleep(seconds: float) -> None:
    await (anyio.sleep(seconds) if seconds else anyio.lowlevel.checkpoint())


def _pieces(content: bytes, size: int) -> Iterator[bytes]:
    """Cut a body into what is sent at once: so many bytes, or whole events."""
    starts = [0, *_event_ends(content)] if not size else range(0, len(content), size)
    ends = [*starts[1:], len(content)]
    for start, end in zip(starts, ends, strict=True):
        if end > start:
            yield content[start:end]


def _event_ends(content: bytes) -> Iterator[int]:
    at = content.find(_EVENT_END)
    while at >= 0:
        yield at + len(_EVENT_END)
        at = content.find(_EVENT_END, at + len(_EVENT_END))
