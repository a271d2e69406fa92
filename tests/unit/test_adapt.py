"""Requests as OpenAI takes them become requests as Mistral takes them."""

from __future__ import annotations

from typing import Any

import pytest

from mistyped import Adapted, adapt
from mistyped._generated.conversions import CONVERSIONS
from mistyped._generated.operations import OPERATIONS
from tests.unit.support import MODEL, USER
from tests.unit.verdicts import refusing

CHAT = "/v1/chat/completions"
CALL = {"id": "call_0123456789", "function": {"name": "f", "arguments": "{}"}}
NINE = "DsZ3rVNd0"


def chat(*messages: dict[str, Any], **more: Any) -> dict[str, Any]:
    """Return a request with these messages, or with one of a user."""
    return {"model": MODEL, "messages": [*messages] or [USER], **more}


def assistant(**members: Any) -> dict[str, Any]:
    """Return a message of an assistant."""
    return {"role": "assistant", **members}


TOOL = {"type": "function", "function": {"name": "f", "parameters": {}}}
FUNCTION = {"name": "f", "parameters": {"type": "object", "properties": {}}}
NO_ARGUMENTS = {"type": "function", "function": FUNCTION}
CACHED = {"type": "ephemeral"}
DOCUMENT = {"type": "document_url", "document_url": "https://example.org/a.pdf"}
OTHER_TOOL = {"type": "function", "function": {"name": "g", "parameters": {}}}

