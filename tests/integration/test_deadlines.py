"""A deadline ends a call whatever the server does: sockets, both kinds, both libraries.

Nothing here is timed: a call that did not end would hang the test. How late one may end
`nox -s faults` measures.
"""

from __future__ import annotations

import pickle
import socket
import threading
from collections.abc import Callable
from typing import Any

import httpx
import httpx2
import openai
import pytest

from faults.replies import GOOD, STREAM, event, reply
from faults.server import Exchange, Script, serving
from mistyped import AsyncMistral, Deadline, DeadlineExceededError, Mistral
from mistyped._openai.resilience import async_network, network

pytestmark = pytest.mark.anyio

SOON = 0.2
LATER = 1.5  # what a busy machine has done by then
BODY: dict[str, Any] = {
    "model": "mistral-small-latest",
    "messages": [{"role": "user", "content": "Bonjour"}],
}
EARLY = b"HTTP/1.1 100 Continue\r\n\r\n"
# The SDK takes clients of both libraries from 3.0 on.
BOTH = (httpx2, httpx) if int(openai.__version__[0]) > 2 else (httpx,)
HTTP: dict[str, Callable[[], Any]] = {
    "the client's own": lambda: None,
    **{each.__name__: each.Client for each in BOTH},
}
ASYNC_HTTP: dict[str, Callable[[], Any]] = {
    "the client's own": lambda: None,
    **{each.__name__: each.AsyncClient for each in BOTH},
}


def drips(data: bytes) -> Script:
    """Send a byte now and then, sooner than any read would time out."""
    return lambda exchange: exchange.drip(data, 0.02)


def stalls(*pieces: bytes) -> Script:
    """Send something, and then nothing."""

    def script(exchange: Exchange) -> None:
        exchange.send(*pieces)
        exchange.silence()

    return script


CHUNKED = b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n"
SLOW: dict[str, Script] = {
    "silence": stalls(),
    "a head that drips": drips(reply(GOOD)),
    "a body that drips": lambda e: (e.send(reply(GOOD)[:90]), e.drip(GOOD, 0.02))[1],
    "a chunk size that drips": lambda e: (e.send(CHUNKED), e.drip(b"0" * 999, 0.02))[1],
    "100 without end": lambda e: e.drip(EARLY * 9999, 0.001, len(EARLY)),
    "half a body": stalls(reply(GOOD)[:-20]),
    "an error that drips": lambda e: e.drip(
        reply(GOOD, "500 No", "application/json"), 0.02
    ),
}


@pytest.mark.parametrize("library", HTTP)
@pytest.mark.parametrize("name", SLOW)
def test_a_call_ends(name: str, library: str) -> None:
    """Every phase of an answer may be slow; nothing is tried again afterwards."""
    with serving(SLOW[name]) as server:
        client = Mistral(
            api_key="k",
            base_url=server.url,
            deadline=SOON,
            http_client=HTTP[library](),
        )
        with client, pytest.raises(DeadlineExceededError) as caught:
            client.chat.completions.create(**BODY)
    assert caught.value.deadline == SOON
    assert caught.value.seconds >= SOON * 0.9
    assert caught.value.waits_for == "the answer"
    assert server.attempts <= caught.value.attempts == 1


@pytest.mark.parametrize("library", ASYNC_HTTP)
@pytest.mark.parametrize("name", SLOW)
async def test_an_asynchronous_call_ends(name: str, library: str) -> None:
    """The same with tasks."""
    with serving(SLOW[name]) as server:
        client = AsyncMistral(
            api_key="k",
            base_url=server.url,
            deadline=SOON,
            http_client=ASYNC_HTTP[library](),
        )
        async with client:
            with pytest.raises(DeadlineExceededError):
                await client.chat.completions.create(**BODY)
    assert server.attempts <= 1


def test_what_had_come_is_kept() -> None:
    """And survives a process, as every error does."""
    with serving(SLOW["half a body"]) as server:
        client = Mistral(api_key="k", base_url=server.url, deadline=LATER)
        with client, pytest.raises(DeadlineExceededError, match="bytes had") as caught:
            client.chat.completions.create(**BODY)
    assert caught.value.received == GOOD[:-20]
    assert isinstance(caught.value, openai.APITimeoutError)
    copied = pickle.loads(pickle.dumps(caught.value))
    assert (str(copied), copied.received) == (str(caught.value), GOOD[:-20])
    assert "Bonjour" not in repr(vars(copied))


def test_a_plain_client_may_have_one_for_a_call() -> None:
    """Also on a connection that was opened before."""
    alive = f"HTTP/1.1 200 OK\r\ncontent-length: {len(GOOD)}\r\n\r\n".encode()

    def script(exchange: Exchange) -> None:
        exchange.send(alive + GOOD)
        exchange.connection.recv(1 << 16)
        exchange.drip(alive + GOOD, 0.02)

    with (
        serving(script) as server,
        Mistral(api_key="k", base_url=server.url) as client,
    ):
        assert client.chat.completions.create(**BODY)
        with pytest.raises(DeadlineExceededError):
            client.chat.completions.create(**BODY, deadline=SOON)
    assert server.attempts == 1  # the connection is the same


def test_retries_are_within_the_deadline() -> None:
    """The attempts and their pauses count together."""
    with serving(SLOW["silence"]) as server:
        client = Mistral(
            api_key="k", base_url=server.url, deadline=3, timeout=0.1, max_retries=99
        )
        with client, pytest.raises(DeadlineExceededError) as caught:
            client.chat.completions.create(**BODY)
    assert server.attempts > 1
    assert caught.value.last_failure.startswith("ReadTimeout")


