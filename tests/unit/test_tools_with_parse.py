"""`parse` and `stream` take every tool that `create` takes."""

from __future__ import annotations

from typing import Any

import pytest

from mistyped import InvalidRequestError
from tests.unit.support import Wire, body, chunk, completion, replying
from tests.unit.ways import Answer

CLOSED = {
    "type": "object",
    "properties": {"a": {"type": "integer"}},
    "additionalProperties": False,
}
STRICT = {
    "type": "function",
    "function": {"name": "f", "parameters": CLOSED, "strict": True},
}
TOOLS = {
    "a strict function": STRICT,
    "a built-in tool": {"type": "web_search"},
    "a document library": {"type": "document_library", "library_ids": ["l"]},
    "a connector": {"type": "connector", "connector_id": "c"},
    "a function without type": {"function": STRICT["function"]},
}
CALL = {"id": "Ab3dE6gH9", "function": {"name": "f", "arguments": '{"a": 1}'}}


@pytest.mark.parametrize("what", TOOLS)
def test_parse_takes_it(what: str, wire: Wire) -> None:
    """A request that Mistral accepts is sent."""
    tools = [TOOLS[what]]
    completions = wire.client().chat.completions
    answer = completions.parse(response_format=Answer, **body(tools=tools))
    assert answer.choices[0].message.parsed == Answer(answer=4)
    assert wire.sent[0]["tools"] == tools


@pytest.mark.parametrize("what", TOOLS)
def test_stream_takes_it(what: str, wire: Wire) -> None:
    """A request that Mistral accepts is sent."""
    tools = [TOOLS[what]]
    with wire.client().chat.completions.stream(**body(tools=tools)) as events:
        events.get_final_completion()
    assert wire.sent == [body(tools=tools, stream=True)]


@pytest.mark.parametrize("way", ["parse", "stream"])
@pytest.mark.parametrize(
    ("tool", "path"),
    [
        ({"type": "custom", "custom": {"name": "x"}}, "tools[0].type"),
        ({"type": "web_search", "user_location": {}}, "tools[0].user_location"),
        ({"type": "browser"}, "tools[0].type"),
        ({"type": "function"}, "tools[0].function"),
    ],
)
def test_a_wrong_tool_is_refused_as_create_refuses_it(
    way: str, tool: Any, path: str, wire: Wire
) -> None:
    """With rule and path, not with a parser's ValueError."""
    completions = wire.client().chat.completions
    with pytest.raises(InvalidRequestError) as caught:  # noqa: PT012 - one call each
        if way == "parse":
            completions.parse(response_format=Answer, **body(tools=[tool]))
        else:
            with completions.stream(**body(tools=[tool])):
                pass
    assert [each.path for each in caught.value.problems] == [path]
    assert wire.seen == []


def test_arguments_of_a_strict_function_are_parsed() -> None:
    """Also when Mistral leaves out the type of the call."""
    wire = replying(completion(None, tool_calls=[CALL]))
    answer = wire.client().chat.completions.parse(**body(tools=[STRICT]))
    (call,) = answer.choices[0].message.tool_calls
    assert call.function.parsed_arguments == {"a": 1}


def test_a_streamed_call_is_parsed() -> None:
    """The final completion has the call with its arguments."""
    piece = chunk(None, "tool_calls")
    piece["choices"][0]["delta"] = {"tool_calls": [{"index": 0, **CALL}]}
    wire = replying([piece])
    with wire.client().chat.completions.stream(**body(tools=[STRICT])) as events:
        (call,) = events.get_final_completion().choices[0].message.tool_calls
    assert call.function.name == "f"
    assert call.function.parsed_arguments == {"a": 1}
