"""Circuits: what has failed too often is not asked for a while.

The states and windows are interlock's: one class of it serves threads and tasks alike,
opens on a rate or on consecutive failures, and lets one probe through.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from http import HTTPStatus
from typing import TYPE_CHECKING, TypeVar

from mistyped._openai.exchange import http_error
from mistyped._openai.resilience.calls import Call
from mistyped.errors import CircuitOpenError, DeadlineExceededError

if TYPE_CHECKING:
    import httpx2
    from interlock import CircuitBreaker as Circuit
    from interlock import CircuitOpenError as Rejected
    from interlock import Registry

ResponseT = TypeVar("ResponseT")
_NEVER_SLOW = 1e9  # seconds; deadlines are for what is slow


class CircuitBreaker:
    """When to stop asking a server that fails: a circuit for each host and operation.

    Where requests name a model, each model has a circuit of its own, so that another
    can stand in for it. A failure is a connection that fails, a time that is over, or a
    status of 500 and above. Give one object to several clients, and they share it.

    Args:
        failures: How many failures in a row open a circuit.
        rate: The share of failures that opens it, in place of failures in a row.
        calls: Of how many last calls the rate is taken.
        recovery: Seconds that a circuit stays open before one call tries it.

    Raises:
        ImportError: If `interlock-cb` is not installed.
        ValueError: If a number is out of its range.
    """

    def __init__(
        self,
        *,
        failures: int = 5,
        rate: float | None = None,
        calls: int = 20,
        recovery: float = 30.0,
    ) -> None:
        if failures < 1 or calls < 1 or recovery <= 0:
            raise ValueError("circuit_breaker: give numbers above 0")
        if rate is not None and not 0 < rate <= 1:
            raise ValueError("circuit_breaker: rate is a share, above 0 and up to 1")
        size = failures if rate is None else calls
        self._circuits = _registry(1.0 if rate is None else rate, size, recovery)

    def send(
        self,
        call: Call,
        send: Callable[[httpx2.Request], ResponseT],
        request: httpx2.Request,
    ) -> ResponseT:
        """Send a request, if its circuit is not open.

        Raises:
            CircuitOpenError: If it is open.
        """
        from interlock import CircuitOpenError as Rejected

        try:
            return self._circuit(call).call_sync(send, request)
        except Rejected as error:
            raise _open(call, error, request) from None

    async def send_async(
        self,
        call: Call,
        send: Callable[[httpx2.Request], Awaitable[ResponseT]],
        request: httpx2.Request,
    ) -> ResponseT:
        """Send a request, if its circuit is not open.

        Raises:
            CircuitOpenError: If it is open.
        """
        from interlock import CircuitOpenError as Rejected

        try:
            return await self._circuit(call).call_async(send, request)
        except Rejected as error:
            raise _open(call, error, request) from None

    def _circuit(self, call: Call) -> Circuit:
        return self._circuits.get(f"{call.host} {call.operation} {call.model}")


class _Failures:
    """Tells what speaks of a server that fails."""

    def is_failure(self, *, result: object, exception: Exception | None) -> bool:
        if exception is not None:
            over = isinstance(exception, DeadlineExceededError)
            return over or bool(http_error(exception))
        status = getattr(result, "status_code", HTTPStatus.OK)
        return isinstance(status, int) and status >= HTTPStatus.INTERNAL_SERVER_ERROR


def _registry(rate: float, size: int, recovery: float) -> Registry:
    try:
        from interlock import Config, Registry
    except ImportError as error:
        said = "circuit_breaker needs interlock-cb: pip install 'mistyped[breaker]'"
        raise ImportError(said) from error

    config = Config(
        failure_rate_threshold=rate,
        minimum_number_of_calls=size,
        window_size=size,
        wait_duration_in_open=recovery,
        permitted_calls_in_half_open=1,
        slow_call_duration_threshold=_NEVER_SLOW,
    )
    return Registry(config=config, classifier=_Failures())


def _open(call: Call, error: Rejected, request: httpx2.Request) -> CircuitOpenError:
    last = error.last_failure
    return CircuitOpenError(
        " ".join(filter(None, (call.operation, call.model))),
        retry_after=error.retry_after,
        last_failure=type(last).__name__ if last else "",
        request=request,
    )
