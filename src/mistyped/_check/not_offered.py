"""What to do instead of a request to what OpenAI has and Mistral has not."""

from __future__ import annotations

import re
from functools import cache

from mistyped._check.operations import full_path
from mistyped._generated.not_offered import PATHS

NOT_OFFERED = "not-offered"
"""The rule of such a request."""


def nearest_way(method: str, path: str) -> str:
    """Say what to do instead of a request to a path that Mistral does not have.

    Args:
        method: The HTTP method.
        path: The path, with or without a host and `/v1`.

    Returns:
        A hint, or an empty text for every path that Mistral has or may have.
    """
    asked = f"{method.upper()} {full_path(path)}"
    return next((hint for known, hint in _hints() if known.match(asked)), "")


@cache
def _hints() -> list[tuple[re.Pattern[str], str]]:
    return [(_pattern(path), hint) for path, hint in PATHS.items()]


def _pattern(path: str) -> re.Pattern[str]:
    """Compile `/x/{}` or `GET /x`, for that and all below it."""
    method, _, below = path.rpartition(" ")
    segments = below.replace("{}", "[^/]+")
    return re.compile(f"{method or '[A-Z]+'} /v1{segments}(?:/|$)")
