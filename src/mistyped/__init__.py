"""A typed Mistral client on the OpenAI SDK's transport.

What Mistral refuses fails in the type checker, or at the call before a byte is sent.
Nothing is loaded until it is used: `check` works without the OpenAI SDK.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mistyped._agents.tool import tool as tool
    from mistyped._agents.tool_set import ToolSet as ToolSet
    from mistyped._check.adapting import adapt as adapt
    from mistyped._check.explanations import explain as explain
    from mistyped._check.preflight import check as check
    from mistyped._openai.limits import Limits as Limits
    from mistyped._openai.resilience.circuit_breaker import (
        CircuitBreaker as CircuitBreaker,
    )
    from mistyped._openai.resilience.rate_limit import RateLimit as RateLimit
    from mistyped._openai.resilience.retries import Retry as Retry
    from mistyped._values.deadlines import Deadline as Deadline
    from mistyped.changes import Adapted as Adapted
    from mistyped.changes import Change as Change
    from mistyped.client import AsyncMistral as AsyncMistral
    from mistyped.client import Mistral as Mistral
    from mistyped.errors import APIKeyError as APIKeyError
    from mistyped.errors import BadRequestError as BadRequestError
    from mistyped.errors import CircuitOpenError as CircuitOpenError
    from mistyped.errors import ContextLengthError as ContextLengthError
    from mistyped.errors import DeadlineExceededError as DeadlineExceededError
    from mistyped.errors import InvalidOutputError as InvalidOutputError
    from mistyped.errors import InvalidRequestError as InvalidRequestError
    from mistyped.errors import RefusedOutputError as RefusedOutputError
    from mistyped.errors import StreamInterruptedError as StreamInterruptedError
    from mistyped.errors import TruncatedOutputError as TruncatedOutputError
    from mistyped.errors import UnsupportedEndpointError as UnsupportedEndpointError
    from mistyped.messages import to_input as to_input
    from mistyped.problems import ErrorDetail as ErrorDetail
    from mistyped.problems import InvalidRequestWarning as InvalidRequestWarning
    from mistyped.problems import Problem as Problem
    from mistyped.problems import Report as Report

_HOMES = {
    "APIKeyError": "errors",
    "Adapted": "changes",
    "AsyncMistral": "client",
    "BadRequestError": "errors",
    "Change": "changes",
    "CircuitBreaker": "_openai.resilience.circuit_breaker",
    "CircuitOpenError": "errors",
    "ContextLengthError": "errors",
    "Deadline": "_values.deadlines",
    "DeadlineExceededError": "errors",
    "ErrorDetail": "problems",
    "InvalidOutputError": "errors",
    "InvalidRequestError": "errors",
    "InvalidRequestWarning": "problems",
    "Limits": "_openai.limits",
    "Mistral": "client",
    "Problem": "problems",
    "RateLimit": "_openai.resilience.rate_limit",
    "Report": "problems",
    "RefusedOutputError": "errors",
    "Retry": "_openai.resilience.retries",
    "StreamInterruptedError": "errors",
    "ToolSet": "_agents.tool_set",
    "TruncatedOutputError": "errors",
    "UnsupportedEndpointError": "errors",
    "adapt": "_check.adapting",
    "check": "_check.preflight",
    "explain": "_check.explanations",
    "to_input": "messages",
    "tool": "_agents.tool",
}
__all__ = [
    "APIKeyError",
    "Adapted",
    "AsyncMistral",
    "BadRequestError",
    "Change",
    "CircuitBreaker",
    "CircuitOpenError",
    "ContextLengthError",
    "Deadline",
    "DeadlineExceededError",
    "ErrorDetail",
    "InvalidOutputError",
    "InvalidRequestError",
    "InvalidRequestWarning",
    "Limits",
    "Mistral",
    "Problem",
    "RateLimit",
    "RefusedOutputError",
    "Report",
    "Retry",
    "StreamInterruptedError",
    "ToolSet",
    "TruncatedOutputError",
    "UnsupportedEndpointError",
    "adapt",
    "check",
    "explain",
    "to_input",
    "tool",
]


if not TYPE_CHECKING:  # for type checkers to know what is not there

    def __getattr__(name):
        if name not in _HOMES:
            raise AttributeError(f"module 'mistyped' has no attribute {name!r}")
        value = getattr(import_module(f"mistyped.{_HOMES[name]}"), name)
        globals()[name] = value
        return value


def __dir__() -> list[str]:
    return __all__
