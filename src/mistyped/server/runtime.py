"""Running the server: in a thread for tests and demos, or in front for the command."""

from __future__ import annotations

import asyncio
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
from mistyped.server.hosts import bound_to
from mistyped.server.inspector.application import Inspector
from mistyped.server.log_lines import LogFormat, logging_to_stdout
from mistyped.server.recorder import RecordedRequest
from mistyped.server.scripting.delivery import WithTransport
from mistyped.server.scripting.gates import Gate
from mistyped.server.scripting.script import Script
from mistyped.server.scripting.stage import Stage

# An answer takes milliseconds; a stream that nobody reads must not hold up the end.
_GRACE: Final = 2
_ROUNDS: Final = 8
_TICK: Final = (
    0.1  # after which uvicorn writes the date of its answers anew, if need be
)


@dataclass(frozen=True, slots=True)
class RunningServer(Stage):
    """A server that is up.

    Attributes:
        origin: Where it listens, `http://127.0.0.1:54321`; the base for `mistralai`.
        requests: Every request so far, in the order of arrival.
        script: What it was told; `reply`, `on` and `moves` write it.
    """

    origin: str
    requests: list[RecordedRequest] = field(default_factory=list[RecordedRequest])
    script: Script = field(default_factory=Script)

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
    script = Script()
    application = bound_to(WithTransport(app(requests, script)), host)
    with in_background(application, host, port) as origin:
        try:
            yield RunningServer(origin, requests, script)
        finally:
            script.ended.open()


def serve(
    host: str = "127.0.0.1",
    port: int = 8000,
    *,
    announce: Callable[[str], None] | None = None,
    log: LogFormat = "text",
) -> None:
    """Run the server in front until it is interrupted, logging each request.

    Args:
        host: The address to listen on.
        port: The port; 0 takes a free one.
        announce: Is called with the server's origin once the port is taken.
        log: What a request's line on standard output is: for people, or JSON.

    Raises:
        OSError: The address is taken, or is none of this machine's.
    """
    inspector = Inspector(app(watch=logging_to_stdout(log)), "Local server")
    config = uvicorn.Config(
        bound_to(inspector, host), lifespan="off", access_log=False, log_level="warning"
    )
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
    """A uvicorn server that tells another thread when it is up, or never will be.

    It ends as soon as it is told. uvicorn itself looks ten times a second, and waits a
    tenth of one for connections; a server for each test would make a suite slow.
    """

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.settled = threading.Event()
        self._told = Gate()

    @override
    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.settled.set()

    @override
    async def main_loop(self) -> None:
        told = asyncio.ensure_future(self._told.wait())
        ticks = 0
        while not await self.on_tick(ticks):
            ticks += 1
            await asyncio.wait([told], timeout=_TICK)
        await told

    @override
    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        for server in self.servers:
            server.close()
        await _rounds()  # what was just accepted is a connection then
        state = self.server_state
        for connection in list(state.connections):
            connection.shutdown()
        if tasks := set(state.tasks):
            _, late = await asyncio.wait(tasks, timeout=_GRACE)
            for task in late:
                task.cancel()
        await _rounds()
        for connection in list(state.connections):  # whose client reads nothing
            connection.transport.abort()
        await _rounds()
        await self.lifespan.shutdown()

    def end(self) -> None:
        """End it, from another thread."""
        self.should_exit = True
        self._told.open()

    def run_in_thread(self, listener: socket.socket) -> None:
        try:
            self.run([listener])
        finally:
            self.settled.set()


async def _rounds() -> None:
    """Let the loop go round until all that is under way has happened."""
    for _ in range(_ROUNDS):
        await asyncio.sleep(0)


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
        server.end()
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
