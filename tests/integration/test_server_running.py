"""Starting, watching and stopping the server."""

from __future__ import annotations

import asyncio
import importlib
import socket
import sys
import threading
from typing import Any

import httpx2
import openai
import pytest
import uvicorn

import mistyped.server
from mistyped._generated.operations import OPERATIONS
from mistyped.server import RecordedRequest, RunningServer, app, errors, running, serve
from mistyped.server.call import Call
from mistyped.server.routes import handlers

AUTH = {"Authorization": "Bearer any"}
BODY = {"model": "mistral-small-latest", "messages": [{"role": "user", "content": "x"}]}


def post(server: RunningServer, **options: Any) -> httpx2.Response:
    """Post a chat request."""
    return httpx2.post(f"{server.url}/chat/completions", headers=AUTH, **options)


def test_exports_are_complete() -> None:
    """The package offers what its `__all__` lists, in order."""
    assert mistyped.server.__all__ == sorted(mistyped.server.__all__)
    assert all(hasattr(mistyped.server, name) for name in mistyped.server.__all__)


def test_url_is_the_base_of_the_api() -> None:
    """The URL is loopback with the port and ends in `/v1`."""
    with running() as server:
        port = server.origin.rpartition(":")[2]
        assert server.url == f"http://127.0.0.1:{port}/v1"
        assert post(server, json=BODY).status_code == 200


def test_requests_are_recorded_in_order() -> None:
    """Every request is on record with its body, refused and unreadable ones too."""
    with running() as server:
        post(server, json=BODY)
        post(server, content=b"\xff")
        httpx2.get(f"{server.url}/nothing")
        seen = [(each.method, each.path, each.body) for each in server.requests]
    path = "/v1/chat/completions"
    assert seen == [
        ("POST", path, BODY),
        ("POST", path, None),
        ("GET", "/v1/nothing", None),
    ]


def test_large_body_is_recorded_whole() -> None:
    """A body that arrives in many parts is on record, and answered, as one."""
    message = {"role": "user", "content": "ab " * 300_000}
    roomy = {"model": "mistral-large-4-0", "messages": [message], "max_tokens": 5}
    with running() as server:
        response = post(server, json=BODY | roomy)
        assert response.status_code == 200
        assert server.requests[0].body == BODY | roomy


def test_port_is_free_afterwards() -> None:
    """Leaving the block closes the port and ends the thread."""
    before = threading.enumerate()
    with running() as server:
        port = int(server.origin.rpartition(":")[2])
        httpx2.post(f"{server.url}/chat/completions")
        assert len(threading.enumerate()) > len(before)
    assert not {*threading.enumerate()} - {*before}
    with running(port=port) as again:
        assert again.origin == server.origin


def test_block_ends_though_a_stream_is_open() -> None:
    """A client that does not read its stream does not keep the server up."""
    body = BODY | {"stream": True, "n": 50}
    client = httpx2.Client()
    with running() as server:
        request = client.build_request(
            "POST", f"{server.url}/chat/completions", headers=AUTH, json=body
        )
        response = client.send(request, stream=True)
        assert response.status_code == 200
    response.close()
    client.close()


def test_two_servers_side_by_side() -> None:
    """Servers are independent of each other."""
    with running() as one, running() as two:
        post(one, json=BODY)
        assert (len(one.requests), len(two.requests)) == (1, 0)


def test_ipv6_loopback() -> None:
    """An IPv6 address is put in brackets in the URL."""
    try:
        socket.create_server(("::1", 0), family=socket.AF_INET6).close()
    except OSError:
        pytest.skip("no IPv6 on this machine")
    with running("::1") as server:
        assert server.origin.startswith("http://[::1]:")
        assert post(server, json=BODY).status_code == 200


def test_taken_port_is_an_error() -> None:
    """A port that is taken raises at once instead of waiting."""
    with running() as server, pytest.raises(OSError, match="in use"):
        running(port=int(server.origin.rpartition(":")[2])).__enter__()


def test_failed_start_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    """A server that does not come up raises instead of being waited for."""
    monkeypatch.setattr(uvicorn.Server, "run", lambda *_: None)
    with pytest.raises(RuntimeError, match="did not start"), running():
        pass


def test_bug_answers_in_the_envelope(monkeypatch: pytest.MonkeyPatch) -> None:
    """A bug in an operation is an HTTP 500 as Mistral words it, with ids."""

    def broken(_: Call) -> Any:
        raise ZeroDivisionError

    monkeypatch.setitem(handlers(), "chat.completions.create", broken)
    with running() as server:
        response = post(server, json=BODY)
    assert response.status_code == 500
    assert response.json() == errors.internal_error().payload
    assert response.headers["mistral-correlation-id"]


def test_another_missing_module_is_left_alone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A module that is missing for another reason is not blamed on the extra."""
    for name in [*sys.modules]:
        if name.startswith("mistyped.server"):
            monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "mistyped._check.preflight", None)
    with pytest.raises(ModuleNotFoundError, match="preflight"):
        importlib.import_module("mistyped.server")


def test_openai_sdk_takes_the_url() -> None:
    """The OpenAI SDK, which the package's own client is made of, works with the URL."""
    with running() as server, openai.OpenAI(api_key="any", base_url=server.url) as sdk:
        answer = sdk.chat.completions.create(
            model="mistral-small-latest", messages=[{"role": "user", "content": "Hé"}]
        )
    assert "Hé" in str(answer.choices[0].message.content)


def test_recording_minds_requests_only() -> None:
    """The start and end that an ASGI server announces are no requests."""
    requests: list[RecordedRequest] = []
    coming = [{"type": "lifespan.startup"}, {"type": "lifespan.shutdown"}]
    sent: list[Any] = []

    async def receive() -> Any:
        return coming.pop(0)

    async def send(message: Any) -> None:
        sent.append(message["type"])

    asyncio.run(app(requests)({"type": "lifespan", "state": {}}, receive, send))
    assert sent == ["lifespan.startup.complete", "lifespan.shutdown.complete"]
    assert not requests


def test_app_needs_no_list() -> None:
    """The application stands alone, for any ASGI server."""
    paths = {getattr(route, "path", "") for route in app().routes}
    assert paths == {*(path for _, path in OPERATIONS), "/signed/{token}"}


def test_serve_announces_where_it_listens(monkeypatch: pytest.MonkeyPatch) -> None:
    """The address is told once it is taken, with the port that was free."""
    taken: list[int] = []

    def run(_: object, sockets: list[socket.socket]) -> None:
        taken.append(sockets[0].getsockname()[1])

    monkeypatch.setattr(uvicorn.Server, "run", run)
    told: list[str] = []
    serve("127.0.0.1", 0, announce=told.append)
    assert told == [f"http://127.0.0.1:{taken[0]}"]


@pytest.mark.parametrize("missing", ["python_multipart", "starlette", "uvicorn"])
def test_missing_extra_is_named(monkeypatch: pytest.MonkeyPatch, missing: str) -> None:
    """Without the extra's packages the import says what to install."""
    for name in [*sys.modules]:
        if name.startswith("mistyped.server"):
            monkeypatch.delitem(sys.modules, name)
        elif name.partition(".")[0] == missing:
            monkeypatch.setitem(sys.modules, name, None)
    with pytest.raises(ImportError, match=r"pip install 'mistyped\[server\]'"):
        importlib.import_module("mistyped.server")
