"""A server's refusal on its way out of the OpenAI SDK."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic_core import from_json

from mistyped._check.not_offered import nearest_way
from mistyped._check.operations import find_operation
from mistyped._check.preflight import preflight, told
from mistyped._openai.paths import is_mistrals
from mistyped.errors import InvalidRequestError, refusal
from mistyped.problems import Report

if TYPE_CHECKING:
    import httpx2


def explained_refusal(
    body: object, response: httpx2.Response, base_url: str
) -> InvalidRequestError:
    """Return the error for a 400 or a 422, with the hints of our own check."""
    return refusal(body, response, _found(response, base_url))


def _found(response: httpx2.Response, base_url: str) -> Report | None:
    """Check the request that was refused; None if it is none that can be checked."""
    request = response.request
    path = str(request.url).removeprefix(base_url)
    operation = find_operation(request.method, path)
    if operation is None or operation.carrier != "json":
        return None
    try:
        return told(preflight(operation, from_json(request.content)).report)
    except (ValueError, RuntimeError):  # no JSON, or a stream that is gone
        return None


def why_not_found(response: httpx2.Response, base_url: str) -> str:
    """Say what a 404 may come from, where the address alone tells it; else nothing."""
    method, url = response.request.method, str(response.request.url)
    if not is_mistrals(url, base_url):
        return f"Mistral's paths begin with /v1, and the base URL is {base_url}"
    hint = nearest_way(method, url)
    return f"only OpenAI has this path: {hint}" if hint else ""
