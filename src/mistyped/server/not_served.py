"""What the 404 says of a path that this server does not serve."""

from __future__ import annotations

from mistyped._check.missing_paths import not_covered, why_missing


def nothing_there(method: str, path: str) -> str:
    """Return Mistral's words, and if it is known why there is nothing."""
    area = not_covered(path)
    why = f"Mistral has {area}, mistyped serve has not" if area else ""
    why = why_missing(method, path) or why
    return f"Not Found: {why}" if why else "Not Found"
