"""The guard as a process of its own, for programs whose client cannot be given one.

    from mistyped.gateway import running

    with running("https://api.mistral.ai/v1", compat="adapt") as origin:
        client = openai.OpenAI(base_url=f"{origin}/v1", api_key=...)

`mistyped gateway` is the same. Keys pass through it; nothing keeps or logs them.
Needs the extra `server`: `pip install 'mistyped[server]'`.
"""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Callable, Generator
from contextlib import AsyncExitStack, contextmanager
from dataclasses import dataclass
from functools import cached_property
from typing import Final
from urllib.parse import urlsplit

# What it needs and lacks is told there, so it comes first.
import mistyped.server  # noqa: F401  # pyright: ignore[reportUnusedImport]  # isort: skip
import httpx2
import uvicorn
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.types import Receive, Scope, Send
from uvicorn.config import LOGGING_CONFIG

from mistyped import guard
from mistyped._compat.exchange import error_body
from mistyped._compat.policy import CompatMode, Policy, ResponsesMode
from mistyped._values.addresses import refuse_address
from mistyped.server.hosts import bound_to
from mistyped.server.inspector.application import Inspector
from mistyped.server.passing import HOP_BY_HOP, live
from mistyped.server.runtime import in_background, in_front

__all__ = ["Gateway", "running", "serve"]
_LOG: Final = logging.getLogger("mistyped.gateway")
_LOGGING: Final = {
    **LOGGING_CONFIG,
    "loggers": {
        **LOGGING_CONFIG["loggers"],
        "mistyped": {"handlers": ["default"], "level": "INFO", "propagate": False},
    },
}
# Of a connection, not of what goes through it.
_HOP_BY_HOP: Final = frozenset(each.encode() for each in HOP_BY_HOP)
_LIMITS: Final = httpx2.Limits(max_connections=None, max_keepalive_connections=100)
_TIMEOUT: Final = httpx2.Timeout(600, connect=5).as_dict()
_WHOLE: Final = (
    1 << 20
)  # bytes; what is longer or has no length is passed on as it comes


