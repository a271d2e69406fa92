"""Responses over real HTTP: our clients and Mistral's own, on the local server."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from typing import Any

import pytest
from mistralai.client import Mistral as Official
from mistralai.client.models import CreateResponseResponse
from openai import OpenAI

from mistyped import AsyncMistral, Mistral
from mistyped.server import RunningServer

pytestmark = pytest.mark.anyio

MODEL = "mistral-medium-latest"
TOOL: Any = {
    "type": "function",
    "name": "get_weather",
    "parameters": {"type": "object", "properties": {"city": {"type": "string"}}},
    "strict": None,
}
ASKS = "What is the weather in Paris?"
SHAPES: dict[str, dict[str, Any]] = {
    "text": {"input": "Bonjour"},
    "thoughts": {"input": "Bonjour", "reasoning": {"effort": "high"}},
    "a call": {"input": ASKS, "tools": [TOOL]},
    "cut": {"input": "Bonjour", "max_output_tokens": 5},
    "JSON": {"input": "As JSON", "text": {"format": {"type": "json_object"}}},
}


@pytest.fixture
def client(server: RunningServer) -> Iterator[Mistral]:
    """A client that sends responses to Mistral's own."""
    with Mistral(api_key="any", base_url=server.url, responses="native") as up:
        yield up


@pytest.fixture
async def async_client(server: RunningServer) -> AsyncIterator[AsyncMistral]:
    """An asynchronous client that does."""
    async with AsyncMistral(
        api_key="any", base_url=server.url, responses="native"
    ) as up:
        yield up


@pytest.mark.parametrize("asked", SHAPES.values(), ids=SHAPES)
async def test_all_clients_get_the_same(
    asked: dict[str, Any], client: Mistral, async_client: AsyncMistral
) -> None:
    """Whole or streamed, and the last event has the whole response."""
    whole = client.responses.create(model=MODEL, **asked)
    assert await async_client.responses.create(model=MODEL, **asked) == whole
    events = list(client.responses.create(model=MODEL, stream=True, **asked))
    last: Any = events[-1]
    assert last.type == f"response.{whole.status}"
    assert last.response.output == whole.output
    assert last.response.usage == whole.usage
    assert [each.sequence_number for each in events] == list(range(len(events)))


@pytest.mark.parametrize("asked", SHAPES.values(), ids=SHAPES)
def test_events_come_in_their_order(asked: dict[str, Any], client: Mistral) -> None:
    """Each item is added, grows by deltas that make the whole, and is done."""
    events: list[Any] = list(client.responses.create(model=MODEL, stream=True, **asked))
    assert [e.type for e in events[:2]] == ["response.created", "response.in_progress"]
    response = events[-1].response
    for index, item in enumerate(response.output):
        mine = [e for e in events if getattr(e, "output_index", None) == index]
        assert mine[0].type == "response.output_item.added"
        assert mine[-1].type == "response.output_item.done"
        assert mine[-1].item == item
        deltas = "".join(e.delta for e in mine if e.type.endswith(".delta"))
        whole = item.arguments if item.type == "function_call" else item.content[0].text
        assert deltas == whole


@pytest.mark.parametrize("asked", SHAPES.values(), ids=SHAPES)
def test_the_official_client_reads_it(
    asked: dict[str, Any], official: Official, client: Mistral
) -> None:
    """Its models take the answer and every event, and lose nothing."""
    whole = official.responses.create(model=MODEL, **asked)
    ours = client.responses.create(model=MODEL, **asked)
    assert isinstance(whole, CreateResponseResponse)
    assert [each.type for each in whole.output] == [each.type for each in ours.output]
    streamed: Any = official.responses.create(model=MODEL, stream=True, **asked)
    with streamed as events:
        kinds = [each.data.type for each in events]
    assert kinds[0] == "response.created"
    assert kinds[-1] == f"response.{ours.status}"


def test_a_result_is_answered(client: Mistral) -> None:
    """The history with the call's result goes on to a text."""
    first = client.responses.create(model=MODEL, input=ASKS, tools=[TOOL])
    (call,) = first.output
    assert call.type == "function_call"
    result: Any = {"type": "function_call_output", "call_id": call.call_id}
    history: Any = [{"role": "user", "content": ASKS}, *first.output]
    history.append({**result, "output": "rain"})
    second = client.responses.create(model=MODEL, input=history, tools=[TOOL])
    assert 'get_weather returned "rain"' in second.output_text


def test_tokens_are_counted_as_they_are_billed(client: Mistral) -> None:
    """The count is what a response to the same request costs."""
    counted = client.responses.input_tokens.count(model=MODEL, input="Bonjour")
    response = client.responses.create(model=MODEL, input="Bonjour")
    assert response.usage
    assert response.usage.input_tokens == counted.input_tokens > 0


def test_openais_client_reads_it(server: RunningServer) -> None:
    """The unchanged OpenAI client works on it, as on Mistral's preview."""
    with OpenAI(api_key="any", base_url=server.url) as client:
        with client.responses.stream(model=MODEL, input="Bonjour") as stream:
            text = stream.get_final_response().output_text
        assert text == client.responses.create(model=MODEL, input="Bonjour").output_text
