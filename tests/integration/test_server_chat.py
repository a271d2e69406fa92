"""Chat over real HTTP, with Mistral's own SDK as the client."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from mistralai.client import Mistral

from mistyped.server import RunningServer

MODEL = "mistral-small-latest"
WEATHER = {
    "type": "object",
    "properties": {
        "city": {"type": "string", "minLength": 2},
        "unit": {"enum": ["C", "F"]},
        "days": {"type": "integer", "minimum": 1, "maximum": 7},
    },
    "required": ["city", "unit"],
    "additionalProperties": False,
}
CLOCK = {"type": "object", "properties": {"zone": {"type": "string"}}}


def tool(name: str, parameters: dict[str, Any]) -> dict[str, Any]:
    """A function tool."""
    function = {"name": name, "parameters": parameters}
    return {"type": "function", "function": function}


TOOLS = [tool("get_weather", WEATHER), tool("get_time", CLOCK)]


def user(text: str) -> list[dict[str, Any]]:
    """A conversation of one user message."""
    return [{"role": "user", "content": text}]


@pytest.fixture
def mistral(server: RunningServer) -> Iterator[Mistral]:
    """Mistral's own client, on the local server."""
    with Mistral(api_key="any", server_url=server.origin) as client:
        yield client


def ask(client: Mistral, text: str = "Bonjour", **options: Any) -> Any:
    """The SDK's answer to a message."""
    options = {"model": MODEL, "messages": user(text)} | options
    return client.chat.complete(**options)


def text_of(client: Mistral, text: str = "Bonjour", **options: Any) -> str:
    """The text of the answer."""
    content = ask(client, text, **options).choices[0].message.content
    assert isinstance(content, str)
    return content


def calls_of(client: Mistral, text: str, **options: Any) -> Any:
    """The tool calls of the answer, with the two tools on offer."""
    return ask(client, text, tools=TOOLS, **options).choices[0].message.tool_calls


class TestText:
    """Answers in plain text."""

    def test_answer_is_an_honest_echo(self, mistral: Mistral) -> None:
        """A text quotes the last user message and says that it is an echo."""
        text = text_of(mistral, "Où est la gare ?")
        assert "Où est la gare ?" in text
        assert "echo" in text.lower()
        assert "no language model" in text.lower() or "without a language" in text

    def test_envelope_is_complete(self, mistral: Mistral) -> None:
        """The envelope has an id of 32 hex digits, the model asked for and usage."""
        answer = ask(mistral)
        assert re.fullmatch(r"[0-9a-f]{32}", answer.id)
        assert (answer.object, answer.model) == ("chat.completion", MODEL)
        assert answer.choices[0].finish_reason == "stop"
        usage = answer.usage
        assert usage.prompt_tokens > 0
        assert usage.completion_tokens > 0
        assert usage.total_tokens == usage.prompt_tokens + usage.completion_tokens

    def test_same_seed_same_answer(self, mistral: Mistral) -> None:
        """An equal request with an equal seed gets an equal answer, id included."""
        assert ask(mistral, random_seed=7) == ask(mistral, random_seed=7)

    def test_another_seed_reads_differently(self, mistral: Mistral) -> None:
        """A hundred seeds give a hundred different texts."""
        texts = {text_of(mistral, random_seed=seed) for seed in range(100)}
        assert len(texts) == 100

    def test_seed_changes_the_first_words(self, mistral: Mistral) -> None:
        """Neighbouring seeds differ at once, not only in a mark at the end."""
        one, two = (text_of(mistral, random_seed=seed) for seed in (1, 2))
        assert one.split('"')[0] != two.split('"')[0]

    def test_choices_are_numbered_and_differ(self, mistral: Mistral) -> None:
        """`n` gives as many texts, numbered from 0, no two alike."""
        choices = ask(mistral, n=5).choices
        assert [choice.index for choice in choices] == [0, 1, 2, 3, 4]
        assert len({choice.message.content for choice in choices}) == 5

    @pytest.mark.parametrize("stop", ["jour", ["never seen", "jour"]])
    def test_stop_cuts_before_the_sequence(
        self, mistral: Mistral, stop: str | list[str]
    ) -> None:
        """The text ends before the first stop sequence, and the reason is `stop`."""
        choice = ask(mistral, "Bonjour", stop=stop).choices[0]
        assert choice.message.content.endswith('"Bon')
        assert choice.finish_reason == "stop"

    @pytest.mark.parametrize("limit", [0, 1, 5])
    def test_max_tokens_cuts_and_counts(self, mistral: Mistral, limit: int) -> None:
        """A text that is too long is cut at `max_tokens` and the usage says so."""
        answer = ask(mistral, max_tokens=limit)
        assert answer.choices[0].finish_reason == "length"
        assert answer.usage.completion_tokens == limit

    def test_prefix_opens_the_answer(self, mistral: Mistral) -> None:
        """The answer begins with the prefix and goes on with the echo."""
        prefix = {"role": "assistant", "content": "Dear reader,", "prefix": True}
        text = text_of(mistral, messages=[*user("Bonjour"), prefix])
        assert text.startswith("Dear reader, ")
        assert "Bonjour" in text

    def test_chunks_are_named_in_the_echo(self, mistral: Mistral) -> None:
        """Content given as chunks is echoed, with a placeholder for an image."""
        image = {"type": "image_url", "image_url": "https://example.com/a.png"}
        content = [{"type": "text", "text": "Look:"}, image]
        text = text_of(mistral, messages=[{"role": "user", "content": content}])
        assert "Look: [image_url]" in text

    def test_async_client_gets_the_same(
        self, mistral: Mistral, server: RunningServer
    ) -> None:
        """The SDK's asynchronous client gets what its synchronous one gets."""

        async def answer() -> Any:
            async with Mistral(api_key="any", server_url=server.origin) as client:
                return await client.chat.complete_async(
                    model=MODEL, messages=user("Bonjour")
                )

        assert asyncio.run(answer()) == ask(mistral)


