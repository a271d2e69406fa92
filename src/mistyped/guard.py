"""A guard for code that builds its own client: transports for httpx and httpx2.

    import httpx2, openai
    from mistyped import guard

    http = httpx2.Client(transport=guard.transport(compat="adapt"))
    client = openai.OpenAI(base_url="https://api.mistral.ai/v1", http_client=http)

Requests to Mistral are checked, adapted if that was asked for, and their answers come
in OpenAI's shape. What Mistral would refuse is answered with a 422, whose message says
what is wrong and what to do; nothing is raised, since clients take an exception of a
transport for a broken connection and try again. Other hosts' requests pass untouched.
"""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Iterator
from typing import TYPE_CHECKING, Self, overload

import orjson

from mistyped._compat.answers import Shape
from mistyped._compat.exchange import Exchange, open_exchange
from mistyped._compat.policy import CompatMode, OnChange, Policy, ResponsesMode
from mistyped._compat.reshaped_streams import ReshapedStream
from mistyped._compat.responses_output import Event
from mistyped._compat.whole_answers import answered, said_instead
from mistyped._openai.sse import PayloadDecoder
from mistyped._values.http_libraries import library_of
from mistyped._values.redaction import secrets_of

if TYPE_CHECKING:
    import httpx
    import httpx2

    from mistyped._compat.http import (
        AsyncTransport,
        HeaderItems,
        Library,
        Request,
        Response,
        Transport,
    )

__all__ = ["Guard", "transport"]
BASE_URL = "https://api.mistral.ai/v1"
CHANGES = "mistyped-changes"
"""The header of an answer that tells what was changed in its request."""
_FINAL = {"content-type": "application/json", "x-should-retry": "false"}
_REFUSED = {**_FINAL, "mistyped-refused": "true"}
_NOT_OURS = frozenset({"content-encoding", "content-length", "transfer-encoding"})


def transport(
    *,
    compat: CompatMode = "strict",
    responses: ResponsesMode = "chat",
    base_url: str | None = None,
    on_change: OnChange | None = None,
    inner: Transport | None = None,
    async_inner: AsyncTransport | None = None,
) -> Guard:
    """Return a transport that guards what goes to Mistral.

    Args:
        compat: `strict` refuses what Mistral would refuse; `adapt` converts what can be
            converted without a loss, and `adapt-lossy` the rest that can be.
        responses: `chat` plays the Responses API on chat completions; `native` sends it
            to Mistral's own.
        base_url: Where Mistral's API is; else `MISTRAL_BASE_URL`, else Mistral's own.
            Requests to all other addresses pass.
        on_change: Is called with each change that was made in a request.
        inner: The transport that sends, of a synchronous client; the library's own if
            there is none.
        async_inner: The same of an asynchronous client.

    Returns:
        An object that clients of httpx and of httpx2 take, synchronous or not.
    """
    policy = Policy(compat, responses, on_change)
    base = base_url or os.environ.get("MISTRAL_BASE_URL") or BASE_URL
    return Guard(policy, base, inner, async_inner)


if TYPE_CHECKING:

    class _OfHttpx(httpx.BaseTransport, httpx.AsyncBaseTransport): ...

    class _OfHttpx2(httpx2.BaseTransport, httpx2.AsyncBaseTransport): ...

else:  # no client looks at its transport's class, and not both have to be there

    class _OfHttpx: ...

    class _OfHttpx2: ...


