"""The local server and the check say the same of the same bodies."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import openai
import pytest

from mistyped import InvalidRequestError, Mistral, check
from mistyped.server import RunningServer
from tests.unit.support import (
    HTTPX,
    PATH,
    USER,
    body,
    call,
    message,
    part,
    said,
    schema_problems,
    tool,
)

FUNCTION = {"name": "f", "parameters": {"type": "object"}}
CALL = {"name": "f", "arguments": "{}"}
SCHEMA = {"name": "a", "schema": {"type": "object"}}
ODD: list[Any] = [True, 1, 1.5, "x", [], {}, [1], {"a": 1}]
"""Values of every kind; a row takes those that are wrong for it."""

# What each parameter takes and refuses, written by hand from Mistral's documents.
VALUES: dict[str, tuple[list[Any], list[Any]]] = {
    "temperature": ([0, 0.7, 1.5, None], [-0.1, 1.51, "1", True, []]),
    "top_p": ([0.01, 1, None], [0, 1.01, "1", {}]),
    "frequency_penalty": ([-2, 0, 2, None], [-2.1, 2.1, "0"]),
    "presence_penalty": ([-2, 0, 2, None], [-2.1, 2.1, [0]]),
    "max_tokens": ([0, 1, 4.0, None], [-1, 1.5, "8", True]),
    "n": ([1, 3, None], [0, -1, "1", [1]]),
    "random_seed": ([0, 7, None], [-1, "7", 0.5]),
    "stop": (["a", ["a", "b"], [], None], [1, [1], {"a": 1}, [None]]),
    "metadata": ([{}, {"a": [1, {"b": None}]}, None], ["a", 1, [1]]),
    "stream": ([True, False], [None, "true", 1]),
    "safe_prompt": ([True, False], [None, "yes", 0]),
    "parallel_tool_calls": ([True, False], [None, 1]),
    "prompt_cache_key": (["a", None], [1, ["a"]]),
    "reasoning_effort": (["none", "low", "high", None], ["deep", "", 1, []]),
    "service_tier": (["auto", None], ["flex", "priority", 1]),
    "prompt_mode": (["reasoning", None], ["fast", True]),
    "min_tokens": ([0, 5, None], ["5", 1.5]),
    "top_k": ([1, None], ["1"]),
    "repetition_penalty": ([1, 1.5, None], ["1", []]),
    "tool_choice": (["auto", "none"], ["some", 1, None, {"type": "custom"}, []]),
    "prediction": ([{"type": "content", "content": "a"}, {}], ["a", {"content": [1]}]),
    "response_format": (
        [
            {"type": "text"},
            {"type": "json_object"},
            {"type": "json_schema", "json_schema": SCHEMA},
            {"type": "json_object", "json_schema": SCHEMA},
            {},
        ],
        [
            "json",
            {"type": "json"},
            {"type": "json_schema", "json_schema": {"name": "a"}},
        ],
    ),
    "guardrails": ([[], [{"block_on_error": True}], [{"new": 1}], None], ["a", [1]]),
    "stream_options": ([{"include_usage": True}], []),
    "tools": ([None, []], ["f", [1], [{}], {"type": "function"}]),
    "model": ([], [1, None, [], {}]),
    "messages": ([], ["Bonjour", None, {}, [1], [[]], [{}], [{"role": "ghost"}]]),
    "seed": ([], [7, None]),
    "user": ([], ["ada"]),
    "store": ([], [False, True]),
    "max_completion_tokens": ([], [1]),
    "logit_bias": ([], [{}]),
    "functions": ([], [[]]),
    "modalities": ([], [["text"]]),
    "thinking": ([], [{"type": "enabled"}]),
    "made_up": ([], ODD),
}
MESSAGES: tuple[list[Any], list[Any]] = (
    [
        message(**USER),
        message(role="user", content=[]),
        message(role="user", content=None),
        body(messages=[{"role": "system", "content": "x"}, USER]),
        part(type="text", text="x"),
        part(type="image_url", image_url="x"),
        part(type="image_url", image_url={"url": "x", "detail": "low"}),
        part(type="document_url", document_url="x"),
        part(type="file", file_id="x"),
        part(type="input_audio", input_audio="x"),
        part(type="reference", reference_ids=[1, "a"]),
        part(type="thinking", thinking=[{"type": "text", "text": "x"}]),
        body(messages=[USER, {"role": "assistant", "content": "x", "prefix": True}]),
        said(content="x", tool_calls=None),
        call(id="Ab3dE6gH9", function=CALL),
    ],
    [
        message(role="user"),
        message(content="x"),
        message(role="User", content="x"),
        message(role="developer", content="x"),
        message(role="function", content="x", name="f"),
        message(role="user", content=1),
        message(role="user", content={"type": "text", "text": "x"}),
        message(role="user", content="x", name="ada"),
        message(role="user", content="x", nickname="ada"),
        message(role="system", content=None),
        message(role="system", content=[{"type": "image_url", "image_url": "x"}]),
        said(content="x", prefix="yes"),
        said(content="x", refusal=None, audio={}),
        said(content="x", reasoning_content="x"),
        message(role="tool", content="x", tool_call_id=1),
        part(type="text"),
        part(type="text", text=None),
        part(type="text", text="x", cache_control={}),
        part(type="refusal", refusal="x"),
        part(type="hologram"),
        part(type="image_url", image_url={"url": "x", "detail": "auto", "size": 1}),
        part(type="image_url", image_url={"detail": "low"}),
        part(type="file", file={"file_id": "x"}),
        part(type="reference", reference_ids=[1.5]),
        part(type="thinking", thinking="x"),
        call(function=CALL, type="custom"),
        call(id=1, function=CALL),
        call(id="a", function={"name": "f"}),
        call(id="a"),
    ],
)
TOOLS: tuple[list[Any], list[Any]] = (
    [
        tool(type="function", function=FUNCTION),
        tool(function=FUNCTION),
        tool(type="function", function={**FUNCTION, "description": "d"}),
        tool(type="web_search"),
        tool(type="document_library", library_ids=["x"]),
        tool(type="connector", connector_id="x"),
    ],
    [
        tool(type="function"),
        tool(type="function", function={"name": "f"}),
        tool(type="function", function={"name": 1, "parameters": {}}),
        tool(type="function", function={**FUNCTION, "parameters": []}),
        tool(type="function", function={**FUNCTION, "strict": None}),
        tool(type="function", function={**FUNCTION, "returns": {}}),
        tool(type="custom", custom={"name": "f"}),
        tool(type="file_search"),
        tool(type="document_library", library_ids=[]),
        tool(type="connector"),
        tool(type="web_search", query="x"),
        {**tool(function=FUNCTION), "tool_choice": {"function": {}}},
    ],
)
GOOD = [
    *(body(**{name: value}) for name, (good, _) in VALUES.items() for value in good),
    *MESSAGES[0],
    *TOOLS[0],
]
BAD = [
    *(body(**{name: value}) for name, (_, bad) in VALUES.items() for value in bad),
    *MESSAGES[1],
    *TOOLS[1],
    {},
    {"model": "mistral-small-latest"},
    {"messages": [USER]},
    body(seed=1, temperature=9, messages=[{**USER, "name": "ada"}]),
    [],
    "x",
    None,
]


def named(request: Any) -> str:
    """Return what tells a body from the others."""
    if isinstance(request, dict) and len(request) > 1:
        usual = body()
        request = {k: v for k, v in request.items() if v != usual.get(k, request)}
    return json.dumps(request)[:70]


@pytest.fixture(scope="module")
def client(server: RunningServer) -> Iterator[Mistral]:
    """A client that checks nothing."""
    with Mistral(api_key="any", base_url=server.url, check="off") as up:
        yield up


def answered(client: Mistral, request: Any) -> tuple[int, Any]:
    """Return the server's status and the body of its refusal, if it refuses."""
    content = json.dumps(request).encode()
    try:
        client.post("/chat/completions", content=content, cast_to=HTTPX.Response)
    except openai.APIStatusError as error:
        return error.status_code, error.body
    return 200, None


