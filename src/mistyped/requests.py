"""Requests as pydantic models, built step by step and checked on the way.

    from mistyped.requests import ChatCompletionRequest, UserMessage

    request = ChatCompletionRequest(
        model="mistral-small-latest", messages=[UserMessage(content="Bonjour")]
    )
    request.temperature = 0.2
    client.chat.completions.create(request)

Every operation has one, as have the parts of requests. What was set is sent, and
nothing else. Each is loaded when it is asked for.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from mistyped._builders import exports

if TYPE_CHECKING:
    from mistyped._builders.exports import *
else:  # for type checkers to know what is not there

    def __getattr__(name):
        if name not in exports.HOMES:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        value = getattr(import_module(f"mistyped.{exports.HOMES[name]}"), name)
        globals()[name] = value
        return value


def __dir__() -> list[str]:
    return sorted(exports.HOMES)
