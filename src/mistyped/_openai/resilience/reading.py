"""Answers as they come within a deadline: bodies in pieces, streams event by event."""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator, Generator, Iterator
from contextlib import aclosing, closing
from typing import TYPE_CHECKING

import anyio

from mistyped._openai.resilience.calls import Call

if TYPE_CHECKING:
    import httpx2


def read(response: httpx2.Response, call: Call) -> None:
    """Read a body, and keep what comes of it while it is not whole."""
    iterate = response.iter_bytes

    def kept() -> Iterator[bytes]:
        for piece in iterate():
            call.pieces.append(piece)
            yield piece

    call.pieces.clear()
    vars(response)["iter_bytes"] = kept
    try:
        response.read()
    except BaseException:
        response.close()
        raise
    finally:
        del vars(response)["iter_bytes"]
    call.pieces.clear()


async def read_async(response: httpx2.Response, call: Call) -> None:
    """Read a body, and keep what comes of it while it is not whole."""
    iterate = response.aiter_bytes

    async def kept() -> AsyncIterator[bytes]:
        async for piece in iterate():
            call.pieces.append(piece)
            yield piece

    call.pieces.clear()
    vars(response)["aiter_bytes"] = kept
    try:
        await response.aread()
    except BaseException:
        await response.aclose()
        raise
    finally:
        del vars(response)["aiter_bytes"]
    call.pieces.clear()


def timed(stream: object, call: Call) -> None:
    """Bound the time for each event of a stream, which begins when it is wanted."""
    members = vars(stream)
    members["_iterator"] = _timed(members["_iterator"], call)


def timed_async(stream: object, call: Call) -> None:
    """Bound the time for each event of a stream, which begins when it is wanted."""
    members = vars(stream)
    members["_iterator"] = _timed_async(members["_iterator"], call)


def _timed(events: Generator[object, None, None], call: Call) -> Iterator[object]:
    with closing(events):
        for event in events:
            yield event
            call.next_event()


async def _timed_async(
    events: AsyncGenerator[object, None], call: Call
) -> AsyncIterator[object]:
    async with aclosing(events):
        while True:
            event: object = None
            with anyio.move_on_after(call.left) as scope:
                event = await anext(events, call)
            if scope.cancelled_caught:
                raise call.overrun()
            if event is call:
                return
            yield event
            call.next_event()
