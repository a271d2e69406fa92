"""The constructors of messages, chunks, tools and tool calls."""

from __future__ import annotations

import json
from typing import Any, get_args

import pytest

from mistyped import check, messages
from mistyped.messages import (
    assistant,
    document_url,
    file,
    function_tool,
    image_url,
    input_audio,
    reference,
    resource,
    resource_link,
    system,
    text,
    thinking,
    tool,
    tool_call,
    user,
)
from tests.unit.support import MODEL, PATH, USER, Wire, body, found

URL = "https://example.com/a.png"
SCHEMA: dict[str, object] = {"type": "object", "properties": {}}
TEXT = {"type": "text", "text": "Bonjour"}
CALL = {
    "id": "Ab3dE6gH9",
    "type": "function",
    "function": {"name": "now", "arguments": "{}"},
}
SOURCE: Any = {"type": "tool_reference", "tool": "web_search", "title": "News"}

MESSAGES: dict[str, tuple[Any, Any]] = {
    "system": (system("Be brief."), {"role": "system", "content": "Be brief."}),
    "system, chunks": (
        system([text("Bonjour"), thinking("So.")]),
        {
            "role": "system",
            "content": [
                TEXT,
                {
                    "type": "thinking",
                    "thinking": [{"type": "text", "text": "So."}],
                    "closed": True,
                },
            ],
        },
    ),
    "user": (user("Bonjour"), {"role": "user", "content": "Bonjour"}),
    "user, chunks": (user([text("Bonjour")]), {"role": "user", "content": [TEXT]}),
    "user, nothing": (user(None), {"role": "user", "content": None}),
    "assistant": (assistant("Oui"), {"role": "assistant", "content": "Oui"}),
    "assistant, no content": (assistant(), {"role": "assistant"}),
    "assistant, None": (assistant(None), {"role": "assistant"}),
    "assistant, prefix": (
        assistant("Oui", prefix=True),
        {"role": "assistant", "content": "Oui", "prefix": True},
    ),
    "assistant, calls": (
        assistant(tool_calls=[tool_call("Ab3dE6gH9", "now", "{}")]),
        {"role": "assistant", "tool_calls": [CALL]},
    ),
    "assistant, both": (
        assistant([text("Bonjour")], tool_calls=[tool_call("Ab3dE6gH9", "now", "{}")]),
        {"role": "assistant", "content": [TEXT], "tool_calls": [CALL]},
    ),
    "tool": (
        tool("12:00", tool_call_id="Ab3dE6gH9"),
        {"role": "tool", "content": "12:00", "tool_call_id": "Ab3dE6gH9"},
    ),
    "tool, name": (
        tool("12:00", tool_call_id="Ab3dE6gH9", name="now"),
        {
            "role": "tool",
            "content": "12:00",
            "tool_call_id": "Ab3dE6gH9",
            "name": "now",
        },
    ),
    "tool, content alone": (tool(None), {"role": "tool", "content": None}),
}
CHUNKS: dict[str, tuple[Any, Any]] = {
    "text": (text("Bonjour"), TEXT),
    "image_url": (image_url(URL), {"type": "image_url", "image_url": URL}),
    "image_url, detail": (
        image_url(URL, "low"),
        {"type": "image_url", "image_url": {"url": URL, "detail": "low"}},
    ),
    "image_url, named": (
        image_url(url=URL, detail="high"),
        {"type": "image_url", "image_url": {"url": URL, "detail": "high"}},
    ),
    "document_url": (document_url(URL), {"type": "document_url", "document_url": URL}),
    "document_url, name": (
        document_url(URL, "a.pdf"),
        {"type": "document_url", "document_url": URL, "document_name": "a.pdf"},
    ),
    "file": (file("f-1"), {"type": "file", "file_id": "f-1"}),
    "reference": (
        reference(1, "b"),
        {"type": "reference", "reference_ids": [1, "b"]},
    ),
    "reference, none": (reference(), {"type": "reference", "reference_ids": []}),
    "thinking": (
        thinking("Bonjour"),
        {"type": "thinking", "thinking": [TEXT], "closed": True},
    ),
    "thinking, open": (
        thinking("Bonjour", closed=False),
        {"type": "thinking", "thinking": [TEXT], "closed": False},
    ),
    "thinking, signed": (
        thinking([text("Bonjour"), reference(1), SOURCE], signature="s"),
        {
            "type": "thinking",
            "thinking": [TEXT, {"type": "reference", "reference_ids": [1]}, SOURCE],
            "closed": True,
            "signature": "s",
        },
    ),
    "input_audio": (
        input_audio("UklGRg=="),
        {"type": "input_audio", "input_audio": "UklGRg=="},
    ),
    "resource": (
        resource("file:a", text("Bonjour")),
        {"type": "resource", "uri": "file:a", "content": TEXT},
    ),
    "resource, image": (
        resource("file:a", image_url(URL)),
        {
            "type": "resource",
            "uri": "file:a",
            "content": {"type": "image_url", "image_url": URL},
        },
    ),
    "resource_link": (
        resource_link("file:a"),
        {"type": "resource_link", "uri": "file:a"},
    ),
    "resource_link, metadata": (
        resource_link("file:a", {"size": 1, "ok": True, "kind": "x"}),
        {
            "type": "resource_link",
            "uri": "file:a",
            "metadata": {"size": 1, "ok": True, "kind": "x"},
        },
    ),
}
CALLS: dict[str, tuple[Any, Any]] = {
    "tool_call": (tool_call("Ab3dE6gH9", "now", "{}"), CALL),
    "tool_call, arguments as a dict": (
        tool_call("Ab3dE6gH9", "now", {"zone": "UTC"}),
        {**CALL, "function": {"name": "now", "arguments": {"zone": "UTC"}}},
    ),
}
TOOLS: dict[str, tuple[Any, Any]] = {
    "function_tool": (
        function_tool("now", SCHEMA),
        {"type": "function", "function": {"name": "now", "parameters": SCHEMA}},
    ),
    "function_tool, everything": (
        function_tool("now", SCHEMA, "The time.", strict=False),
        {
            "type": "function",
            "function": {
                "name": "now",
                "parameters": SCHEMA,
                "description": "The time.",
                "strict": False,
            },
        },
    ),
}
ALL = {**MESSAGES, **CHUNKS, **CALLS, **TOOLS}
REFUSED = {"developer": "system", "refusal": "text"}


