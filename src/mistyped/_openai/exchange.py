"""One exchange over HTTP: how much of an answer is read, and where a redirect may lead.

An `Auth` of the HTTP library is its one public place that sees each response before
the body is read, with both twins and with clients of the caller's. So that is what this
is; it hands on to the `Auth` that the HTTP client has of its own.

More than a limit allows is left unread. What was cut is kept for the body of an error,
and is an error of its own for an answer (`cut`).
"""

from __future__ import annotations

import sys
from collections.abc import AsyncGenerator, AsyncIterator, Generator, Iterator
from contextlib import aclosing
from functools import cache
from typing import TYPE_CHECKING, Any, cast

from mistyped._openai.limits import MEBIBYTE, Limits
from mistyped._values.http_libraries import LIBRARIES, library_of

if TYPE_CHECKING:
    import httpx2

FOLLOW = "mistyped.follow"
"""The extension of a request whose caller wants no redirect to be followed."""
_BUDGET = "mistyped.budget"
_MOST_REDIRECTS = 5
_PIECE = 1 << 14  # unpacked it is 16 MiB at most
_DOUBLY_PACKED = 1 << 6
_LONGEST = 200


class Budget:
    """What is left to read of one answer."""

    def __init__(self, most: int, piece: int | None) -> None:
        self.cut = ""
        self._most: int | None = most
        self._piece = piece
        self._travelled = 0
        self._unpacked = 0

    def lift(self) -> None:
        """Read any amount: somebody takes it piece by piece."""
        self._most = None

    def travelled(self, data: bytes) -> Iterator[bytes]:
        """Yield what may be read of a piece that came."""
        self._travelled += len(data)
        data = self._within(data, self._travelled, "travelled")
        if self._piece is None or len(data) <= self._piece:
            yield data
            return
        for start in range(0, len(data), self._piece):
            yield data[start : start + self._piece]
            if self.cut:
                return

    def unpacked(self, data: bytes) -> bytes:
        """Return what may be read of what a piece was unpacked to."""
        self._unpacked += len(data)
        return self._within(data, self._unpacked, "unpacked")

    def _within(self, data: bytes, count: int, what: str) -> bytes:
        if self._most is None or count <= self._most:
            return data
        size = f"{self._most / MEBIBYTE:.4g} MiB"
        self.cut = f"it is longer than {size} {what}, which is the client's limit"
        return data[: max(0, len(data) - (count - self._most))]


class _Unpacking:
    """Stands for a decoder of the HTTP library, and counts what comes out of it.

    That is bytes in httpx, and pieces in httpx2.
    """

    def __init__(self, decoder: Any, budget: Budget) -> None:
        self._decoder = decoder
        self._budget = budget

    def decode(self, data: bytes) -> bytes | Iterator[bytes]:
        return self._counted(self._decoder.decode(data))

    def flush(self) -> bytes | Iterator[bytes]:
        return self._counted(self._decoder.flush())

    def _counted(self, unpacked: bytes | Iterator[bytes]) -> bytes | Iterator[bytes]:
        if isinstance(unpacked, bytes):
            return self._budget.unpacked(unpacked)
        return self._each(unpacked)

    def _each(self, pieces: Iterator[bytes]) -> Iterator[bytes]:
        for piece in pieces:
            yield self._budget.unpacked(piece)
            if self._budget.cut:
                return


class _Capped:
    """Stands for the stream of a body, and ends where the budget does."""

    def __init__(self, stream: Any, budget: Budget) -> None:
        self._stream = stream
        self._budget = budget

    def __iter__(self) -> Iterator[bytes]:
        for data in self._stream:
            yield from self._budget.travelled(data)
            if self._budget.cut:
                return

    async def __aiter__(self) -> AsyncIterator[bytes]:
        async with aclosing(_generated(self._stream)) as pieces:
            async for data in pieces:
                for piece in self._budget.travelled(data):
                    yield piece
                if self._budget.cut:
                    return

    def close(self) -> None:
        self._stream.close()

    async def aclose(self) -> None:
        await self._stream.aclose()


async def _generated(stream: Any) -> AsyncGenerator[bytes, None]:
    async for data in stream:
        yield data