class TestTools:
    """Which tools are called, and how."""

    def test_any_calls_a_tool(self, mistral: Mistral) -> None:
        """`any` calls a tool though the message names none."""
        answer = ask(mistral, "Bonjour", tools=TOOLS, tool_choice="any")
        choice = answer.choices[0]
        assert choice.finish_reason == "tool_calls"
        assert [c.function.name for c in choice.message.tool_calls] == ["get_weather"]
        assert choice.message.content == ""

    def test_arguments_satisfy_the_parameters(self, mistral: Mistral) -> None:
        """Arguments are JSON text that the tool's schema accepts."""
        for seed in range(10):
            calls = calls_of(mistral, "Hi", tool_choice="required", random_seed=seed)
            arguments = json.loads(calls[0].function.arguments)
            Draft202012Validator(WEATHER).validate(arguments)

    def test_call_ids_have_mistrals_form(self, mistral: Mistral) -> None:
        """Call ids are nine letters or digits, and no two alike."""
        calls = calls_of(mistral, "get_time and get_weather")
        ids = [call.id for call in calls]
        assert all(re.fullmatch(r"[a-zA-Z0-9]{9}", each) for each in ids)
        assert len(set(ids)) == 2

    def test_named_function_is_called(self, mistral: Mistral) -> None:
        """A named function is called, and no other."""
        choice = {"type": "function", "function": {"name": "get_time"}}
        calls = calls_of(mistral, "use get_weather", tool_choice=choice)
        assert [call.function.name for call in calls] == ["get_time"]

    def test_named_tools_are_called_in_parallel(self, mistral: Mistral) -> None:
        """`auto` calls every tool that the message names, in the message's order."""
        calls = calls_of(mistral, "First get_time, then get_weather please")
        assert [call.function.name for call in calls] == ["get_time", "get_weather"]
        assert [call.index for call in calls] == [0, 1]

    def test_parallel_can_be_switched_off(self, mistral: Mistral) -> None:
        """Without parallel calls only the first tool named is called."""
        text = "First get_time, then get_weather please"
        calls = calls_of(mistral, text, parallel_tool_calls=False)
        assert [call.function.name for call in calls] == ["get_time"]

    @pytest.mark.parametrize("text", ["Please CALL something", "is there a tool?"])
    def test_auto_calls_when_asked_to(self, mistral: Mistral, text: str) -> None:
        """`auto` calls the first tool if the message speaks of calls or tools."""
        assert [c.function.name for c in calls_of(mistral, text)] == ["get_weather"]

    @pytest.mark.parametrize(
        ("text", "choice"),
        [("Bonjour", "auto"), ("get_weathers", "auto"), ("get_time", "none")],
    )
    def test_text_instead_of_calls(
        self, mistral: Mistral, text: str, choice: str
    ) -> None:
        """There is a text if nothing asks for a tool, or `none` forbids it."""
        assert calls_of(mistral, text, tool_choice=choice) is None

    def test_tool_result_is_quoted(self, mistral: Mistral) -> None:
        """After tool results the answer is a text that quotes each of them."""
        text = "First get_time, then get_weather please"
        asked = ask(mistral, text, tools=TOOLS).choices[0].message
        results = [
            {"role": "tool", "tool_call_id": call.id, "content": f"<{place}>"}
            for place, call in enumerate(asked.tool_calls)
        ]
        answer = text_of(mistral, messages=[*user(text), asked, *results], tools=TOOLS)
        assert 'get_time returned "<0>"' in answer
        assert 'get_weather returned "<1>"' in answer

    @pytest.mark.parametrize(
        ("limit", "arguments"), [(1, None), (4, ""), (9, '{"city":')]
    )
    def test_max_tokens_cuts_the_arguments(
        self, mistral: Mistral, limit: int, arguments: str | None
    ) -> None:
        """A budget that ends inside a call cuts its arguments, or drops the call."""
        answer = ask(mistral, "Hi", tools=TOOLS, tool_choice="any", max_tokens=limit)
        choice = answer.choices[0]
        calls = choice.message.tool_calls
        assert choice.finish_reason == "length"
        assert (calls[0].function.arguments if calls else None) == arguments


