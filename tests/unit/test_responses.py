"""The Responses API: both calls, streams, the SDK's helpers, and what is not kept."""

from __future__ import annotations

import json
from typing import Any, cast

import pytest
from openai.types.responses import (
    Response,
    ResponseCompletedEvent,
    ResponseErrorEvent,
    ResponseFunctionToolCall,
    ResponseReasoningItem,
    ResponseTextDeltaEvent,
)
from pydantic import BaseModel

from mistyped import InvalidRequestError, InvalidRequestWarning, check
from mistyped.types import UnknownChunk
from tests.unit.support import MODEL, Wire, response

pytestmark = pytest.mark.anyio

PATH = "/v1/responses"
COUNT = "/v1/responses/input_tokens"
NATIVE = {"responses": "native"}
LEAST: dict[str, Any] = {"model": MODEL, "input": "Bonjour"}
MESSAGE: dict[str, Any] = {
    "id": "msg_1",
    "type": "message",
    "role": "assistant",
    "status": "completed",
    "content": [{"type": "output_text", "text": '{"answer": 4}', "annotations": []}],
}
CALL: dict[str, Any] = {
    "id": "fc_1",
    "type": "function_call",
    "call_id": "a1B2c3D4e",
    "name": "add",
    "arguments": '{"a": 2}',
    "status": "completed",
}
THOUGHT: dict[str, Any] = {
    "id": "rs_1",
    "type": "reasoning",
    "summary": [],
    "content": [{"type": "reasoning_text", "text": "Two and two"}],
}
ANSWER: dict[str, Any] = {
    "id": "resp_1",
    "object": "response",
    "created_at": 1.0,
    "model": MODEL,
    "status": "completed",
    "output": [THOUGHT, CALL, MESSAGE],
    "parallel_tool_calls": True,
    "tool_choice": "auto",
    "tools": [],
    "usage": {
        "input_tokens": 4,
        "input_tokens_details": {"cached_tokens": 2, "cache_write_tokens": 0},
        "output_tokens": 2,
        "output_tokens_details": {"reasoning_tokens": 1},
        "total_tokens": 6,
    },
    "what_comes_next": {"new": True},
}
DELTA: dict[str, Any] = {
    "type": "response.output_text.delta",
    "item_id": "msg_1",
    "output_index": 0,
    "content_index": 0,
    "delta": '{"answer": 4}',
    "logprobs": [],
    "sequence_number": 1,
}
BEGUN = {**ANSWER, "status": "in_progress", "output": []}
EVENTS: list[dict[str, Any]] = [
    {"type": "response.created", "response": BEGUN, "sequence_number": 0},
    {
        "type": "response.output_item.added",
        "output_index": 0,
        "item": {**MESSAGE, "content": []},
        "sequence_number": 0,
    },
    {
        "type": "response.content_part.added",
        "item_id": "msg_1",
        "output_index": 0,
        "content_index": 0,
        "part": {"type": "output_text", "text": "", "annotations": []},
        "sequence_number": 0,
    },
    DELTA,
    {"type": "response.what_comes_next", "new": True, "sequence_number": 2},
    {"type": "error", "message": "slow", "code": None, "sequence_number": 3},
    {"type": "response.completed", "response": ANSWER, "sequence_number": 4},
]


def answered(request: Any) -> Any:
    """Answer as Mistral does: a response, its events, or a count."""
    if request.url.path == COUNT:
        return response({"object": "response.input_tokens", "input_tokens": 7})
    stream = json.loads(request.content).get("stream")
    return response(EVENTS if stream else ANSWER)


def warned(body: Any, path: str = PATH) -> list[tuple[str, str]]:
    """Return place and rule of each problem, of which all have to be warnings."""
    report = check(path, body)
    assert report.ok, report
    return [(each.path, each.rule) for each in report.problems]


class Sum(BaseModel):
    """What a response is read into."""

    answer: int


async def test_a_response_is_the_sdks() -> None:
    """Items, usage and what nobody knew of arrive, from both clients."""
    wire = Wire(answered)
    sync = wire.client(**NATIVE).responses.create(**LEAST)
    for answer in (sync, await wire.async_client(**NATIVE).responses.create(**LEAST)):
        assert type(answer) is Response
        thought, call, _ = answer.output
        assert isinstance(thought, ResponseReasoningItem)
        assert isinstance(call, ResponseFunctionToolCall)
        assert answer.output_text == '{"answer": 4}'
        assert answer.usage is not None
        assert answer.usage.input_tokens_details.cached_tokens == 2
        assert answer.to_dict(mode="json") == ANSWER
    assert wire.sent == [LEAST] * 2


async def test_events_are_the_sdks() -> None:
    """Each event has its class; one that nobody knew of arrives whole."""
    wire = Wire(answered)
    kinds = [ResponseTextDeltaEvent, UnknownChunk, ResponseErrorEvent]
    kinds.append(ResponseCompletedEvent)
    with wire.client(**NATIVE).responses.create(**LEAST, stream=True) as events:
        found = list(events)
    assert [type(each) for each in found[3:]] == kinds
    assert [each.to_dict() for each in found] == EVENTS
    async with await wire.async_client(**NATIVE).responses.create(
        **LEAST, stream=True
    ) as more:
        assert [each.to_dict() async for each in more] == EVENTS
    assert wire.sent == [{**LEAST, "stream": True}] * 2