# What goes in, what comes out, and the rules of the changes.
LOSSLESS: dict[str, tuple[dict[str, Any], dict[str, Any], list[str]]] = {
    "seed": (chat(seed=1), chat(random_seed=1), ["chat.seed"]),
    "a null seed": (chat(seed=None), chat(), ["chat.seed"]),
    "max_completion_tokens": (
        chat(max_completion_tokens=9),
        chat(max_tokens=9),
        ["chat.max_completion_tokens"],
    ),
    "both names of one limit": (
        chat(max_completion_tokens=9, max_tokens=9),
        chat(max_tokens=9),
        ["chat.max_completion_tokens"],
    ),
    "a function without parameters": (
        chat(tools=[{"type": "function", "function": {"name": "f"}}]),
        chat(tools=[NO_ARGUMENTS]),
        ["missing"],
    ),
    "an older function without parameters": (
        chat(functions=[{"name": "f"}]),
        chat(tools=[NO_ARGUMENTS]),
        ["chat.functions", "missing"],
    ),
    "cache_control, wherever others take it": (
        chat(
            {**USER, "cache_control": CACHED},
            {"role": "user", "content": [{**DOCUMENT, "cache_control": CACHED}]},
            tools=[
                {"type": "function", "function": {**FUNCTION, "cache_control": CACHED}}
            ],
            cache_control=CACHED,
        ),
        chat(USER, {"role": "user", "content": [DOCUMENT]}, tools=[NO_ARGUMENTS]),
        ["unknown-key"] * 4,
    ),
    "stream_options": (
        chat(stream=True, stream_options={"include_usage": True}),
        chat(stream=True),
        ["chat.stream_options"],
    ),
    "user and store": (
        chat(user="ada", store=False),
        chat(),
        ["chat.user", "chat.store"],
    ),
    "service_tier": (chat(service_tier="default"), chat(), ["wrong-value"]),
    "logit_bias": (chat(logit_bias={}), chat(), ["chat.logit_bias"]),
    "modalities": (chat(modalities=["text"]), chat(), ["chat.modalities"]),
    "reasoning": (
        chat(reasoning={"effort": "high"}, model="mistral-small-2603"),
        chat(reasoning_effort="high", model="mistral-small-2603"),
        ["chat.reasoning"],
    ),
    "functions": (
        chat(functions=[TOOL["function"]], function_call={"name": "f"}),
        chat(
            tools=[TOOL],
            tool_choice={"type": "function", "function": {"name": "f"}},
        ),
        ["chat.functions", "chat.function_call"],
    ),
    "allowed tools": (
        chat(
            tools=[TOOL, OTHER_TOOL],
            tool_choice={
                "type": "allowed_tools",
                "allowed_tools": {"mode": "required", "tools": [TOOL]},
            },
        ),
        chat(tools=[TOOL], tool_choice="required"),
        ["chat.allowed-tool-choice"] * 2,
    ),
    "a format beside a demanded tool": (
        chat(
            tools=[TOOL],
            tool_choice="required",
            response_format={"type": "json_object"},
        ),
        chat(tools=[TOOL], tool_choice="required"),
        ["format-beside-tools"],
    ),
    "ids": (
        chat(
            USER,
            assistant(tool_calls=[CALL]),
            {"role": "tool", "tool_call_id": CALL["id"], "content": "1"},
        ),
        chat(
            USER,
            assistant(tool_calls=[{**CALL, "id": NINE}]),
            {"role": "tool", "tool_call_id": NINE, "content": "1"},
        ),
        ["call-id-form"] * 2,
    ),
    "the developer": (
        chat({"role": "developer", "content": "x"}, USER),
        chat({"role": "system", "content": "x"}, USER),
        ["chat.developer-message"],
    ),
    "a late developer": (
        chat(USER, assistant(content="x"), {"role": "developer", "content": "y"}, USER),
        chat(USER, assistant(content="x"), {"role": "user", "content": "y"}, USER),
        ["chat.developer-message", "role-order"],
    ),
    "a last system message": (
        chat(USER, assistant(content="x"), {"role": "system", "content": "y"}),
        chat(USER, assistant(content="x"), {"role": "user", "content": "y"}),
        ["role-order"],
    ),
    "an empty answer": (
        chat(USER, assistant(content=""), USER),
        chat(USER, USER),
        ["empty-assistant"],
    ),
    "a copied answer": (
        chat(
            USER,
            assistant(
                content="x",
                refusal=None,
                annotations=[],
                audio=None,
                function_call=None,
                reasoning_content=None,
            ),
            USER,
        ),
        chat(USER, assistant(content="x"), USER),
        [
            "chat.assistant-message.refusal",
            "chat.assistant-message.annotations",
            "chat.assistant-message.audio",
            "chat.assistant-message.function_call",
            "chat.assistant-message.reasoning_content",
        ],
    ),
    "thoughts": (
        chat(USER, assistant(content="x", reasoning_content="hm"), USER),
        chat(
            USER,
            assistant(
                content=[
                    {"type": "thinking", "thinking": [{"type": "text", "text": "hm"}]},
                    {"type": "text", "text": "x"},
                ]
            ),
            USER,
        ),
        ["chat.assistant-message.reasoning_content"],
    ),
    "a refusal": (
        chat(USER, assistant(content=None, refusal="no"), USER),
        chat(USER, assistant(content="no"), USER),
        ["chat.assistant-message.refusal"],
    ),
    "a chunk of a refusal": (
        chat(USER, assistant(content=[{"type": "refusal", "refusal": "no"}]), USER),
        chat(USER, assistant(content=[{"type": "text", "text": "no"}]), USER),
        ["chat.content-part-refusal"],
    ),
    "texts in a list": (
        chat({"role": "user", "content": ["a", {"type": "text", "text": "b"}]}),
        chat(
            {
                "role": "user",
                "content": [
                    {"type": "text", "text": "a"},
                    {"type": "text", "text": "b"},
                ],
            }
        ),
        ["wrong-type"],
    ),
    "a file's bytes": (
        chat(
            {
                "role": "user",
                "content": [
                    {"type": "file", "file": {"file_data": "data:;x", "filename": "a"}}
                ],
            }
        ),
        chat(
            {
                "role": "user",
                "content": [
                    {
                        "type": "document_url",
                        "document_url": "data:;x",
                        "document_name": "a",
                    }
                ],
            }
        ),
        ["chat.file.file"],
    ),
    "a file's id": (
        chat({"role": "user", "content": [{"type": "file", "file": {"file_id": "f"}}]}),
        chat({"role": "user", "content": [{"type": "file", "file_id": "f"}]}),
        ["chat.file.file"],
    ),
    "calls without ids": (
        chat(
            USER,
            assistant(content=None, function_call={"name": "f", "arguments": "{}"}),
            {"role": "function", "name": "f", "content": "1"},
        ),
        chat(
            USER,
            assistant(
                content=None,
                tool_calls=[
                    {
                        "id": "QWJ10nG3D",
                        "type": "function",
                        "function": {"name": "f", "arguments": "{}"},
                    }
                ],
            ),
            {"role": "tool", "name": "f", "content": "1", "tool_call_id": "QWJ10nG3D"},
        ),
        ["chat.function-message"] * 3,
    ),
    "nulls": (
        chat(parallel_tool_calls=None, nobody_knows=None, moderation=None),
        chat(),
        ["null", "unknown-key", "chat.moderation"],
    ),
    "no effort of a model that has none": (
        chat(reasoning_effort="none", model="mistral-large-2512"),
        chat(model="mistral-large-2512"),
        ["effort-of-model"],
    ),
}


