"""Filling in the middle over real HTTP: our clients and Mistral's own."""

from __future__ import annotations

from typing import Any

import pytest
from mistralai.client import Mistral as OfficialMistral

from mistyped import AsyncMistral, Mistral
from mistyped.server import RunningServer
from tests.unit.support import HTTPX

pytestmark = pytest.mark.anyio

ASKED: dict[str, Any] = {
    "model": "codestral-latest",
    "prompt": "def add(a, b):",
    "suffix": "return total",
    "random_seed": 7,
}


async def test_streams_add_up_to_the_answer(server: RunningServer) -> None:
    """An equal request gets an equal answer, from both clients and in chunks."""
    with Mistral(api_key="any", base_url=server.url) as client:
        whole = client.fim.create(**ASKED)
        with client.fim.complete(**ASKED, stream=True) as chunks:
            said = "".join(each.choices[0].delta.text for each in chunks)
    async with AsyncMistral(api_key="any", base_url=server.url) as async_client:
        again = await async_client.fim.complete(**ASKED)
        async with await async_client.fim.create(**ASKED, stream=True) as awaited:
            texts = [each.choices[0].delta.text async for each in awaited]
    text = whole.choices[0].message.text
    assert text == said == "".join(texts) == again.choices[0].message.text
    assert ASKED["prompt"] in text
    assert ASKED["suffix"] in text
    assert "no language model" in text
    assert whole.usage == again.usage == chunks.usage == awaited.usage
    assert whole.usage is not None
    assert whole.usage.completion_tokens > 5
    assert whole.choices[0].finish_reason == "stop"


def test_parameters_shape_the_answer(server: RunningServer) -> None:
    """Length, stop sequences, seed and suffix."""
    with Mistral(api_key="any", base_url=server.url) as client:
        whole = client.fim.create(**ASKED).choices[0].message.text
        short = client.fim.create(**ASKED, max_tokens=3)
        stopped = client.fim.create(**ASKED, stop=["stands", "zzz"]).choices[0]
        other = client.fim.create(**{**ASKED, "random_seed": 8}).choices[0]
        alone = client.fim.create(**{**ASKED, "suffix": None}).choices[0]
    assert short.choices[0].finish_reason == "length"
    assert short.usage is not None
    assert short.usage.completion_tokens == 3
    assert whole.startswith(short.choices[0].message.text)
    assert stopped.message.text == whole.partition("stands")[0]
    assert other.message.text != whole
    assert "return total" not in alone.message.text


async def test_the_official_client(server: RunningServer) -> None:
    """Reads the same answer, whole and streamed."""
    with Mistral(api_key="any", base_url=server.url) as client:
        ours = client.fim.create(**ASKED).choices[0].message.text
    with OfficialMistral(api_key="any", server_url=server.origin) as official:
        one = official.fim.complete(**ASKED)
        events = [each.data for each in official.fim.stream(**ASKED)]
    async with OfficialMistral(api_key="any", server_url=server.origin) as awaited:
        assert one.choices == (await awaited.fim.complete_async(**ASKED)).choices
        stream = await awaited.fim.stream_async(**ASKED)
        again = [each.data async for each in stream]
    assert one.choices[0].message.content == ours
    assert "".join(str(each.choices[0].delta.content) for each in events) == ours
    assert [each.choices for each in again] == [each.choices for each in events]
    assert events[-1].usage == one.usage


@pytest.mark.parametrize(
    "more", [{"temperature": 2}, {"echo": True}, {"seed": 1}, {"prompt": None}]
)
def test_the_server_refuses(server: RunningServer, more: Any) -> None:
    """With Mistral's 422, whoever asks."""
    answer = HTTPX.post(
        f"{server.url}/fim/completions",
        json={**ASKED, **more},
        headers={"Authorization": "Bearer any"},
    )
    assert answer.status_code == 422
    assert answer.json()["message"]["detail"][0]["loc"] == ["body", *more]
