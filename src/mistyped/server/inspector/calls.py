"""The calls that were seen: the newest ones, and who waits for more."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from dataclasses import dataclass, field
from typing import Final

MOST_CALLS: Final = 10_000
MOST_BYTES: Final = 64 << 20


@dataclass(slots=True)
class SeenCall:
    """One call, from the first byte of its request to the last of its answer.

    Attributes:
        number: Its place in the order of arrival, from 1.
        at: When it came, in seconds since 1970.
        method: The HTTP method.
        path: The path, without the query, in which some put their keys.
        agent: What the client calls itself.
        request: The bytes of the request's body that are kept, without its key.
        request_size: How many bytes the body had.
        kind: The content type of the request.
        status: The answer's status; 0 until it is known.
        answer: The bytes of the answer that are kept, without the request's key.
        answer_size: How many bytes the answer had.
        answer_kind: The content type of the answer.
        first: Milliseconds until the answer's first byte.
        total: Milliseconds until its last; below 0 while there is more to come.
        errors: How many things Mistral would refuse in the request.
        warnings: How many it may refuse.
        changed: What a gateway changed in the request, as its header tells it.
        model: The model that was asked for, or what stands in its place.
        tokens: How many tokens the answer counts in all; 0 if it does not say.
        is_cut: Whether the answer broke off.
    """

    number: int
    at: float
    method: str
    path: str
    agent: str = ""
    request: bytes = b""
    request_size: int = 0
    kind: str = ""
    status: int = 0
    answer: bytes = b""
    answer_size: int = 0
    answer_kind: str = ""
    first: float = 0.0
    total: float = -1.0
    errors: int = 0
    warnings: int = 0
    changed: str = ""
    model: str = ""
    tokens: int = 0
    is_cut: bool = False

    @property
    def verdict(self) -> str:
        """What became of it, in one word."""
        if self.is_cut:
            return "cut"
        if self.total < 0:
            return "running"
        if self.status >= 500:
            return "failed"
        if self.status >= 400:
            return "refused"
        if self.changed:
            return "adapted"
        return "warned" if self.errors or self.warnings else "fine"

    def summary(self) -> dict[str, object]:
        """Return what a list shows of it."""
        return {
            "number": self.number,
            "at": self.at,
            "method": self.method,
            "path": self.path,
            "status": self.status,
            "verdict": self.verdict,
            "errors": self.errors,
            "warnings": self.warnings,
            "ms": round(self.total, 1),
            "model": self.model,
            "tokens": self.tokens,
            "stream": self.answer_kind.startswith("text/event-stream"),
        }


@dataclass(slots=True)
class Listener:
    """Somebody who waits for news, and what is new for them.

    Attributes:
        news: The calls that changed since they were last asked for, by number.
        woken: Is set when there are any, or when there will be no more.
        is_cleared: Whether all calls before these were forgotten.
    """

    news: dict[int, SeenCall]
    woken: asyncio.Event = field(default_factory=asyncio.Event)
    is_cleared: bool = False


class SeenCalls:
    """The newest calls: at most 10,000 of them, with 64 MiB of bodies."""

    def __init__(self) -> None:
        self.is_closed: bool = False
        self._calls: OrderedDict[int, SeenCall] = OrderedDict()
        self._with_bodies: OrderedDict[int, SeenCall] = OrderedDict()
        self._bytes = 0
        self._last = 0
        self._listeners: list[Listener] = []

    def next_number(self) -> int:
        """Return the number of a new call."""
        self._last += 1
        return self._last

    def get(self, number: int) -> SeenCall | None:
        """Return a call, if it is still known."""
        return self._calls.get(number)

    def tell(self, call: SeenCall) -> None:
        """Note a call, or that more is known of it."""
        if call.number not in self._calls:
            self._calls[call.number] = call
            while len(self._calls) > MOST_CALLS:
                number, _ = self._calls.popitem(last=False)
                self._forget_bodies(number)
        for listener in self._listeners:
            listener.news[call.number] = call
            listener.woken.set()

    def finish(self, call: SeenCall) -> None:
        """Note that a call is over; the oldest bodies go if there are too many."""
        if call.number in self._calls:
            self._with_bodies[call.number] = call
            self._bytes += len(call.request) + len(call.answer)
        while self._bytes > MOST_BYTES:
            self._forget_bodies(next(iter(self._with_bodies)))
        self.tell(call)

    def clear(self) -> None:
        """Forget all calls, and what is running goes on unseen."""
        self._calls.clear()
        self._with_bodies.clear()
        self._bytes = 0
        for listener in self._listeners:
            listener.news.clear()
            listener.is_cleared = True
            listener.woken.set()

    def listen(self) -> Listener:
        """Return a new listener, for whom every call is news."""
        listener = Listener(dict(self._calls))
        if listener.news or self.is_closed:
            listener.woken.set()
        self._listeners.append(listener)
        return listener

    def leave(self, listener: Listener) -> None:
        """Tell a listener nothing more."""
        self._listeners.remove(listener)

    def close(self) -> None:
        """Let every listener go: the server ends."""
        self.is_closed = True
        for listener in self._listeners:
            listener.woken.set()

    def _forget_bodies(self, number: int) -> None:
        call = self._with_bodies.pop(number, None)
        if call is not None:
            self._bytes -= len(call.request) + len(call.answer)
            call.request = call.answer = b""