class Guard(_OfHttpx, _OfHttpx2):
    """A transport of httpx and of httpx2, synchronous and asynchronous."""

    def __init__(
        self,
        policy: Policy,
        base_url: str,
        inner: Transport | None,
        async_inner: AsyncTransport | None,
    ) -> None:
        self._policy = policy
        self._base = base_url.rstrip("/")
        self._inner = inner
        self._async_inner = async_inner

    @overload
    def handle_request(self, request: httpx.Request) -> httpx.Response: ...
    @overload
    def handle_request(self, request: httpx2.Request) -> httpx2.Response: ...
    def handle_request(self, request: Request) -> Response:
        """Send a request, or answer it with a refusal."""
        library: Library = library_of(request)
        if self._inner is None:
            self._inner = library.HTTPTransport()
        if not self._is_ours(request):
            return self._inner.handle_request(request)
        content = request.read() if _is_read(request) else None
        exchange = self._exchange(request, content)
        if exchange.problems:
            return _refused(library, exchange, request)
        secrets = secrets_of(request)
        first, *others = self._outgoing(library, request, exchange)
        answer = self._inner.handle_request(first)
        if not _is_shaped(answer, exchange):
            return answer
        if _is_stream(answer) and answer.status_code < 400:
            return _restreamed(library, answer, exchange, secrets, _Sync)
        contents = [_read(answer)]
        for each in others:
            if answer.status_code >= 400:
                break
            answer = self._inner.handle_request(each)
            contents.append(_read(answer))
        return _rewritten(library, answer, exchange, contents, secrets)

    @overload
    async def handle_async_request(self, request: httpx.Request) -> httpx.Response: ...
    @overload
    async def handle_async_request(
        self, request: httpx2.Request
    ) -> httpx2.Response: ...
    async def handle_async_request(self, request: Request) -> Response:
        """Send a request, or answer it with a refusal."""
        library: Library = library_of(request)
        if self._async_inner is None:
            self._async_inner = library.AsyncHTTPTransport()
        if not self._is_ours(request):
            return await self._async_inner.handle_async_request(request)
        content = await request.aread() if _is_read(request) else None
        exchange = self._exchange(request, content)
        if exchange.problems:
            return _refused(library, exchange, request)
        secrets = secrets_of(request)
        first, *others = self._outgoing(library, request, exchange)
        answer = await self._async_inner.handle_async_request(first)
        if not _is_shaped(answer, exchange):
            return answer
        if _is_stream(answer) and answer.status_code < 400:
            return _restreamed(library, answer, exchange, secrets, _Async)
        contents = [await _aread(answer)]
        for each in others:
            if answer.status_code >= 400:
                break
            answer = await self._async_inner.handle_async_request(each)
            contents.append(await _aread(answer))
        return _rewritten(library, answer, exchange, contents, secrets)

    def close(self) -> None:
        """Close the connections."""
        if self._inner is not None:
            self._inner.close()

    async def aclose(self) -> None:
        """Close the connections."""
        if self._async_inner is not None:
            await self._async_inner.aclose()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.aclose()

    def _is_ours(self, request: Request) -> bool:
        """Whether a request goes to Mistral."""
        url = str(request.url)
        return url == self._base or url.startswith(f"{self._base}/")

    def _exchange(self, request: Request, content: bytes | None) -> Exchange:
        """Return what becomes of a request; it passes if its body was not read."""
        if content is None:
            return Exchange()
        path = str(request.url).removeprefix(self._base).partition("?")[0]
        return open_exchange(self._policy, str(request.method), path, content)

    def _outgoing(
        self, library: Library, request: Request, exchange: Exchange
    ) -> list[Request]:
        """Return the requests to send; the given one if nothing was changed in it."""
        if not exchange.contents:
            return [request]
        url = f"{self._base}{exchange.path.removeprefix('/v1')}"
        headers = [
            (name, value)
            for name, value in request.headers.multi_items()
            if name.lower() not in _NOT_OURS
        ]
        return [
            library.Request(
                request.method,
                url if exchange.path else request.url,
                headers=headers,
                content=content,
                extensions=request.extensions,
            )
            for content in exchange.contents
        ]


def _is_read(request: Request) -> bool:
    """Whether a request has no body, or one that can be judged; forms may be large."""
    kind = str(request.headers.get("content-type", ""))
    return request.method != "POST" or "json" in kind


def _read(answer: Response) -> bytes:
    content = answer.read()
    answer.close()
    return content


async def _aread(answer: Response) -> bytes:
    content = await answer.aread()
    await answer.aclose()
    return content


