"""Rows with a deadline: every fault that takes its time, met within one.

A row is right if it ends as it would without a deadline, or with a
`DeadlineExceededError`, and in either case within a tenth of the deadline after it.
"""

from __future__ import annotations

from collections.abc import Iterator

from faults.replies import CHUNKED, GOOD, STREAM, event, head, reply
from faults.server import Exchange, Script
from faults.table import DEADLINE, Fault

_PING = b": ping\n\n"


def _after(first: bytes, then: Script) -> Script:
    def script(exchange: Exchange) -> None:
        exchange.send(first)
        then(exchange)

    return script


def _drip(data: bytes, every: float = 0.05, size: int = 1) -> Script:
    return lambda exchange: exchange.drip(data, every, size)


def _silence(exchange: Exchange) -> None:
    exchange.silence()


def _sends(data: bytes) -> Script:
    return lambda exchange: exchange.send(data)


def _told(wait: str) -> Script:
    return _sends(reply(GOOD, "429 Too Many Requests", "application/json", wait))


def deadline_faults() -> Iterator[Fault]:
    """Yield the faults that a deadline is set for."""
    one = event("Sa")
    busy = reply(GOOD, "503 Busy", "application/json")
    moved = head("307 Go", "", "location: /v1/elsewhere")
    calls = {
        "silence": _silence,
        "a head that drips": _drip(reply(GOOD)),
        "a status line without end": _drip(b"HTTP/1.1 200 " + b"O" * 9_999),
        "a body that drips": _after(head(), _drip(GOOD * 99)),
        "a chunk size that drips": _after(CHUNKED, _drip(b"0" * 9_999)),
        "silence in the body": _after(reply(GOOD)[:-20], _silence),
        "an error that drips": _after(head("500 No"), _drip(GOOD * 99)),
        "503 again and again": _sends(busy),
        "resets again and again": lambda exchange: exchange.reset(),
        "429 for an hour": _told("retry-after: 3600"),
        "429 until 2100": _told("retry-after: Fri, 31 Dec 2100 23:59:59 GMT"),
        "429 for 90,000 ms": _told("retry-after-ms: 90000"),
        "429 for junk": _told("retry-after: soon"),
        "redirects, then silence": lambda exchange: (
            _silence(exchange)
            if exchange.target.endswith("elsewhere")
            else exchange.send(moved)
        ),
    }
    for name, script in calls.items():
        yield Fault(f"deadline: {name}", script, deadline=DEADLINE)
    for name, script in (
        ("an upload, silence", _silence),
        ("an upload, a body that drips", _after(head(), _drip(GOOD * 99))),
    ):
        yield Fault(f"deadline: {name}", script, call="upload", deadline=DEADLINE)
    streams: dict[str, tuple[Script, str]] = {
        "no head": (_silence, ""),
        "no event": (_after(STREAM, _silence), ""),
        "comments, no event": (_after(STREAM, _drip(_PING * 9_999, 0.01, 8)), ""),
        "an event that drips": (_after(STREAM, _drip(one * 99)), ""),
        "an event, then silence": (_after(STREAM + one, _silence), "Sa"),
        "an event, then comments": (
            _after(STREAM + one, _drip(_PING * 9_999, 0.01, 8)),
            "Sa",
        ),
        "an event, then half a one": (
            _after(STREAM + one, _drip(event("lut") * 99, 0.05)),
            "Sa",
        ),
    }
    for name, (script, kept) in streams.items():
        what = f"deadline: stream, {name}"
        yield Fault(what, script, call="stream", kept=kept, deadline=DEADLINE)
    whole = [event(str(n)) for n in range(8)]
    what = "deadline: stream, slow and healthy"
    yield Fault(what, _slowly(whole), "answer", "stream", deadline=DEADLINE)


def _slowly(events: list[bytes]) -> Script:
    def script(exchange: Exchange) -> None:
        exchange.send(STREAM)
        for each in events:
            exchange.send(each)
            exchange.closing.wait(DEADLINE / 4)
        exchange.send(event("", "stop") + b"data: [DONE]\n\n")

    return script
