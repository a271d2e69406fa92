"""Replies as values: what is said, and how it gets there.

    answer("Bon", "jour")                        # the text, a piece for each chunk
    answer(tool_calls=[("weather", {"city": "Paris"})])
    failure(429, retry_after=1)                  # in Mistral's envelope
    normal().cut(after_events=2)                   # what the server says itself, cut
    raw("<html>", content_type="text/html")      # these bytes

A reply is never changed; its methods return another one.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final, TypeAlias

from mistyped.server.canned import Canned, FinishReason
from mistyped.server.errors import http_error, internal_error
from mistyped.server.json_types import JsonObject, dump_json
from mistyped.server.scripting.delivery import Delivery, Ending, Place
from mistyped.server.scripting.gates import Gate

Value: TypeAlias = "Mapping[str, Value] | Sequence[Value] | str | float | bool | None"
"""JSON as a caller may write it: mappings and sequences of any kind."""

# Type, code and words of a failure, where Mistral's are known.
_RATE_LIMITED: Final = ("rate_limited", "1300", "Rate limit exceeded")


@dataclass(frozen=True, slots=True)
class Made:
    """An answer that takes the place of the server's own."""

    status: int
    content: bytes
    content_type: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """One scripted reply; `answer`, `normal`, `failure`, `events` and `raw` make them.

    Attributes:
        said: What the model says.
        made: What is answered in place of the server's own answer.
        changes: Members of the server's answer that get another value.
        status: The status in place of the answer's own.
        headers: Headers to add.
        delivery: How the answer travels.
    """

    said: Canned | None = None
    made: Made | None = None
    changes: Mapping[str, Value] = field(default_factory=dict[str, Value])
    status: int | None = None
    headers: Mapping[str, str] = field(default_factory=dict[str, str])
    delivery: Delivery = field(default_factory=Delivery)

    def delayed(self, wait: float | Gate) -> Reply:
        """Answer later: after so many seconds, or when a gate is opened."""
        return replace(self, delivery=replace(self.delivery, wait=wait))

    def dripped(self, size: int = 1, pause: float = 0.0) -> Reply:
        """Send `size` bytes at a time, with so many seconds between them.

        Raises:
            ValueError: The size is below 1.
        """
        if size < 1:
            raise ValueError("dripped(size=...) takes a number of at least 1")
        return replace(self, delivery=replace(self.delivery, piece=size, pause=pause))

    def cut(
        self,
        *,
        after_events: int | None = None,
        after_bytes: int | None = None,
        error: Reply | None = None,
    ) -> Reply:
        """Close the connection after so many events of a stream, or bytes of the body.

        Args:
            after_events: How many events arrive whole.
            after_bytes: How many bytes of the body arrive.
            error: A failure that is sent as an event of its own before the end; the
                body then ends as if it were whole.

        Raises:
            ValueError: Both places are given, or neither.
        """
        place = _place("cut", after_events, after_bytes)
        if place.is_before_all:
            raise ValueError("cut() takes after_events or after_bytes")
        if error is None:
            return self._ending("cut", place)
        said = error.made.content if error.made else b"{}"
        return self._ending("error", place, b"data: " + said + b"\n\n")

    def truncated(self, *, after_bytes: int) -> Reply:
        """Answer no more than so many bytes, as if that were the whole body."""
        return self._ending("truncated", Place(after_bytes=after_bytes))

    def reset(
        self, *, after_events: int | None = None, after_bytes: int | None = None
    ) -> Reply:
        """Reset the connection there; without a place, before anything is answered.

        Raises:
            ValueError: Both places are given.
        """
        return self._ending("reset", _place("reset", after_events, after_bytes))

    def stalled(
        self, *, after_events: int | None = None, after_bytes: int | None = None
    ) -> Reply:
        """Fall silent there until the client leaves; without a place, from the start.

        Raises:
            ValueError: Both places are given.
        """
        return self._ending("stalled", _place("stalled", after_events, after_bytes))

    def endless(self) -> Reply:
        """Repeat the last event of a stream until the client leaves."""
        return self._ending("endless", Place())

    def with_headers(self, **headers: str) -> Reply:
        """Add headers; `retry_after="1"` is `retry-after: 1`."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return replace(self, headers={**self.headers, **named})

    def with_status(self, status: int) -> Reply:
        """Answer the same with another status: `failure(429).with_status(200)`."""
        return replace(self, status=status)

    def _ending(self, ending: Ending, place: Place, last: bytes = b"") -> Reply:
        told = replace(self.delivery, ending=ending, place=place, last=last)
        return replace(self, delivery=told)


def answer(
    *pieces: str,
    thinking: str = "",
    tool_calls: Sequence[tuple[str, Mapping[str, Value] | str]] = (),
    finish_reason: FinishReason | None = None,
) -> Reply:
    """Let the model say something, whole or as a stream, as it is asked.

    Args:
        pieces: The text; each piece is a chunk of a stream.
        thinking: The reasoning before it.
        tool_calls: The functions that are called, with their arguments; a text stands
            as it is, also if it is no JSON.
        finish_reason: Why it ends; `tool_calls` or `stop` if it is not given.
    """
    calls = tuple(
        (name, given if isinstance(given, str) else json.dumps(given))
        for name, given in tool_calls
    )
    return Reply(said=Canned(pieces, thinking, calls, finish_reason))


def normal(**changes: Value) -> Reply:
    """Let the server answer by itself; members that are given replace the answer's."""
    return Reply(changes=changes)


