"""Who hangs up in the middle of an answer ends it upstream as well, at once."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack
from pathlib import Path
from threading import Event

import httpx2
import pytest
from starlette.types import Receive, Scope, Send

from mistyped import gateway
from mistyped.recordings import recording
from mistyped.server.runtime import in_background
from tests.unit.support import PATH, body, chunk

LONGEST = 60
Between = Callable[[str, Path], AbstractContextManager[str]]
BETWEEN: dict[str, Between] = {
    "gateway": lambda upstream, _: gateway.running(f"{upstream}/v1"),
    "recorder": recording,
}


@pytest.mark.parametrize("name", BETWEEN)
def test_an_answer_nobody_reads_is_ended(name: str, tmp_path: Path) -> None:
    """The upstream server is told, and does not talk on."""
    ended = Event()

    async def upstream(_: Scope, receive: Receive, send: Send) -> None:
        await receive()
        headers = [(b"content-type", b"text/event-stream")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        event = f"data: {json.dumps(chunk('Hi'))}\n\n".encode()
        await send({"type": "http.response.body", "body": event, "more_body": True})
        while (await receive())["type"] != "http.disconnect":
            pass
        ended.set()

    with ExitStack() as opened:
        origin = opened.enter_context(in_background(upstream, "127.0.0.1", 0))
        between = opened.enter_context(BETWEEN[name](origin, tmp_path))
        address = f"{between.removesuffix('/v1')}{PATH}"
        asked = body(stream=True)
        with httpx2.stream("POST", address, json=asked) as answer:
            assert b"Hi" in next(answer.iter_bytes())
        assert ended.wait(LONGEST)
