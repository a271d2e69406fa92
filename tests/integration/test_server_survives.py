"""The local server outlives what its users send, and leaves nothing behind."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx2
import pytest

from mistyped.server import RunningServer, running

AUTH = {"authorization": "Bearer any"}
WAIT = 60
ENDING = [signal.SIGINT, signal.SIGTERM]
if signal.getsignal(signal.SIGHUP) != signal.SIG_IGN:  # as nohup has it, to be kept
    ENDING.append(signal.SIGHUP)


@pytest.fixture(scope="module")
def server() -> Iterator[RunningServer]:
    """A server of this module's own."""
    with running() as up:
        yield up


@pytest.fixture(scope="module")
def http(server: RunningServer) -> Iterator[httpx2.Client]:
    """A client without opinions."""
    with httpx2.Client(base_url=server.origin, headers=AUTH, timeout=WAIT) as up:
        yield up


def chat(text: str = "Call the tool f.", **more: Any) -> dict[str, Any]:
    """Return a chat request."""
    messages = [{"role": "user", "content": text}]
    return {"model": "mistral-small-latest", "messages": messages, **more}


def answered(http: httpx2.Client, asked: dict[str, Any]) -> httpx2.Response:
    """Ask for a chat completion."""
    return http.post("/v1/chat/completions", json=asked)


@pytest.mark.parametrize(
    "asked",
    [chat(n=10**9), chat(n=129), chat("word " * 20_000, n=128)],
    ids=["a billion", "one too many", "long ones"],
)
def test_more_choices_than_anybody_waits_for(asked: Any, http: httpx2.Client) -> None:
    """It is a 400 that says how many, and no end of work."""
    answer = answered(http, asked)
    assert answer.status_code == 400
    assert "the local server" in answer.json()["message"]


PATTERNS = (
    "^(a+)+$",
    "(a|aa)+b",
    "(x+x+)+y",
    "^(([a-z])+.)+[A-Z]([a-z])+$",
    "a{10000}{10000}",
    "((a{0,100}){0,100}){0,100}b",
    "(?=(a+)+$)b",
    r"(a+)\1+$",
    "(" * 3_000 + "a" + ")" * 3_000,
)


@pytest.mark.parametrize("pattern", PATTERNS, ids=[each[:20] for each in PATTERNS])
def test_no_pattern_stalls_it(pattern: str, http: httpx2.Client) -> None:
    """Patterns are for an engine whose work is linear, or bounded."""
    text = {"type": "string", "pattern": pattern, "minLength": 40}
    schema = {"type": "object", "properties": {"a": text}, "required": ["a"]}
    function = {"name": "f", "parameters": schema}
    tools = [{"type": "function", "function": function}]
    assert answered(http, chat(tools=tools, tool_choice="any")).status_code < 500
    wanted = {"type": "json_schema", "json_schema": {"name": "x", "schema": schema}}
    assert answered(http, chat(response_format=wanted)).status_code < 500


@pytest.mark.parametrize("value", ["xx", "99999-01-01", "²", "9" * 5_000, "\0", ""])
@pytest.mark.parametrize(
    "asked",
    ["batch/jobs?created_after", "batch/jobs?page", "files?page", "agents?page_size"],
)
def test_no_query_breaks_it(asked: str, value: str, http: httpx2.Client) -> None:
    """What is no time or number is a 422, or counts as none."""
    path, _, name = asked.partition("?")
    answer = http.get(f"/v1/{path}", params={name: value})
    assert answer.status_code < 500, answer.text


LINES = (b"[" * 100_000, b'{"body":' * 90_000 + b"1" + b"}" * 90_000, b"9" * 5_000)


@pytest.mark.parametrize("line", LINES, ids=["unclosed", "deep", "digits"])
def test_no_line_of_a_batch_breaks_it(line: bytes, http: httpx2.Client) -> None:
    """It fails alone; the job comes to its end."""
    good = (
        b'{"custom_id": "g", "body": {"messages": [{"role": "user", "content": "a"}]}}'
    )
    files = {"file": ("a.jsonl", b"\n".join([line, good]))}
    kept = http.post("/v1/files", data={"purpose": "batch"}, files=files).json()
    asked = {"input_files": [kept["id"]], "endpoint": "/v1/chat/completions"}
    job = http.post("/v1/batch/jobs", json={**asked, "model": "mistral-small-latest"})
    ended = http.get(f"/v1/batch/jobs/{job.json()['id']}").json()
    assert (ended["succeeded_requests"], ended["failed_requests"]) == (1, 1)


