"""A rate limit that is kept before the server has to refuse: requests and tokens.

Limiters on PyPI wait for threads or for tasks, each with counts of its own, and none
can be told what the server says is left; so this one is ours. It only says how long to
wait, and whoever asks sleeps in his own way.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from math import isfinite
from threading import Lock
from time import monotonic
from typing import TypeAlias

_MINUTE = 60.0
_GONE = float("-inf")
_CHARACTERS = 4  # of a request, about, that are a token
_LIMITS = {
    "requests": ("x-ratelimit-limit-req-minute",),
    "tokens": ("x-ratelimit-limit-tokens-minute", "x-ratelimitbysize-limit-minute"),
}
_LEFT = {
    "requests": ("x-ratelimit-remaining-req-minute",),
    "tokens": (
        *("x-ratelimit-remaining-tokens-minute", "x-ratelimitbysize-remaining-minute"),
    ),
}
_COSTS = ("x-ratelimit-tokens-query-cost", "ratelimitbysize-query-cost")

Ticket: TypeAlias = list[float]
"""A place in a window: when it was taken, and what it costs."""


@dataclass(slots=True)
class Window:
    """What was spent within the last minute, and what is booked for the next.

    Attributes:
        limit: What may be spent in a minute; None if that is not known.
        taken: The places, in the order of their times.
        spent: What they cost together.
    """

    limit: float | None
    taken: deque[Ticket] = field(default_factory=deque[Ticket])
    spent: float = 0.0

    def take(self, ticket: Ticket) -> None:
        """Take a place after all others."""
        self.taken.append(ticket)
        self.spent += ticket[1]

    def recost(self, ticket: Ticket, cost: float) -> None:
        """Correct what a place costs, if it still counts."""
        if ticket[0] > _GONE:
            self.spent += cost - ticket[1]
            ticket[1] = cost

    def earliest(self, cost: float, now: float) -> float:
        """Return when there is room for a cost, not before those booked already."""
        while self.taken and self.taken[0][0] <= now - _MINUTE:
            gone = self.taken.popleft()
            self.spent -= gone[1]
            gone[0] = _GONE
        if self.limit is None:
            return now
        start = max(now, self.taken[-1][0]) if self.taken else now
        room = self.limit - min(cost, self.limit)
        spent = self.spent
        for taken, price in self.taken:
            if spent <= room and taken > start - _MINUTE:
                break
            spent -= price
            start = max(start, taken + _MINUTE)
        return start

    def correct(self, left: float, now: float) -> None:
        """Take what others have spent, since the server says what is left."""
        if self.limit is None:
            return
        booked = [each[1] for each in reversed(self.taken) if each[0] > now]
        if (others := self.limit - left - self.spent + sum(booked)) > 0:
            self.taken.insert(len(self.taken) - len(booked), [now, others])
            self.spent += others


class _Model:
    """The windows of one model, and until when the server wants no request."""

    def __init__(self, requests: float | None, tokens: float | None) -> None:
        self.windows = {"requests": Window(requests), "tokens": Window(tokens)}
        self.paused_until = 0.0


class RateLimit:
    """Requests and tokens a minute, shared by all threads and tasks of a client.

    Each model of each host has limits of its own. What the server's headers say of a
    limit and of what is left is learned, and the smaller limit counts. The tokens of a
    request are estimated from its length, and corrected by its answer. Give one object
    to several clients, and they share it.

    Args:
        requests: Requests a minute; None for what the server says.
        tokens: Tokens a minute; None for what the server says.

    Raises:
        ValueError: If a number is not above 0.
    """

    def __init__(
        self, *, requests: float | None = None, tokens: float | None = None
    ) -> None:
        if any(each is not None and each <= 0 for each in (requests, tokens)):
            raise ValueError("rate_limit: give numbers above 0")
        self._given: dict[str, float | None] = {"requests": requests, "tokens": tokens}
        self._models: dict[tuple[str, str], _Model] = {}
        self._lock = Lock()

    def reserve(
        self, key: tuple[str, str], size: int, most: float | None = None
    ) -> tuple[float, Ticket | None]:
        """Take a place for a request.

        Args:
            key: The host and the model.
            size: Bytes of the request.
            most: Seconds that there are; without a place until then, none is taken.

        Returns:
            The seconds to wait, and what the place costs; None if none was taken.
        """
        tokens = size / _CHARACTERS
        now = monotonic()
        with self._lock:
            model = self._model(key)
            requests, spent = model.windows["requests"], model.windows["tokens"]
            start = max(
                model.paused_until,
                requests.earliest(1, now),
                spent.earliest(tokens, now),
            )
            wait = max(0.0, start - now)
            if most is not None and wait >= most:
                return wait, None
            requests.take([start, 1])
            ticket = [start, tokens]
            spent.take(ticket)
        return wait, ticket

    def learn(
        self, key: tuple[str, str], ticket: Ticket | None, headers: Mapping[str, str]
    ) -> None:
        """Learn from the headers of an answer what the limits are and what is left."""
        with self._lock:
            model = self._model(key)
            now = monotonic()
            cost = _number(headers, _COSTS)
            if cost is not None and ticket is not None:
                model.windows["tokens"].recost(ticket, cost)
            for kind, window in model.windows.items():
                limit = _number(headers, _LIMITS[kind])
                left = _number(headers, _LEFT[kind])
                if limit:  # a key without an allowance is told 0, and why in words
                    window.limit = min(limit, self._given[kind] or limit)
                    if left is not None:
                        window.correct(max(0.0, left - limit + window.limit), now)

    def pause(self, key: tuple[str, str], seconds: float) -> None:
        """Send nothing for a while, since the server wants that."""
        with self._lock:
            model = self._model(key)
            model.paused_until = max(model.paused_until, monotonic() + seconds)

    def spent(self, key: tuple[str, str], ticket: Ticket, tokens: float) -> None:
        """Correct what a request has cost."""
        with self._lock:
            self._model(key).windows["tokens"].recost(ticket, tokens)

    def _model(self, key: tuple[str, str]) -> _Model:
        if key not in self._models:
            self._models[key] = _Model(self._given["requests"], self._given["tokens"])
        return self._models[key]


def as_rate_limit(given: object) -> RateLimit | None:
    """Return what is given as a `RateLimit`; None if there is none.

    Raises:
        TypeError: If it is none.
    """
    if given is True:
        return RateLimit()
    if given is None or given is False:
        return None
    if isinstance(given, RateLimit):
        return given
    raise TypeError("rate_limit is True, or a RateLimit")


def _number(headers: Mapping[str, str], names: tuple[str, ...]) -> float | None:
    for name in names:
        try:
            value = float(headers.get(name, ""))
        except ValueError:
            continue
        if isfinite(value) and value >= 0:
            return value
    return None
