"""The payloads of a stream of events, made the events of another API."""

from __future__ import annotations

from mistyped._compat.answers import Shape
from mistyped._compat.responses_output import Event
from mistyped._values.guards import is_object
from mistyped._values.redaction import redacted
from mistyped._values.streamed_errors import read_event, streamed_error

_CUT = "the stream ended before the answer did"


class ReshapedStream:
    """Gives a stream its new shape, and ends it once: at its end or at an error.

    Args:
        shape: The shape.
        secrets: What no error repeats.

    Attributes:
        is_over: Whether it has ended; what comes then is no part of it.
    """

    def __init__(self, shape: Shape, secrets: tuple[str, ...] = ()) -> None:
        self.is_over = False
        self._shape = shape
        self._secrets = secrets

    def feed(self, payload: bytes) -> list[Event]:
        """Return the events that stand for a payload."""
        if payload.startswith(b"[DONE]"):
            return self.end()
        if self.is_over:
            return []
        event = read_event(payload)
        error = streamed_error(event)
        if error is not None:
            return self.end(error[0])
        chunk = event if is_object(event) else {}  # all else is an error
        return self._shape.feed({str(key): value for key, value in chunk.items()})

    def close(self) -> list[Event]:
        """Return the last events where the bytes end, which may be too early."""
        return self.end("" if self._shape.is_whole else _CUT)

    def end(self, error: str = "") -> list[Event]:
        """Return the last events, once; of a stream that may have broken off."""
        if self.is_over:
            return []
        self.is_over = True
        return self._shape.end(redacted(error, self._secrets))
