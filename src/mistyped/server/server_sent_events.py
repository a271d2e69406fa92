"""Server-sent events as Mistral frames them."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Iterable

from starlette.responses import Response, StreamingResponse

from mistyped.server.json_types import JsonObject


def event_stream(events: Iterable[JsonObject]) -> Response:
    """Send each event as one `data:` line and a blank one, then `[DONE]`."""
    return StreamingResponse(_frames(events), media_type="text/event-stream")


def named_event_stream(events: Iterable[JsonObject]) -> Response:
    """Send each event under the name of its type; the end of the body is the end."""
    return StreamingResponse(_named_frames(events), media_type="text/event-stream")


async def _named_frames(events: Iterable[JsonObject]) -> AsyncIterator[str]:
    for event in events:
        yield f"event: {event['type']}\n{_data(event)}"


def _data(event: JsonObject) -> str:
    text = json.dumps(event, ensure_ascii=False, separators=(",", ":"))
    return f"data: {text}\n\n"


async def _frames(events: Iterable[JsonObject]) -> AsyncIterator[str]:
    for event in events:
        yield _data(event)
    yield "data: [DONE]\n\n"
