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
EVENT = f"data: {json.dumps(chunk('Hi'))}\n\n".encode()
DONE = b"data: [DONE]\n\n"
Between = Callable[[str, Path], AbstractContextManager[str]]
BETWEEN: dict[str, Between] = {
    "gateway": lambda upstream, _: gateway.running(f"{upstream}/v1"),
    "recorder": recording,
}


def hang_up(between: Between, folder: Path, said: bytes) -> None:
    """Read what a server says that never ends, and leave; wait until it is told."""
    ended, last = Event(), DONE if DONE in said else b"Hi"

    async def upstream(_: Scope, receive: Receive, send: Send) -> None:
        await receive()
        headers = [(b"content-type", b"text/event-stream")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": said, "more_body": True})
        while (await receive())["type"] != "http.disconnect":
            pass
        ended.set()

    with ExitStack() as opened:
        origin = opened.enter_context(in_background(upstream, "127.0.0.1", 0))
        address = opened.enter_context(between(origin, folder)).removesuffix("/v1")
        asked = body(stream=True)
        with httpx2.stream("POST", f"{address}{PATH}", json=asked) as answer:
            came = b""
            for each in answer.iter_bytes():
                came += each
                if last in came:
                    break
        assert ended.wait(LONGEST)


@pytest.mark.parametrize("name", BETWEEN)
def test_an_answer_nobody_reads_is_ended(name: str, tmp_path: Path) -> None:
    """The upstream server is told, and does not talk on."""
    hang_up(BETWEEN[name], tmp_path, EVENT)


@pytest.mark.parametrize(("said", "count"), [(EVENT, 0), (EVENT + DONE, 1)])
def test_what_is_whole_is_recorded(tmp_path: Path, said: bytes, count: int) -> None:
    """Clients hang up at the last event of a stream; in its middle nothing is kept."""
    hang_up(recording, tmp_path, said)
    assert len(list(tmp_path.iterdir())) == count
