"""The gateway between plain OpenAI clients and the strict local server."""

from __future__ import annotations

import asyncio
import gzip
import json
import logging
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import httpx2
import openai
import pytest

from mistyped import gateway
from mistyped.guard import CHANGES
from mistyped.server import RunningServer
from mistyped.server.runtime import in_background
from tests.unit.support import CHUNKS, MODEL, USER, completion

KEY = "a-key-of-somebody"
WAIT = 60
FOREIGN: dict[str, Any] = {
    "model": MODEL,
    "messages": [{"role": "developer", "content": "x"}, USER],
    "seed": 1,
}


@pytest.fixture
def through(server: RunningServer) -> Iterator[Callable[..., Any]]:
    """Make plain OpenAI clients that speak to a gateway."""
    with ExitStack() as stack:

        def make(upstream: str = server.url, **options: Any) -> Any:
            origin = stack.enter_context(gateway.running(upstream, **options))
            client = openai.OpenAI(
                api_key=KEY, base_url=f"{origin}/v1", max_retries=0, timeout=WAIT
            )
            return stack.enter_context(client)

        yield make


def test_a_program_for_openai_runs(
    through: Callable[..., Any], server: RunningServer
) -> None:
    """Its request arrives, made Mistral's; the changes are in a header."""
    raw = through().chat.completions.with_raw_response.create(**FOREIGN)
    assert "Bonjour" in raw.parse().choices[0].message.content
    assert {"seed [chat.seed]", "messages[0].role [chat.developer-message]"} == set(
        raw.headers[CHANGES].split(", ")
    )
    assert json.loads(server.requests[-1].raw)["random_seed"] == 1


def test_what_cannot_be_converted_is_refused(
    through: Callable[..., Any], server: RunningServer
) -> None:
    """With the place and the way out, and nothing is sent."""
    before = len(server.requests)
    with pytest.raises(openai.UnprocessableEntityError, match="adapt-lossy"):
        through().chat.completions.create(**FOREIGN, verbosity="low")
    with pytest.raises(openai.UnprocessableEntityError, match="use random_seed"):
        through(compat="strict").chat.completions.create(**FOREIGN)
    assert len(server.requests) == before
    assert through(compat="adapt-lossy").chat.completions.create(
        **FOREIGN, verbosity="low"
    )


def test_all_of_the_api_passes(through: Callable[..., Any]) -> None:
    """Queries, forms, files, vectors, the Responses API, and streams of it."""
    client = through()
    assert MODEL in {each.id for each in client.models.list()}
    kept = client.files.create(file=("a.jsonl", b"{}\n"), purpose="batch")
    assert client.files.content(kept.id).read() == b"{}\n"
    assert client.get("/files", cast_to=object, options={"params": {"page_size": 1}})
    vectors = client.embeddings.create(model="mistral-embed", input=["a", "b"])
    assert [len(each.embedding) for each in vectors.data] == [1024, 1024]
    assert client.responses.create(model=MODEL, input="Bonjour").output_text
    with client.responses.stream(model=MODEL, input="Bonjour") as stream:
        assert stream.get_final_response().output_text
    with pytest.raises(openai.NotFoundError):
        client.models.retrieve("no-such-model")


def upstream_of(
    *parts: bytes | threading.Event, kind: str = "application/json", **headers: str
) -> Any:
    """Make a server of one answer, which waits where an event stands."""

    async def application(_: Any, receive: Any, send: Any) -> None:
        await receive()
        named = {"content-type": kind, **headers}
        raw = [(k.replace("_", "-").encode(), v.encode()) for k, v in named.items()]
        await send({"type": "http.response.start", "status": 200, "headers": raw})
        for each in parts:
            if isinstance(each, bytes):
                body = {"body": each, "more_body": True}
                await send({"type": "http.response.body", **body})
            else:
                await asyncio.to_thread(each.wait, WAIT)
        await send({"type": "http.response.body", "body": b""})

    return application


@pytest.mark.parametrize("asked", [{}, {"seed": 1}], ids=["as it is", "adapted"])
def test_a_stream_is_passed_on_as_it_comes(
    through: Callable[..., Any], asked: dict[str, Any]
) -> None:
    """The first chunk is there before the second was sent."""
    first, *rest = [f"data: {json.dumps(each)}\n\n".encode() for each in CHUNKS]
    seen = threading.Event()
    sent = upstream_of(
        first, seen, *rest, b"data: [DONE]\n\n", kind="text/event-stream"
    )
    with in_background(sent, "127.0.0.1", 0) as origin:
        client = through(f"{origin}/v1", compat="adapt" if asked else "strict")
        stream = client.chat.completions.create(
            model=MODEL, messages=[USER], stream=True, **asked
        )
        next(iter(stream))
        seen.set()
        assert len(list(stream)) == len(rest)


