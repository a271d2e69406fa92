"""Our own client against our own server, over real HTTP."""

from __future__ import annotations

import json
from typing import Any, Literal

import openai
import pytest
from pydantic import BaseModel
from pydantic.dataclasses import dataclass

from mistyped import (
    AsyncMistral,
    Mistral,
)
from mistyped.messages import assistant, function_tool, system, text, tool, user
from tests.unit.support import MODEL, body

pytestmark = pytest.mark.anyio

CITY: dict[str, object] = {
    "type": "object",
    "properties": {"city": {"type": "string"}},
    "required": ["city"],
    "additionalProperties": False,
}
TOOLS = [function_tool("get_weather", CITY), function_tool("get_time", CITY)]
BOTH = "Please call get_weather and get_time."


class Weather(BaseModel):
    """What an answer is read into."""

    sky: Literal["blue", "grey"]
    degrees: int


@dataclass
class Place:
    """Another, as a dataclass of pydantic's."""

    city: str


def calls(client: Mistral, said: str = BOTH, **more: Any) -> Any:
    """Return the names of the tools that an answer calls, and why it ended."""
    answer = client.chat.completions.create(
        model=MODEL, messages=[user(said)], tools=TOOLS, **more
    )
    (choice,) = answer.choices
    for each in choice.message.tool_calls or ():
        assert json.loads(each.function.arguments).keys() == {"city"}
    names = [each.function.name for each in choice.message.tool_calls or ()]
    return names, choice.finish_reason


class TestAnswers:
    """Whole and streamed, both clients alike."""

    async def test_both_clients_read_the_same(
        self, client: Mistral, async_client: AsyncMistral
    ) -> None:
        """An equal request gets an equal answer, and both read it alike."""
        request = body(random_seed=7, n=2, metadata={"a": [1, None]})
        one = client.chat.completions.create(**request)
        two = await async_client.chat.completions.create(**request)
        assert one.choices == two.choices
        assert [each.index for each in one.choices] == [0, 1]
        assert "Bonjour" in one.choices[0].message.text
        assert one.usage == two.usage
        assert one.usage.total_tokens > 0

    async def test_streams_add_up_to_the_answer(
        self, client: Mistral, async_client: AsyncMistral
    ) -> None:
        """Text and usage are those of the answer that is not streamed."""
        request = body(random_seed=7)
        whole = client.chat.completions.create(**request)
        with client.chat.completions.create(**request, stream=True) as chunks:
            said = "".join(each.choices[0].delta.text for each in chunks)
            usage = chunks.usage
        stream = await async_client.chat.completions.create(**request, stream=True)
        async with stream as async_chunks:
            again = [each.choices[0].delta.text async for each in async_chunks]
        assert whole.choices[0].message.text == said == "".join(again)
        assert whole.usage == usage == stream.usage

    def test_a_conversation_goes_on_with_its_answers(self, client: Mistral) -> None:
        """An answer is a message for the next request, thoughts and all."""
        messages: list[Any] = [system("Be brief."), user([text("Bonjour")])]
        for _ in range(3):
            answer = client.chat.completions.create(
                model=MODEL, messages=messages, reasoning_effort="high"
            )
            message = answer.choices[0].message
            assert "no language model" in message.text or "echo" in message.text
            assert "cannot think" in message.thinking
            messages += [message, user("Encore")]

    def test_a_prefix_is_the_beginning(self, client: Mistral) -> None:
        """What the request begins, the answer goes on with."""
        messages = [user("Bonjour"), assistant("Dear reader,", prefix=True)]
        answer = client.chat.completions.create(model=MODEL, messages=messages)
        assert answer.choices[0].message.text.startswith("Dear reader, ")

    def test_the_response_around_the_answer(self, client: Mistral) -> None:
        """Headers are there for whoever asks for them."""
        completions = client.chat.completions
        raw = completions.with_raw_response.create(**body())
        assert raw.headers["mistral-correlation-id"]
        assert "Bonjour" in raw.parse().choices[0].message.text
        with completions.with_streaming_response.create(**body(stream=True)) as reply:
            lines = [each for each in reply.iter_lines() if each]
        assert lines[-1] == "data: [DONE]"


