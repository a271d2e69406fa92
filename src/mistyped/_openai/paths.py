"""Paths with ids in them: an id that would lead elsewhere is refused."""

from __future__ import annotations

import re

from mistyped.errors import InvalidRequestError
from mistyped.problems import Problem, Report

_LEADS_ELSEWHERE = re.compile(r"[/\\?#%\x00-\x20\x7f]|^\.{1,2}$")
_SHOWN = 40


def path_with(template: str, **ids: str) -> str:
    """Return a path with its ids filled in: `/files/{file_id}` and `file_id="x"`.

    Raises:
        InvalidRequestError: If an id is no text, is empty, or would change the path.
    """
    problems = [found for name, each in ids.items() if (found := _problem(name, each))]
    if problems:
        report = Report(f"/v1{template}", tuple(problems))
        raise InvalidRequestError(report, url=f"https://unsent.invalid{template}")
    return template.format(**ids)


def _problem(name: str, value: object) -> Problem | None:
    hint = "give the id as the API gave it"
    if not isinstance(value, str):
        if isinstance(getattr(value, "id", None), str):
            hint = "give its attribute id"
        message = f"it is of type {type(value).__name__}, and an id is text"
    elif not value:
        message = "it is empty, which would change the path"
    elif found := _LEADS_ELSEWHERE.search(value):
        message = f"{found[0][:_SHOWN]!r} in an id would change the path"
    else:
        return None
    return Problem("path-id", (name,), message, hint)
