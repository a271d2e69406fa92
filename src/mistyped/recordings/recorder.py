"""A recorder: passes on what comes, unchanged, and keeps each exchange as a file."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Final

import httpx2
from starlette.requests import Request
from starlette.responses import JSONResponse, StreamingResponse
from starlette.types import Receive, Scope, Send

from mistyped._values.addresses import refuse_address
from mistyped.recordings.exchanges import Exchange, Scrub, as_json
from mistyped.recordings.requests import request_as_json
from mistyped.server.json_types import JsonObject
from mistyped.server.passing import HOP_BY_HOP, live

# Of a connection, or of how bytes are packed.
_NOT_PASSED: Final = HOP_BY_HOP | {
    *("content-length", "accept-encoding", "content-encoding")
}
# What a client reads of an answer beside its body.
_KEPT: Final = ("content-type", "retry-after", "retry-after-ms")
_LAST: Final = b"data: [DONE]"
_TIMEOUT: Final = httpx2.Timeout(600, connect=5)


class _Kept:
    """What has come of an answer, while it is passed on."""

    def __init__(self, answer: httpx2.Response) -> None:
        self._answer = answer
        self._parts: list[bytes] = []
        self._is_read = False

    async def parts(self) -> AsyncIterator[bytes]:
        """Yield the bytes as they come."""
        async for part in self._answer.aiter_bytes():
            self._parts.append(part)
            yield part
        self._is_read = True

    @property
    def content(self) -> bytes:
        """All that has come."""
        return b"".join(self._parts)

    @property
    def is_whole(self) -> bool:
        """Whether it is all there is; a client may hang up at a stream's last event."""
        return self._is_read or self.content.rstrip().endswith(_LAST)


@dataclass(frozen=True)
class Recorder:
    """An ASGI application that records what goes through it.

    Attributes:
        upstream: Where Mistral's API is, without `/v1`.
        folder: Where the files go.
        allow_http: Whether plain http may carry keys to other machines.
    """

    upstream: str
    folder: Path
    allow_http: bool = False
    scrub: Scrub = field(default_factory=Scrub)
    written: list[Path] = field(default_factory=list[Path])

    def __post_init__(self) -> None:
        # Keys pass through.
        refuse_address(self.upstream, "upstream", allow_http=self.allow_http)

    @cached_property
    def _client(self) -> httpx2.AsyncClient:
        """The way out; made in the loop that uses it."""
        return httpx2.AsyncClient(timeout=_TIMEOUT, follow_redirects=False)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, and its answer back."""
        if scope["type"] == "lifespan":
            await live(receive, send, self._client.aclose)
        elif scope["type"] == "http":
            await self._pass(scope, receive, send)

    async def _pass(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        body = await request.body()
        asked = await request_as_json(request)
        self.scrub.keep_out(request.headers.get("authorization", "").split(" ")[-1])
        headers = {n: v for n, v in request.headers.items() if n not in _NOT_PASSED}
        query = f"?{request.url.query}" if request.url.query else ""
        out = self._client.build_request(
            request.method,
            f"{self.upstream.rstrip('/')}{request.url.path}{query}",
            headers={**headers, "accept-encoding": "identity"},
            content=body or None,
        )
        try:
            answer = await self._client.send(out, stream=True)
        except httpx2.TransportError as error:
            text = f"the recorder got no answer from {self.upstream}: {error!r}"
            failed = JSONResponse({"object": "error", "message": text}, 502)
            await failed(scope, receive, send)
            return
        passed = {n: v for n, v in answer.headers.items() if n not in _NOT_PASSED}
        kept = _Kept(answer)
        back = StreamingResponse(kept.parts(), answer.status_code, headers=passed)
        try:
            await back(scope, receive, send)
        finally:  # who hangs up leaves the generator as it stands
            if kept.is_whole:
                self._write(asked, answer, kept.content)
            await answer.aclose()

    def _write(
        self, asked: JsonObject, answer: httpx2.Response, content: bytes
    ) -> None:
        kind = answer.headers.get("content-type", "")
        said: JsonObject = {
            "status": answer.status_code,
            "headers": {n: answer.headers[n] for n in _KEPT if n in answer.headers},
            **as_json(content, kind),
        }
        exchange = Exchange(asked, said)
        number = len(self.written) + 1
        self.written.append(exchange.write(self.folder, number, self.scrub))
