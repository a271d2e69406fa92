"""Deadlines on a synchronous connection: each read may take what is left of the call.

The HTTP library asks for a timeout once for all reads of an answer, so that a server
that sends a byte now and then never reaches it. The timeouts of a call are `Until`:
they know the call, and the streams and backends here, which stand before those of the
HTTP library, make of them what is left at each step: look-up, connect, TLS, each write
and each read. A timeout of another call passes as it is.
"""

from __future__ import annotations

import ssl
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import partial
from ipaddress import ip_address
from socket import SOCK_STREAM, getaddrinfo
from threading import Thread
from typing import TYPE_CHECKING, Protocol, Self, TypeVar

from mistyped._openai.resilience.calls import FOREVER, Call, Timeouts

ResultT = TypeVar("ResultT")
_PIECE = 1 << 13  # bytes that a socket takes at once, if it takes any


class Until(float):
    """A timeout that ends with its call.

    Attributes:
        call: The call.
    """

    call: Call
    _base: float

    @classmethod
    def of(cls, timeout: float | None, call: Call) -> Self:
        """Return a timeout that holds within a call."""
        base = FOREVER if timeout is None else timeout
        left = call.left
        self = cls(base if left is None else max(min(base, left), 0.001))
        self._base = base
        self.call = call
        return self

    def now(self) -> float:
        """Return how long the next step may take.

        Raises:
            DeadlineExceededError: If the call is over.
        """
        if self.call.is_over:
            raise self.call.overrun()
        left = self.call.left
        return self._base if left is None else min(self._base, left)


class UntilTimeouts(Timeouts):
    """The timeouts of a request, each of which ends with the call."""

    if not TYPE_CHECKING:  # what is read stays what it was: a number, or None

        def get(self, key, default=None):
            """Return a timeout of the request that ends with the call."""
            return Until.of(super().get(key, default), self.call)


class NetworkStream(Protocol):
    """A connection, as the HTTP libraries know it."""

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """Return bytes that came; none if the other side has closed."""
        ...

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Send bytes."""
        ...

    def close(self) -> None:
        """Close it."""
        ...

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> NetworkStream:
        """Return it with TLS on it."""
        ...

    def get_extra_info(self, info: str) -> object:
        """Return what is known of it."""
        ...


class NetworkBackend(Protocol):
    """What opens connections, as the HTTP libraries know it."""

    def connect_tcp(self, **options: object) -> NetworkStream:
        """Connect to a host and port."""
        ...

    def connect_unix_socket(self, **options: object) -> NetworkStream:
        """Connect to a socket's path."""
        ...

    def sleep(self, seconds: float) -> None:
        """Pause."""
        ...


class _Stream:
    """A connection whose steps end with the call that asks for them."""

    def __init__(self, stream: NetworkStream) -> None:
        self._stream = stream

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return _within(timeout, lambda left: self._stream.read(max_bytes, left))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        if not isinstance(timeout, Until):
            self._stream.write(buffer, timeout)
            return
        for start in range(0, len(buffer), _PIECE):
            piece = buffer[start : start + _PIECE]
            _within(timeout, partial(self._stream.write, piece))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> NetworkStream:
        def start(left: float | None) -> NetworkStream:
            return self._stream.start_tls(ssl_context, server_hostname, left)

        return _Stream(_within(timeout, start))

    def get_extra_info(self, info: str) -> object:
        return self._stream.get_extra_info(info)


class _Backend:
    """What opens connections; each of them ends with the call that asks for it."""

    def __init__(self, backend: NetworkBackend) -> None:
        self.is_settled = False
        self._backend = backend

    def connect_tcp(
        self, host: str, port: int, timeout: float | None = None, **options: object
    ) -> NetworkStream:
        def connect(address: str, seconds: float | None) -> NetworkStream:
            return self._backend.connect_tcp(
                host=address, port=port, timeout=seconds, **options
            )

        if not isinstance(timeout, Until):
            return _Stream(connect(host, timeout))
        addresses = _addresses(host, port, timeout) or [host]
        for index, address in enumerate(addresses[:-1]):
            share = timeout.now() / (len(addresses) - index)
            try:
                return _Stream(connect(address, share))
            except Exception:  # noqa: BLE001, S112 - the next address may answer
                continue
        return _Stream(_within(timeout, lambda left: connect(addresses[-1], left)))

    def connect_unix_socket(
        self, path: str, timeout: float | None = None, **options: object
    ) -> NetworkStream:
        def connect(left: float | None) -> NetworkStream:
            return self._backend.connect_unix_socket(path=path, timeout=left, **options)

        return _Stream(_within(timeout, connect))

    def sleep(self, seconds: float) -> None:
        self._backend.sleep(seconds)


def _within(timeout: float | None, step: Callable[[float | None], ResultT]) -> ResultT:
    """Take a step with what is left of its call.

    Raises:
        DeadlineExceededError: If the call is over.
    """
    if not isinstance(timeout, Until):
        return step(timeout)
    left = timeout.now()
    try:
        return step(left)
    except Exception as error:
        if timeout.call.is_over:
            raise timeout.call.overrun() from error
        raise


def _addresses(host: str, port: int, timeout: Until) -> list[str]:
    """Return the addresses of a host; none if the system finds none.

    The system's look-up takes no timeout, so it is left behind where it takes too long.

    Raises:
        DeadlineExceededError: If the call is over before there is an answer.
    """
    with suppress(ValueError):
        return [str(ip_address(host))]
    found: list[str] = []

    def look_up() -> None:
        with suppress(OSError):
            answers = getaddrinfo(host, port, type=SOCK_STREAM)
            found.extend(dict.fromkeys(str(answer[4][0]) for answer in answers))

    finder = Thread(target=look_up, name="mistyped-look-up", daemon=True)
    finder.start()
    finder.join(timeout.now())
    if finder.is_alive():
        raise timeout.call.overrun()
    return found


def pools(client: object) -> Iterator[object]:
    """Yield the pools of connections of an HTTP client.

    A transport that is not the HTTP library's own has none that is known.
    """
    mounted: list[object] = list(getattr(client, "_mounts", {}).values())
    for transport in (getattr(client, "_transport", None), *mounted):
        pool = getattr(transport, "_pool", None)
        if hasattr(pool, "_network_backend"):
            yield pool


def watch_pool(pool: object) -> None:
    """Let the connections of a pool, open ones as well, end with their calls."""
    members = vars(pool)  # the HTTP libraries have no public way
    backend = members["_network_backend"]
    if not isinstance(backend, _Backend):
        backend = members["_network_backend"] = _Backend(backend)
    if not backend.is_settled:
        known: list[object] = list(members["_connections"])
        opened = [_watch(each, backend) for each in known]
        backend.is_settled = all(opened)


def _watch(connection: object, backend: _Backend) -> bool:
    """Watch a connection of a pool; return whether it has been opened."""
    inner: object = connection
    while inner is not None:
        members = vars(inner)
        stream = members.get("_network_stream")
        if stream is not None:
            if not isinstance(stream, _Stream):
                members["_network_stream"] = _Stream(stream)
            return True
        if "_network_backend" in members:
            members["_network_backend"] = backend
        inner = members.get("_connection")
    return False