class _Exchange:
    """What every request of a client goes through."""

    library: Any

    def __init__(self, limits: Limits, inner: Any) -> None:
        self._limits = limits
        self._inner = inner

    def sync_auth_flow(
        self, request: httpx2.Request
    ) -> Generator[httpx2.Request, httpx2.Response, None]:
        flow = self._own(request).sync_auth_flow(request)
        request = next(flow)
        for redirects in range(sys.maxsize):
            response = yield request
            self._cap(response)
            try:
                request = flow.send(response)
                continue
            except StopIteration:
                pass
            following = followed(response)
            if following is None or redirects >= _MOST_REDIRECTS:
                return
            flow = self._own(following).sync_auth_flow(following)
            request = next(flow)

    async def async_auth_flow(
        self, request: httpx2.Request
    ) -> AsyncGenerator[httpx2.Request, httpx2.Response]:
        flow = self._own(request).async_auth_flow(request)
        request = await anext(flow)
        for redirects in range(sys.maxsize):
            response = yield request
            self._cap(response)
            try:
                request = await flow.asend(response)
                continue
            except StopAsyncIteration:
                pass
            following = followed(response)
            if following is None or redirects >= _MOST_REDIRECTS:
                return
            flow = self._own(following).async_auth_flow(following)
            request = await anext(flow)

    def _own(self, request: httpx2.Request) -> Any:
        """Return the HTTP client's own `Auth`; else what stands in the URL, or none."""
        if self._inner is not None:
            return self._inner
        if request.url.userinfo:
            return self.library.BasicAuth(request.url.username, request.url.password)
        return _none(self.library)

    def _cap(self, response: httpx2.Response) -> None:
        """Bound what is read of a body, unless it is known to be within bounds."""
        if _BUDGET in response.extensions:
            return
        headers = response.headers
        packed = headers.get("content-encoding")
        most = self._limits.answer if response.is_success else self._limits.error
        length = headers.get("content-length", "")
        if not packed and length.isdecimal() and int(length) <= most:
            return
        if response.is_success and _is_download(response.request):
            return
        once = not packed or "," not in packed
        piece = (_PIECE if once else _DOUBLY_PACKED) if packed else None
        budget = Budget(most, piece)
        response.extensions[_BUDGET] = budget
        response.stream = _capped(self.library)(response.stream, budget)
        if packed:
            unpacked: Any = response
            decoder = _Unpacking(unpacked._get_content_decoder(), budget)  # noqa: SLF001 - there is no public way
            unpacked._decoder = decoder  # noqa: SLF001 - the same


def exchange_of(client: object, limits: Limits) -> Any:
    """Return the `Auth` for an HTTP client; None for one of no library we know."""
    library = library_of(client)
    if library is None:
        return None
    return _exchange(library)(limits, cast("Any", client).auth)


def cut(response: httpx2.Response) -> str:
    """Return why the body of a response was cut; empty if it was not."""
    budget = response.extensions.get(_BUDGET)
    return budget.cut if isinstance(budget, Budget) else ""


def lift(response: httpx2.Response) -> None:
    """Let any amount be read of a response, as of a stream."""
    budget = response.extensions.get(_BUDGET)
    if isinstance(budget, Budget):
        budget.lift()


def followed(response: httpx2.Response) -> httpx2.Request | None:
    """Return the request that a redirect leads to; None if it is not followed."""
    following = response.next_request
    return None if following is None or why_not(response, following) else following


def redirect_words(response: httpx2.Response) -> str:
    """Say where a redirect leads that was not followed; empty if it is none."""
    if not response.has_redirect_location:
        return ""
    following = response.next_request
    if following is None:
        target = response.headers["location"][:_LONGEST]
        return f"the server redirects to {target!r}, which is no address"
    target = str(following.url.copy_with(query=None, fragment=None, userinfo=b""))
    why = why_not(response, following) or "it redirects again and again"
    return f"the server redirects to {target[:_LONGEST]}; not followed, since {why}"


def why_not(response: httpx2.Response, following: httpx2.Request) -> str:
    """Return why a redirect is not followed; empty if it may be."""
    request = response.request
    if FOLLOW in request.extensions:
        return "follow_redirects is off"
    here, there = _origin(request.url), _origin(following.url)
    if here != there:
        return "the key would go to another origin; give it as base_url, if it is right"
    if following.method != request.method:
        return f"it would make a {following.method} of the {request.method}"
    if type(request.stream).__name__ != "ByteStream":
        return "the upload cannot be sent again; give it as base_url, if it is right"
    return ""


def http_error(error: Exception) -> str:
    """Return whether an error of the HTTP library is a `timeout` or a `failure`."""
    names = {
        base.__name__
        for base in type(error).__mro__
        if base.__module__.partition(".")[0] in LIBRARIES
    }
    if "TimeoutException" in names:
        return "timeout"
    return "failure" if names & {"RequestError", "StreamError"} else ""


def _origin(url: httpx2.URL) -> tuple[str, str, int | None]:
    port = url.port or {"http": 80, "https": 443}.get(url.scheme)
    return url.scheme, url.host, port


def _is_download(request: httpx2.Request) -> bool:
    """Whether bytes are asked for, or a response that the caller reads."""
    headers = request.headers
    if headers.get("x-stainless-raw-response") == "stream":
        return True
    return "json" not in headers.get("accept", "json")


@cache
def _none(library: Any) -> Any:
    return library.Auth()


@cache
def _exchange(library: Any) -> Any:
    return type("Exchange", (_Exchange, library.Auth), {"library": library})


@cache
def _capped(library: Any) -> Any:
    bases = (_Capped, library.SyncByteStream, library.AsyncByteStream)
    return type("Capped", bases, {})