def rules(done: Adapted) -> list[str]:
    """Return the rules of the changes."""
    return [each.rule for each in done.changes]


@pytest.mark.parametrize(
    ("given_", "expected", "broken"), LOSSLESS.values(), ids=LOSSLESS
)
def test_what_loses_nothing_is_converted(
    given_: dict[str, Any], expected: dict[str, Any], broken: list[str]
) -> None:
    """The body is as Mistral takes it, and each change is told with its rule."""
    done = adapt(CHAT, given_)
    assert done.body == expected
    assert done.ok
    assert sorted(rules(done)) == sorted(broken)
    assert not any(each.lossy for each in done.changes)


LOSSY: dict[str, tuple[dict[str, Any], dict[str, Any], str]] = {
    "a name": (
        chat({**USER, "name": "ada"}),
        chat(),
        "chat.user-message.name",
    ),
    "a bias": (chat(logit_bias={"1": 2}), chat(), "chat.logit_bias"),
    "verbosity": (chat(verbosity="low"), chat(), "chat.verbosity"),
    "store": (chat(store=True), chat(), "chat.store"),
    "another tier": (chat(service_tier="flex"), chat(), "wrong-value"),
    "an effort between": (
        chat(reasoning_effort="low", model="mistral-small-2603"),
        chat(reasoning_effort="none", model="mistral-small-2603"),
        "effort-of-model",
    ),
    "an effort above": (
        chat(reasoning_effort="medium", model="mistral-small-2603"),
        chat(reasoning_effort="high", model="mistral-small-2603"),
        "effort-of-model",
    ),
    "an effort below": (
        chat(reasoning_effort="minimal", model="mistral-large-4-0"),
        chat(reasoning_effort="low", model="mistral-large-4-0"),
        "effort-of-model",
    ),
    "an effort of a model that has none": (
        chat(reasoning_effort="high", model="mistral-large-2512"),
        chat(model="mistral-large-2512"),
        "effort-of-model",
    ),
    "an answer at the end": (
        chat(USER, assistant(content="x")),
        chat(USER, assistant(content="x"), {"role": "user", "content": "Continue."}),
        "last-role",
    ),
}


@pytest.mark.parametrize(("given_", "expected", "rule"), LOSSY.values(), ids=LOSSY)
def test_what_loses_something_is_converted_when_asked(
    given_: dict[str, Any], expected: dict[str, Any], rule: str
) -> None:
    """Without `lossy` it stays as it is, and is a problem."""
    left = adapt(CHAT, given_)
    assert left.body is given_
    assert [each.rule for each in left.problems] == [rule]
    done = adapt(CHAT, given_, lossy=True)
    assert (done.body, rules(done)) == (expected, [rule])
    assert [each.lossy for each in done.changes] == [True]


OTHERS: dict[str, tuple[str, str, dict[str, Any], dict[str, Any]]] = {
    "dimensions": (
        "POST",
        "/v1/embeddings",
        {"model": "codestral-embed", "input": ["x"], "dimensions": 9, "user": "u"},
        {"model": "codestral-embed", "input": ["x"], "output_dimension": 9},
    ),
    "a voice in an object": (
        "POST",
        "/v1/audio/speech",
        {"model": "voxtral-mini-tts-2603", "input": "x", "voice": {"id": "v"}},
        {"model": "voxtral-mini-tts-2603", "input": "x", "voice_id": "v"},
    ),
    "a list's limit": ("GET", "/v1/files", {"limit": 3}, {"page_size": 3}),
    "a window": (
        "POST",
        "/v1/batch/jobs",
        {
            "endpoint": CHAT,
            "model": MODEL,
            "input_file_id": "f",
            "completion_window": "24h",
        },
        {"endpoint": CHAT, "model": MODEL, "input_files": ["f"], "timeout_hours": 24},
    ),
    "what belongs to completion_args": (
        "POST",
        "/v1/conversations",
        {"model": MODEL, "inputs": "x", "temperature": 0.1, "seed": 1},
        {
            "model": MODEL,
            "inputs": "x",
            "completion_args": {"temperature": 0.1, "random_seed": 1},
        },
    ),
    "another name of inputs": (
        "POST",
        "/v1/conversations",
        {"model": MODEL, "messages": "x"},
        {"model": MODEL, "inputs": "x"},
    ),
}