def failure(
    status: int,
    message: str = "",
    *,
    retry_after: float | None = None,
    code: str | None = None,
) -> Reply:
    """Fail as Mistral does.

    Args:
        status: The HTTP status.
        message: The words; those of Mistral if there are none.
        retry_after: Seconds for the header `Retry-After`.
        code: Mistral's code, such as `3505`; the one of the status if there is none.
    """
    made = Made(status, _envelope(status, message, code), "application/json")
    if retry_after is None:
        return Reply(made=made)
    return Reply(made=made, headers={"retry-after": f"{retry_after:g}"})


def events(*said: Value, done: bool = True) -> Reply:
    """Answer with a stream of these events, and `[DONE]` behind them.

    Args:
        said: The events; a text stands as it is, all else is written as JSON.
        done: Whether the stream says that it is done.
    """
    lines = [each if isinstance(each, str) else json.dumps(each) for each in said]
    ends = ["[DONE]"] if done else []
    text = "".join(f"data: {line}\n\n" for line in [*lines, *ends])
    return raw(text, content_type="text/event-stream")


def raw(
    content: bytes | Value, *, status: int = 200, content_type: str = "application/json"
) -> Reply:
    """Answer with this: bytes and texts as they are, all else written as JSON."""
    if isinstance(content, bytes):
        written = content
    elif isinstance(content, str):
        written = content.encode()
    else:
        written = json.dumps(content).encode()
    return Reply(made=Made(status, written, content_type))


def _place(what: str, after_events: int | None, after_bytes: int | None) -> Place:
    if after_events is not None and after_bytes is not None:
        raise ValueError(f"{what}() takes after_events or after_bytes, not both")
    return Place(after_events, after_bytes)


def _envelope(status: int, message: str, code: str | None) -> bytes:
    """Write the body of a failure."""
    if status in (401, 403, 404) and code is None:
        words = message or {401: "Unauthorized", 403: "Forbidden"}.get(status)
        return _bytes(http_error(status, words or "Not Found").payload)
    body: JsonObject = {**internal_error().payload, "raw_status_code": status}
    if status == 429:
        kind, number, words = _RATE_LIMITED
        body |= {"type": kind, "code": number, "message": words}
    elif status < 500:
        body |= {
            "type": "invalid_request_error",
            "code": None,
            "message": "Bad request",
        }
    if message:
        body["message"] = message
    if code is not None:
        body["code"] = code
    return _bytes(body)


def _bytes(value: JsonObject) -> bytes:
    return dump_json(value).encode()
