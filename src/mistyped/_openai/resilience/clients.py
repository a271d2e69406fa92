"""What a client does otherwise whose calls are bounded, repeated or kept back.

Such a client is of a subclass of its class, made when an option asks for it, so that
one without the options has nothing of this on its way. The subclass stands before
`Transport` and the SDK's client, and the SDK asks it at each step of a call.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from functools import partial
from inspect import isawaitable
from typing import TYPE_CHECKING, TypeVar

import anyio
import openai

from mistyped._openai.resilience import async_network, network
from mistyped._openai.resilience.calls import call_of, calling
from mistyped._openai.resilience.fallback import Fallback
from mistyped._openai.resilience.middleware import chain, chain_async
from mistyped._openai.resilience.network import UntilTimeouts
from mistyped._openai.resilience.reading import (
    read,
    read_async,
    timed,
    timed_async,
)
from mistyped._openai.resilience.sending import wrapped
from mistyped._openai.resilience.steps import Resilient

ClientT = TypeVar("ClientT")
_SUBCLASSES: dict[type, type] = {}
_GRACE = 0.01  # seconds


class SyncResilient(Resilient):
    """What a synchronous client does otherwise."""

    _timeouts = UntilTimeouts
    _watch_pool = staticmethod(network.watch_pool)

    if not TYPE_CHECKING:

        def request(self, cast_to, options, *, stream=False, stream_cls=None):
            """Send a request within its bounds, to other models if it has some."""
            call, is_part = self._begun(options, stream=stream)
            send = partial(
                super().request, cast_to, stream=stream, stream_cls=stream_cls
            )
            if is_part:
                return send(options)
            fallback = Fallback(call.options, self._resilience.fallback_models)
            asked = call.options
            try:
                while True:
                    try:
                        answer = send(asked)
                        break
                    except openai.OpenAIError as error:
                        asked = fallback.after(call.raised(error))
                        call.ask(fallback.model)
            finally:
                call.active = False
            self._account(call, answer)
            if stream and isinstance(answer, openai.Stream):
                timed(answer, call)
            else:
                call.rest()
            return fallback.noted(answer)

        def _send_request(self, request, *, stream, **options):
            call = calling(request)
            if call is None:
                return wrapped(self).send(request, stream=stream, **options)
            call.starts(request)
            attempt = partial(self._attempt, call, stream, options)
            try:
                return chain(self._resilience.middleware, attempt)(request)
            except Exception as error:
                ends = self._failed(call, error)
                if ends is error:
                    raise
                raise ends from error

        def _attempt(self, call, stream, options, request):
            request.extensions.setdefault("timeout", call.timeouts)
            use = self._resilience
            if use.rate_limit is not None:
                time.sleep(self._place(call, request))
            send = partial(self._sent, call, stream, options)
            if use.circuit_breaker is None:
                response = send(request)
            else:
                response = use.circuit_breaker.send(call, send, request)
            if use.rate_limit is not None:
                self._learn(call, response)
            return response

        def _sent(self, call, stream, options, request):
            call.attempts += 1
            reads = call.has_deadline and not stream
            later = stream or reads
            response = wrapped(self).send(request, stream=later, **options)
            if reads:
                read(response, call)
            return response

        def _sleep_for_retry(self, *, retries_taken, max_retries, options, response):
            del retries_taken
            retry = self._retry(
                max_retries=max_retries, options=options, response=response
            )
            if self._resilience.on_retry is not None:
                self._resilience.on_retry(retry)
            time.sleep(retry.wait)


class AsyncResilient(Resilient):
    """What an asynchronous client does otherwise."""

    _watch_pool = staticmethod(async_network.watch_pool)

    if not TYPE_CHECKING:

        async def request(self, cast_to, options, *, stream=False, stream_cls=None):
            """Send a request within its bounds, to other models if it has some."""
            call, is_part = self._begun(options, stream=stream)
            send = partial(
                super().request, cast_to, stream=stream, stream_cls=stream_cls
            )
            if is_part:
                return await send(options)
            fallback = Fallback(call.options, self._resilience.fallback_models)
            asked = call.options
            try:
                while True:
                    try:
                        answer = await send(asked)
                        break
                    except openai.OpenAIError as error:
                        asked = fallback.after(call.raised(error))
                        call.ask(fallback.model)
            finally:
                call.active = False
            self._account(call, answer)
            if stream and isinstance(answer, openai.AsyncStream):
                timed_async(answer, call)
            else:
                call.rest()
            return fallback.noted(answer)

        async def _send_request(self, request, *, stream, **options):
            call = calling(request)
            if call is None:
                return await wrapped(self).send(request, stream=stream, **options)
            call.starts(request)
            attempt = partial(self._attempt, call, stream, options)
            try:
                return await self._through_middleware(call, attempt, request)
            except Exception as error:
                ends = self._failed(call, error)
                if ends is error:
                    raise
                raise ends from error

        async def _through_middleware(self, call, attempt, request):
            middleware = self._resilience.middleware
            # A little later, so that what is sent says first that its time is over.
            left = call.left + _GRACE if middleware and call.has_deadline else None
            with anyio.move_on_after(left):
                return await chain_async(middleware, attempt)(request)
            raise call.overrun("the middleware")

        async def _attempt(self, call, stream, options, request):
            request.extensions.setdefault("timeout", call.timeouts)
            use = self._resilience
            if use.rate_limit is not None:
                await anyio.sleep(self._place(call, request))
            send = partial(self._sent, call, stream, options)
            if use.circuit_breaker is None:
                response = await send(request)
            else:
                response = await use.circuit_breaker.send_async(call, send, request)
            if use.rate_limit is not None:
                self._learn(call, response)
            return response

        async def _sent(self, call, stream, options, request):
            call.attempts += 1
            later = stream or call.has_deadline
            with anyio.move_on_after(call.left):
                response = await wrapped(self).send(request, stream=later, **options)
                if later and (not stream or response.is_error):
                    await read_async(response, call)
                return response
            raise call.overrun()

        async def _prepare_options(self, options):
            call = call_of(options)
            with anyio.move_on_after(call.left if call else None):
                return await super()._prepare_options(options)
            raise call.overrun("the key")

        async def _sleep_for_retry(
            self, *, retries_taken, max_retries, options, response
        ):
            del retries_taken
            retry = self._retry(
                max_retries=max_retries, options=options, response=response
            )
            with anyio.move_on_after(call_of(options).left):
                if self._resilience.on_retry is not None:
                    told = self._resilience.on_retry(retry)
                    if isawaitable(told):
                        await told
                await anyio.sleep(retry.wait)
                return
            raise call_of(options).overrun("on_retry")


def bind(client: object, given: Mapping[str, object]) -> None:
    """Bound the calls of a client of a `resilient` class, as its options say.

    Raises:
        ImportError: If an option needs a package that is not installed.
        TypeError: If an option is of another kind.
        ValueError: If it is out of its range.
    """
    if isinstance(client, Resilient):
        client.bind(given)


def within(client: ClientT, deadline: object) -> ClientT:
    """Return a client like this one, whose calls have a deadline."""
    kind = resilient(type(client))
    bounded = kind.__new__(kind)
    vars(bounded).update(vars(client))
    bind(bounded, {"deadline": deadline})
    return bounded


def resilient(of: type[ClientT]) -> type[ClientT]:
    """Return a client's class whose calls are bounded; itself if it is one."""
    if issubclass(of, Resilient):
        return of
    if of not in _SUBCLASSES:
        is_async = issubclass(of, openai.AsyncOpenAI)
        kind = AsyncResilient if is_async else SyncResilient
        names = ("__module__", "__doc__", "__qualname__")
        members = {name: getattr(of, name) for name in names}
        _SUBCLASSES[of] = type(of.__name__, (kind, of), members)
    made: type[ClientT] = _SUBCLASSES[of]
    return made
