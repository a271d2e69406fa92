"""Server-sent events as Mistral frames them."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Iterable

from starlette.responses import Response, StreamingResponse

from mistyped.server.values import JsonObject


def event_stream(events: Iterable[JsonObject]) -> Response:
    """Send each event as one `data:` line and a blank one, then `[DONE]`."""
    return StreamingResponse(_frames(events), media_type="text/event-stream")


async def _frames(events: Iterable[JsonObject]) -> AsyncIterator[str]:
    for event in events:
        text = json.dumps(event, ensure_ascii=False, separators=(",", ":"))
        yield f"data: {text}\n\n"
    yield "data: [DONE]\n\n"


def named_event_stream(events: Iterable[JsonObject]) -> Response:
    """Send each event as an `event:` line with its type and a `data:` line."""
    return StreamingResponse(_named_frames(events), media_type="text/event-stream")


async def _named_frames(events: Iterable[JsonObject]) -> AsyncIterator[str]:
    for event in events:
        text = json.dumps(event, ensure_ascii=False, separators=(",", ":"))
        yield f"event: {event['type']}\ndata: {text}\n\n"
