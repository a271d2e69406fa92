"""Errors that survive a process: pickled and copied without the key and the prompt.

The SDK's errors hold the request and the response, whose headers have the key and whose
bodies have the prompt, and most cannot be unpickled at all. What a program reads of an
error goes along; of the request its method and URL, of the response its status, its
text, and the headers that programs read.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

import orjson

from mistyped._values.guards import is_list, is_mapping
from mistyped._values.http_libraries import library_of
from mistyped._values.redaction import REDACTED, redacted_json, secrets_of

_DEEPEST = 10  # where servers put the details of a refusal
_ANSWERED = ("content-type", "x-request-id", "mistral-correlation-id", "retry-after")


def reduced(error: Exception) -> tuple[Any, tuple[Any, ...]]:
    """Return how an error is built again."""
    members = {k: v for k, v in vars(error).items() if k not in ("request", "response")}
    if "body" in members:
        members["body"] = _without_input(members["body"])
    return rebuilt, (
        type(error),
        error.args,
        members,
        _request(getattr(error, "request", None)),
        _response(getattr(error, "response", None)),
    )


def rebuilt(
    kind: type[Exception],
    arguments: tuple[object, ...],
    members: dict[str, object],
    request: tuple[str, ...] | None,
    response: tuple[Any, ...] | None,
) -> Exception:
    """Return an error as it was, without what it may not carry."""
    error: Any = kind.__new__(kind, *arguments)
    error.args = arguments
    for name, value in members.items():
        setattr(error, name, value)
    if request is not None:
        library, method, url = request
        error.request = import_module(library).Request(method, url)
    if response is not None:
        library, status, headers, content = response
        vars(error)["response"] = import_module(library).Response(
            status, headers=headers, content=content, request=error.request
        )
    made: Exception = error
    return made


def _request(request: Any) -> tuple[str, str, str] | None:
    if request is None:
        return None
    url = request.url.copy_with(query=None, fragment=None, userinfo=b"")
    return library_of(request).__name__, request.method, str(url)


def _response(response: Any) -> tuple[str, int, dict[str, str], bytes] | None:
    if response is None:
        return None
    headers = {k: response.headers[k] for k in _ANSWERED if k in response.headers}
    try:
        content = response.content
    except RuntimeError:  # it was never read
        content = b""
    content = _without_input_bytes(redacted_json(content, secrets_of(response.request)))
    return library_of(response).__name__, response.status_code, headers, content


def _without_input_bytes(content: object) -> bytes:
    if not isinstance(content, bytes):
        return b""
    if b'"input"' not in content:
        return content
    try:
        body: object = orjson.loads(content)
    except ValueError:
        return content
    kept = _without_input(body)
    return content if kept == body else orjson.dumps(kept)


def _without_input(body: object, depth: int = 0) -> object:
    """Return a body without what a server repeats of the request beside its words."""
    if depth > _DEEPEST:
        return body
    if is_list(body):
        return [_without_input(each, depth + 1) for each in body]
    if is_mapping(body):
        repeats = "loc" in body
        return {
            k: REDACTED if repeats and k == "input" else _without_input(v, depth + 1)
            for k, v in body.items()
        }
    return body
