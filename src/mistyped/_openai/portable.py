"""Errors that survive a process: pickled and copied without the key and the prompt.

The SDK's errors hold the request and the response, whose headers have the key and whose
bodies have the prompt, and most cannot be unpickled at all. What a program reads of an
error goes along; of the request its method and URL, of the response its status, its
headers and its text.
"""

from __future__ import annotations

import copyreg
from importlib import import_module
from typing import Any

import openai

_ANSWERED = ("content-type", "x-request-id", "mistral-correlation-id", "retry-after")
"""The headers of a response that go along: those that programs read of an error."""
_LIBRARIES = ("httpx2", "httpx")


def register() -> None:
    """Let `pickle`, `copy` and `deepcopy` take the SDK's errors of calls.

    A class that says itself how it is pickled keeps its way.
    """
    for kind in (openai.APIError, *_below(openai.APIError)):
        if not any("__reduce__" in vars(base) for base in kind.__mro__[:-3]):
            copyreg.pickle(kind, reduced)


def reduced(error: openai.APIError) -> tuple[Any, tuple[Any, ...]]:
    """Return how an error is built again."""
    members = {k: v for k, v in vars(error).items() if k not in ("request", "response")}
    return rebuilt, (
        type(error),
        error.args,
        members,
        _request(getattr(error, "request", None)),
        _response(getattr(error, "response", None)),
    )


def rebuilt(
    kind: type[openai.APIError],
    arguments: tuple[object, ...],
    members: dict[str, object],
    request: tuple[str, ...] | None,
    response: tuple[Any, ...] | None,
) -> openai.APIError:
    """Return an error as it was, without what it may not carry."""
    error = kind.__new__(kind, *arguments)
    error.args = arguments
    vars(error).update(members)
    if request is not None:
        library, method, url = request
        error.request = import_module(library).Request(method, url)
    if response is not None:
        library, status, headers, content = response
        vars(error)["response"] = import_module(library).Response(
            status, headers=headers, content=content, request=error.request
        )
    return error


def _below(kind: type[openai.APIError]) -> list[type[openai.APIError]]:
    found: list[type[openai.APIError]] = []
    for each in kind.__subclasses__():
        found += [each, *_below(each)]
    return found


def _request(request: Any) -> tuple[str, str, str] | None:
    if request is None:
        return None
    url = request.url.copy_with(query=None, fragment=None, userinfo=b"")
    return _library(request), request.method, str(url)


def _response(response: Any) -> tuple[str, int, dict[str, str], bytes] | None:
    if response is None:
        return None
    headers = {k: response.headers[k] for k in _ANSWERED if k in response.headers}
    content = response.content if hasattr(response, "_content") else b""
    return _library(response), response.status_code, headers, content


def _library(value: object) -> str:
    """Return the HTTP library that a request or a response is of."""
    roots = (base.__module__.partition(".")[0] for base in type(value).__mro__)
    return next(root for root in roots if root in _LIBRARIES)
