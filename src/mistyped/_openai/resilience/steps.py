"""The steps of a call that both twins of a client take alike."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from math import isfinite
from typing import TYPE_CHECKING

import openai
from openai import NotGiven

from mistyped._check.operations import find_operation
from mistyped._openai.exchange import http_error
from mistyped._openai.resilience.calls import Call, Timeouts, call_of, calling
from mistyped._openai.resilience.fallback import model_of
from mistyped._openai.resilience.network import pools
from mistyped._openai.resilience.options import Resilience, resilience
from mistyped._openai.resilience.retries import (
    Retry,
    come_back,
    log,
    may_be_done,
    not_repeated,
    reason,
)
from mistyped._openai.resilience.sending import HAS_METHOD, Sender, wrapped
from mistyped._openai.wire import CallTimeout

_TOO_MANY = 429
_LONGEST_PAUSE = 120.0  # seconds; as long as a retry is waited for


class Resilient:
    """What both clients do alike."""

    _resilience: Resilience
    _timeouts: type[Timeouts] = Timeouts
    _watch_pool: Callable[[object], None]
    _send_request: Callable[..., object]

    def bind(self, given: Mapping[str, object]) -> None:
        """Do as options say.

        Raises:
            ImportError: If an option needs a package that is not installed.
            TypeError: If an option is of another kind.
            ValueError: If it is out of its range.
        """
        is_async = isinstance(self, openai.AsyncOpenAI)
        self._resilience = resilience(given, is_async=is_async)
        http = wrapped(self)
        if self._resilience.deadline is not None:
            for pool in pools(http):
                self._watch_pool(pool)
        if not HAS_METHOD:
            vars(self)["_client"] = Sender(http, self._send_request)

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
                asked = self._retry_after(response) or 0.0
                limit.pause(key, min(asked, _LONGEST_PAUSE))

        def _account(self, call, answer):
            """Correct what a call has cost by what its answer says."""
            total = getattr(getattr(answer, "usage", None), "total_tokens", None)
            if call.ticket is not None and isinstance(total, int):
                key = call.host, call.model
                self._resilience.rate_limit.spent(key, call.ticket, total)
