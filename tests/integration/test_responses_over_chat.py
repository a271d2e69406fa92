"""`client.responses` on chat completions, against the strict local server."""

from __future__ import annotations

import json
from types import MappingProxyType
from typing import Any

import openai
import pytest
from openai.types.responses import FunctionTool, Response
from openai.types.shared import Reasoning
from pydantic import BaseModel

from mistyped import AsyncMistral, InvalidRequestError, Mistral
from mistyped.server import RunningServer
from tests.unit.support import HTTPX, MODEL, Wire, chunk, completion, response

pytestmark = pytest.mark.anyio
FUNCTION = {
    "type": "function",
    "name": "weather",
    "parameters": {"type": "object", "properties": {"city": {"type": "string"}}},
}


class City(BaseModel):
    """What the answer is read into."""

    name: str


def last(server: RunningServer) -> Any:
    """Return the path and the body of the last request that arrived."""
    seen = server.requests[-1]
    return seen.path, json.loads(seen.raw)


def test_a_response_is_a_chat_completion(
    client: Mistral, server: RunningServer
) -> None:
    """The SDK's class comes back, and the request was one for chat."""
    answer = client.responses.create(
        model=MODEL, instructions="Be brief.", input="Bonjour", max_output_tokens=50
    )
    assert isinstance(answer, Response)
    assert answer.status == "completed"
    assert answer.output_text
    assert answer.instructions == "Be brief."
    path, body = last(server)
    assert path == "/v1/chat/completions"
    assert body["max_tokens"] == 50
    assert [each["role"] for each in body["messages"]] == ["system", "user"]


def test_a_conversation_goes_on_with_the_output(client: Mistral) -> None:
    """Calls, results and what was said go back as they came."""
    history: list[Any] = [{"role": "user", "content": "weather in Paris?"}]
    tools: Any = [FUNCTION]
    first = client.responses.create(
        model=MODEL, input=history, tools=tools, tool_choice="required"
    )
    (call,) = first.output
    assert call.type == "function_call"
    history += first.output
    history.append(
        {"type": "function_call_output", "call_id": call.call_id, "output": "sunny"}
    )
    second = client.responses.create(model=MODEL, input=history, tools=tools)
    assert second.output_text


def test_events_come_one_by_one(client: Mistral) -> None:
    """The stream has every event, and the SDK's helper adds them up."""
    with client.responses.create(model=MODEL, input="Bonjour", stream=True) as events:
        types = [event.type for event in events]
    assert types[:2] == ["response.created", "response.in_progress"]
    assert types[-1] == "response.completed"
    with client.responses.stream(model=MODEL, input="Bonjour") as stream:
        text = "".join(
            event.delta
            for event in stream
            if event.type == "response.output_text.delta"
        )
        assert stream.get_final_response().output_text == text


@pytest.mark.parametrize("stream", [False, True])
def test_settings_may_be_objects(client: Mistral, stream: bool) -> None:
    """A response repeats them in their plain form, streamed or whole."""
    given: Any = {
        "reasoning": Reasoning(effort="high"),
        "tools": [FunctionTool.construct(None, **FUNCTION)],
        "metadata": MappingProxyType({"lang": "fr"}),
    }
    made: Any = client.responses.create(
        model=MODEL, input="Bonjour", stream=stream, **given
    )
    response = list(made)[-1].response if stream else made
    said = response.to_dict()
    assert said["reasoning"] == {"effort": "high"}
    assert said["tools"] == [FUNCTION]
    assert said["metadata"] == {"lang": "fr"}


def test_an_answer_is_parsed(client: Mistral, server: RunningServer) -> None:
    """`parse` asks for a schema and reads the answer into the type."""
    parsed = client.responses.parse(model=MODEL, input="Paris", text_format=City)
    assert isinstance(parsed.output_parsed, City)
    assert last(server)[1]["response_format"]["json_schema"]["name"] == "City"


async def test_asynchronous_clients_do_the_same(async_client: AsyncMistral) -> None:
    """Whole, streamed and parsed."""
    whole = await async_client.responses.create(model=MODEL, input="Bonjour")
    assert whole.output_text
    stream = await async_client.responses.create(
        model=MODEL, input="Bonjour", stream=True
    )
    events = [event async for event in stream]
    assert events[-1].type == "response.completed"
    parsed = await async_client.responses.parse(
        model=MODEL, input="Paris", text_format=City
    )
    assert isinstance(parsed.output_parsed, City)


def test_the_raw_answer_is_parsed_to_a_response(client: Mistral) -> None:
    """Frameworks read it through the raw response."""
    raw = client.responses.with_raw_response.create(model=MODEL, input="Bonjour")
    assert raw.parse().output_text


@pytest.mark.parametrize(
    ("more", "path"),
    [
        ({"previous_response_id": "r"}, "previous_response_id"),
        ({"tools": [{"type": "web_search"}]}, "tools[0].type"),
        ({"store": True}, "store"),
        ({"input": [{"role": "user", "content": 7}]}, "input[0]"),
    ],
)
def test_what_chat_has_nothing_for_is_refused(
    client: Mistral, server: RunningServer, more: dict[str, Any], path: str
) -> None:
    """The error names the place in the request, and nothing is sent."""
    before = len(server.requests)
    request: Any = {"model": MODEL, "input": "x", **more}
    with pytest.raises(InvalidRequestError) as caught:
        client.responses.create(**request)
    assert [each.path for each in caught.value.problems] == [path]
    assert len(server.requests) == before


def test_changes_are_told() -> None:
    """Also without `compat`, since something went that has no counterpart."""
    client: Any = Wire(lambda _: response(completion())).client(compat="adapt-lossy")
    answer = client.responses.create(model=MODEL, input="x", store=True)
    assert [each.path for each in answer.mistyped.changes] == ["store"]


def test_a_stream_that_breaks_off_fails() -> None:
    """The last event has the server's words."""
    frames = [chunk("a"), {"object": "error", "message": "it broke off"}]
    client = Wire(lambda _: response(frames)).client()
    events = list(client.responses.create(model=MODEL, input="x", stream=True))
    assert events[-1].type == "response.failed"


def test_native_goes_to_mistrals_own(server: RunningServer) -> None:
    """`responses="native"` sends it as it is, also from a copy."""
    with Mistral(api_key="any", base_url=server.url) as first:
        client = first.with_options(responses="native")
        assert client.responses.create(model=MODEL, input="Bonjour").output_text
    assert last(server)[0] == "/v1/responses"


def test_a_servers_error_is_the_sdks() -> None:
    """Its status and words are those of chat."""
    wire = Wire(lambda _: HTTPX.Response(429, json={"message": "slow down"}))
    with pytest.raises(openai.RateLimitError, match="slow down"):
        wire.client(max_retries=0).responses.create(model=MODEL, input="x")


def test_an_unknown_mode_is_refused() -> None:
    """Both modes are named."""
    with pytest.raises(ValueError, match="'chat' or 'native'"):
        Wire().client(responses="both")