def _refused(library: Library, exchange: Exchange, request: Request) -> Response:
    return library.Response(
        422, headers=_REFUSED, content=exchange.refusal, request=request
    )


def _is_stream(answer: Response) -> bool:
    return "text/event-stream" in answer.headers.get("content-type", "")


def _is_shaped(answer: Response, exchange: Exchange) -> bool:
    """Whether something has to be done about an answer."""
    return bool(exchange.holds or exchange.changes or answer.status_code >= 400)


def _headers(
    answer: Response, exchange: Exchange, *, same_bytes: bool = False
) -> HeaderItems:
    kept = [
        (name, value)
        for name, value in answer.headers.multi_items()
        if same_bytes or name.lower() not in _NOT_OURS
    ]
    return [*kept, (CHANGES, exchange.header)] if exchange.changes else kept


def _rewritten(
    library: Library,
    answer: Response,
    exchange: Exchange,
    contents: list[bytes],
    secrets: tuple[str, ...],
) -> Response:
    """Return whole answers as one in its shape, or an error that clients print."""
    status, content = answered(exchange, answer.status_code, contents, secrets)
    headers = _headers(answer, exchange)
    if status != answer.status_code:  # there was no answer in it
        kept = [each for each in headers if each[0].lower() not in _FINAL]
        headers = [*kept, *_FINAL.items()]
    return library.Response(
        status, headers=headers, content=content, extensions=answer.extensions
    )


def _restreamed(
    library: Library,
    answer: Response,
    exchange: Exchange,
    secrets: tuple[str, ...],
    make: type[_Sync | _Async],
) -> Response:
    shape = exchange.shape
    base = library.SyncByteStream if make is _Sync else library.AsyncByteStream
    stream = answer.stream
    if shape is not None:
        # Both libraries look whether a stream is of their own class.
        stream = type(make.__name__, (make, base), {})(answer, shape, secrets)
    return library.Response(
        answer.status_code,
        headers=_headers(answer, exchange, same_bytes=shape is None),
        stream=stream,
        extensions=answer.extensions,
    )


class _Reshaper:
    """Makes the bytes of a stream of events those of another."""

    def __init__(
        self, answer: Response, shape: Shape, secrets: tuple[str, ...]
    ) -> None:
        self._answer = answer
        self._decoder = PayloadDecoder()
        self._stream = ReshapedStream(shape, secrets)
        self._last = [b"data: [DONE]\n\n"] if shape.ends_with_done else []

    def _fed(self, data: bytes) -> list[bytes]:
        try:
            payloads = self._decoder.feed(data)
        except ValueError as error:  # an event without end
            return self._framed(self._stream.end(str(error)))
        return self._made(payloads)

    def _ended(self) -> list[bytes]:
        made = self._made(self._decoder.finish())
        start = self._decoder.start.strip()
        if start and not self._decoder.found:
            return self._framed(self._stream.end(said_instead(start)))
        return made + self._framed(self._stream.close())

    def _made(self, payloads: list[bytes]) -> list[bytes]:
        events = [made for each in payloads for made in self._stream.feed(each)]
        return self._framed(events)

    def _framed(self, events: list[Event]) -> list[bytes]:
        frames = [_frame(each) for each in events]
        if self._stream.is_over:
            frames += self._last
            self._last = []
        return frames


class _Sync(_Reshaper):
    def __iter__(self) -> Iterator[bytes]:
        for data in self._answer.iter_bytes():
            yield from self._fed(data)
        yield from self._ended()

    def close(self) -> None:
        self._answer.close()


class _Async(_Reshaper):
    async def __aiter__(self) -> AsyncIterator[bytes]:
        async for data in self._answer.aiter_bytes():
            for made in self._fed(data):
                yield made
        for made in self._ended():
            yield made

    async def aclose(self) -> None:
        await self._answer.aclose()


def _frame(event: Event) -> bytes:
    name = event.get("type")
    head = f"event: {name}\n".encode() if isinstance(name, str) else b""
    return b"%sdata: %s\n\n" % (head, orjson.dumps(event))
