"""Retries: when, after what pause, and who is told."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from inspect import iscoroutinefunction
from typing import TYPE_CHECKING, Literal, TypeAlias, get_args

import openai

from mistyped._openai.exchange import http_error
from mistyped._values.http_libraries import LIBRARIES

if TYPE_CHECKING:
    import httpx2

RetryMode: TypeAlias = Literal["all", "safe"]
_LOG = logging.getLogger("mistyped")
_REPEATABLE = frozenset({"GET", "HEAD", "OPTIONS", "PUT", "DELETE"})
# By their class in the HTTP library: the request never left.
_NEVER_SENT = frozenset(
    {
        *("ConnectError", "ConnectTimeout", "PoolTimeout"),
        *("ProxyError", "UnsupportedProtocol"),
    }
)
# By which a server says that it did nothing.
_REFUSED = frozenset({408, 409, 425, 429, 503})


@dataclass(frozen=True, slots=True)
class Retry:
    """One more attempt that a client is about to make; `on_retry` is called with it.

    Attributes:
        operation: The operation's id, such as `chat.completions.create`.
        attempt: Which attempt it will be; 2 is the first retry.
        attempts: How many there are at most.
        reason: What the attempt before ended with, such as `status 503`.
        wait: Seconds until it is made.
    """

    operation: str
    attempt: int
    attempts: int
    reason: str
    wait: float

    def __str__(self) -> str:
        """One line, as it is logged."""
        count = f"attempt {self.attempt} of {self.attempts}"
        return f"{self.operation}: {count} in {self.wait:.3g} s, after {self.reason}"


OnRetry: TypeAlias = Callable[[Retry], object]
"""Is told of each retry; an asynchronous client awaits what it returns."""


def retry_mode(given: object) -> RetryMode:
    """Return the mode.

    Raises:
        ValueError: If it is none.
    """
    for mode in get_args(RetryMode):
        if given == mode:
            return "safe" if mode == "safe" else "all"
    raise ValueError(f"retry is {given!r}; use 'all' or 'safe'")


def as_hook(given: object, *, is_async: bool) -> OnRetry | None:
    """Return what is to be told of retries.

    Raises:
        TypeError: If it cannot be called, or would have to be awaited by a client that
            does not.
    """
    if given is None:
        return None
    if not callable(given):
        raise TypeError("on_retry is a function, which is called with a Retry")
    own = iscoroutinefunction(given.__call__)  # of an object that is called
    if not is_async and (own or iscoroutinefunction(given)):
        raise TypeError("on_retry: write it as def, without async, as the client is")
    return given


def log(retry: Retry) -> None:
    """Write a record of a retry, with its numbers beside its words."""
    extra = {
        "attempt": retry.attempt,
        "reason": retry.reason,
        "wait": retry.wait,
        "operation": retry.operation,
    }
    _LOG.info("%s", retry, extra=extra)


def may_be_done(request: httpx2.Request, failed: Exception | int) -> bool:
    """Whether a server may have done what a failed request asks, and cannot undo it.

    Args:
        request: The request.
        failed: The error of its attempt, or the status of its answer.
    """
    if request.method in _REPEATABLE:
        return False
    if isinstance(failed, int):
        return failed not in _REFUSED
    names = {
        base.__name__
        for base in type(failed).__mro__
        if base.__module__.partition(".")[0] in LIBRARIES
    }
    return not names & _NEVER_SENT


def not_repeated(
    error: Exception, request: httpx2.Request
) -> openai.APIConnectionError:
    """Return the error for a request that is not repeated, since it may be done."""
    text = f"{reason(error)}; not sent again, since the server may have done it"
    if http_error(error) == "timeout":
        made = openai.APITimeoutError(request)
        made.message = text
        made.args = (text,)
        return made
    return openai.APIConnectionError(message=text, request=request)


def reason(failed: Exception | int) -> str:
    """Say what an attempt ended with."""
    if isinstance(failed, int):
        return f"status {failed}"
    name = type(failed).__name__
    deeper: BaseException | None = failed
    while deeper is not None:  # asynchronous libraries leave the words to the cause
        if words := " ".join(str(deeper).split()):
            return f"{name}: {words}"
        deeper = deeper.__cause__ or deeper.__context__
    return name


def come_back(seconds: float) -> str:
    """Say when a server wants to be asked again."""
    said = f"the server asks to come back in {seconds:g} s"
    now = datetime.now(UTC)
    try:
        at = now + timedelta(seconds=seconds)
    except OverflowError:  # beyond all calendars
        return said
    day = "" if at.date() == now.date() else f"{at:%Y-%m-%d} "
    return f"{said}, at {day}{at:%H:%M:%S} UTC"
