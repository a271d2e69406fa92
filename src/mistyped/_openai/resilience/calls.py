"""One call as it goes on, from its first attempt to its last: what time is left."""

from __future__ import annotations

from collections.abc import Mapping
from time import monotonic
from typing import TYPE_CHECKING

import openai

from mistyped._openai.wire import CallTimeout, FinalRequestOptions
from mistyped.errors import DeadlineExceededError

if TYPE_CHECKING:
    import httpx2

    from mistyped._openai.resilience.rate_limit import Ticket
    from mistyped._values.deadlines import Deadline

_EARLY = 0.002  # by which a wait may end before its time
FOREVER = 1e6  # seconds; what sockets still take as a timeout


class Call:
    """What is known of one call.

    Attributes:
        operation: The operation's id, or the method and path of another request.
        host: The host that is asked.
        model: The model that is asked for; empty if there is none.
        attempts: How often it was sent.
        active: Whether `request` has not returned yet.
        retries: How many retries of the SDK's there were, for this model.
        options: The request.
        timeouts: The timeouts of its first attempt.
        final: The error after which nothing is tried any more.
        lost: The error of an attempt that may have been done, and is not repeated.
        failure: What the last attempt ended with.
        wait: Seconds until the next attempt, once they are settled.
        pieces: What arrived of a body that is not whole yet.
        ticket: The place that a rate limit gave it.
    """

    def __init__(
        self, deadline: Deadline | None, *, streams: bool, operation: str, host: str
    ) -> None:
        self.operation = operation
        self.host = host
        self.model: str = ""
        self.streams = streams
        self.attempts: int = 0
        self.retries: int = 0
        self.active = True
        self.options: FinalRequestOptions
        self.timeouts: object = None
        self.request: httpx2.Request | None = None
        self.lost: Exception | None = None
        self.final: Exception | None = None
        self.failure = ""
        self.wait: float | None = None
        self.pieces: list[bytes] = []
        self.ticket: Ticket | None = None
        self._deadline = deadline
        self._began = monotonic()
        self._bound: float | None = None
        self._ends: float | None = None
        self._waits_for = "the first event" if streams else "the answer"
        if deadline is not None:
            self._until(deadline.first_event if streams else deadline.call)

    @property
    def has_deadline(self) -> bool:
        """Whether it is over at a time."""
        return self._ends is not None

    @property
    def left(self) -> float | None:
        """Seconds that are left, or None if it may take for ever."""
        return None if self._ends is None else self._ends - monotonic()

    @property
    def deadline_words(self) -> str:
        """Which deadline it has, in words."""
        return f"deadline of {self._bound or 0:g} s"

    @property
    def is_over(self) -> bool:
        """Whether no time is left."""
        return self._ends is not None and self._ends - monotonic() <= _EARLY

    def allows(self, wait: float) -> bool:
        """Whether there is time for a pause and something after it."""
        return self._ends is None or monotonic() + wait < self._ends - _EARLY

    def starts(self, request: httpx2.Request) -> None:
        """Note the request of an attempt."""
        self.request = request
        self.timeouts = request.extensions["timeout"]
        self.wait = None
        self.lost = None
        self.pieces.clear()

    def ask(self, model: str) -> None:
        """Begin anew with another model."""
        self.model = model
        self.retries = 0
        self.final = self.lost = None

    def raised(self, error: openai.OpenAIError) -> openai.OpenAIError:
        """Return an error that came out, if it is not what some SDKs made of the last.

        Raises:
            Exception: The error after which nothing was tried any more.
        """
        if self.final is None or error is self.final:
            return error
        if isinstance(self.final, openai.OpenAIError):
            return self.final
        raise self.final

    def next_event(self) -> None:
        """Wait for the next event of a stream from now on."""
        self._waits_for = "the next event"
        if self._deadline is not None:
            self._began = monotonic()
            self._until(self._deadline.between_events)

    def rest(self) -> None:
        """Let any time pass: what comes next is not the client's."""
        self._ends = None

    def overrun(self, waits_for: str = "") -> DeadlineExceededError:
        """Return the error for a call whose time is over."""
        self.final = DeadlineExceededError(
            self.operation,
            deadline=self._bound or 0.0,
            seconds=monotonic() - self._began,
            attempts=self.attempts,
            waits_for=waits_for or self._waits_for,
            received=b"".join(self.pieces),
            last_failure=self.failure,
            request=self.request,
        )
        return self.final

    def _until(self, seconds: float | None) -> None:
        self._bound = seconds
        self._ends = None if seconds is None else self._began + seconds


class Timeouts(dict[str, float | None]):
    """The timeouts of a request as the HTTP library reads them, and its call."""

    def __init__(self, timeouts: Mapping[str, float | None], call: Call) -> None:
        super().__init__(timeouts)
        self.call = call


def call_of(options: FinalRequestOptions) -> Call | None:
    """Return the call that options belong to."""
    wait: object = options.timeout
    call = wait.call if isinstance(wait, CallTimeout) else None
    return call if isinstance(call, Call) else None


def calling(request: httpx2.Request) -> Call | None:
    """Return the call that a request belongs to."""
    timeouts: object = request.extensions.get("timeout")
    return timeouts.call if isinstance(timeouts, Timeouts) else None