STREAMS: dict[str, tuple[Script, str, str]] = {
    "no event": (stalls(STREAM), "", "the first event"),
    "comments alone": (
        lambda e: (e.send(STREAM), e.drip(b": ping\n\n" * 999, 0.01, 8))[1],
        "",
        "the first event",
    ),
    "one event": (stalls(STREAM, event("Sa")), "Sa", "the next event"),
    "comments after one": (
        lambda e: (e.send(STREAM, event("Sa")), e.drip(b": ping\n\n" * 999, 0.01, 8))[
            1
        ],
        "Sa",
        "the next event",
    ),
}


@pytest.mark.parametrize("name", STREAMS)
async def test_a_stream_ends(name: str) -> None:
    """It is waited for its first event, and for each event after another."""
    script, text, waits_for = STREAMS[name]
    first = LATER * 9 if text else SOON
    bounds = Deadline(first_event=first, between_events=SOON)
    options: Any = {"api_key": "k", "deadline": bounds}
    seen: list[str] = []

    def read(client: Mistral) -> None:
        for each in client.chat.completions.create(**BODY, stream=True):
            seen.append(str(each.choices[0].delta.content))  # noqa: PERF401

    async def read_async(client: AsyncMistral) -> None:
        async for each in await client.chat.completions.create(**BODY, stream=True):
            seen.append(str(each.choices[0].delta.content))  # noqa: PERF401

    with serving(script) as server:
        with Mistral(base_url=server.url, **options) as client:  # noqa: SIM117
            with pytest.raises(DeadlineExceededError, match=waits_for):
                read(client)
        assert "".join(seen) == text
        seen.clear()
        async with AsyncMistral(base_url=server.url, **options) as other:
            with pytest.raises(DeadlineExceededError, match=waits_for):
                await read_async(other)
        assert "".join(seen) == text


async def test_a_healthy_stream_is_never_cut() -> None:
    """However long it goes on, and however long its reader takes for an event."""
    words = 8

    def script(exchange: Exchange) -> None:
        exchange.send(STREAM)
        for count in range(words):
            exchange.send(event(str(count)))
            exchange.closing.wait(LATER / 6)
        exchange.send(event("", "stop") + b"data: [DONE]\n\n")

    wait = threading.Event().wait
    with serving(script) as server:
        with Mistral(api_key="k", base_url=server.url, deadline=LATER) as client:
            stream = client.chat.completions.create(**BODY, stream=True)
            for count, _ in enumerate(stream):
                if count == 2:
                    wait(LATER * 1.1)
        assert count == words
        async with AsyncMistral(
            api_key="k", base_url=server.url, deadline=LATER
        ) as other:
            chunks = await other.chat.completions.create(**BODY, stream=True)
            assert len([each async for each in chunks]) == words + 1


def test_each_bound_is_one_of_its_own() -> None:
    """A `Deadline` may bound the first event alone, and calls not at all."""
    first = Deadline(first_event=SOON)
    with serving(STREAMS["no event"][0]) as server:
        client = Mistral(api_key="k", base_url=server.url, deadline=first)
        with client, pytest.raises(DeadlineExceededError, match="first event"):
            list(client.chat.completions.create(**BODY, stream=True))


def test_a_server_that_takes_nothing() -> None:
    """What is sent is bounded as what is read."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1)
        url = f"http://127.0.0.1:{listener.getsockname()[1]}/v1"
        client = Mistral(api_key="k", base_url=url, deadline=SOON)
        large: Any = {
            **BODY,
            "messages": [{"role": "user", "content": "x" * 30_000_000}],
        }
        with client, pytest.raises(DeadlineExceededError):
            client.chat.completions.create(**large)


@pytest.mark.parametrize("scheme", ["http", "https"])
async def test_a_server_that_never_speaks(scheme: str) -> None:
    """Neither a handshake nor an answer is waited for longer."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        url = f"{scheme}://127.0.0.1:{listener.getsockname()[1]}/v1"
        client = Mistral(api_key="k", base_url=url, deadline=SOON)
        with client, pytest.raises(DeadlineExceededError):
            client.chat.completions.create(**BODY)
        async with AsyncMistral(api_key="k", base_url=url, deadline=SOON) as other:
            with pytest.raises(DeadlineExceededError):
                await other.chat.completions.create(**BODY)


def test_a_look_up_that_never_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    """The system's takes no timeout, and is left behind."""
    ended = threading.Event()
    monkeypatch.setattr(network, "getaddrinfo", lambda *_, **__: ended.wait() and [])
    client = Mistral(api_key="k", base_url="https://nowhere.invalid/v1", deadline=SOON)
    with client, pytest.raises(DeadlineExceededError):
        client.chat.completions.create(**BODY)
    ended.set()


def test_the_next_address_is_tried(monkeypatch: pytest.MonkeyPatch) -> None:
    """A host may have several, of which the first do not answer."""
    with serving(stalls(reply(GOOD))) as server:
        port = int(server.host.partition(":")[2])
        found = [(0, 0, 0, "", (each, port)) for each in ("127.1.2.3", "127.0.0.1")]
        monkeypatch.setattr(network, "getaddrinfo", lambda *_, **__: found)
        url = f"http://some.host:{port}/v1"
        with Mistral(api_key="k", base_url=url, deadline=9, allow_http=True) as client:
            assert client.chat.completions.create(**BODY).id == "c1"


@pytest.mark.parametrize("library", [httpx, httpx2])
def test_the_names_that_a_connection_is_watched_by(library: Any) -> None:
    """The HTTP libraries have no public way, so that a new version may move them."""
    for kind, module in (
        (library.Client, network),
        (library.AsyncClient, async_network),
    ):
        (pool,) = set(network.pools(kind()))
        for _ in range(2):
            module.watch_pool(pool)
        backend: Any = pool._network_backend
        assert type(backend).__module__ == module.__name__
        assert type(backend._backend).__module__ != module.__name__
