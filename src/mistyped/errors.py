"""The errors of mistyped, all of them the OpenAI SDK's as well.

openai.OpenAIError
├── APIKeyError                     no key, or one that cannot be a key
├── UnsupportedEndpointError        Mistral has nothing there; also AttributeError
├── InvalidOutputError              an answer does not fit its type; also ValueError
│   ├── TruncatedOutputError        it was cut; also openai.LengthFinishReasonError
│   └── RefusedOutputError          also openai.ContentFilterFinishReasonError
├── openai.APIConnectionError
│   ├── CircuitOpenError            the server has failed too often; nothing was sent
│   ├── StreamInterruptedError      a streamed answer ended before it was whole
│   └── openai.APITimeoutError
│       └── DeadlineExceededError   the call is not over within its `deadline`
└── openai.UnprocessableEntityError
    └── InvalidRequestError         Mistral refuses this request, or would
        └── BadRequestError         the model refused it (400); also OpenAI's error
            └── ContextLengthError  it is longer than the model's context

UserWarning
└── InvalidRequestWarning           Mistral may refuse this request
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from http import HTTPStatus
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING

import openai
from pydantic_core import from_json
from typing_extensions import override

from mistyped._check.operations import find_operation
from mistyped._values.error_bodies import code, problems, reason
from mistyped._values.guards import is_mapping
from mistyped._values.json_values import UNSENDABLE
from mistyped._values.portable import reduced
from mistyped._values.unsent import OVER_CHAT, why_not_sent
from mistyped.problems import InvalidRequestWarning as InvalidRequestWarning
from mistyped.problems import Location, Problem, Report

if TYPE_CHECKING:
    import httpx2

    from mistyped._generated.responses.chat import ChatCompletion


_SHOWN = 20
_ALIKE = 3
# Mistral has no code for this alone: 3051 stands for other refusals as well.
_TOO_LONG = (  # compiled when it is needed, since most programs never do
    r"context (?:length|window|size)|too (?:long|large|many tokens)|tokens .*maximum"
)
_NEVER_SENT = UNSENDABLE | {"path-id"}


class APIKeyError(openai.OpenAIError):
    """There is no API key, or it cannot be one. The key itself is never shown."""


class UnsupportedEndpointError(openai.OpenAIError, AttributeError):
    """Mistral has nothing of this kind; the message names the nearest way."""


class InvalidOutputError(openai.OpenAIError, ValueError):
    """An answer that cannot be read into the type that was asked for.

    Attributes:
        text: What the model said, without its thoughts.
        answer: The whole answer.
    """

    text: str
    answer: ChatCompletion

    def __init__(self, message: str, text: str, answer: ChatCompletion) -> None:
        Exception.__init__(self, message)
        self.text = text
        self.answer = answer
        vars(self)["completion"] = answer  # as the SDK's errors call it

    @override
    def __reduce__(self) -> tuple[object, ...]:
        return reduced(self)


class TruncatedOutputError(InvalidOutputError, openai.LengthFinishReasonError):
    """An answer that reached its limit of tokens, and so is not whole."""


class RefusedOutputError(InvalidOutputError, openai.ContentFilterFinishReasonError):
    """An answer that the model, or moderation, refused."""


class StreamInterruptedError(openai.APIConnectionError):
    """A streamed answer that ended before it was whole.

    Attributes:
        partial: Everything that had come, added up: a `ChatCompletion` whose unfinished
            choices have no finish reason, a `ConversationResponse`, a `Transcription`;
            of other streams a tuple of their events.
    """

    partial: object

    def __init__(
        self, message: str, *, request: httpx2.Request, partial: object
    ) -> None:
        super().__init__(message=message, request=request)
        self.partial = partial

    @override
    def __reduce__(self) -> tuple[object, ...]:
        return reduced(self)


class InvalidRequestError(openai.UnprocessableEntityError):
    """A request that Mistral refuses, found before it was sent or by the server.

    It is an `openai.UnprocessableEntityError`: what handles Mistral's 422 handles it.

    Attributes:
        report: Everything that is known to be wrong, warnings included.
        problems: The problems that stopped the request.
        sent: Whether anything left this machine; then `response` and `request_id` are
            the server's.
        status_code: 422, as the server would answer; or what it did answer.
        code: Mistral's code for it, such as 3051, if the server gave one.
        correlation_id: What Mistral's support asks for, if the server gave one.
    """

    report: Report
    problems: tuple[Problem, ...]
    sent: bool
    code: str | None
    correlation_id: str | None
    _unsent_status = HTTPStatus.UNPROCESSABLE_ENTITY
    _way_out = "check='warn'"

    def __init__(
        self,
        report: Report,
        *,
        url: str = "",
        message: str = "",
        body: object = None,
        response: httpx2.Response | None = None,
    ) -> None:
        self.report = report
        self.problems = report.errors
        self.sent = response is not None
        if response is not None:
            super().__init__(message, response=response, body=body)
            # The SDK finds it in one envelope alone, and older ones keep a number.
            self.code = code(body) if self.code is None else str(self.code)
            self.correlation_id = response.headers.get("mistral-correlation-id")
            return
        start = _carrier(report.operation)
        detail = [_detail(problem, start) for problem in self.problems]
        unsent = {
            "object": "error",
            "message": {"detail": detail},
            "type": "invalid_request_error",
            "param": self.problems[0].path,
            "code": None,
        }
        text = message or _text(report, self._way_out)
        response = _unsent(url, self._unsent_status)
        super().__init__(text, response=response, body=unsent)
        self.correlation_id = None

    @override
    def __reduce__(self) -> tuple[object, ...]:
        return reduced(self)


class BadRequestError(InvalidRequestError, openai.BadRequestError):  # type: ignore[misc]  # their literal status codes differ
    """A request that fits the schema, and that the model refused with a 400."""

    _unsent_status = HTTPStatus.BAD_REQUEST


class ContextLengthError(BadRequestError):
    """A prompt is longer than the model's context; see `context` of the client."""

    _way_out = "context='warn'"


