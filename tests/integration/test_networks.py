"""Proxies and certificates of one's own, over TLS on loopback."""

from __future__ import annotations

import json
import os
import socket
import socketserver
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import openai
import pytest
import trustme

from mistyped import AsyncMistral, Mistral
from tests.unit.support import HTTPX, completion

pytestmark = pytest.mark.anyio

KEY = "key-for-tests"
ASKED: Any = {
    "model": "mistral-small-latest",
    "messages": [{"role": "user", "content": "Hi"}],
}


class Api(BaseHTTPRequestHandler):
    """Answers every POST well."""

    def do_POST(self) -> None:
        """Read what was sent, and answer."""
        self.rfile.read(int(self.headers["content-length"]))
        answer = json.dumps(completion()).encode()
        self.send_response(200)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


class Tunnel(socketserver.StreamRequestHandler):
    """A proxy that tunnels, and keeps what it was told in clear."""

    seen: list[str]

    def handle(self) -> None:
        """Read the head, connect, and pass on what comes from either side."""
        head = b""
        while not head.endswith(b"\r\n\r\n"):
            head += self.rfile.readline()
        self.seen.append(head.decode())
        host, _, port = head.split()[1].decode().rpartition(":")
        with socket.create_connection((host, int(port))) as api:
            self.wfile.write(b"HTTP/1.1 200 OK\r\n\r\n")
            back = threading.Thread(target=passed, args=(api, self.connection))
            back.start()
            passed(self.connection, api)
            back.join()


def passed(source: socket.socket, target: socket.socket) -> None:
    """Pass bytes on until there are no more."""
    while data := source.recv(1 << 14):
        target.sendall(data)
    target.shutdown(socket.SHUT_WR)


@contextmanager
def served(server: socketserver.BaseServer) -> Iterator[int]:
    """Serve in a thread for the length of a `with` block, and yield the port."""
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield server.server_address[1]  # type: ignore[misc]
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> tuple[trustme.CA, Path]:
    """An authority of one's own, and its certificate as a file."""
    path = tmp_path_factory.mktemp("ca") / "ca.pem"
    ca = trustme.CA()
    ca.cert_pem.write_to_path(path)
    return ca, path


@pytest.fixture
def url(authority: tuple[trustme.CA, Path]) -> Iterator[str]:
    """Where an API listens with a certificate of that authority."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority[0].issue_cert("localhost").configure_cert(context)
    server = ThreadingHTTPServer(("127.0.0.1", 0), Api)
    server.daemon_threads = True
    server.socket = context.wrap_socket(server.socket, server_side=True)
    with served(server) as port:
        yield f"https://localhost:{port}/v1"


@pytest.fixture
def proxy() -> Iterator[tuple[str, list[str]]]:
    """Where a proxy listens, and what it was told."""
    told = type("Told", (Tunnel,), {"seen": []})
    server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), told)
    server.daemon_threads = True
    with served(server) as port:
        yield f"http://127.0.0.1:{port}", told.seen  # type: ignore[attr-defined]


@pytest.fixture(autouse=True)
def no_proxies(monkeypatch: pytest.MonkeyPatch) -> None:
    """No variable of the person who runs the tests matters."""
    for name in list(os.environ):
        if name.lower().endswith("_proxy") or name.startswith("SSL_CERT"):
            monkeypatch.delenv(name)


def said(client: Mistral) -> str | None:
    """Ask, and return the answer's text."""
    with client:
        return client.chat.completions.create(**ASKED).choices[0].message.text


def test_an_unknown_authority_is_refused(url: str) -> None:
    """The error is the SDK's, and its cause says why."""
    with pytest.raises(openai.APIConnectionError) as caught:
        said(Mistral(api_key=KEY, base_url=url, max_retries=0))
    assert "certificate verify failed" in str(caught.value.__cause__)


async def test_an_authority_of_ones_own(
    url: str, authority: tuple[trustme.CA, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    """By the variable `SSL_CERT_FILE`, or by an HTTP client; both twins."""
    context = ssl.create_default_context(cafile=authority[1])
    http = HTTPX.Client(verify=context)
    assert said(Mistral(api_key=KEY, base_url=url, http_client=http)) == "Salut"
    options: Any = {"http_client": HTTPX.AsyncClient(verify=context)}
    async with AsyncMistral(api_key=KEY, base_url=url, **options) as client:
        answer = await client.chat.completions.create(**ASKED)
    assert answer.choices[0].message.text == "Salut"
    monkeypatch.setenv("SSL_CERT_FILE", str(authority[1]))
    assert said(Mistral(api_key=KEY, base_url=url)) == "Salut"


def test_a_proxy_of_the_environment(
    url: str,
    authority: tuple[trustme.CA, Path],
    proxy: tuple[str, list[str]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """`HTTPS_PROXY` is used, `NO_PROXY` spares hosts, and the proxy sees no key."""
    monkeypatch.setenv("SSL_CERT_FILE", str(authority[1]))
    monkeypatch.setenv("HTTPS_PROXY", proxy[0])
    monkeypatch.setenv("NO_PROXY", "localhost")
    assert said(Mistral(api_key=KEY, base_url=url)) == "Salut"
    assert proxy[1] == []
    monkeypatch.delenv("NO_PROXY")
    assert said(Mistral(api_key=KEY, base_url=url)) == "Salut"
    (told,) = proxy[1]
    assert told.startswith("CONNECT localhost:")
    assert KEY not in told


def test_a_proxy_of_the_program(
    url: str, authority: tuple[trustme.CA, Path], proxy: tuple[str, list[str]]
) -> None:
    """It is given with an HTTP client."""
    context = ssl.create_default_context(cafile=authority[1])
    http = HTTPX.Client(proxy=proxy[0], verify=context)
    assert said(Mistral(api_key=KEY, base_url=url, http_client=http)) == "Salut"
    assert len(proxy[1]) == 1
