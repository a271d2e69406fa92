"""Why a request was not sent: Mistral refuses it, or our bridge cannot carry it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from mistyped.problems import Problem

OVER_CHAT: Final = "responses-over-chat"
"""The rule of what the Responses API has, and chat completions have nothing for."""


def why_not_sent(problems: Iterable[Problem]) -> str:
    """Say who stops a request with these problems, a sentence without its full stop."""
    if any(each.rule == OVER_CHAT for each in problems):
        return (
            "Chat completions, on which responses run here, cannot carry this request, "
            "so it was not sent"
        )
    return "Mistral would refuse this request, so it was not sent"