def test_the_table_is_long() -> None:
    """About two hundred bodies, good and bad."""
    assert len(GOOD) > 80
    assert len(BAD) > 120


@pytest.mark.parametrize("request_", GOOD, ids=named)
def test_what_is_good_passes_both(client: Mistral, request_: Any) -> None:
    """No problem for the check; no 422 from the server, at most the model's 400."""
    assert check(PATH, request_).ok, str(check(PATH, request_))
    status, said = answered(client, request_)
    assert status in (200, 400), said


@pytest.mark.parametrize("request_", BAD, ids=named)
def test_what_is_bad_is_refused_by_both(client: Mistral, request_: Any) -> None:
    """With all that pydantic says of the problems, in the same members of the body."""
    assert not check(PATH, request_).ok
    errors = [p for p in schema_problems(request_) if p.severity == "error"]
    assert errors
    status, said = answered(client, request_)
    assert status == 422, said
    places = [each["loc"] for each in said["message"]["detail"]]
    assert [each[:2] for each in places] == [
        ["body", *each.loc[:1]] for each in errors for _ in each.details
    ]


@pytest.mark.parametrize("request_", BAD, ids=named)
def test_what_is_bad_does_not_leave(
    server: RunningServer, client: Mistral, request_: Any
) -> None:
    """The client that checks raises the server's kind of error, and sends nothing."""
    seen = len(server.requests)
    checking = client.with_options(check="error")
    content = json.dumps(request_).encode()
    with pytest.raises(openai.UnprocessableEntityError) as caught:
        checking.post("/chat/completions", content=content, cast_to=object)
    assert isinstance(caught.value, InvalidRequestError)
    assert len(server.requests) == seen
