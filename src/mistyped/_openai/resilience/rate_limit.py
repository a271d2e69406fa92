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

_MINUTE = 60.0
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


@dataclass(slots=True)
class Place:
    """What is spent within a second, which counts as spent at its end.

    Attributes:
        first: When the second began.
        last: When something of it was spent at last.
        cost: What was spent.
        counts: Whether it is within the last minute still.
    """

    first: float
    last: float
    cost: float
    counts: bool = True


@dataclass(slots=True)
class Ticket:
    """The place of a request, and what of it is the request's."""

    place: Place
    cost: float


@dataclass(slots=True)
class Window:
    """What was spent within the last minute, and what is booked for the next.

    Attributes:
        limit: What may be spent in a minute; None if that is not known.
        places: When it is spent, in order.
        spent: What all places cost.
    """

    limit: float | None
    places: deque[Place] = field(default_factory=deque[Place])
    spent: float = 0.0

    def earliest(self, cost: float, now: float) -> float:
        """Return when there is room for a cost, not before those booked already."""
        places = self.places
        while places and places[0].last <= now - _MINUTE:
            gone = places.popleft()
            gone.counts = False
            self.spent -= gone.cost
        if self.limit is None:
            return now
        start = max(now, places[-1].last) if places else now
        room = self.limit - min(cost, self.limit)
        spent = self.spent
        for place in places:
            if spent <= room and place.last > start - _MINUTE:
                break
            spent -= place.cost
            start = max(start, place.last + _MINUTE)
        return start

    def take(self, start: float, cost: float) -> Ticket:
        """Spend something after all others."""
        places = self.places
        if not places or start - places[-1].first >= 1:
            places.append(Place(start, start, 0.0))
        place = places[-1]
        place.last = start
        ticket = Ticket(place, 0.0)
        self.correct(ticket, cost)
        return ticket

    def correct(self, ticket: Ticket, cost: float) -> None:
        """Correct what a request costs, if it still counts."""
        if ticket.place.counts:
            more = cost - ticket.cost
            ticket.cost += more
            ticket.place.cost += more
            self.spent += more

    def compare(self, left: float, now: float) -> None:
        """Take what others have spent, since the server says what is left."""
        past = [each for each in self.places if each.last <= now]
        if self.limit is None or (self.places and not past):
            return
        others = self.limit - left - sum(each.cost for each in past)
        if others > 0 and past:
            past[-1].cost += others
            self.spent += others
        elif others > 0:
            self.take(now, others)


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
            requests.take(start, 1)
            ticket = spent.take(start, tokens)
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
                model.windows["tokens"].correct(ticket, cost)
            for kind, window in model.windows.items():
                limit = _number(headers, _LIMITS[kind])
                left = _number(headers, _LEFT[kind])
                if limit:  # a key without an allowance is told 0, and why in words
                    window.limit = min(limit, self._given[kind] or limit)
                    if left is not None:
                        window.compare(max(0.0, left - limit + window.limit), now)

    def pause(self, key: tuple[str, str], seconds: float) -> None:
        """Send nothing for a while, since the server wants that."""
        with self._lock:
            model = self._model(key)
            model.paused_until = max(model.paused_until, monotonic() + seconds)

    def spent(self, key: tuple[str, str], ticket: Ticket, tokens: float) -> None:
        """Correct what a request has cost."""
        with self._lock:
            self._model(key).windows["tokens"].correct(ticket, tokens)

    def _model(self, key: tuple[str, str]) -> _Model:
        if key not in self._models:
            self._models[key] = _Model(self._given["requests"], self._given["tokens"])
        return self._models[key]


def _number(headers: Mapping[str, str], names: tuple[str, ...]) -> float | None:
    for name in names:
        try:
            value = float(headers.get(name, ""))
        except ValueError:
            continue
        if isfinite(value) and value >= 0:
            return value
    return None
