"""Answers are sent back as they are, whichever method they came from."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import BaseModel

from tests.unit.support import body, chunk, completion, replying

THOUGHT = {"type": "thinking", "thinking": [{"type": "text", "text": "Hm."}]}
CALL = {
    "id": "Ab3dE6gH9",
    "function": {"name": "f", "arguments": '{"a": 1}'},
    "index": 0,
}
CLOSED = {
    "type": "object",
    "properties": {"a": {"type": "integer"}},
    "additionalProperties": False,
}
STRICT = {
    "type": "function",
    "function": {"name": "f", "parameters": CLOSED, "strict": True},
}


class Sky(BaseModel):
    """What `parse` reads."""

    sky: str


def sent_back(wire: Any, message: Any) -> Any:
    """Send a message of an answer back, go on, and return what was sent of it."""
    after: Any = {"role": "user", "content": "And?"}
    if message.tool_calls:
        after = {"role": "tool", "content": "4", "tool_call_id": CALL["id"]}
    wire.client().chat.completions.create(model="m", messages=[message, after])
    return wire.sent[-1]["messages"][0]


def test_a_parsed_answer_can_be_sent_back() -> None:
    """The parsed object stays here."""
    wire = replying(completion('{"sky": "blue"}'), completion())
    answer = wire.client().chat.completions.parse(**body(), response_format=Sky)
    replayed = sent_back(wire, answer.choices[0].message)
    assert replayed == {"role": "assistant", "content": '{"sky": "blue"}'}


def test_parsed_arguments_stay_here() -> None:
    """A tool call goes back with the arguments as text."""
    wire = replying(completion(None, tool_calls=[CALL]), completion())
    answer = wire.client().chat.completions.parse(**body(tools=[STRICT]))
    (call,) = sent_back(wire, answer.choices[0].message)["tool_calls"]
    assert call["function"] == CALL["function"]


@pytest.mark.parametrize("content", ["Yes.", [THOUGHT]])
def test_an_accumulated_answer_can_be_sent_back(content: Any) -> None:
    """What the SDK's accumulator adds without a value stays here."""
    wire = replying([chunk(content), chunk("", "stop")], completion())
    with wire.client().chat.completions.stream(**body()) as events:
        message = events.get_final_completion().choices[0].message
    replayed = sent_back(wire, message)
    assert set(replayed) == {"role", "content"}


def test_flattened_thoughts_become_a_chunk_again() -> None:
    """Thoughts are replayed as Mistral wants them, before the text."""
    wire = replying([chunk([THOUGHT]), chunk("Blue."), chunk("", "stop")], completion())
    with wire.client().chat.completions.stream(**body()) as events:
        message = events.get_final_completion().choices[0].message
    assert sent_back(wire, message)["content"] == [
        THOUGHT,
        {"type": "text", "text": "Blue."},
    ]
