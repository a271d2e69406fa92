"""What a client does otherwise whose calls are bounded, repeated or kept back.

Such a client is of a subclass of its class, made when an option asks for it, so that
one without the options has nothing of this on its way. The subclass stands before
`Transport` and the SDK's client, and the SDK asks it at each step of a call.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from functools import cache, partial
from inspect import isawaitable
from math import isfinite
from typing import TYPE_CHECKING, Any

import anyio
import openai
from openai import NotGiven

from mistyped._check.operations import find_operation
from mistyped._openai.client_options import CallTimeout
from mistyped._openai.exchange import http_error
from mistyped._openai.resilience import async_network, network
from mistyped._openai.resilience.calls import Call, Timeouts, call_of, calling
from mistyped._openai.resilience.fallback import Fallback, model_of
from mistyped._openai.resilience.middleware import chain, chain_async
from mistyped._openai.resilience.network import UntilTimeouts
from mistyped._openai.resilience.options import Resilience, resilience
from mistyped._openai.resilience.reading import (
    read,
    read_async,
    timed,
    timed_async,
)
from mistyped._openai.resilience.retries import (
    Retry,
    come_back,
    log,
    may_be_done,
    not_repeated,
    reason,
)
from mistyped._openai.resilience.sending import HAS_METHOD, Sender, wrapped

_TOO_MANY = 429


class Resilient:
    """What both clients do alike."""

    _resilience: Resilience
    _timeouts: type[Timeouts] = Timeouts

    if not TYPE_CHECKING:  # the SDK's signatures differ from version to version

        def copy(self, **options):
            """Return a client with the same options but those given here."""
            if not HAS_METHOD:
                options.setdefault("http_client", wrapped(self))
            return super().copy(**options)

        with_options = copy

        def _resilience_options(self):
            return self._resilience.options()

        def _build_request(self, options, **others):
            request = super()._build_request(options, **others)
            call = call_of(options)
            if call is not None:
                call.retries = others.get("retries_taken", 0)
                timeouts = request.extensions["timeout"]
                request.extensions["timeout"] = self._timeouts(timeouts, call)
            return request

        def _should_retry(self, response):
            call = calling(response.request)
            if not super()._should_retry(response) or call is None:
                return False
            status = response.status_code
            call.failure = reason(status)
            careful = self._resilience.retry == "safe"
            if careful and may_be_done(response.request, status):
                return False
            call.wait = self._pause(call, response)
            asked = self._retry_after(response) or 0.0
            return call.allows(max(call.wait, asked))

        def _make_status_error(self, err_msg, *, body, response):
            error = super()._make_status_error(err_msg, body=body, response=response)
            seconds = self._retry_after(response)
            call = calling(response.request)
            said = [come_back(seconds)] if seconds else []
            if call is not None and not call.allows(call.wait or 0.0):
                said.append(f"not tried again, for its {call.deadline_words}")
            if said:
                error.message = f"{error.message} ({'; '.join(said)})"
                error.args = (error.message,)
            vars(error)["retry_after"] = seconds
            return error

        def _retry_after(self, response):
            seconds = self._parse_retry_after_header(response.headers)
            usable = seconds is not None and isfinite(seconds) and seconds > 0
            return seconds if usable else None

        def _pause(self, call, response):
            options = call.options
            left = options.get_max_retries(self.max_retries) - call.retries
            headers = None if response is None else response.headers
            return self._calculate_retry_timeout(left, options, headers)

        def _begun(self, options, *, stream):
            """Return the call that a request begins, or is a part of."""
            wait = options.timeout
            given = isinstance(wait, CallTimeout)
            if given and wait.call is not None and wait.call.active:
                return wait.call, True
            own = given and wait.call is None
            deadline = wait.deadline if own else self._resilience.deadline
            wait = wait.given if given else wait
            base = self._base_url
            path = options.url.removeprefix(str(base))
            operation = find_operation(options.method, path)
            call = Call(
                deadline,
                operation=operation.id if operation else f"{options.method} {path}",
                host=base.netloc.decode(),
                streams=stream,
            )
            timeout = self.timeout if isinstance(wait, NotGiven) else wait
            update = {"timeout": CallTimeout(timeout, call=call)}
            call.options = options.model_copy(update=update)
            call.model = model_of(options) if self._resilience.needs_model else ""
            return call, False

        def _failed(self, call, error):
            """Return what an attempt ends with that has failed."""
            if not http_error(error):
                call.final = error
                return error
            call.failure = reason(error)
            if call.is_over:
                return call.overrun()
            if self._resilience.retry == "safe" and may_be_done(call.request, error):
                call.lost = error
            return error

        def _retry(self, *, max_retries, options, response):
            """Return the retry that comes next.

            Raises:
                OpenAIError: If there is none.
            """
            call = call_of(options)
            if call.final is not None:
                raise call.final
            if call.lost is not None:
                raise not_repeated(call.lost, call.request)
            wait = self._pause(call, None) if response is None else call.wait
            if not call.allows(wait):
                raise call.overrun("the next attempt")
            count = call.retries + 2, max_retries + 1
            retry = Retry(call.operation, *count, call.failure, wait)
            log(retry)
            return retry

        def _place(self, call, request):
            """Return the seconds until the rate limit has room for a request."""
            size = int(request.headers.get("content-length", 0))
            is_json = "json" in request.headers.get("content-type", "")
            wait, call.ticket = self._resilience.rate_limit.reserve(
                (call.host, call.model), size if is_json else 0, call.left
            )
            if call.ticket is None:
                raise call.overrun(f"room in the rate limit, in {wait:.3g} s")
            return wait

        def _learn(self, call, response):
            limit = self._resilience.rate_limit
            key = call.host, call.model
            limit.learn(key, call.ticket, response.headers)
            if response.status_code == _TOO_MANY:
                limit.pause(key, self._retry_after(response) or 0.0)

        def _account(self, call, answer):
            """Correct what a call has cost by what its answer says."""
            total = getattr(getattr(answer, "usage", None), "total_tokens", None)
            if call.ticket is not None and isinstance(total, int):
                self._resilience.rate_limit.spent(call.ticket, total)


class SyncResilient(Resilient):
    """What a synchronous client does otherwise."""

    _timeouts = UntilTimeouts

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
                return await chain_async(self._resilience.middleware, attempt)(request)
            except Exception as error:
                ends = self._failed(call, error)
                if ends is error:
                    raise
                raise ends from error

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
            if self._resilience.on_retry is not None:
                told = self._resilience.on_retry(retry)
                if isawaitable(told):
                    await told
            await anyio.sleep(retry.wait)


def bind(client: Any, given: Mapping[str, object]) -> None:
    """Bound the calls of a client of a `resilient` class, as its options say.

    Raises:
        ImportError: If an option needs a package that is not installed.
        TypeError: If an option is of another kind.
        ValueError: If it is out of its range.
    """
    is_async = isinstance(client, openai.AsyncOpenAI)
    client._resilience = resilience(given, is_async=is_async)  # noqa: SLF001
    http = wrapped(client)
    watch = async_network.watch_pool if is_async else network.watch_pool
    for pool in network.pools(http):
        watch(pool)
    if not HAS_METHOD:
        client._client = Sender(http, client._send_request)  # noqa: SLF001


def within(client: Any, deadline: object) -> Any:
    """Return a client like this one, whose calls have a deadline."""
    kind = resilient(type(client))
    bounded = kind.__new__(kind)
    bounded.__dict__.update(client.__dict__)
    bind(bounded, {"deadline": deadline})
    return bounded


def resilient(of: Any) -> Any:
    """Return a client's class whose calls are bounded; itself if it is one."""
    return _resilient(of)


@cache
def _resilient(of: Any) -> Any:
    if issubclass(of, Resilient):
        return of
    kind = AsyncResilient if issubclass(of, openai.AsyncOpenAI) else SyncResilient
    members = {"__module__": of.__module__, "__doc__": of.__doc__}
    return type(of.__name__, (kind, of), {**members, "__qualname__": of.__qualname__})