EMPTY = {
    "assistant, no content": "empty-assistant",
    "assistant, None": "empty-assistant",
    "tool, content alone": "missing-call-id",
}
"""What the schema takes and a rule refuses, with the rule."""


def inside(name: str, made: Any) -> dict[str, Any]:
    """Return a request with what a constructor made at its place."""
    if name in CHUNKS:
        hears = made["type"] == "input_audio"
        model = "voxtral-small-latest" if hears else MODEL
        return body(model=model, messages=[user([made])])
    if name in CALLS:
        made = assistant(tool_calls=[made])
    elif name not in MESSAGES:
        return body(tools=[made])
    before: list[Any] = [USER]
    after: list[Any] = [USER]
    if made["role"] == "tool":
        before.append({"role": "assistant", "tool_calls": [CALL]})
    elif made.get("tool_calls"):
        after = [{"role": "tool", "content": "12:00", "tool_call_id": CALL["id"]}]
    elif made["role"] == "system":
        before = []
    elif made.get("prefix"):
        after = []
    return body(messages=[*before, made, *after])


def test_every_constructor_is_tried() -> None:
    """What is exported stands in a table here."""
    tried = {name.partition(",")[0] for name in ALL}
    assert tried | REFUSED.keys() | {"Messages", "to_input"} == set(messages.__all__)


@pytest.mark.parametrize(("made", "wanted"), ALL.values(), ids=ALL)
def test_makes_a_plain_dict(made: Any, wanted: Any) -> None:
    """As the wire has it; what was left out is absent, and never null."""
    assert made == wanted
    assert type(made) is dict
    assert json.loads(json.dumps(made)) == wanted


@pytest.mark.parametrize("name", [each for each in ALL if each not in EMPTY])
def test_what_is_made_passes_the_check_and_is_sent(name: str, wire: Wire) -> None:
    """At its place in a request, as it is."""
    made, wanted = ALL[name]
    request = inside(name, made)
    assert check(PATH, request).problems == ()
    wire.client().chat.completions.create(**request)
    assert wire.sent == [inside(name, wanted)]


@pytest.mark.parametrize(("name", "rule"), EMPTY.items())
def test_what_says_too_little_passes_the_schema(name: str, rule: str) -> None:
    """A message may be filled later; at the call a rule says what it lacks."""
    request = inside(name, ALL[name][0])
    assert found(request) == []
    assert rule in [each.rule for each in check(PATH, request).errors]


@pytest.mark.parametrize(("name", "instead"), REFUSED.items())
def test_what_mistral_has_not_is_refused(name: str, instead: str) -> None:
    """The error names the way out, and what it was called with."""
    with pytest.raises(TypeError, match=rf"use {instead}\(\).*'Be brief\.'"):
        getattr(messages, name)("Be brief.")


@pytest.mark.parametrize("name", REFUSED)
def test_the_hint_of_a_type_is_the_hint_of_the_error(name: str) -> None:
    """Type checkers and the run say the same."""
    annotation = messages.__dict__[name].__annotations__
    hinted = eval(next(iter(annotation.values())), vars(messages))
    (hint,) = get_args(get_args(hinted)[0])
    with pytest.raises(TypeError, match=hint.replace("(", r"\(").replace(")", r"\)")):
        getattr(messages, name)("x")


@pytest.mark.parametrize(
    ("made", "path", "rule"),
    [
        (
            lambda: user("x", name="ada"),
            "messages[0].name",
            "chat.user-message.name",
        ),
        (
            lambda: assistant("x", refusal="no"),
            "messages[0].refusal",
            "chat.assistant-message.refusal",
        ),
        (
            lambda: user([text("x", cache_control={"type": "ephemeral"})]),
            "messages[0].content[0].cache_control",
            "chat.content-part-text.cache_control",
        ),
        (
            lambda: user([file("f", file={})]),
            "messages[0].content[0].file",
            "chat.file.file",
        ),
    ],
)
def test_a_refused_key_meets_the_check(made: Any, path: str, rule: str) -> None:
    """Where no type checker looks, it travels into the dict and is found there."""
    assert found(body(messages=[made()])) == [(path, rule)]


def test_any_iterable_is_content(wire: Wire) -> None:
    """Chunks may come from a generator; they are sent as a list."""
    request = body(messages=[user(text(each) for each in ("a", "b"))])
    wire.client().chat.completions.create(**request)
    parts = [{"type": "text", "text": "a"}, {"type": "text", "text": "b"}]
    assert wire.sent[0]["messages"] == [{"role": "user", "content": parts}]


def test_nothing_is_shared_between_calls() -> None:
    """What one call made is not changed through another."""
    one, two = function_tool("a", {}), function_tool("a", {})
    one["function"]["name"] = "b"
    assert two["function"]["name"] == "a"
