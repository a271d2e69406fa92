"""The words in the body of a server's error.

Mistral answers in more shapes than OpenAI: a `detail` that is a text or a list of
problems, bare, under `message` or under `error`; a flat `message`; OpenAI's nested one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeGuard

from mistyped.json_values import is_mapping
from mistyped.problems import Problem

_KEYS = ("detail", "message", "error")
_DEPTH = 4
_SHOWN = 20
_LONG = 1_000


def reason(body: object) -> str:
    """Return what the body says went wrong; empty if it has no words for it.

    A list of problems gets a line for each, with its path and type, but not the value:
    that is the user's, and may be secret.
    """
    said = body
    for _ in range(_DEPTH):
        if not is_mapping(said):
            break
        fields = said
        said = next((fields[key] for key in _KEYS if fields.get(key)), None)
    if said is body:
        return ""
    if isinstance(said, str):
        return _cut(said)
    return _list(said) if _is_list(said) else ""


def _list(said: Sequence[object]) -> str:
    problems = [_line(each) for each in said[:_SHOWN]]
    if len(said) == 1:
        return problems[0]
    lines = [f"{len(said)} problems:", *(f"  {line}" for line in problems)]
    if len(said) > _SHOWN:
        lines.append(f"  ... and {len(said) - _SHOWN} more, in error.body")
    return "\n".join(lines)


def _line(problem: object) -> str:
    if isinstance(problem, str):
        return _cut(problem)
    fields: Mapping[object, object] = problem if is_mapping(problem) else {}
    message, loc = fields.get("msg"), fields.get("loc")
    if not isinstance(message, str) or not _is_list(loc):
        return _cut(repr(problem))
    path = tuple(item if isinstance(item, int) else str(item) for item in loc)
    place = path[1:] if path[:1] == ("body",) else path
    return _cut(str(Problem(str(fields.get("type", "")), place, message)))


def _is_list(value: object) -> TypeGuard[list[object]]:
    return isinstance(value, list)


def _cut(text: str) -> str:
    return text if len(text) <= _LONG else f"{text[:_LONG]}..."
