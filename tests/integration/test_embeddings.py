"""Embeddings over real HTTP: our clients and Mistral's own, on the local server."""

from __future__ import annotations

import math
from typing import Any

import pytest
from mistralai.client import Mistral as OfficialMistral

from mistyped import AsyncMistral, Mistral
from mistyped.server import RunningServer
from tests.unit.support import HTTPX

pytestmark = pytest.mark.anyio

MODEL = "codestral-embed"
TEXTS = ["Bonjour", "Au revoir"]
DTYPES = ["float", "int8", "uint8", "binary", "ubinary"]


def dot(one: list[float], two: list[float]) -> float:
    """Return the scalar product."""
    return sum(a * b for a, b in zip(one, two, strict=True))


async def vectors(server: RunningServer, **asked: Any) -> list[list[float]]:
    """Return the vectors of two texts, of which both clients say the same."""
    request = {"model": MODEL, "input": TEXTS, **asked}
    with Mistral(api_key="any", base_url=server.url) as client:
        one = client.embeddings.create(**request)
    async with AsyncMistral(api_key="any", base_url=server.url) as async_client:
        two = await async_client.embeddings.create(**request)
    assert one == two
    assert one.usage.total_tokens == one.usage.prompt_tokens > 0
    assert one.usage.completion_tokens == 0
    return [each.embedding for each in one.data]


@pytest.mark.parametrize("dimension", [None, 1, 7, 256, 3072])
@pytest.mark.parametrize("dtype", DTYPES)
async def test_both_encodings_say_the_same(
    server: RunningServer, dtype: str, dimension: int | None
) -> None:
    """In every type, one number for each dimension."""
    asked = {"output_dtype": dtype, "output_dimension": dimension}
    plain = await vectors(server, encoding_format="float", **asked)
    encoded = await vectors(server, encoding_format="base64", **asked)
    assert plain == encoded
    assert plain == await vectors(server, **asked)
    assert [len(each) for each in plain] == [dimension or 1536] * 2


async def test_types_agree_with_each_other(server: RunningServer) -> None:
    """The signs of the floats are the bits, and the bytes point the same way."""
    asked: Any = {"output_dimension": 64}
    floats = (await vectors(server, output_dtype="float", **asked))[0]
    signs = [int(each > 0) for each in floats]
    assert math.isclose(dot(floats, floats), 1, rel_tol=1e-5)
    assert (await vectors(server, output_dtype="binary", **asked))[0] == signs
    assert (await vectors(server, output_dtype="ubinary", **asked))[0] == signs
    small = (await vectors(server, output_dtype="int8", **asked))[0]
    unsigned = (await vectors(server, output_dtype="uint8", **asked))[0]
    assert dot(small, floats) / math.sqrt(dot(small, small)) > 0.99
    assert [each - 128 for each in unsigned] == small


async def test_vectors_follow_from_the_text(server: RunningServer) -> None:
    """Equal texts have equal vectors, alone or among others; other texts others."""
    one, two = await vectors(server)
    again, alone = await vectors(server, input=["Bonjour"] * 2)
    assert one == again == alone
    assert abs(dot(one, two)) < 0.5
    assert await vectors(server, input="Bonjour") == [one]
    assert len((await vectors(server, model="mistral-embed"))[0]) == 1024


@pytest.mark.parametrize("dtype", DTYPES)
async def test_the_official_client(server: RunningServer, dtype: Any) -> None:
    """Gets what Mistral sends: bits packed, and everything else as ours gets it."""
    asked: Any = {"output_dtype": dtype, "output_dimension": 16}
    with OfficialMistral(api_key="any", server_url=server.origin) as official:
        one = official.embeddings.create(model=MODEL, inputs=TEXTS, **asked)
    async with OfficialMistral(api_key="any", server_url=server.origin) as awaited:
        two = await awaited.embeddings.create_async(model=MODEL, inputs=TEXTS, **asked)
    assert one == two
    assert one.usage.total_tokens == 3
    got = [each.embedding for each in one.data]
    if dtype.endswith("binary"):
        assert [len(each or []) for each in got] == [2, 2]
    else:
        assert got == await vectors(server, **asked)


@pytest.mark.parametrize(
    ("more", "status", "code"),
    [
        ({"input": ["a"] * 257}, 400, "3210"),
        ({"output_dimension": 4000}, 400, "3051"),
        ({"input": [1, 2]}, 422, None),
        ({"dimensions": 3}, 422, None),
    ],
)
def test_the_server_refuses(
    server: RunningServer, more: Any, status: int, code: str | None
) -> None:
    """With Mistral's status and code, whoever asks."""
    answer = HTTPX.post(
        f"{server.url}/embeddings",
        json={"model": MODEL, "input": "a", **more},
        headers={"Authorization": "Bearer any"},
    )
    assert (answer.status_code, answer.json()["code"]) == (status, code)
