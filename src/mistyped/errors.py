"""The errors of mistyped, all of them the OpenAI SDK's as well.

openai.OpenAIError
├── APIKeyError                     no key, or one that cannot be a key
├── UnsupportedEndpointError        Mistral has nothing there; also AttributeError
└── openai.UnprocessableEntityError
    └── InvalidRequestError         Mistral refuses this request, or would

UserWarning
└── InvalidRequestWarning           Mistral may refuse this request
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import TYPE_CHECKING

import openai
from typing_extensions import override

from mistyped.json_values import UNSENDABLE
from mistyped.problems import InvalidRequestWarning as InvalidRequestWarning
from mistyped.problems import Problem, Report

if TYPE_CHECKING:
    import httpx2


_SHOWN = 20
_NEVER_SENT = UNSENDABLE | {"path-id"}


class APIKeyError(openai.OpenAIError):
    """There is no API key, or it cannot be one. The key itself is never shown."""


class UnsupportedEndpointError(openai.OpenAIError, AttributeError):
    """Mistral has nothing of this kind; the message names the nearest way."""


class InvalidRequestError(openai.UnprocessableEntityError):
    """A request that Mistral refuses, found before it was sent.

    It is an `openai.UnprocessableEntityError`: what handles Mistral's 422 handles it.

    Attributes:
        report: Everything that the check found, warnings included.
        problems: The problems that stopped the request.
        sent: Whether anything left this machine.
        status_code: 422, as the server would answer.
    """

    report: Report
    problems: tuple[Problem, ...]
    sent: bool

    def __init__(self, report: Report, *, url: str) -> None:
        self.report = report
        self.problems = report.errors
        self.sent = False
        body = {
            "object": "error",
            "message": {"detail": [_detail(problem) for problem in self.problems]},
            "type": "invalid_request_error",
            "param": self.problems[0].path,
            "code": None,
        }
        super().__init__(_text(report), response=_unsent(url), body=body)

    @override
    def __reduce__(
        self,
    ) -> tuple[Callable[[Report, str], InvalidRequestError], tuple[Report, str]]:
        return _again, (self.report, str(self.request.url))


def _again(report: Report, url: str) -> InvalidRequestError:
    return InvalidRequestError(report, url=url)


def _text(report: Report) -> str:
    count = len(report.errors)
    head = (
        "Mistral would refuse this request, so it was not sent. "
        f"{report.operation} has {count} {'problem' if count == 1 else 'problems'}:"
    )
    lines = [head, *(f"  {problem}" for problem in report.errors[:_SHOWN])]
    if count > _SHOWN:
        lines.append(f"  ... and {count - _SHOWN} more, in error.problems")
    if not any(problem.rule in _NEVER_SENT for problem in report.errors):
        lines.append("To send it anyway, use client.with_options(check='warn').")
    return "\n".join(lines)


def _detail(problem: Problem) -> dict[str, object]:
    loc = ["body", *problem.loc]
    return {"type": problem.rule, "loc": loc, "msg": problem.advice}


def _unsent(url: str) -> httpx2.Response:
    """Make the response that the error's base class wants; no server has sent it.

    The SDK stands on httpx up to 2.x and on httpx2 from 3.0 on.
    """
    major = int(openai.__version__.partition(".")[0])
    httpx = import_module("httpx2" if major > 2 else "httpx")
    response: httpx2.Response = httpx.Response(422, request=httpx.Request("POST", url))
    return response
