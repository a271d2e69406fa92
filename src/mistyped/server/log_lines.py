"""The server's log: what came, what became of it and why, a line for each request."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from typing import Final, Literal, TypeAlias

from mistyped.problems import as_members
from mistyped.server.recorder import RecordedRequest

LogFormat: TypeAlias = Literal["text", "json"]
_MOST: Final = 3


def text_line(request: RecordedRequest) -> str:
    """Write a request as a line for people.

    `POST /v1/chat/completions 422 refused: temperature: 9 is out of range; ...`
    """
    told = [" ".join(each.split()) for each in request.complaints]
    more = [f"and {len(told) - _MOST} more"] if len(told) > _MOST else []
    why = " | ".join([*told[:_MOST], *more])
    head = f"{request.method} {request.path} {request.status} {request.verdict}"
    return _printable(f"{head}: {why}" if why else head)


def json_line(request: RecordedRequest) -> str:
    """Write a request as a line for programs, with every problem."""
    return json.dumps(
        {
            "method": request.method,
            "path": request.path,
            "status": request.status,
            "verdict": request.verdict,
            "reason": request.reason,
            "problems": [as_members(each) for each in request.problems],
        }
    )


_LINES: Final[dict[LogFormat, Callable[[RecordedRequest], str]]] = {
    "text": text_line,
    "json": json_line,
}


def logging_to_stdout(form: LogFormat) -> Callable[[RecordedRequest], None]:
    """Return what writes each request to standard output at once."""
    line = _LINES[form]

    def log(request: RecordedRequest) -> None:
        sys.stdout.write(f"{line(request)}\n")
        sys.stdout.flush()

    return log


def _printable(text: str) -> str:
    """Return a text whose signs do nothing to a terminal."""
    return "".join(each if each.isprintable() else ascii(each)[1:-1] for each in text)
