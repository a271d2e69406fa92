"""What is wrong with a request to a path where Mistral has no operation."""

from __future__ import annotations

from difflib import get_close_matches

from mistyped._check.not_offered import NOT_OFFERED, nearest_way
from mistyped._check.operations import full_path, methods_of
from mistyped._generated.operations import OPERATIONS
from mistyped.problems import Problem

_CLOSE = 0.8


def no_operation(method: str, path: str) -> Problem:
    """Return what is wrong with a request for which there is no operation.

    What OpenAI has and Mistral has not is an error, as it is of the client. Any other
    path may be newer than mistyped, and has a warning.
    """
    hint = nearest_way(method, path)
    if hint:
        message = f"only OpenAI has {method} {path}"
        return Problem(NOT_OFFERED, (), message, hint)
    message = f"no such path: {method} {path}, so nothing was checked"
    return Problem("unknown-operation", (), message, _meant(path), "warning")


def _meant(path: str) -> str:
    """Say what may have been meant by a path."""
    methods = methods_of(path)
    if methods:
        return f"use {' or '.join(methods)}"
    known = [each for _, each in OPERATIONS]
    close = get_close_matches(full_path(path), known, n=1, cutoff=_CLOSE)
    return f"did you mean {close[0]}?" if close else "correct it, or send it as it is"
