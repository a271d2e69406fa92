"""Middleware: what a program puts around each attempt of each call."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from inspect import iscoroutinefunction
from typing import TYPE_CHECKING, TypeAlias

from mistyped._values.guards import is_list

if TYPE_CHECKING:
    import httpx2

CallNext: TypeAlias = "Callable[[httpx2.Request], httpx2.Response]"
"""Sends a request, through the middleware that is left."""
AsyncCallNext: TypeAlias = "Callable[[httpx2.Request], Awaitable[httpx2.Response]]"
"""Sends a request, through the middleware that is left."""
Middleware: TypeAlias = "Callable[[httpx2.Request, CallNext], httpx2.Response]"
"""Is called for each attempt; returns what `call_next` answers, or another response."""
AsyncMiddleware: TypeAlias = (
    "Callable[[httpx2.Request, AsyncCallNext], Awaitable[httpx2.Response]]"
)
"""Is called for each attempt; returns what `call_next` answers, or another response."""


def chain(middleware: Sequence[Middleware], send: CallNext) -> CallNext:
    """Return what sends a request through middleware, the first outermost."""
    for each in reversed(middleware):
        send = _around(each, send)
    return send


def chain_async(
    middleware: Sequence[AsyncMiddleware], send: AsyncCallNext
) -> AsyncCallNext:
    """Return what sends a request through middleware, the first outermost."""
    for each in reversed(middleware):
        send = _around_async(each, send)
    return send


def _around(middleware: Middleware, call_next: CallNext) -> CallNext:
    return lambda request: _answered(
        middleware(request, call_next), request, middleware
    )


def _around_async(
    middleware: AsyncMiddleware, call_next: AsyncCallNext
) -> AsyncCallNext:
    async def send(request: httpx2.Request) -> httpx2.Response:
        return _answered(await middleware(request, call_next), request, middleware)

    return send


def _answered(
    response: httpx2.Response, request: httpx2.Request, middleware: object
) -> httpx2.Response:
    """Return what middleware returned, as the response to the request.

    Raises:
        TypeError: If it is no response.
    """
    if not hasattr(response, "status_code"):
        kind = type(response).__name__
        hint = "await what" if kind == "coroutine" else "return what"
        raise TypeError(
            f"middleware: {_name(middleware)} returned a {kind}; {hint} call_next "
            "returns, or return a response of your own"
        )
    try:
        _ = response.request
    except RuntimeError:  # one of its own, which was sent by nobody
        response.request = request
    return response


def _name(middleware: object) -> str:
    return str(getattr(middleware, "__qualname__", type(middleware).__qualname__))


def as_middleware(
    given: object, *, is_async: bool
) -> tuple[Callable[..., object], ...]:
    """Return what is given as a tuple of middleware.

    Raises:
        TypeError: If one is no function of the client's kind.
    """
    if given is None:
        return ()
    entries: list[object] = list(given) if is_list(given) else []
    if isinstance(given, tuple):
        entries = [*given]
    elif not is_list(given):
        raise TypeError("middleware is a list of functions")
    found: list[Callable[..., object]] = []
    for each in entries:
        if not callable(each):
            raise TypeError(f"middleware: {each!r} is no function")
        own = iscoroutinefunction(each.__call__)  # of an object that is called
        if (own or iscoroutinefunction(each)) != is_async:
            kind = "async def" if is_async else "def, without async"
            raise TypeError(
                f"middleware: write {_name(each)} as {kind}, as the client is"
            )
        found.append(each)
    return tuple(found)
