"""Failures that are hard to come by, rehearsed on the local server in a few lines."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import openai
import pytest

from mistyped import Mistral
from mistyped.server import RunningServer, answer, failure
from tests.unit.support import HTTPX, MODEL, PATH, body

CUT = (openai.APIConnectionError, HTTPX.RemoteProtocolError)
JOB: dict[str, Any] = {
    "endpoint": PATH,
    "model": MODEL,
    "requests": [{"custom_id": "1", "body": {"messages": body()["messages"]}}],
}


@pytest.fixture
def client(mistral_server: RunningServer) -> Iterator[Mistral]:
    """A client as a program has it."""
    with Mistral(api_key="any", base_url=mistral_server.url) as made:
        yield made


def test_retry(mistral_server: RunningServer, client: Mistral) -> None:
    """A client that is told to wait asks again, and has its answer."""
    busy = failure(429).with_headers(retry_after_ms="1")
    mistral_server.reply(busy, busy, answer("Bonjour"))
    said = client.chat.completions.create(**body())
    assert said.choices[0].message.text == "Bonjour"
    assert [each.status for each in mistral_server.requests] == [429, 429, 200]


def test_cut_stream(mistral_server: RunningServer, client: Mistral) -> None:
    """What arrived before the connection broke is there; then there is an error."""
    mistral_server.reply(answer("Sa", "lut", "!").cut(after_events=3))
    chunks: Any = client.chat.completions.create(**body(stream=True))
    assert [next(chunks).choices[0].delta.text for _ in range(3)] == ["", "Sa", "lut"]
    with pytest.raises(CUT):
        next(chunks)


def test_expired_batch(mistral_server: RunningServer, client: Mistral) -> None:
    """A job that takes too long ends as expired."""
    mistral_server.moves("batch.jobs", "RUNNING", "TIMEOUT_EXCEEDED")
    job = client.batch.jobs.create(**JOB)
    assert client.batch.jobs.retrieve(job.id).status == "RUNNING"
    assert client.batches.retrieve(job.id).status == "expired"
    mistral_server.assert_no_problems()
