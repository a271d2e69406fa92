"""Streams over real HTTP that end too early, from either side."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import openai
import pytest

from mistyped import AsyncMistral, Mistral
from tests.unit.support import CHUNKS, HTTPX, body

pytestmark = pytest.mark.anyio

WAIT = 60
# An older OpenAI SDK lets the HTTP library's own error through.
CUT = (openai.APIConnectionError, HTTPX.RemoteProtocolError)
FRAMES = [f"data: {json.dumps(each)}\n\n".encode() for each in CHUNKS]
DONE = b"data: [DONE]\n\n"
Send = Callable[[bytes], None]


class Handler(BaseHTTPRequestHandler):
    """Answers with a stream that the server's script writes."""

    protocol_version = "HTTP/1.1"
    server: Server

    def do_POST(self) -> None:
        """Read the request and follow the script; what it leaves open is cut off."""
        self.rfile.read(int(self.headers["content-length"]))
        self.send_response(200)
        self.send_header("content-type", "text/event-stream")
        for name, value in self.server.headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.close_connection = True
        try:
            self.server.script(self.chunk if self.server.chunked else self.wfile.write)
        except OSError:
            self.server.left.set()

    def chunk(self, data: bytes) -> None:
        """Write one chunk of the transfer; an empty one ends it."""
        self.wfile.write(f"{len(data):x}\r\n".encode() + data + b"\r\n")

    def log_message(self, *_: object) -> None:
        """Say nothing."""


class Server(ThreadingHTTPServer):
    """A server that writes what a script says, and knows when the client has left."""

    def __init__(self, script: Callable[[Send], None], headers: dict[str, str]) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.script = script
        self.headers = headers
        self.chunked = "transfer-encoding" in headers
        self.left = threading.Event()

    @property
    def url(self) -> str:
        """The base URL of its API."""
        return f"http://127.0.0.1:{self.server_address[1]}/v1"


CHUNKED = {"transfer-encoding": "chunked"}
CLOSING = {"connection": "close"}
SIZED = {"content-length": "100000"}


@contextmanager
def serving(script: Callable[[Send], None], headers: Any = CHUNKED) -> Iterator[Server]:
    """Run a server for one script."""
    with Server(script, headers) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()


def write(*pieces: bytes) -> Callable[[Send], None]:
    """Return a script that writes pieces and then leaves."""

    def script(send: Send) -> None:
        for piece in pieces:
            send(piece)

    return script


def endless(send: Send) -> None:
    """Write until the client has left."""
    while True:
        send(FRAMES[0])


async def sync_texts(url: str, got: list[str], most: int) -> None:
    """Collect texts with the synchronous client."""
    with Mistral(api_key="any", base_url=url) as client:
        chunks: Any = client.chat.completions.create(**body(), stream=True)
        with chunks:
            for each in chunks:
                got.append(each.choices[0].delta.text)
                if len(got) == most:
                    return


async def async_texts(url: str, got: list[str], most: int) -> None:
    """Collect texts with the asynchronous client."""
    async with AsyncMistral(api_key="any", base_url=url) as client:
        chunks: Any = await client.chat.completions.create(**body(), stream=True)
        async with chunks:
            async for each in chunks:
                got.append(each.choices[0].delta.text)
                if len(got) == most:
                    return


BOTH = pytest.mark.parametrize(
    "texts", [sync_texts, async_texts], ids=["sync", "async"]
)


@BOTH
@pytest.mark.parametrize("headers", [CHUNKED, SIZED], ids=["chunked", "sized"])
@pytest.mark.parametrize("cut", [0, 20, -1], ids=["between", "within", "at the end"])
async def test_a_cut_is_an_error_and_loses_nothing(
    texts: Any, headers: Any, cut: int
) -> None:
    """What arrived before the connection broke is there; then the SDK's error."""
    got: list[str] = []
    with (
        serving(write(*FRAMES[:2], FRAMES[2][:cut] or b": cut\n"), headers) as server,
        pytest.raises(CUT),
    ):
        await texts(server.url, got, 99)
    assert got == ["Sa", "lut"]


@BOTH
async def test_a_cut_that_http_cannot_see_shows_in_the_event(texts: Any) -> None:
    """Where the end of the connection ends the answer, half an event is an error."""
    got: list[str] = []
    with (
        serving(write(*FRAMES[:2], FRAMES[2][:20]), CLOSING) as server,
        pytest.raises(openai.APIError, match="not JSON"),
    ):
        await texts(server.url, got, 99)
    assert got == ["Sa", "lut"]


@BOTH
async def test_an_event_in_many_pieces_is_one(texts: Any) -> None:
    """Where the network cuts the bytes is nothing to the reader."""
    got: list[str] = []
    pieces = [bytes([byte]) for byte in b"".join(FRAMES)]
    with serving(write(*pieces, DONE, b"")) as server:
        await texts(server.url, got, 99)
    assert got == ["Sa", "lut", ""]


@BOTH
async def test_leaving_early_closes_the_connection(texts: Any) -> None:
    """The server notices: it need not write to the end."""
    got: list[str] = []
    with serving(endless) as server:
        await texts(server.url, got, 3)
        assert server.left.wait(WAIT)
    assert got == ["Sa"] * 3


@BOTH
async def test_done_closes_though_the_server_goes_on(texts: Any) -> None:
    """Whatever a server writes behind `[DONE]`, the client has left."""

    def script(send: Send) -> None:
        write(*FRAMES, DONE)(send)
        endless(send)

    got: list[str] = []
    with serving(script) as server:
        await texts(server.url, got, 99)
        assert server.left.wait(WAIT)
    assert got == ["Sa", "lut", ""]


def test_events_of_a_cut_stream_end_in_the_error() -> None:
    """`.stream()` gives what arrived and then raises the same error."""
    deltas: list[str] = []
    with (
        serving(write(*FRAMES[:2])) as server,
        Mistral(api_key="any", base_url=server.url) as client,
        pytest.raises(CUT),
        client.chat.completions.stream(**body()) as events,
    ):
        deltas.extend(each.delta for each in events if each.type == "content.delta")
    assert deltas == ["Sa", "lut"]
