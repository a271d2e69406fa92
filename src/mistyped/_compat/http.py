"""What httpx and httpx2 have in common, as far as a transport of both needs it.

Neither is imported: which of them a request is of is known when it comes.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
from typing import Protocol

HeaderItems = list[tuple[str, str]]


class Headers(Protocol):
    """Headers of a request or of an answer."""

    def get(self, key: str, default: str, /) -> str:
        """Return the value of one."""
        ...

    def multi_items(self) -> HeaderItems:
        """Return all, those of one name too."""
        ...


class Url(Protocol):
    """An address."""

    @property
    def password(self) -> str:
        """The password in it."""
        ...


class Request(Protocol):
    """A request on its way."""

    @property
    def method(self) -> str:
        """The HTTP method."""
        ...

    @property
    def url(self) -> Url:
        """Where it goes."""
        ...

    @property
    def headers(self) -> Headers:
        """Its headers."""
        ...

    @property
    def extensions(self) -> object:
        """What its library adds."""
        ...

    def read(self) -> bytes:
        """Return its body."""
        ...

    async def aread(self) -> bytes:
        """Return its body."""
        ...


class Response(Protocol):
    """An answer."""

    @property
    def status_code(self) -> int:
        """The HTTP status."""
        ...

    @property
    def headers(self) -> Headers:
        """Its headers."""
        ...

    @property
    def stream(self) -> object:
        """Its unread body."""
        ...

    @property
    def extensions(self) -> object:
        """What its library adds."""
        ...

    def read(self) -> bytes:
        """Return its body."""
        ...

    async def aread(self) -> bytes:
        """Return its body."""
        ...

    def iter_bytes(self) -> Iterator[bytes]:
        """Yield its body as it comes."""
        ...

    def aiter_bytes(self) -> AsyncIterator[bytes]:
        """Yield its body as it comes."""
        ...

    def close(self) -> None:
        """End it."""
        ...

    async def aclose(self) -> None:
        """End it."""
        ...


class Transport(Protocol):
    """What sends requests of a synchronous client."""

    @property
    def handle_request(self) -> Callable[..., Response]:
        """Sends a request, which is of its own library."""
        ...

    def close(self) -> None:
        """Close the connections."""
        ...


class AsyncTransport(Protocol):
    """What sends requests of an asynchronous client."""

    @property
    def handle_async_request(self) -> Callable[..., Awaitable[Response]]:
        """Sends a request, which is of its own library."""
        ...

    async def aclose(self) -> None:
        """Close the connections."""
        ...


class MakeRequest(Protocol):
    """Makes a request."""

    def __call__(
        self,
        method: str,
        url: object,
        /,
        *,
        headers: HeaderItems,
        content: bytes | None,
        extensions: object,
    ) -> Request: ...


class MakeResponse(Protocol):
    """Makes an answer."""

    def __call__(
        self,
        status: int,
        /,
        *,
        headers: HeaderItems | Mapping[str, str],
        content: bytes | None = ...,
        stream: object = ...,
        extensions: object = ...,
        request: object = ...,
    ) -> Response: ...


class Library(Protocol):
    """One of the two."""

    SyncByteStream: type
    AsyncByteStream: type
    HTTPTransport: Callable[[], Transport]
    AsyncHTTPTransport: Callable[[], AsyncTransport]
    Request: MakeRequest
    Response: MakeResponse
