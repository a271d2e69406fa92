"""Running the server: in a thread for tests and demos, or in front for the command."""

from __future__ import annotations

import os
import socket
import threading
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Final

import uvicorn
from starlette.types import ASGIApp
from typing_extensions import override
from uvicorn.config import LifespanType

from mistyped.server.application import app
from mistyped.server.hosts import LoopbackOnly, is_loopback
from mistyped.server.inspector.application import Inspector
from mistyped.server.recorder import RecordedRequest

# An answer takes milliseconds; a stream that nobody reads must not hold up the end.
_GRACE: Final = 2


@dataclass(frozen=True, slots=True)
class RunningServer:
    """A server that is up.

    Attributes:
        origin: Where it listens, `http://127.0.0.1:54321`; the base for `mistralai`.
        requests: Every request so far, in the order of arrival.
    """

    origin: str
    requests: list[RecordedRequest] = field(default_factory=list[RecordedRequest])

    @property
    def url(self) -> str:
        """The base URL of the API, `http://127.0.0.1:54321/v1`."""
        return f"{self.origin}/v1"


@contextmanager
def running(
    host: str = "127.0.0.1", port: int = 0
) -> Generator[RunningServer, None, None]:
    """Run the server in a thread for the length of a `with` block.

    Args:
        host: The address to listen on.
        port: The port; 0 takes a free one.

    Yields:
        The server, ready for requests.

    Raises:
        OSError: The address is taken, or is none of this machine's.
    """
    requests: list[RecordedRequest] = []
    with in_background(_guarded(app(requests), host), host, port) as origin:
        yield RunningServer(origin, requests)


def serve(
    host: str = "127.0.0.1",
    port: int = 8000,
    *,
    announce: Callable[[str], None] | None = None,
) -> None:
    """Run the server in front until it is interrupted, logging each request.

    Args:
        host: The address to listen on.
        port: The port; 0 takes a free one.
        announce: Is called with the server's origin once the port is taken.

    Raises:
        OSError: The address is taken, or is none of this machine's.
    """
    inspector = Inspector(_guarded(app(), host), "Local server")
    config = uvicorn.Config(inspector, lifespan="off")
    in_front(config, host, port, announce, inspector.close)


@contextmanager
def in_background(
    application: ASGIApp, host: str, port: int, *, lifespan: LifespanType = "off"
) -> Generator[str, None, None]:
    """Run an application in a thread for the length of a `with` block.

    Args:
        application: What to run.
        host: The address to listen on.
        port: The port; 0 takes a free one.
        lifespan: `on` if it wants to know when it starts and ends.

    Yields:
        Where it listens, ready for requests.

    Raises:
        OSError: The address is taken, or is none of this machine's.
    """
    with _listening(host, port) as listener:
        config = uvicorn.Config(
            application,
            lifespan=lifespan,
            log_config=None,
            access_log=False,
            timeout_graceful_shutdown=_GRACE,
        )
        with _in_thread(_Server(config), listener):
            yield _origin(host, listener.getsockname()[1])


def in_front(
    config: uvicorn.Config,
    host: str,
    port: int,
    announce: Callable[[str], None] | None = None,
    ending: Callable[[], None] | None = None,
) -> None:
    """Run an application until it is interrupted.

    Args:
        config: The application, and how it is run.
        host: The address to listen on.
        port: The port; 0 takes a free one.
        announce: Is called with the application's origin once the port is taken.
        ending: Is called once it ends, before what is being answered is waited for.

    Raises:
        OSError: The address is taken, or is none of this machine's.
    """
    with _listening(host, port) as listener:
        if announce is not None:
            announce(_origin(host, listener.getsockname()[1]))
        _FrontServer(config, ending).run([listener])


def _guarded(application: ASGIApp, host: str) -> ASGIApp:
    """Return an application that answers as the address where it listens demands."""
    return LoopbackOnly(application) if is_loopback(host) else application


class _FrontServer(uvicorn.Server):
    """A uvicorn server that says that it ends while answers may still go on."""

    def __init__(
        self, config: uvicorn.Config, ending: Callable[[], None] | None
    ) -> None:
        super().__init__(config)
        self._ending = ending

    @override
    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        if self._ending is not None:
            self._ending()
        await super().shutdown(sockets)


class _Server(uvicorn.Server):
    """A uvicorn server that tells another thread when it is up, or never will be."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.settled = threading.Event()

    @override
    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.settled.set()

    def run_in_thread(self, listener: socket.socket) -> None:
        try:
            self.run([listener])
        finally:
            self.settled.set()


@contextmanager
def _in_thread(server: _Server, listener: socket.socket) -> Generator[None, None, None]:
    thread = threading.Thread(
        target=server.run_in_thread, args=(listener,), name="mistyped serve"
    )
    thread.start()
    try:
        server.settled.wait()
        if not server.started:
            msg = "the local server did not start; its log says why"
            raise RuntimeError(msg)
        yield
    finally:
        server.should_exit = True
        thread.join()


def _listening(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # With the protocol named, asyncio switches Nagle's algorithm off, which would hold
    # every answer back for 40 ms; `socket.create_server` leaves it unnamed.
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        if os.name == "posix":  # elsewhere it would let two servers share a port
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
        listener.listen()
    except OSError:
        listener.close()
        raise
    return listener


def _origin(host: str, port: int) -> str:
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
