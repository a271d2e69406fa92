"""Guards in HTTP clients of both libraries: every line passes every type checker."""

from __future__ import annotations

from typing import assert_type

import httpx
import httpx2
import openai

from mistyped import guard


def plain() -> openai.OpenAI:
    """A plain client with a guard below it."""
    http = httpx2.Client(transport=guard.transport(compat="adapt"))
    return openai.OpenAI(http_client=http)


def plain_async() -> openai.AsyncOpenAI:
    """The same, asynchronous."""
    http = httpx2.AsyncClient(transport=guard.transport(compat="adapt"))
    return openai.AsyncOpenAI(http_client=http)


def older() -> tuple[httpx.Client, httpx.AsyncClient]:
    """Frameworks that have the other library."""
    transport = guard.transport(responses="native")
    return httpx.Client(transport=transport), httpx.AsyncClient(transport=transport)


def below() -> list[guard.Guard]:
    """A transport of one's own sends."""
    return [
        guard.transport(
            inner=httpx.HTTPTransport(), async_inner=httpx.AsyncHTTPTransport()
        ),
        guard.transport(
            inner=httpx2.HTTPTransport(), async_inner=httpx2.AsyncHTTPTransport()
        ),
    ]


async def answers(one: httpx.Request, other: httpx2.Request) -> None:
    """What comes back is of the request's library."""
    transport = guard.transport()
    assert_type(transport.handle_request(one), httpx.Response)
    assert_type(transport.handle_request(other), httpx2.Response)
    assert_type(await transport.handle_async_request(one), httpx.Response)
    assert_type(await transport.handle_async_request(other), httpx2.Response)