async def test_tokens_are_counted() -> None:
    """The count has its own path, and takes no more than counts."""
    wire = Wire(answered)
    assert wire.client(**NATIVE).responses.input_tokens.count(**LEAST).input_tokens == 7
    counted = await wire.async_client(**NATIVE).responses.input_tokens.count(**LEAST)
    assert counted.input_tokens == 7
    raw = wire.client(**NATIVE).responses.with_raw_response.input_tokens.count(**LEAST)
    assert raw.parse().input_tokens == 7
    assert {each.url.path for each in wire.seen} == {COUNT}
    hint = "nothing is generated"
    (problem,) = check(COUNT, {**LEAST, "temperature": 1}).problems
    assert problem.severity == "warning"
    assert hint in problem.hint


async def test_the_sdks_helpers_are_checked_too() -> None:
    """`parse` and `stream` come from the SDK, and send through the same check."""
    wire, hot = Wire(answered), cast("Any", "hot")
    client = wire.client(**NATIVE)
    parsed = client.responses.parse(**LEAST, text_format=Sum)
    assert parsed.output_parsed == Sum(answer=4)
    with client.responses.stream(**LEAST, text_format=Sum) as stream:
        assert stream.get_final_response().output_parsed == Sum(answer=4)
    again = await wire.async_client(**NATIVE).responses.parse(**LEAST, text_format=Sum)
    assert again.output_parsed == Sum(answer=4)
    with pytest.raises(InvalidRequestError, match="temperature"):
        client.responses.parse(**LEAST, text_format=Sum, temperature=hot)
    assert len(wire.seen) == 3


def test_an_answer_is_sent_back_as_it_came() -> None:
    """The output of a response, as models or as objects, is part of the next input."""
    wire = Wire(answered)
    client = wire.client(**NATIVE)
    first = client.responses.create(**LEAST)
    result = {"type": "function_call_output", "call_id": "a1B2c3D4e", "output": "4"}
    history: list[Any] = [{"role": "user", "content": "2 + 2?"}, *first.output, result]
    client.responses.create(model=MODEL, input=history)
    assert wire.sent[1]["input"] == [history[0], THOUGHT, CALL, MESSAGE, result]


@pytest.mark.parametrize(
    ("more", "path", "rule"),
    [
        ({"tools": [{"type": "web_search"}]}, "tools[0].type", "wrong-value"),
        ({"tool_choice": "any"}, "tool_choice", "wrong-value"),
        ({"truncation": "auto"}, "truncation", "wrong-value"),
        ({"top_logprobs": 3}, "top_logprobs", "wrong-value"),
        ({"input": [{"type": "item_reference"}]}, "input[0].type", "wrong-value"),
        ({"messages": []}, "messages", "responses.messages"),
        ({"user": "me"}, "user", "responses.user"),
        ({"new": 1}, "new", "unknown-key"),
    ],
)
def test_what_the_preview_may_not_have_only_warns(
    more: Any, path: str, rule: str
) -> None:
    """No server's answer shows a refusal, and the preview may have grown."""
    assert warned({**LEAST, **more}) == [(path, rule)]


@pytest.mark.parametrize(
    "more",
    [
        {"input": [{"role": "developer", "content": "Rhyme"}]},
        {
            "input": [
                {
                    "type": "message",
                    "role": "user",
                    "content": [
                        {"type": "input_text", "text": "What is it?"},
                        {"type": "input_image", "image_url": "https://x.fr/a.png"},
                        {"type": "input_file", "file_id": "f_1"},
                    ],
                }
            ]
        },
        {"text": {"format": {"type": "text"}, "verbosity": "low"}},
        {"reasoning": {"effort": "high"}, "metadata": {"a": "b"}},
        {"tools": [{"type": "function", "name": "now"}], "tool_choice": "required"},
        {
            "tools": [
                {
                    "type": "namespace",
                    "name": "clock",
                    "description": "Time",
                    "tools": [
                        {"type": "function", "name": "now"},
                        {"type": "custom", "name": "say"},
                    ],
                }
            ]
        },
        {"store": False, "background": False, "prompt": None, "stream": None},
    ],
)
def test_what_the_preview_takes(more: Any) -> None:
    """Nothing is said of it."""
    assert warned({**LEAST, **more}) == []


@pytest.mark.parametrize("key", ["summary", "output", "call_id", "nonsense"])
def test_a_message_needs_no_type_whatever_else_is_in_it(key: str) -> None:
    """The key only warns, and it makes no other item of the message."""
    message = {"role": "user", "content": "Bonjour", key: "x"}
    report = check(PATH, {**LEAST, "input": [message]})
    assert report.ok
    assert [each.loc for each in report.problems] == [("input", 0, key)]


@pytest.mark.parametrize(
    ("value", "rule"),
    [
        *[(0, ""), (0.0, ""), (None, ""), (1, "wrong-value"), (1.0, "wrong-value")],
        *[(False, "wrong-type"), (True, "wrong-type"), ("0", "wrong-type")],
    ],
)
def test_false_is_no_zero(value: Any, rule: str) -> None:
    """A value of an enumeration has its type, as JSON tells types apart."""
    report = check(PATH, {**LEAST, "top_logprobs": value})
    assert [each.rule for each in report.problems] == ([rule] if rule else [])


def test_a_warning_does_not_stop_the_call() -> None:
    """What the stateless preview has not is said, and sent."""
    wire = Wire(answered)
    with pytest.warns(InvalidRequestWarning, match="put the items of that response"):
        wire.client(**NATIVE).responses.create(**LEAST, previous_response_id="resp_0")
    assert len(wire.seen) == 1
