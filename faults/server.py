"""A server on bare sockets, which answers each request with what a script says."""

from __future__ import annotations

import re
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

_LARGEST = 1 << 16
_LENGTH = re.compile(rb"content-length: *(\d+)", re.IGNORECASE)


@dataclass(slots=True)
class Exchange:
    """One request and the socket on which it is answered.

    Attributes:
        attempt: Which request this is, from 1 on.
        target: The path that was asked for.
        received: How many bytes of a body came.
    """

    connection: socket.socket
    attempt: int
    target: str
    received: int
    host: str
    closing: threading.Event

    def send(self, *pieces: bytes) -> None:
        """Send pieces, each in a packet of its own."""
        for piece in pieces:
            self.connection.sendall(piece)

    def drip(self, data: bytes, every: float, size: int = 1) -> None:
        """Send data slowly, until the client has left."""
        for start in range(0, len(data), size):
            self.connection.sendall(data[start : start + size])
            if self.closing.wait(every):
                return

    def silence(self, seconds: float = 30.0) -> None:
        """Say nothing, and leave the connection open."""
        self.closing.wait(seconds)

    def reset(self) -> None:
        """End the connection as a crash does: the client reads a reset."""
        linger = (1).to_bytes(4, "little") + (0).to_bytes(4, "little")
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
        self.connection.close()


Script = Callable[[Exchange], None]


@dataclass(slots=True)
class FaultServer:
    """A running server: its address, and how often it was asked."""

    host: str
    attempts: int = 0
    targets: list[str] = field(default_factory=list[str])

    @property
    def url(self) -> str:
        """The base URL for a client."""
        return f"http://{self.host}/v1"


@contextmanager
def serving(script: Script) -> Iterator[FaultServer]:
    """Answer each request with a script, until the block is left."""
    closing = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as listener:
        server = FaultServer(f"127.0.0.1:{listener.getsockname()[1]}")
        accept = threading.Thread(
            target=_accept, args=(listener, server, script, closing), daemon=True
        )
        accept.start()
        try:
            yield server
        finally:
            closing.set()
            listener.shutdown(socket.SHUT_RDWR)
            accept.join()


def _accept(
    listener: socket.socket,
    server: FaultServer,
    script: Script,
    closing: threading.Event,
) -> None:
    workers: list[threading.Thread] = []
    while not closing.is_set():
        try:
            connection, _ = listener.accept()
        except OSError:
            break
        worker = threading.Thread(
            target=_answer, args=(connection, server, script, closing), daemon=True
        )
        workers.append(worker)
        worker.start()
    for worker in workers:
        worker.join()


def _answer(
    connection: socket.socket,
    server: FaultServer,
    script: Script,
    closing: threading.Event,
) -> None:
    connection.settimeout(5)
    with connection:
        try:
            head, received = _read(connection)
            if not head:
                return
            server.attempts += 1
            target = head.split(b" ", 2)[1].decode()
            server.targets.append(target)
            script(
                Exchange(
                    *(connection, server.attempts, target),
                    *(received, server.host, closing),
                )
            )
        except OSError:
            return  # the client has left


def _read(connection: socket.socket) -> tuple[bytes, int]:
    """Read one request; return its head, and how long its body was."""
    data = b""
    while b"\r\n\r\n" not in data:
        piece = connection.recv(_LARGEST)
        if not piece:
            return b"", 0
        data += piece
    head, _, body = data.partition(b"\r\n\r\n")
    if found := _LENGTH.search(head):
        length, count = int(found[1]), len(body)
        while count < length and (piece := connection.recv(_LARGEST)):
            count += len(piece)
        return head, count
    if b"chunked" in head.lower():
        while not body.endswith(b"0\r\n\r\n") and (piece := connection.recv(_LARGEST)):
            body += piece
    return head, len(body)
