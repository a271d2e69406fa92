"""The calls for the page: as they come, each in full, and what it says of a text."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Mapping
from functools import partial
from itertools import islice
from typing import Final

from anyio import to_thread
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from mistyped._values.guards import is_object
from mistyped.server.inspector.calls import SeenCall, SeenCalls
from mistyped.server.inspector.judging import MOST_TEXT, explained, judged
from mistyped.server.inspector.pages import PREFIX, UNSTORED
from mistyped.server.inspector.watching import MOST_KEPT

_AT_ONCE: Final = 1000
_BEGIN: Final = "event: begin\ndata: {}\n\n"  # what the page has is old
_MOST_BODY: Final = 8 * MOST_TEXT  # of bytes, escapes included


class Live:
    """What the page asks for while it is open."""

    def __init__(self, calls: SeenCalls) -> None:
        self._calls = calls

    def routes(self) -> list[Route]:
        """Return the routes."""
        return [
            Route(f"{PREFIX}/events", self._events),
            Route(f"{PREFIX}/calls/{{number:int}}", self._call),
            Route(f"{PREFIX}/clear", self._clear, methods=["POST"]),
            Route(f"{PREFIX}/check", _check, methods=["POST"]),
            Route(f"{PREFIX}/explain", _explain),
        ]

    async def _events(self, _: Request) -> Response:
        """Send what is known, then what comes, as server-sent events."""
        return StreamingResponse(
            self._news(), media_type="text/event-stream", headers=UNSTORED
        )

    async def _news(self) -> AsyncIterator[str]:
        listener = self._calls.listen()
        yield _BEGIN
        try:
            while not self._calls.is_closed:
                if listener.is_cleared:
                    listener.is_cleared = False
                    yield _BEGIN
                news = list(islice(listener.news.values(), _AT_ONCE))
                for call in news:
                    del listener.news[call.number]
                if news:
                    text = json.dumps([each.summary() for each in news])
                    yield f"data: {text}\n\n"
                else:
                    listener.woken.clear()
                    await listener.woken.wait()
        finally:
            self._calls.leave(listener)

    async def _call(self, request: Request) -> Response:
        call = self._calls.get(request.path_params["number"])
        if call is None:
            return JSONResponse({"detail": "this call is not kept any more"}, 404)
        return JSONResponse(_full(call), headers=UNSTORED)

    async def _clear(self, _: Request) -> Response:
        self._calls.clear()
        return Response(status_code=204)


async def _check(request: Request) -> Response:
    """Judge a text: `{"method": ..., "path": ..., "text": ...}`."""
    body = bytearray()
    async for part in request.stream():
        body += part
        if len(body) > _MOST_BODY:
            return JSONResponse({"detail": "too long"}, 413)
    try:
        asked: object = json.loads(body)
    except (ValueError, RecursionError):
        asked = None
    if not is_object(asked):
        return JSONResponse({"detail": "give method, path and text"}, 400)
    method, path, text = (str(asked.get(k, "")) for k in ("method", "path", "text"))
    found = await to_thread.run_sync(partial(judged, method, path, text))
    return JSONResponse(found)


async def _explain(request: Request) -> Response:
    return JSONResponse(explained(request.query_params.get("name", "")))


def _full(call: SeenCall) -> Mapping[str, object]:
    return {
        **call.summary(),
        "agent": call.agent,
        "kind": call.kind,
        "request": _text(call.request),
        "requestSize": call.request_size,
        "requestKept": min(call.request_size, MOST_KEPT) if call.request else 0,
        "answer": _text(call.answer),
        "answerKind": call.answer_kind,
        "answerSize": call.answer_size,
        "answerKept": min(call.answer_size, MOST_KEPT) if call.answer else 0,
        "first": round(call.first, 1),
        "changed": call.changed,
    }


def _text(data: bytes) -> str | None:
    """Return bytes as text; None if they are none, but for an end that was cut."""
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        return data[: error.start].decode() if error.start > len(data) - 4 else None
