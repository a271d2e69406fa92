"""The options of a client for which it loads this package, and what they come to."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from typing_extensions import TypedDict

from mistyped._openai.resilience.circuit_breaker import CircuitBreaker
from mistyped._openai.resilience.fallback import as_models
from mistyped._openai.resilience.middleware import (
    AsyncMiddleware,
    Middleware,
    as_middleware,
)
from mistyped._openai.resilience.rate_limit import RateLimit
from mistyped._openai.resilience.retries import OnRetry, RetryMode, as_hook, retry_mode
from mistyped._values.deadlines import Deadline, as_deadline

MadeT = TypeVar("MadeT", CircuitBreaker, RateLimit)


class ResilienceOptions(TypedDict, total=False):
    """What a client takes to bound its calls and to repeat them; all of it is off."""

    deadline: float | Deadline | None
    """Seconds for a whole call, retries included, and for a stream until its first
    event and between events; or a `Deadline`."""
    retry: RetryMode
    """`safe` repeats no POST that may have been done, for want of its answer."""
    on_retry: OnRetry | None
    """Is called with a `Retry` before each pause."""
    middleware: Sequence[Middleware] | Sequence[AsyncMiddleware]
    """Functions around each attempt, the first outermost."""
    circuit_breaker: bool | CircuitBreaker | None
    """Stops asking what fails again and again, with a `CircuitOpenError` at once."""
    fallback_models: Sequence[str]
    """Models that are asked for a text if a circuit is open, or at 429 and 5xx."""
    rate_limit: bool | RateLimit | None
    """Keeps to requests and tokens a minute before the server refuses."""


@dataclass(frozen=True, slots=True)
class Resilience:
    """What the options come to."""

    deadline: Deadline | None
    retry: RetryMode
    on_retry: OnRetry | None
    middleware: tuple[Callable[..., object], ...]
    circuit_breaker: CircuitBreaker | None
    fallback_models: tuple[str, ...]
    rate_limit: RateLimit | None

    @property
    def needs_model(self) -> bool:
        """Whether it matters which model a request names."""
        return bool(self.circuit_breaker or self.rate_limit or self.fallback_models)

    def options(self) -> dict[str, object]:
        """Return the options that come to the same, for a copy that shares them."""
        return {name: getattr(self, name) for name in ResilienceOptions.__annotations__}


def resilience(given: Mapping[str, object], *, is_async: bool) -> Resilience:
    """Return what options come to.

    Raises:
        ImportError: If circuits are asked for, and `interlock-cb` is not installed.
        TypeError: If an option is of another kind.
        ValueError: If it is out of its range.
    """
    return Resilience(
        deadline=as_deadline(given.get("deadline")),
        retry=retry_mode(given.get("retry") or "all"),
        on_retry=as_hook(given.get("on_retry"), is_async=is_async),
        middleware=as_middleware(given.get("middleware"), is_async=is_async),
        circuit_breaker=_made(given, "circuit_breaker", CircuitBreaker),
        fallback_models=as_models(given.get("fallback_models")),
        rate_limit=_made(given, "rate_limit", RateLimit),
    )


def _made(given: Mapping[str, object], name: str, kind: type[MadeT]) -> MadeT | None:
    value = given.get(name)
    if value is True:
        return kind()
    if value is None or value is False:
        return None
    if isinstance(value, kind):
        return value
    raise TypeError(f"{name} is True, or a {kind.__name__}")