@dataclass(frozen=True)
class Gateway:
    """An ASGI application that guards what goes through it to Mistral.

    Attributes:
        upstream: Where Mistral's API is, with `/v1`.
        compat: As for `guard.transport`.
        responses: As for `guard.transport`.
        allow_http: Whether keys may go to another machine over plain http; else the
            variable `MISTRAL_ALLOW_HTTP` says so.

    Raises:
        ValueError: If a mode is none, or `upstream` is no address to which keys may go.
    """

    upstream: str
    compat: CompatMode = "adapt"
    responses: ResponsesMode = "chat"
    allow_http: bool = False

    def __post_init__(self) -> None:
        Policy(self.compat, self.responses)  # whether the modes are any
        refuse_address(self.upstream, "upstream", allow_http=self.allow_http)

    @cached_property
    def _transport(self) -> guard.Guard:
        """The way out; made in the loop that uses it."""
        return guard.transport(
            compat=self.compat,
            responses=self.responses,
            base_url=self.upstream,
            async_inner=httpx2.AsyncHTTPTransport(limits=_LIMITS),
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, and its answer back."""
        if scope["type"] == "lifespan":
            await live(receive, send, self._transport.aclose)
            return
        if scope["type"] != "http":  # Mistral's API has no web sockets for OpenAI's
            await send({"type": "websocket.close", "code": 1008})
            return
        request = Request(scope, receive)
        async with AsyncExitStack() as opened:  # closed for who hangs up, too
            try:
                answer = await self._transport.handle_async_request(
                    await self._out(request)
                )
                opened.push_async_callback(answer.aclose)
                response = await _back(answer)
            except httpx2.TransportError as error:
                response = self._unreachable(error)
            # Without the query, in which some put their keys.
            path = scope["path"]
            _LOG.info("%s %s: %d", request.method, path, response.status_code)
            await response(scope, receive, send)

    async def _out(self, request: Request) -> httpx2.Request:
        """Return the request to send, whose body is read if there is JSON in it."""
        path = request.scope["raw_path"].decode("ascii").removeprefix("/v1")
        url = f"{self.upstream.rstrip('/')}{path}"
        if query := request.scope["query_string"]:
            url = f"{url}?{query.decode('ascii')}"
        headers = [each for each in request.headers.raw if each[0] not in _HOP_BY_HOP]
        content: bytes | AsyncIterator[bytes] | None = None
        if "json" in request.headers.get("content-type", ""):
            content = await request.body()
        elif {"content-length", "transfer-encoding"} & set(request.headers):
            content = request.stream()
        return httpx2.Request(
            request.method,
            url,
            headers=headers,
            content=content,
            extensions={"timeout": _TIMEOUT},
        )

    def _unreachable(self, error: httpx2.TransportError) -> Response:
        late = isinstance(error, httpx2.TimeoutException)
        text = f"the gateway got no answer from {self.upstream}: {error!r}"
        return Response(
            error_body(text), 504 if late else 502, media_type="application/json"
        )


async def _back(answer: httpx2.Response) -> Response:
    """Return the answer to give: whole if it is short, else as it comes."""
    headers = [
        (name.lower(), value)
        for name, value in answer.headers.raw
        if name.lower() not in _HOP_BY_HOP
    ]
    if int(answer.headers.get("content-length", _WHOLE)) < _WHOLE:
        content = b"".join([each async for each in _content(answer)])
        response = Response(content, answer.status_code)
    else:
        response = StreamingResponse(_content(answer), answer.status_code)
    response.raw_headers = headers
    return response


async def _content(answer: httpx2.Response) -> AsyncIterator[bytes]:
    """Yield the bytes of an answer as they came, compressed or not."""
    stream = answer.stream
    assert isinstance(stream, httpx2.AsyncByteStream)
    async for each in stream:
        yield each


@contextmanager
def running(
    upstream: str,
    *,
    compat: CompatMode = "adapt",
    responses: ResponsesMode = "chat",
    allow_http: bool = False,
    host: str = "127.0.0.1",
    port: int = 0,
) -> Generator[str, None, None]:
    """Run a gateway in a thread for the length of a `with` block.

    Args:
        upstream: Where Mistral's API is, with `/v1`.
        compat: `adapt` converts what can be converted without a loss, `adapt-lossy` the
            rest that can be; `strict` refuses both.
        responses: `chat` plays the Responses API on chat completions; `native` sends it
            to Mistral's own.
        allow_http: Whether keys may go to another machine over plain http.
        host: The address to listen on. On loopback no other `Host` is answered.
        port: The port; 0 takes a free one.

    Yields:
        Where it listens, `http://127.0.0.1:54321`; clients take that with `/v1`.

    Raises:
        OSError: The address is taken, or is none of this machine's.
        ValueError: A mode is none, or `upstream` is no address to which keys may go.
    """
    gateway = Gateway(upstream, compat, responses, allow_http)
    with in_background(bound_to(gateway, host), host, port, lifespan="on") as origin:
        yield origin


def serve(
    gateway: Gateway,
    host: str = "127.0.0.1",
    port: int = 8001,
    *,
    announce: Callable[[str], None] | None = None,
) -> None:
    """Run a gateway in front until it is interrupted, logging requests and changes.

    Args:
        gateway: What to run.
        host: The address to listen on. On loopback no other `Host` is answered.
        port: The port; 0 takes a free one.
        announce: Is called with the gateway's origin once the port is taken.

    Raises:
        OSError: The address is taken, or is none of this machine's.
    """
    inspector = Inspector(gateway, f"Gateway to {urlsplit(gateway.upstream).hostname}")
    config = uvicorn.Config(
        bound_to(inspector, host), lifespan="on", log_config=_LOGGING, access_log=False
    )
    in_front(config, host, port, announce, inspector.close)