@pytest.mark.parametrize(
    ("method", "path", "given_", "expected"), OTHERS.values(), ids=OTHERS
)
def test_other_operations_have_conversions_too(
    method: str, path: str, given_: dict[str, Any], expected: dict[str, Any]
) -> None:
    """Names, units and homes of parameters follow the operation."""
    done = adapt(path, given_, method=method)
    assert done.ok, done.problems
    assert done.body == expected


def test_a_file_stays_the_file_that_it_is() -> None:
    """A form's files are not read, and not copied."""
    file = ("a.pdf", b"x")
    done = adapt("/v1/files", {"file": file, "purpose": "user_data"})
    assert isinstance(done.body, dict)
    assert done.body["purpose"] == "ocr"
    assert done.body["file"] is file


def test_what_is_there_already_is_not_overwritten() -> None:
    """Two names of one parameter are for the caller to choose from."""
    done = adapt(CHAT, chat(seed=1, random_seed=2))
    assert not done.changes
    assert [each.rule for each in done.problems] == ["chat.seed"]


def test_a_change_tells_what_stood_there_whatever_is_changed_after_it() -> None:
    """A later conversion within what an earlier one moved is told by itself."""
    done = adapt(CHAT, chat(functions=[{"name": "f"}]))
    assert done.changes[0].before == [{"name": "f"}]
    assert done.changes[1].after == FUNCTION["parameters"]


def test_a_good_request_is_given_back() -> None:
    """Nothing is copied where there is nothing to change."""
    body = chat()
    assert adapt(CHAT, body) == Adapted(body)
    assert adapt(CHAT, body).body is body


def test_a_path_that_is_not_known_has_its_problem() -> None:
    """Nothing is changed, and the report says that nothing was checked."""
    done = adapt("/v1/images/generations", {"prompt": "x"})
    assert [each.rule for each in done.problems] == ["not-offered"]
    assert done.body == {"prompt": "x"}


def test_a_change_reads_well() -> None:
    """One line says where, what was there, what was done, and by which rule."""
    (change,) = adapt(CHAT, chat(store=True), lossy=True).changes
    assert str(change) == (
        "store = True: it went: Mistral stores no completions, so this one is not kept "
        "(lossy) [chat.store]"
    )


def test_ids_stay_pairs_and_different() -> None:
    """Each id has one id of nine characters, whatever else is in the request."""
    ids = [f"call_{number}" for number in range(200)]
    calls = [{**CALL, "id": each} for each in ids]
    results = [
        {"role": "tool", "tool_call_id": each, "content": "x"} for each in reversed(ids)
    ]
    done = adapt(CHAT, chat(USER, assistant(tool_calls=calls), *results))
    assert isinstance(done.body, dict)
    made = [each["id"] for each in done.body["messages"][1]["tool_calls"]]
    answered = [each["tool_call_id"] for each in done.body["messages"][2:]]
    assert len(set(made)) == 200
    assert answered == [*reversed(made)]


@pytest.mark.parametrize(("rule", "operation", "body"), refusing())
def test_every_refused_member_is_converted_or_stays_a_problem(
    rule: str, operation: str, body: dict[str, Any]
) -> None:
    """With a conversion it leaves nothing of its rule behind; else it is a problem."""
    row = next(each for each in OPERATIONS.values() if each.id == operation)
    done = adapt(row.path, body, lossy=True, method=row.method)
    left = [each.rule for each in done.problems]
    assert (rule in rules(done)) != (rule in left)
    if rule not in CONVERSIONS:
        assert rule in left


def test_an_iterator_that_was_read_comes_back_as_a_list() -> None:
    """The body can be sent, whatever the given one was made of."""
    done = adapt(CHAT, {"model": MODEL, "messages": iter([USER])})
    assert done.body == chat()