def test_a_long_body_is_recorded_up_to_a_cap() -> None:
    """What is kept is its start, and its size is known."""
    with running() as fresh, httpx2.Client(headers=AUTH, timeout=WAIT) as http:
        files = {"file": ("a.bin", bytes(17 << 20))}
        http.post(f"{fresh.url}/files", data={"purpose": "ocr"}, files=files)
        http.post(f"{fresh.url}/nowhere", content=b"short")
    long, short = fresh.requests
    assert len(long.raw) == 16 << 20
    assert long.size > 17 << 20
    assert long.body is None
    assert (short.raw, short.size) == (b"short", 5)


def test_health_is_answered_while_it_works(http: httpx2.Client) -> None:
    """Long work does not keep the loop from taking requests."""
    worker = threading.Thread(
        target=answered, args=(http, chat("word " * 10_000, n=60))
    )
    worker.start()
    with httpx2.Client(timeout=WAIT) as other:
        assert other.get(f"{http.base_url}/v1/models").status_code == 401
    worker.join()


@pytest.mark.parametrize("stream", [False, True])
def test_it_can_be_left_while_it_works(stream: bool) -> None:
    """Leaving waits for no answer that nobody reads."""
    with running() as fresh:
        where = urlsplit(fresh.origin)
        body = json.dumps(chat("w " * 14_000, n=128, stream=stream)).encode()
        caller = socket.create_connection((where.hostname, where.port))
        caller.sendall(head(f"Content-Length: {len(body)}") + body)
    caller.close()


def head(framing: str, host: str = "127.0.0.1") -> bytes:
    """Return the head of a request for a chat completion."""
    lines = [
        "POST /v1/chat/completions HTTP/1.1",
        f"Host: {host}",
        "Authorization: Bearer any",
        framing,
    ]
    return "\r\n".join([*lines, "", ""]).encode()


BROKEN = {
    "a chunk that is none": head("Transfer-Encoding: chunked") + b"5\r\nab\r\nZZ\r\n",
    "a chunk too few": head("Transfer-Encoding: chunked") + b"2\r\nab\r\n",
    "cut": head("Content-Length: 50") + b"{}",
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_body_is_no_request(
    name: str, caplog: pytest.LogCaptureFixture
) -> None:
    """It is not recorded, and nothing is logged as an error."""
    with running() as fresh:
        where = urlsplit(fresh.origin)
        with socket.create_connection((where.hostname, where.port)) as caller:
            caller.sendall(BROKEN[name])
            caller.shutdown(socket.SHUT_WR)
            while caller.recv(1 << 12):
                pass
    assert fresh.requests == []
    assert [each for each in caplog.records if each.levelname == "ERROR"] == []


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("evil.example", 403),
        ("127.0.0.1.evil.example", 403),
        ("localhost.evil.example:80", 403),
        ("localhost", 200),
        ("LOCALHOST:1", 200),
        ("api.localhost:1", 200),
        ("127.0.0.2", 200),
        ("[::1]:80", 200),
    ],
)
def test_on_loopback_it_answers_to_no_other_name(
    host: str, status: int, http: httpx2.Client
) -> None:
    """A page that points its own name here reads nothing."""
    answer = http.get("/v1/models", headers={"host": host})
    assert answer.status_code == status


SERVE = (sys.executable, "-m", "mistyped", "serve", "--port", "0")


def started(folder: Path, *more: str) -> tuple[subprocess.Popen[str], str]:
    """Start the command with a folder for temporary files; return its address."""
    process = subprocess.Popen(
        [*SERVE, *more],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "TMPDIR": str(folder)},
    )
    assert process.stdout is not None
    return process, process.stdout.readline().split()[-1]


@pytest.mark.skipif(os.name != "posix", reason="signals are POSIX's")
@pytest.mark.parametrize("number", ENDING)
def test_a_signal_leaves_nothing_behind(number: int, tmp_path: Path) -> None:
    """Neither files nor a traceback, also while somebody is being answered."""
    process, url = started(tmp_path)
    with httpx2.Client(headers=AUTH, timeout=WAIT) as http:
        files = {"file": ("a.bin", b"abc")}
        http.post(f"{url}/files", data={"purpose": "ocr"}, files=files)
        assert list(tmp_path.iterdir())
        with http.stream("POST", f"{url}/chat/completions", json=chat(stream=True)):
            process.send_signal(number)
    _, told = process.communicate(timeout=WAIT)
    assert process.returncode == 0
    assert "Traceback" not in told
    assert list(tmp_path.iterdir()) == []


def test_other_machines_are_warned_of(tmp_path: Path) -> None:
    """Whoever opens it to the network reads so; on loopback there is nothing."""
    for host, said in (("0.0.0.0", True), ("127.0.0.1", False)):
        process, _ = started(tmp_path, "--host", host)
        process.terminate()
        _, told = process.communicate(timeout=WAIT)
        assert ("warning: whoever reaches this machine" in told) is said
