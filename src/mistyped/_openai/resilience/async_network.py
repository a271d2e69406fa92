"""Deadlines on an asynchronous connection: it is closed where its TLS is given up.

A task that is cancelled ends every step by itself. But the HTTP library leaves open
what was connected when its handshake is cancelled.
"""

from __future__ import annotations

from collections.abc import Awaitable
from typing import Protocol

import anyio


class AsyncNetworkStream(Protocol):
    """A connection, as the HTTP libraries know it."""

    def start_tls(self, *context: object, **options: object) -> Awaitable[object]:
        """Return it with TLS on it."""
        ...

    async def aclose(self) -> None:
        """Close it."""
        ...


class AsyncNetworkBackend(Protocol):
    """What opens connections, as the HTTP libraries know it."""

    async def connect_tcp(
        self, *place: object, **options: object
    ) -> AsyncNetworkStream:
        """Connect to a host and port."""
        ...

    async def connect_unix_socket(
        self, *place: object, **options: object
    ) -> AsyncNetworkStream:
        """Connect to a socket's path."""
        ...

    async def sleep(self, seconds: float) -> None:
        """Pause."""
        ...


class _Backend:
    """What opens connections, each of which closes with its handshake."""

    def __init__(self, backend: AsyncNetworkBackend) -> None:
        self._backend = backend

    async def connect_tcp(self, *place: object, **options: object) -> object:
        return _closing(await self._backend.connect_tcp(*place, **options))

    async def connect_unix_socket(self, *place: object, **options: object) -> object:
        return _closing(await self._backend.connect_unix_socket(*place, **options))

    async def sleep(self, seconds: float) -> None:
        await self._backend.sleep(seconds)


def _closing(stream: AsyncNetworkStream) -> object:
    """Let a connection close if it is cancelled amid its handshake."""
    start = stream.start_tls

    async def start_tls(*context: object, **options: object) -> object:
        try:
            return await start(*context, **options)
        except BaseException:
            with anyio.CancelScope(shield=True):
                await stream.aclose()
            raise

    vars(stream)["start_tls"] = start_tls
    return stream


def watch_pool(pool: object) -> None:
    """Let the connections that a pool opens from now on close with their handshakes."""
    members = vars(pool)  # the HTTP libraries have no public way
    if not isinstance(members["_network_backend"], _Backend):
        members["_network_backend"] = _Backend(members["_network_backend"])
