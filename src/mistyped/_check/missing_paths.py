"""Why a server may have nothing at a path; asked when it has answered with a 404."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from mistyped._check.not_offered import nearest_way
from mistyped._check.operations import find_operation

_VERSION: Final = "/v1"
NOT_COVERED: Final[Mapping[str, str]] = {
    "/v1/audio/agents": "audio agents",
    "/v1/audio/sessions": "audio sessions",
    "/v1/client/sessions": "client sessions",
    "/v1/connectors": "connectors",
    "/v1/context": "search contexts",
    "/v1/fine_tuning": "fine-tuning",
    "/v1/libraries": "libraries and documents",
    "/v1/observability": "observability",
    "/v1/rag": "search indexes",
    "/v1/service-accounts": "service accounts",
    "/v1/triggers": "triggers",
    "/v1/users": "users",
    "/v1/webhooks": "webhooks",
    "/v1/whoami": "whoami",
    "/v1/workflows": "workflows",
    "/v2/audio": "audio of the second version",
    "/v2/prompts": "prompts",
    "/v2/skills": "skills",
}
"""What Mistral has and mistyped does not know: neither checked nor served."""


def why_missing(method: str, path: str) -> str:
    """Say what is wrong with a path; empty for one where there may be something.

    Args:
        method: The HTTP method.
        path: The path as it was sent, without the host.
    """
    if path.startswith(f"{_VERSION}{_VERSION}/"):
        return f"{_VERSION} is there twice; the base URL or the path has one too many"
    if path.startswith(f"{_VERSION}/"):
        hint = "" if find_operation(method, path) else nearest_way(method, path)
        return f"only OpenAI has it; {hint}" if hint else ""
    if find_operation(method, path) or nearest_way(method, path):
        return f"Mistral's API is below {_VERSION}; end the base URL with {_VERSION}"
    return ""


def with_reason(said: str, method: str, path: str) -> str:
    """Add to the words of a 404 what is wrong with the path, if they do not say it."""
    why = why_missing(method, path)
    return said if why in said else f"{said}; {why}".removeprefix("; ")


def not_covered(path: str) -> str:
    """Return the name of what Mistral has at a path and mistyped does not know."""
    return next(
        (
            name
            for start, name in NOT_COVERED.items()
            if path == start or path.startswith(f"{start}/")
        ),
        "",
    )
