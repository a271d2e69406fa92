"""Work that goes on while somebody reads what it tells."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from typing import TypeAlias, TypeVar

import anyio

T = TypeVar("T")
Tell: TypeAlias = Callable[[T], None]


async def told_by(
    work: Callable[[Tell[T]], Awaitable[None]],
) -> AsyncGenerator[T, None]:
    """Yield what work tells, as it tells it; raise what it raises.

    The work is a task of its own, since a generator must not stand still inside a task
    group; it ends when the generator is closed. Other event loops than asyncio's have
    no such tasks: there all is yielded when the work is done.
    """
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        told: list[T] = []
        await work(told.append)
        for each in told:
            yield each
        return
    queue: asyncio.Queue[tuple[T] | None] = asyncio.Queue()
    working = asyncio.ensure_future(work(lambda each: queue.put_nowait((each,))))
    working.add_done_callback(lambda _: queue.put_nowait(None))
    try:
        while (found := await queue.get()) is not None:
            yield found[0]
        await working
    finally:
        working.cancel()
        with anyio.CancelScope(shield=True):
            await asyncio.wait([working])