class DeadlineExceededError(openai.APITimeoutError):
    """A call that is not over within its `deadline`; nothing is tried any more.

    It is an `openai.APITimeoutError`: what handles timeouts handles it. What the last
    attempt failed with is its `__cause__` or `last_failure`.

    Attributes:
        deadline: The seconds that the call had.
        seconds: The seconds that it took.
        attempts: How often it was sent.
        waits_for: What had not come: the answer, or the first or next event.
        received: What had come of an answer that does not stream. The events of a
            stream have been handed out.
        last_failure: What the attempt before failed with; empty if there was none.
    """

    def __init__(
        self,
        operation: str,
        *,
        deadline: float,
        seconds: float,
        attempts: int,
        waits_for: str,
        received: bytes = b"",
        last_failure: str = "",
        request: httpx2.Request | None = None,
    ) -> None:
        self.deadline = deadline
        self.seconds = seconds
        self.attempts = attempts
        self.waits_for = waits_for
        self.received = received
        self.last_failure = last_failure
        times = "1 attempt" if attempts == 1 else f"{attempts} attempts"
        text = (
            f"{operation}: not done within its deadline of {deadline:g} s; "
            f"{times}, then waiting for {waits_for}"
        )
        if received:
            text += f"; {len(received)} bytes had come, see error.received"
        if last_failure:
            text += f"; the attempt before: {last_failure}"
        openai.APIConnectionError.__init__(
            self, message=text, request=request or _request("")
        )

    @override
    def __reduce__(self) -> tuple[object, ...]:
        return reduced(self)


class CircuitOpenError(openai.APIConnectionError):
    """A call that was not sent, since the calls before it have failed.

    Attributes:
        retry_after: Seconds until one is let through again; None while one is on its
            way to try.
    """

    def __init__(
        self,
        operation: str,
        *,
        retry_after: float | None = None,
        last_failure: str = "",
        request: httpx2.Request | None = None,
    ) -> None:
        self.retry_after = retry_after
        when = (
            "when the call that tries it now has succeeded"
            if retry_after is None
            else f"in {retry_after:.3g} s"
        )
        why = f" (last: {last_failure})" if last_failure else ""
        text = (
            f"{operation}: not sent, since the calls before it have failed{why}; "
            f"the circuit is tried again {when}"
        )
        super().__init__(message=text, request=request or _request(""))

    @override
    def __reduce__(self) -> tuple[object, ...]:
        return reduced(self)


