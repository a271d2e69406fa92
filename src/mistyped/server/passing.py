"""What those that pass requests on have in common: the gateway and the recorder."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Final

from starlette.types import Receive, Send

HOP_BY_HOP: Final = frozenset(
    [
        *("connection", "host", "keep-alive", "te", "trailer", "upgrade"),
        *("proxy-authenticate", "proxy-authorization", "proxy-connection"),
        "transfer-encoding",
    ]
)
"""Headers of a connection, not of what goes through it."""


async def live(
    receive: Receive, send: Send, close: Callable[[], Awaitable[None]]
) -> None:
    """Play an application's part in its lifespan: close the way out at the end."""
    await receive()
    await send({"type": "lifespan.startup.complete"})
    await receive()
    await close()
    await send({"type": "lifespan.shutdown.complete"})
