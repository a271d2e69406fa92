"""What a payload of a stream of events says: an event, or an error.

Mistral streams errors nested, as OpenAI does, and flat: a bare `message` or `detail`.
"""

from __future__ import annotations

from pydantic_core import from_json

from mistyped._values.error_bodies import reason
from mistyped._values.guards import is_object

_WORDS = 1000  # characters of an error that has no words of its own


def read_event(payload: bytes) -> object:
    """Return what a payload holds; an error if that is no JSON."""
    try:
        return from_json(payload)
    except ValueError:
        return {"error": f"a streamed event is not JSON: {payload[:80]!r}"}


def streamed_error(event: object) -> tuple[str, object] | None:
    """Return message and body of a streamed error; None if the event is none."""
    if not is_object(event):
        return f"a streamed event is no object: {event!r}"[:_WORDS], event
    nested = event.get("error")
    known = nested or event.get("object") == "error"
    if not known and ("choices" in event or "type" in event or not reason(event)):
        return None
    body = nested if is_object(nested) else event
    return reason(body) or f"streamed error: {event!r}"[:_WORDS], body