class TestTools:
    """Every way to offer tools."""

    @pytest.mark.parametrize("choice", ["any", "required"])
    def test_a_tool_must_be_called(self, client: Mistral, choice: Any) -> None:
        """Whatever is said."""
        assert calls(client, "Bonjour", tool_choice=choice) == (
            ["get_weather"],
            "tool_calls",
        )

    def test_the_named_tool_is_called(self, client: Mistral) -> None:
        """And no other, whatever is said."""
        choice = {"type": "function", "function": {"name": "get_time"}}
        named = calls(client, "get_weather, please", tool_choice=choice)
        assert named == (["get_time"], "tool_calls")

    @pytest.mark.parametrize(
        ("said", "names"),
        [
            ("Bonjour", []),
            ("get_time, please", ["get_time"]),
            (BOTH, ["get_weather", "get_time"]),
        ],
    )
    def test_a_tool_may_be_called(
        self, client: Mistral, said: str, names: list[str]
    ) -> None:
        """With `auto`, and without a choice."""
        reason = "tool_calls" if names else "stop"
        assert calls(client, said) == (names, reason)
        assert calls(client, said, tool_choice="auto") == (names, reason)

    def test_no_tool_is_called(self, client: Mistral) -> None:
        """With `none`."""
        assert calls(client, tool_choice="none") == ([], "stop")

    def test_one_at_a_time(self, client: Mistral) -> None:
        """Without parallel calls one answer calls one tool."""
        assert calls(client, parallel_tool_calls=False)[0] == ["get_weather"]

    def test_results_go_back(self, client: Mistral) -> None:
        """The answer with the calls, then a message for each result."""
        messages: list[Any] = [user(BOTH)]
        create = client.chat.completions.create
        asked = create(model=MODEL, messages=messages, tools=TOOLS).choices[0].message
        messages.append(asked)
        for number, each in enumerate(asked.tool_calls or ()):
            messages.append(tool(f"result {number}", tool_call_id=each.id))
        said = create(model=MODEL, messages=messages, tools=TOOLS).choices[0].message
        assert 'get_weather returned "result 0"' in said.text
        assert 'get_time returned "result 1"' in said.text

    async def test_streamed_calls_add_up(self, async_client: AsyncMistral) -> None:
        """The events of a stream end in the calls of the answer."""
        request = body(messages=[user(BOTH)], tools=TOOLS)
        whole = await async_client.chat.completions.create(**request)
        async with async_client.chat.completions.stream(**request) as events:
            final = await events.get_final_completion()
        found = final.choices[0].message.tool_calls
        wanted = whole.choices[0].message.tool_calls
        assert [each.function.name for each in found] == ["get_weather", "get_time"]
        assert [each.function.arguments for each in found] == [
            each.function.arguments for each in wanted
        ]
        assert final.choices[0].finish_reason == "tool_calls"


class TestStructured:
    """Answers that are read into types."""

    @pytest.mark.parametrize("shape", [Weather, Place])
    async def test_parse(
        self, client: Mistral, async_client: AsyncMistral, shape: Any
    ) -> None:
        """An instance of the type, from both clients."""
        one = client.chat.completions.parse(response_format=shape, **body())
        two = await async_client.chat.completions.parse(response_format=shape, **body())
        parsed = one.choices[0].message.parsed
        assert isinstance(parsed, shape)
        assert parsed == two.choices[0].message.parsed

    def test_thinking_beside_it(self, client: Mistral) -> None:
        """The thoughts are set apart, and the text is parsed."""
        answer = client.chat.completions.parse(
            response_format=Weather, reasoning_effort="high", **body()
        )
        message = answer.choices[0].message
        assert isinstance(message.parsed, Weather)
        assert "cannot think" in message.reasoning_content

    @pytest.mark.parametrize("shape", [Weather, openai.omit])
    async def test_events_of_a_stream_that_thinks(
        self, client: Mistral, async_client: AsyncMistral, shape: Any
    ) -> None:
        """Text and thoughts of the events are those of the whole answer."""
        request = body(reasoning_effort="high", random_seed=3)
        whole = client.chat.completions.parse(response_format=shape, **request)
        wanted = whole.choices[0].message
        with client.chat.completions.stream(response_format=shape, **request) as events:
            deltas = [each.delta for each in events if each.type == "content.delta"]
            one = events.get_final_completion()
        async with async_client.chat.completions.stream(
            response_format=shape, **request
        ) as async_events:
            two = await async_events.get_final_completion()
        assert "".join(deltas) == wanted.text
        for final in (one, two):
            message = final.choices[0].message
            assert message.content == wanted.content
            assert message.reasoning_content == wanted.reasoning_content
            assert message.parsed == wanted.parsed
            assert final.usage.total_tokens == whole.usage.total_tokens
        assert isinstance(wanted.parsed, Weather) == (shape is Weather)

    def test_usage_is_whole_behind_a_stream(self, client: Mistral) -> None:
        """What only Mistral counts is there too, such as the service tier."""
        whole = client.chat.completions.create(**body())
        with client.chat.completions.stream(**body()) as events:
            final = events.get_final_completion()
        assert final.usage.to_dict() == whole.usage.to_dict()
