"""The faults: what the server does, and what a client should make of it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from faults.replies import (
    ANSWER,
    CHUNKED,
    DONE,
    EVENTS,
    GOOD,
    STREAM,
    chunked,
    event,
    failing,
    head,
    reply,
    zipped,
)
from faults.server import Exchange, Script

DEADLINE = 1.0
"""Seconds that a call has, or a stream for an event, in the rows with a deadline."""
Call = Literal["chat", "stream", "files", "upload", "model"]
Right = Literal["answer", "error"]


@dataclass(frozen=True, slots=True)
class Fault:
    """One way to fail.

    Attributes:
        name: What the server does.
        script: Does it.
        right: Whether an answer can be had all the same.
        call: What is called.
        kept: What of the answer arrived before the failure, and has to be kept.
        deadline: The deadline of the call, in clients that have such.
    """

    name: str
    script: Script
    right: Right = "error"
    call: Call = "chat"
    kept: str = ""
    deadline: float | None = None


def _sends(*pieces: bytes) -> Script:
    return lambda exchange: exchange.send(*pieces)


def _resets(*pieces: bytes) -> Script:
    def script(exchange: Exchange) -> None:
        exchange.send(*pieces)
        exchange.reset()

    return script


def _stalls(*pieces: bytes) -> Script:
    def script(exchange: Exchange) -> None:
        exchange.send(*pieces)
        exchange.silence()

    return script


def _drips(data: bytes, every: float) -> Script:
    return lambda exchange: exchange.drip(data, every)


def _first(bad: Script, good: bytes) -> Script:
    """Fail once, and answer the second time."""

    def script(exchange: Exchange) -> None:
        if exchange.attempt == 1:
            bad(exchange)
        else:
            exchange.send(good)

    return script


def _redirects(status: str, target: str) -> Script:
    """Redirect to a path of this server, or to a URL; there is an answer."""

    def script(exchange: Exchange) -> None:
        if exchange.target.startswith("/elsewhere"):
            exchange.send(reply(GOOD))
        else:
            place = target.replace("HOST", exchange.host)
            exchange.send(reply(b"", status, "", f"location: {place}"))

    return script


SAID = {"object": "error", "message": "the house is on fire", "type": "internal"}
NESTED = {"error": {"message": "the house is on fire", "code": 3000}}
BODIES: dict[str, bytes] = {
    "a flat error": json.dumps(SAID).encode(),
    "a nested error": json.dumps(NESTED).encode(),
    "an error that is a text": b'{"error": "the house is on fire"}',
    "a detail": b'{"detail": "the house is on fire"}',
    "an empty body": b"",
    "blanks": b"   \n",
    "null": b"null",
    "a list": b"[1, 2]",
    "a number": b"7",
    "a text": b'"hello"',
    "true": b"true",
    "an empty object": b"{}",
    "no choices": json.dumps({**ANSWER, "choices": None}).encode(),
    "choices that are a text": json.dumps({**ANSWER, "choices": "no"}).encode(),
    "choices that are numbers": json.dumps({**ANSWER, "choices": [1]}).encode(),
    "half a body": GOOD[:80],
    "bad UTF-8": GOOD.replace(b"Salut", b"\xff\xfe"),
    "a long integer": b'{"id": ' + b"7" * 5_000 + b"}",
    "100,000 levels": b"[" * 100_000,
    "100,000 levels of objects": b'{"a":' * 100_000,
    "NUL bytes": b"\0" * 100,
    "not a number": b"NaN",
    "two answers": GOOD + GOOD,
}
STATUSES = {
    "400 Bad Request": SAID,
    "401 Unauthorized": {"detail": "Unauthorized"},
    "403 Forbidden": SAID,
    "404 Not Found": {"detail": "Not Found"},
    "409 Conflict": SAID,
    "413 Content Too Large": SAID,
    "422 Unprocessable Entity": {"detail": []},
    "429 Too Many Requests": SAID,
    "500 Internal Server Error": SAID,
    "502 Bad Gateway": NESTED,
    "503 Service Unavailable": "the house is on fire",
    "504 Gateway Timeout": None,
    "529 Overloaded": SAID,
    "999 What": SAID,
}


def faults() -> Iterator[Fault]:
    """Yield all faults."""
    yield from _connections()
    yield from _heads()
    yield from _bodies()
    yield from _statuses()
    yield from _redirections()
    yield from _streams()
    yield from _others()


def _connections() -> Iterator[Fault]:
    good = reply(GOOD)
    yield Fault("nothing wrong", _sends(good), "answer")
    yield Fault("closed at once", _sends())
    yield Fault("reset at once", _resets())
    yield Fault("silence", _stalls())
    yield Fault("reset in the head", _resets(good[:30]))
    yield Fault("reset in the body", _resets(good[:-20]))
    yield Fault("closed in the head", _sends(good[:30]))
    yield Fault("closed in the body", _sends(good[:-20]))
    yield Fault("silence in the body", _stalls(good[:-20]))
    yield Fault("closed at first, then well", _first(_sends(), good), "answer")
    yield Fault("reset at first, then well", _first(_resets(), good), "answer")
    yield Fault("a byte now and then", _drips(good, 0.01), "answer")


def _heads() -> Iterator[Fault]:
    lines = {
        "no status": b"\r\n\r\n",
        "a status that is no number": b"HTTP/1.1 OK\r\n\r\n",
        "another protocol": b"SSH-2.0-OpenSSH_9.6\r\n",
        "a head that is not HTTP": b"<html>hello</html>",
        "a header without colon": b"HTTP/1.1 200 OK\r\nbroken\r\n\r\n",
        "NUL in a header": b"HTTP/1.1 200 OK\r\nx: \0\r\n\r\n",
        "a head of a megabyte": b"HTTP/1.1 200 OK\r\nx: " + b"a" * 1_000_000,
        "two lengths": head("200 OK", "", "content-length: 3", "content-length: 4"),
        "a length below zero": head("200 OK", "", "content-length: -3"),
        "a length that is no number": head("200 OK", "", "content-length: x"),
        "a bad chunk size": head("200 OK", "", "transfer-encoding: chunked")
        + b"zz\r\n",
        "an unknown encoding": head("200 OK", "", "transfer-encoding: odd") + GOOD[:9],
        "gzip that is none": reply(
            GOOD, "200 OK", "application/json", "content-encoding: gzip"
        ),
    }
    for name, data in lines.items():
        yield Fault(name, _sends(data))
    early = b"HTTP/1.1 100 Continue\r\n\r\n"
    yield Fault("100 first", _sends(early, reply(GOOD)), "answer")
    without_end = early * 10_000
    yield Fault(
        "100 without end, with a deadline",
        lambda e: e.drip(without_end, 0.001, len(early)),
        deadline=DEADLINE,
    )


def _bodies() -> Iterator[Fault]:
    for name, data in BODIES.items():
        yield Fault(f"200 with {name}", _sends(reply(data)))
    page = b"<html><body>Sign in to the Wi-Fi</body></html>"
    yield Fault("200 with a page", _sends(reply(page, kind="text/html")))
    yield Fault("200 without a type", _sends(reply(GOOD, kind="")), "answer")
    yield Fault("200 as text", _sends(reply(GOOD, kind="text/plain")), "answer")
    yield Fault("204", _sends(head("204 No Content", "")))
    yield Fault("200 in gzip", _sends(zipped(GOOD)), "answer")
    yield Fault("200 with a bomb", _sends(zipped(b" " * 200_000_000)))
    huge = b'{"id": "' + b"a" * 80_000_000 + b'"}'
    yield Fault("200 with 80 MB", _sends(reply(huge)))
    new = {**ANSWER, "new": {"a": [1]}, "object": "new"}
    yield Fault("200 with news", _sends(reply(json.dumps(new).encode())), "answer")
    for name in ("a flat error", "a nested error", "null", "an empty object"):
        yield Fault(f"files: {name}", _sends(reply(BODIES[name])), call="files")
        yield Fault(f"a model: {name}", _sends(reply(BODIES[name])), call="model")


def _statuses() -> Iterator[Fault]:
    for status, body in STATUSES.items():
        yield Fault(f"{status}", _sends(failing(status, body)))
    page = b"<html>" + b"nginx " * 500_000
    yield Fault("503 with 3 MB", _sends(reply(page, "503 Busy", "text/html")))
    yield Fault("500 with a bomb", _sends(zipped(b" " * 200_000_000, "500 Oh")))
    yield Fault("500 that is cut", _sends(failing("500 Oh", SAID)[:-10]))
    busy = failing("429 Too Many", SAID, "retry-after: 0")
    yield Fault("429 at first", _first(_sends(busy), reply(GOOD)), "answer")
    for wait in ("junk", "-5", "1e999", "Thu, 01 Jan 1970 00:00:00 GMT"):
        odd = failing("429 Too Many", SAID, f"retry-after: {wait}")
        yield Fault(
            f"429, retry-after {wait}",
            _first(_sends(odd), reply(GOOD)),
            "error" if wait == "1e999" else "answer",
        )


def _redirections() -> Iterator[Fault]:
    yield Fault("307 on this host", _redirects("307 Go", "/elsewhere"), "answer")
    yield Fault("303 on this host", _redirects("303 Go", "/elsewhere"))
    yield Fault("302 on this host", _redirects("302 Go", "/elsewhere"))
    yield Fault("307 to another port", _redirects("307 Go", "http://127.0.0.1:9/v1"))
    yield Fault("307 to itself", _redirects("307 Go", "/v1/chat/completions"))
    yield Fault("307 to a file", _redirects("307 Go", "file:///etc/passwd"))
    yield Fault("307 to nowhere", _redirects("307 Go", "http://[::/"))
    yield Fault("307 in an upload", _redirects("307 Go", "/elsewhere"), call="upload")


def _streams() -> Iterator[Fault]:
    for name, script, right, kept in _streamed():
        yield Fault(f"stream: {name}", script, right, "stream", kept)


def _streamed() -> Iterator[tuple[str, Script, Right, str]]:
    whole = EVENTS + DONE
    one = event("Sa")
    yield "nothing wrong", _sends(STREAM, whole), "answer", ""
    yield "byte by byte", _drips(STREAM + whole, 0.0), "answer", ""
    yield "CR LF", _sends(STREAM, whole.replace(b"\n", b"\r\n")), "answer", ""
    yield "CR", _sends(STREAM, whole.replace(b"\n", b"\r")), "answer", ""
    yield "a BOM", _sends(STREAM, b"\xef\xbb\xbf" + whole), "answer", ""
    yield "comments", _sends(STREAM, b": ping\n\n" * 1000 + whole), "answer", ""
    yield "no blank", _sends(STREAM, whole.replace(b"data: ", b"data:")), "answer", ""
    yield "ids and names", _sends(STREAM, b"id: 1\nretry: 5\n" + whole), "answer", ""
    lines = one.replace(b', "', b',\ndata: "')
    yield (
        "events in lines",
        _sends(STREAM, lines + event("lut", "stop") + DONE),
        ("answer"),
        "",
    )
    halves = event("é").split(b"\xc3")
    rest = event("", "stop") + DONE
    split = (STREAM, halves[0] + b"\xc3", halves[1], rest)
    yield "split UTF-8", _sends(*split), "answer", ""
    yield "U+2028", _sends(STREAM, event("a\u2028b"), rest), "answer", ""
    yield "text after the end", _sends(STREAM, whole + b"junk\n\n"), "answer", ""
    yield "no DONE", _sends(STREAM, EVENTS), "answer", ""
    yield "in gzip", _sends(zipped(whole, kind="text/event-stream")), "answer", ""
    yield "chunked", _sends(CHUNKED, chunked(whole)), "answer", ""
    yield "as JSON", _sends(reply(whole)), "answer", ""
    yield "reset", _resets(STREAM, one), "error", "Sa"
    yield "closed", _sends(STREAM, one), "error", "Sa"
    yield "silence", _stalls(STREAM, one), "error", "Sa"
    yield "cut chunks", _sends(CHUNKED, chunked(one, end=False)), "error", "Sa"
    yield (
        "bad chunk",
        _sends(CHUNKED, chunked(one, end=False), b"zz\r\n"),
        ("error"),
        "Sa",
    )
    flat = f"data: {json.dumps(SAID)}\n\n".encode()
    nested = f"data: {json.dumps(NESTED)}\n\n".encode()
    named = b'event: error\ndata: {"message": "the house is on fire"}\n\n'
    for name, data in (("flat", flat), ("nested", nested), ("named", named)):
        yield f"{name} error", _sends(STREAM, one, data, DONE), "error", "Sa"
    for name in ("null", "a list", "a number", "half a body", "bad UTF-8"):
        bad = b"data: " + BODIES[name] + b"\n\n"
        yield f"{name} amid", _sends(STREAM, one, bad, DONE), "error", "Sa"
    yield (
        "deep",
        _sends(STREAM, one, b"data: " + b"[" * 100_000 + b"\n\n"),
        ("error"),
        "Sa",
    )
    yield "empty", _sends(STREAM), "error", ""
    yield "DONE alone", _sends(STREAM, DONE), "error", ""
    yield "a JSON answer", _sends(reply(GOOD)), "error", ""
    yield "a JSON error", _sends(reply(BODIES["a flat error"])), "error", ""
    yield (
        "a page",
        _sends(reply(b"<html>Sign in</html>", kind="text/html")),
        ("error"),
        "",
    )
    yield (
        "an event of 9 MB",
        _sends(STREAM, one, b"data: " + b"a" * 9_000_000),
        ("error"),
        "Sa",
    )
    yield (
        "a bomb",
        _sends(zipped(one + b"data: " + b" " * 200_000_000, kind="text/event-stream")),
        "error",
        "",
    )
    yield "503", _sends(failing("503 Busy", SAID)), "error", ""


def _others() -> Iterator[Fault]:
    yield Fault("upload: reset", _resets(), call="upload")
    yield Fault("upload: 413", _sends(failing("413 Too Large", SAID)), call="upload")
    yield Fault("upload: null", _sends(reply(b"null")), call="upload")