def refusal(
    body: object, response: httpx2.Response, found: Report | None
) -> InvalidRequestError:
    """Return the error for a 400 or a 422 of the server.

    Args:
        body: The answer's body, read as JSON if it is that.
        response: The answer.
        found: What our own check says of the request, for its hints.
    """
    sent = _sent(response)
    words = reason(body, sent) or response.reason_phrase or "no reason given"
    said = _hinted(problems(body, sent), found)
    request = response.request
    title = found.operation if found else f"{request.method} {request.url.path}"
    report = Report(title, (*said, *(found.warnings if found else ())))
    text = f"Error code: {response.status_code} - {words}"
    hints = sorted({f"  {p.path}: {p.hint}" for p in said if p.hint})
    if hints:
        text = "\n".join([text, "What helps:", *hints[:_SHOWN]])
    if len(hints) > _SHOWN:
        text += f"\n  ... and {len(hints) - _SHOWN} more, in error.problems"
    kind: type[InvalidRequestError] = InvalidRequestError
    if response.status_code == HTTPStatus.BAD_REQUEST:
        kind = (
            ContextLengthError
            if re.search(_TOO_LONG, words, re.IGNORECASE)
            else BadRequestError
        )
    inner = body.get("error", body) if is_mapping(body) else body  # as the SDK has it
    return kind(report, message=text, body=inner, response=response)


def _hinted(said: Iterable[Problem], found: Report | None) -> list[Problem]:
    """Give a server's problems the hints that our table has for their places."""
    known: dict[Location, Problem] = {}
    for each in found.problems if found else ():
        if each.hint:
            known.setdefault(each.loc, each)
    return [
        replace(problem, hint=mine.hint, evidence=mine.evidence)
        if (mine := known.get(problem.loc))
        else problem
        for problem in said
    ]


def _sent(response: httpx2.Response) -> object:
    """Return the body of the request, if it was JSON."""
    try:
        return from_json(response.request.content)
    except (ValueError, RuntimeError):  # no JSON, or a stream that is gone
        return {}


def _text(report: Report, way_out: str) -> str:
    count = len(report.errors)
    head = (
        f"{why_not_sent(report.errors)}. "
        f"{report.operation} has {count} {'problem' if count == 1 else 'problems'}:"
    )
    lines = [head, *_listed(report.errors, "error.problems")]
    if report.warnings:
        lines.append("It also warns:")
        lines += _listed(report.warnings, "error.report.warnings")
    rules = {problem.rule for problem in report.errors}
    if OVER_CHAT in rules:
        lines.append("Mistral's own API is at client.with_options(responses='native').")
    elif rules.isdisjoint(_NEVER_SENT):
        lines.append(f"To send it anyway, use client.with_options({way_out}).")
    return "\n".join(lines)


def _listed(problems: Sequence[Problem], everything: str) -> Iterator[str]:
    """Yield a line for each problem, and one for all that differ in an index alone."""
    alike: dict[object, list[Problem]] = {}
    for each in problems:
        keys = tuple("" if isinstance(item, int) else item for item in each.loc)
        alike.setdefault((keys, each.rule, each.advice), []).append(each)
    rows = [
        row
        for group in alike.values()
        for row in ([group] if len(group) > _ALIKE else [[each] for each in group])
    ]
    for first, *others in rows[:_SHOWN]:
        more = f" (and {len(others)} more, up to {others[-1].path})" if others else ""
        yield f"  {first}{more}"
    left = sum(map(len, rows[_SHOWN:]))
    if left:
        yield f"  ... and {left} more, in {everything}"


def _carrier(title: str) -> str:
    """Return what a location begins with: `query` or `body`."""
    operation = find_operation(*title.split(" ", 1)) if " " in title else None
    return "query" if operation and operation.carrier == "query" else "body"


def _detail(problem: Problem, start: str) -> dict[str, object]:
    loc = [start, *problem.loc]
    return {"type": problem.rule, "loc": loc, "msg": problem.advice}


def _unsent(url: str, status: int) -> httpx2.Response:
    """Make the response that the error's base class wants; no server has sent it."""
    response: httpx2.Response = _http().Response(int(status), request=_request(url))
    return response


def _request(url: str) -> httpx2.Request:
    request: httpx2.Request = _http().Request("POST", url)
    return request


def _http() -> ModuleType:
    """Return the HTTP library of the SDK: httpx up to 2.x, httpx2 from 3.0 on."""
    major = int(openai.__version__.partition(".")[0])
    return import_module("httpx2" if major > 2 else "httpx")
