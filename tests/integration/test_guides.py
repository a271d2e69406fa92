"""The loops that guides for OpenAI-shaped clients show, run as they are shown."""

from __future__ import annotations

import json
from typing import Any

import pytest
from mistral_common.exceptions import TokenizerException
from mistral_common.protocol.instruct.messages import UserMessage
from mistral_common.protocol.instruct.request import ChatCompletionRequest
from mistral_common.tokens.tokenizers.mistral import MistralTokenizer

from mistyped import Mistral
from tests.unit.support import MODEL

PARAMETERS = {
    "type": "object",
    "properties": {
        "location": {"type": "string", "description": "City name or coordinates"},
        "unit": {"type": "string", "enum": ["celsius", "fahrenheit"]},
    },
    "required": ["location", "unit"],
    "additionalProperties": False,
}
TOOLS: Any = [
    {
        "type": "function",
        "function": {
            "name": "get_weather",
            "description": "Retrieve current weather information.",
            "parameters": PARAMETERS,
        },
    }
]
ASKED = {"role": "user", "content": "get_weather in Paris"}


def test_a_stream_that_looks_for_its_usage(client: Mistral) -> None:
    """Every chunk is asked for content and for usage, which comes in the last."""
    stream = client.chat.completions.create(
        model=MODEL, messages=[{"role": "user", "content": "Bonjour"}], stream=True
    )
    content: list[str] = []
    usage = None
    for chunk in stream:
        if chunk.choices and chunk.choices[0].delta.content:
            content.append(chunk.choices[0].delta.text)
        if chunk.usage is not None:
            usage = chunk.usage
    assert usage is not None
    assert usage.total_tokens == usage.prompt_tokens + usage.completion_tokens
    whole = stream.completion()
    assert (whole.text, whole.usage) == ("".join(content), usage)


@pytest.mark.parametrize(
    ("choice", "calls"),
    [
        ("auto", True),
        ("none", False),
        ("any", True),
        ("required", True),
        ({"type": "function", "function": {"name": "get_weather"}}, True),
    ],
)
def test_each_tool_choice(client: Mistral, choice: Any, *, calls: bool) -> None:
    """Texts and a function by its name."""
    answer = client.chat.completions.create(
        model=MODEL, messages=[ASKED], tools=TOOLS, tool_choice=choice
    )
    assert bool(answer.message.tool_calls) is calls


def test_the_loop_by_hand(client: Mistral) -> None:
    """The message goes back as it is, each result with its call's id."""
    messages: Any = [ASKED]
    response = client.chat.completions.create(
        model=MODEL, messages=messages, tools=TOOLS, tool_choice="auto"
    )
    msg = response.choices[0].message
    messages.append(msg)
    for tool_call in msg.tool_calls or ():
        args = json.loads(tool_call.function.arguments)
        messages.append(
            {
                "role": "tool",
                "tool_call_id": tool_call.id,
                "name": tool_call.function.name,
                "content": f"Weather in {args['location']} is Sunny.",
            }
        )
    final = client.chat.completions.create(model=MODEL, messages=messages)
    assert "is Sunny" in final.text


def test_the_loop_by_run(client: Mistral) -> None:
    """The same with a function, as our page shows it."""

    def get_weather(location: str) -> str:
        """Retrieve current weather information."""
        return f"Weather in {location} is Sunny."

    asked: Any = [ASKED]
    run = client.chat.run(asked, tools=[get_weather], model=MODEL)
    assert "is Sunny" in run.text


def test_tokens_are_counted_before_sending(client: Mistral) -> None:
    """The guide's tokenizer is not to be had by that name; our count is the answer's.

    Where the library ships the model's file, both say the same.
    """
    said: Any = [{"role": "user", "content": "Hello Mistral, analyze this system."}]
    with (
        pytest.warns(FutureWarning),
        pytest.raises(TokenizerException, match="mistral-large-latest"),
    ):
        MistralTokenizer.from_model("mistral-large-latest")
    counted = client.count_tokens(model="mistral-large-latest", messages=said)
    answer = client.chat.completions.create(model="mistral-large-latest", messages=said)
    assert answer.usage is not None
    assert int(counted) == answer.usage.prompt_tokens
    shipped = MistralTokenizer.v3(is_tekken=True)
    request = ChatCompletionRequest(messages=[UserMessage(content=said[0]["content"])])
    own = len(shipped.encode_chat_completion(request).tokens)
    assert int(client.count_tokens(model="open-mistral-nemo", messages=said)) == own
