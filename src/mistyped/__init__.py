"""A typed Mistral client on the OpenAI SDK's transport.

What Mistral refuses fails in the type checker, or at the call before a byte is sent.
Nothing is loaded until it is used: `check` works without the OpenAI SDK.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mistyped.client import AsyncMistral as AsyncMistral
    from mistyped.client import Mistral as Mistral
    from mistyped.errors import APIKeyError as APIKeyError
    from mistyped.errors import InvalidRequestError as InvalidRequestError
    from mistyped.errors import UnsupportedEndpointError as UnsupportedEndpointError
    from mistyped.messages import to_input as to_input
    from mistyped.preflight import check as check
    from mistyped.problems import InvalidRequestWarning as InvalidRequestWarning
    from mistyped.problems import Problem as Problem
    from mistyped.problems import Report as Report

_HOMES = {
    "APIKeyError": "errors",
    "AsyncMistral": "client",
    "InvalidRequestError": "errors",
    "InvalidRequestWarning": "problems",
    "Mistral": "client",
    "Problem": "problems",
    "Report": "problems",
    "UnsupportedEndpointError": "errors",
    "check": "preflight",
    "to_input": "messages",
}
__all__ = [
    "APIKeyError",
    "AsyncMistral",
    "InvalidRequestError",
    "InvalidRequestWarning",
    "Mistral",
    "Problem",
    "Report",
    "UnsupportedEndpointError",
    "check",
    "to_input",
]


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module 'mistyped' has no attribute {name!r}")
    value: object = getattr(import_module(f"mistyped.{_HOMES[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return __all__
