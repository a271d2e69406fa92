"""Paths: an id that would lead elsewhere is refused, and whose paths they are."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from mistyped.problems import Problem, Report

_LEADS_ELSEWHERE = re.compile(r"[/\\?#%\x00-\x20\x7f\ud800-\udfff]|^\.{1,2}$")
_LONGEST = 2_000
_SHOWN = 40
_VERSION = "/v1"


def path_with(template: str, **ids: str) -> str:
    """Return a path with its ids filled in: `/files/{file_id}` and `file_id="x"`.

    Raises:
        InvalidRequestError: If an id is no text, is empty, or would change the path.
    """
    problems = [found for name, each in ids.items() if (found := _problem(name, each))]
    if problems:
        from mistyped.errors import InvalidRequestError

        report = Report(f"/v1{template}", tuple(problems))
        raise InvalidRequestError(report, url=f"https://unsent.invalid{template}")
    return template.format(**ids)


def whole_url(path: str, base_url: object) -> str:
    """Return where a path below the base URL leads."""
    return f"{str(base_url).rstrip('/')}/{path.strip('/')}"


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
    elif len(value) > _LONGEST:
        message = f"it is {len(value)} characters long, and no id is"
    else:
        return None
    return Problem("path-id", (name,), message, hint)


def is_mistrals(path: str, base_url: str) -> bool:
    """Whether a request goes where Mistral's API has its paths, on whatever host.

    That is right below `/v1`, which is the end of the base URL or the beginning of the
    path. What is known of Mistral's requests refuses none elsewhere.
    """
    if "://" in path and not path.startswith(base_url):
        return urlsplit(path).path.startswith(f"{_VERSION}/")
    path = path.removeprefix(base_url)
    return path.startswith(f"{_VERSION}/") or base_url.rstrip("/").endswith(_VERSION)
