"""The candidates, each with one way to call and one to stream."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from typing import Any

import httpx2
import openai
from mistralai.client import Mistral as Official
from payloads import ANSWER, Body, stream

import mistyped

Call = Callable[[Body], object]
AsyncCall = Callable[[Body], Awaitable[object]]
KEY = "k" * 32
BASE = "http://127.0.0.1:9/v1"


def _handler(chunks: int) -> Callable[[httpx2.Request], httpx2.Response]:
    json_headers = {"content-type": "application/json"}
    sse_headers = {"content-type": "text/event-stream"}
    events = stream(chunks) if chunks else b""

    def handle(_: httpx2.Request) -> httpx2.Response:
        if events:
            return httpx2.Response(200, headers=sse_headers, content=events)
        return httpx2.Response(200, headers=json_headers, content=ANSWER)

    return handle


def sync_calls(chunks: int = 0) -> dict[str, Call]:
    """Return the synchronous candidates over an in-process transport."""
    transport = httpx2.MockTransport(_handler(chunks))
    http = httpx2.Client(transport=transport)
    plain = openai.OpenAI(api_key=KEY, base_url=BASE, http_client=http)
    ours = mistyped.Mistral(api_key=KEY, base_url=BASE, http_client=http)
    official = Official(api_key=KEY, server_url=BASE[:-3], client=http)

    def raw(body: Body) -> object:
        url, headers = f"{BASE}/chat/completions", {"Authorization": f"Bearer {KEY}"}
        if not chunks:
            return http.post(url, json=body, headers=headers).json()
        with http.stream("POST", url, json=body, headers=headers) as response:
            for line in response.iter_lines():
                if line.startswith("data: {"):
                    json.loads(line[6:])
        return None

    def streamed(call: Callable[..., Any]) -> Call:
        def run(body: Body) -> object:
            for each in call(**body):
                last = each
            return last

        return run

    if chunks:
        return {
            "openai": streamed(
                lambda **b: plain.chat.completions.create(stream=True, **b)
            ),
            "mistyped": streamed(
                lambda **b: ours.chat.completions.create(stream=True, **b)
            ),
            "mistralai": streamed(official.chat.stream),
            "httpx2": raw,
        }
    return {
        "openai": lambda body: plain.chat.completions.create(**body),
        "mistyped": lambda body: ours.chat.completions.create(**body),
        "mistralai": lambda body: official.chat.complete(**body),
        "httpx2": raw,
    }


def async_calls() -> dict[str, AsyncCall]:
    """Return the asynchronous candidates over an in-process transport."""
    transport = httpx2.MockTransport(_handler(0))
    http = httpx2.AsyncClient(transport=transport)
    plain = openai.AsyncOpenAI(api_key=KEY, base_url=BASE, http_client=http)
    ours = mistyped.AsyncMistral(api_key=KEY, base_url=BASE, http_client=http)
    official = Official(api_key=KEY, server_url=BASE[:-3], async_client=http)

    async def raw(body: Body) -> object:
        headers = {"Authorization": f"Bearer {KEY}"}
        response = await http.post(
            f"{BASE}/chat/completions", json=body, headers=headers
        )
        return response.json()

    return {
        "openai": lambda body: plain.chat.completions.create(**body),
        "mistyped": lambda body: ours.chat.completions.create(**body),
        "mistralai": lambda body: official.chat.complete_async(**body),
        "httpx2": raw,
    }