def test_a_compressed_answer_passes(through: Callable[..., Any]) -> None:
    """Whether anything was done about it or not."""
    content = gzip.compress(json.dumps(completion("Salut")).encode())
    sent = upstream_of(content, content_encoding="gzip")
    with in_background(sent, "127.0.0.1", 0) as origin:
        for compat in ("strict", "adapt"):
            client = through(f"{origin}/v1", compat=compat)
            answer = client.chat.completions.create(model=MODEL, messages=[USER])
            assert answer.choices[0].message.content == "Salut"


def test_the_key_passes_through(through: Callable[..., Any]) -> None:
    """As do other headers; of the connection nothing is passed on."""
    got: dict[bytes, bytes] = {}
    content = json.dumps(completion("Salut")).encode()

    async def sent(scope: Any, receive: Any, send: Any) -> None:
        got.update(scope["headers"])
        await upstream_of(content)(scope, receive, send)

    with in_background(sent, "127.0.0.1", 0) as origin:
        client = through(f"{origin}/v1")
        client.chat.completions.create(**FOREIGN, extra_headers={"x-of-ours": "1"})
    assert got[b"authorization"] == f"Bearer {KEY}".encode()
    assert got[b"x-of-ours"] == b"1"
    assert got[b"host"].decode() in origin


def test_an_upstream_that_is_not_there_is_named(through: Callable[..., Any]) -> None:
    """As an error that every client prints."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    client = through(f"http://127.0.0.1:{port}/v1")
    with pytest.raises(openai.InternalServerError, match=f"no answer .*{port}") as got:
        client.chat.completions.create(model=MODEL, messages=[USER])
    assert got.value.status_code == 502


def test_no_key_is_logged(
    through: Callable[..., Any], caplog: pytest.LogCaptureFixture
) -> None:
    """Nor what was said: requests by their paths, changes by path and rule."""
    caplog.set_level(logging.INFO)
    client = through()
    client.chat.completions.create(**FOREIGN, extra_query={"key": KEY})
    ours = [each for each in caplog.records if each.name.startswith("mistyped")]
    told = "\n".join(each.getMessage() for each in ours)
    assert "POST /v1/chat/completions: 200" in told
    assert "seed: it is now random_seed [chat.seed]" in told
    assert KEY not in told
    assert "Bonjour" not in told


def test_a_page_of_another_host_gets_no_answer(server: RunningServer) -> None:
    """On loopback only its names are answered; a host that was asked for, always."""
    asked = {"host": "rebound.example"}
    before = len(server.requests)
    with gateway.running(server.url) as origin:
        answer = httpx2.get(f"{origin}/v1/models", headers=asked)
        assert (answer.status_code, len(server.requests)) == (403, before)
        assert httpx2.get(f"{origin}/v1/models").status_code != 403
    with gateway.running(server.url, host="0.0.0.0") as origin:
        port = origin.rpartition(":")[2]
        url = f"http://127.0.0.1:{port}/v1/models"
        assert httpx2.get(url, headers=asked).status_code != 403


@pytest.mark.parametrize("mode", [{"compat": "loose"}, {"responses": "none"}])
def test_a_mode_that_is_none_is_an_error(mode: dict[str, Any]) -> None:
    """At once, and not with the first request."""
    with pytest.raises(ValueError, match="use '"):
        gateway.Gateway("http://127.0.0.1:1/v1", **mode)


@pytest.mark.skipif(os.name != "posix", reason="signals are POSIX's")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_the_command_runs_until_it_is_told_to_end(
    server: RunningServer, number: signal.Signals
) -> None:
    """It says where it is, logs what it changes and no key, and ends with 0."""
    command = (sys.executable, "-m", "mistyped", "gateway", "--port", "0")
    with subprocess.Popen(
        [*command, "--upstream", server.url],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as process:
        assert process.stdout is not None
        told = process.stdout.readline()
        url = told.split()[-1]
        with openai.OpenAI(api_key=KEY, base_url=url, timeout=WAIT) as client:
            client.chat.completions.create(**FOREIGN)
        process.send_signal(number)
        rest, _ = process.communicate(timeout=WAIT)
    assert process.returncode == 0
    assert f"A gateway to {server.url}: " in told
    assert "seed: it is now random_seed [chat.seed]" in rest
    assert KEY not in rest
    assert "Traceback" not in rest
