"""What holds of adapting any body; `nox -s properties` tries 20,000 of them."""

from __future__ import annotations

import copy
import os
from importlib import import_module
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from mistyped import adapt, check
from mistyped._generated.operations import OPERATIONS
from tests.operations import ROWS
from tests.unit.strategies import requests

CHAT = "/v1/chat/completions"
EXAMPLES = int(os.environ.get("MISTYPED_EXAMPLES", "300"))
"""How many bodies each property is tried with."""

CALL = {"id": "call_0123456789", "function": {"name": "f", "arguments": "{}"}}
TOOL = {"type": "function", "function": {"name": "f", "parameters": {}}}
CACHED = {"type": "ephemeral"}
SCHEMA = {"json_schema": {"name": "s", "schema": {"type": "object"}, "strict": None}}
THOUGHT = {"type": "thinking", "thinking": [{"type": "text", "text": "hm"}]}

numbers: list[Any] = [None, True, False, 0, 1, 1.5, -1, 9]
texts: list[Any] = ["", "x", "low", "high", "none", "auto", "24h", "json", "sse"]
others: list[Any] = [[], ["x"], [1], [{}], ["en"], {}, {"a": 1}, {"seconds": 3600}]
any_value = st.sampled_from([*numbers, *texts, "default", "user_data", *others])
parts = st.sampled_from(
    [
        "bare",
        {"type": "text", "text": "a", "cache_control": CACHED},
        {"type": "input_text", "text": "a"},
        {"type": "input_image", "image_url": "https://a.example/b.png"},
        {"type": "refusal", "refusal": "no"},
        {"type": "refusal", "refusal": 1},
        {"type": "file", "file": {"file_id": "f"}},
        {"type": "file", "file": {"file_data": "data:;x", "filename": "a"}},
        {"type": "file", "file": {}},
        {"type": "input_audio", "input_audio": {"data": "eA==", "format": "wav"}},
        THOUGHT,
        None,
        1,
        {},
    ]
)
contents = st.none() | st.just("") | st.just("x") | st.lists(parts, max_size=3)
ids = st.sampled_from(["call_0123456789", "abcdefghi", "", "null", None, 1])
calls = st.lists(ids.map(lambda id_: {**CALL, "id": id_}), max_size=3) | st.none()
foreign_messages = st.fixed_dictionaries(
    {
        "role": st.sampled_from(
            ["developer", "system", "user", "assistant", "tool", "function", "x"]
        ),
        "content": contents,
    },
    optional={
        "name": st.sampled_from([None, "", "ada", 1]),
        "tool_call_id": ids,
        "tool_calls": calls,
        "function_call": st.sampled_from([None, {"name": "f", "arguments": ""}, 1]),
        "refusal": st.sampled_from([None, "", "no"]),
        "audio": st.sampled_from([None, {"id": "a"}]),
        "annotations": st.sampled_from([None, []]),
        "reasoning_content": st.sampled_from([None, "", "hm", 1]),
        "reasoning": st.sampled_from([None, "hm"]),
        "nobody_knows": st.none(),
    },
)
foreign = st.fixed_dictionaries(
    {},
    optional={
        "model": st.sampled_from(
            ["mistral-small-2603", "mistral-large-2512", "mistral-large-latest", "x"]
        ),
        "tools": st.sampled_from(
            [None, [], [TOOL], [{**TOOL, "cache_control": CACHED}], [TOOL, TOOL]]
        ),
        "tool_choice": st.sampled_from(
            [None, "auto", "any", "required", "none", "x"]
            + [{"type": "function", "function": {"name": "f"}}]
            + [
                {"type": "allowed_tools", "allowed_tools": {"mode": m, "tools": t}}
                for m in ("auto", "required", "x")
                for t in ([TOOL], [])
            ]
        ),
        "response_format": st.sampled_from(
            [None, {}, {"type": "json_object"}, {"type": "json_schema", **SCHEMA}]
        ),
        "functions": st.sampled_from([None, [], [{"name": "f", "parameters": {}}], 1]),
        "function_call": st.sampled_from(["none", "auto", {"name": "f"}, 1]),
        "reasoning_effort": st.sampled_from(
            [None, "none", "minimal", "low", "medium", "high", "xhigh", "max", "x"]
        ),
        "modalities": st.sampled_from([None, ["text"], ["text", "audio"]]),
        "service_tier": st.sampled_from(["default", "flex", "auto", None]),
        "stream_options": st.sampled_from([None, {}, {"include_usage": True}]),
    },
)


def keys_of(schema: str, area: str) -> list[str]:
    """Return the keys of a request of which there is a verdict."""
    tables = import_module(f"mistyped._generated.verdicts.{area}")
    return sorted(str(key) for name, key in tables.VERDICTS if name == schema)


@st.composite
def any_request(draw: st.DrawFn) -> tuple[str, str, dict[str, Any]]:
    """Draw a request of any operation, with any members, its own and foreign ones."""
    with_body = [each for each in OPERATIONS.values() if each.request]
    operation = draw(st.sampled_from(with_body))
    keys = keys_of(operation.request, operation.area)
    more: dict[str, Any] = {}
    if keys:
        more = draw(st.dictionaries(st.sampled_from(keys), any_value, max_size=6))
    return operation.method, operation.path, {**ROWS[operation.id].least, **more}


@st.composite
def chat_request(draw: st.DrawFn) -> tuple[str, str, dict[str, Any]]:
    """Draw a good request for a chat completion, and what other APIs take in it."""
    body = draw(requests)
    keys = st.sampled_from(keys_of("ChatCompletionRequest", "chat"))
    return (
        "POST",
        CHAT,
        {
            **body,
            **draw(st.dictionaries(keys, any_value, max_size=2)),
            **draw(foreign),
            "messages": [
                *body["messages"],
                *draw(st.lists(foreign_messages, max_size=5)),
            ],
        },
    )


@settings(max_examples=EXAMPLES)
@given(request=chat_request() | any_request(), lossy=st.booleans())
def test_adapting_is_pure_idempotent_and_ends_well(
    request: tuple[str, str, dict[str, Any]], lossy: bool
) -> None:
    """The given body stays, what comes out stays, and what is ok passes the check."""
    method, path, body = request
    before = copy.deepcopy(body)
    done = adapt(path, body, lossy=lossy, method=method)
    assert body == before
    report = check(path, done.body, method=method)
    assert (report.problems, report.ok) == (done.problems, done.ok)
    again = adapt(path, done.body, lossy=lossy, method=method)
    assert (again.body, again.changes) == (done.body, ())
    if check(path, body, method=method).ok and not done.ok:
        raise AssertionError("adapting made a good request worse")
    assert lossy or not any(each.lossy for each in done.changes)