class TestJson:
    """Answers in JSON."""

    def test_json_object(self, mistral: Mistral) -> None:
        """`json_object` gives an object that echoes."""
        text = text_of(mistral, response_format={"type": "json_object"})
        assert json.loads(text)["echo"] == '"Bonjour"'

    def test_json_schema(self, mistral: Mistral) -> None:
        """`json_schema` gives an instance of the schema."""
        named = {"name": "weather", "schema": WEATHER, "strict": True}
        schema = {"type": "json_schema", "json_schema": named}
        Draft202012Validator(WEATHER).validate(
            json.loads(text_of(mistral, response_format=schema))
        )

    def test_max_tokens_cuts_json(self, mistral: Mistral) -> None:
        """JSON is cut like any text, and is no JSON then."""
        choice = ask(
            mistral, response_format={"type": "json_object"}, max_tokens=3
        ).choices[0]
        assert choice.finish_reason == "length"
        with pytest.raises(json.JSONDecodeError):
            json.loads(choice.message.content)

    def test_prefix_opens_json(self, mistral: Mistral) -> None:
        """A prefix that begins the JSON is continued and not repeated."""
        prefix = {"role": "assistant", "content": '{"echo": ', "prefix": True}
        text = text_of(
            mistral,
            messages=[*user("Bonjour"), prefix],
            response_format={"type": "json_object"},
        )
        assert json.loads(text)["echo"] == '"Bonjour"'


class TestThinking:
    """Answers that show reasoning."""

    @pytest.mark.parametrize(
        "asked", [{"reasoning_effort": "high"}, {"prompt_mode": "reasoning"}]
    )
    def test_thinking_comes_before_the_text(
        self, mistral: Mistral, asked: dict[str, Any]
    ) -> None:
        """Asked to reason, the content is a thinking chunk and then a text chunk."""
        content = ask(mistral, **asked).choices[0].message.content
        assert [chunk.type for chunk in content] == ["thinking", "text"]
        assert "cannot think" in content[0].thinking[0].text
        assert "Bonjour" in content[1].text

    def test_effort_none_does_not_think(self, mistral: Mistral) -> None:
        """The effort `none` gives a plain text."""
        assert "Bonjour" in text_of(mistral, reasoning_effort="none")

    def test_budget_may_end_in_the_thinking(self, mistral: Mistral) -> None:
        """A budget that ends while thinking leaves no text chunk."""
        choice = ask(mistral, reasoning_effort="high", max_tokens=5).choices[0]
        assert [chunk.type for chunk in choice.message.content] == ["thinking"]
        assert choice.finish_reason == "length"

    def test_thinking_beside_tool_calls(self, mistral: Mistral) -> None:
        """Thinking and tool calls come together, without a text."""
        message = (
            ask(mistral, "get_time", tools=TOOLS, reasoning_effort="high")
            .choices[0]
            .message
        )
        assert [chunk.type for chunk in message.content] == ["thinking"]
        assert message.tool_calls[0].function.name == "get_time"
