"""Requests that differ in their bodies alone: their other parts are made once."""

from __future__ import annotations

from collections.abc import Callable
from copy import copy
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

from mistyped._values.http_libraries import LIBRARIES, library_of

if TYPE_CHECKING:
    import httpx2

RawHeaders: TypeAlias = list[tuple[bytes, bytes]]
_MOST_URLS = 64
_LENGTH = "Content-Length"
_OWN = {f"{library}._client" for library in LIBRARIES}


@dataclass(slots=True)
class Asked:
    """All that decides about a request but its body and the HTTP client's cookies.

    Error trackers send locals, tuples member by member: the headers, which hold a key,
    stay out of sight.
    """

    method: str
    url: httpx2.URL
    headers: RawHeaders = field(repr=False)
    default_headers: RawHeaders = field(repr=False)
    timeout: object


@dataclass(slots=True)
class _Parts:
    """What an HTTP client made of what was asked; headers as unseen as there."""

    asked: Asked
    url: httpx2.URL
    headers: httpx2.Headers = field(repr=False)
    extensions: dict[str, object]


class RequestParts:
    """Keeps the parts of requests by what was asked last of a URL."""

    def __init__(self) -> None:
        self._known: dict[httpx2.URL, _Parts] = {}

    def build(
        self,
        client: httpx2.Client,
        asked: Asked,
        content: bytes,
        make: Callable[[], httpx2.Request],
    ) -> httpx2.Request:
        """Return what `make` would, of parts that it made when the same was asked."""
        parts = self._known.get(asked.url)
        if parts and parts.asked == asked:
            return _request(client, parts, content)
        request = make()
        if _is_reusable(request, content):
            if len(self._known) >= _MOST_URLS:
                self._known = {}
            self._known[asked.url] = _Parts(
                asked, request.url, request.headers.copy(), dict(request.extensions)
            )
        return request


def is_usual(client: httpx2.Client) -> bool:
    """Whether an HTTP client makes of the same always the same.

    One of a program's own may date or sign each request.
    """
    return client.build_request.__module__ in _OWN and not client.params


def _is_reusable(request: httpx2.Request, content: bytes) -> bool:
    """Whether the headers fit other bodies and, cookies being added, other times."""
    length = request.headers.get(_LENGTH)
    return length == str(len(content)) and "cookie" not in request.headers


def _request(client: httpx2.Client, parts: _Parts, content: bytes) -> httpx2.Request:
    library = library_of(parts.url)  # the client may be a stand-in
    request: httpx2.Request = library.Request(
        parts.asked.method,
        parts.url,
        headers=_sized(parts.headers, len(content)),
        cookies=client.cookies,
        stream=library.ByteStream(content),
        extensions={name: copy(each) for name, each in parts.extensions.items()},
    )
    request.read()  # as the library reads a body that it gets as bytes
    return request


def _sized(headers: httpx2.Headers, length: int) -> httpx2.Headers:
    """Return headers for a body of another length."""
    copied = headers.copy()
    copied[_LENGTH] = str(length)
    return copied
