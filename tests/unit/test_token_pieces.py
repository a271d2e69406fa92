"""Chats taken apart count as mistral-common encodes them, whatever stands in them."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mistyped.tokens import count
from mistyped.tokens.chat_request import read_chat
from mistyped.tokens.kinds import KINDS
from mistyped.tokens.loading import encoder, ranks
from mistyped.tokens.pieces import pieces_of
from mistyped.tokens.plain_chat import settings_text

Json = dict[Any, Any]
CHAT = "/v1/chat/completions"
TEXTS = st.one_of(
    st.text(max_size=30),
    st.sampled_from(
        ["Bonjour ", "[INST]", "</s>", "  \n\n", "日本語 мир", "🙂👩‍👧", " "]
    ),
)
PARTS = st.builds(lambda text: {"type": "text", "text": text}, TEXTS)
ELSEWHERE = "https://pictures.example/1.png"
IMAGES = st.sampled_from(
    [
        {"type": "image_url", "image_url": ELSEWHERE},
        {"type": "image_url", "image_url": {"url": ELSEWHERE, "detail": "low"}},
    ]
)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | TEXTS,
    lambda inner: (
        st.lists(inner, max_size=2) | st.dictionaries(TEXTS, inner, max_size=2)
    ),
    max_leaves=4,
)
OBJECTS = st.dictionaries(TEXTS, VALUES, max_size=3)
ARGUMENTS = st.one_of(
    st.none(),
    OBJECTS,
    OBJECTS.map(lambda value: json.dumps(value, indent=1)),
    st.sampled_from(["", "{", '"text"', '""', "[1, 2]", "null", "NaN"]),
)
CALLS = st.builds(
    lambda id_, name, arguments: {
        "id": id_,
        "function": {"name": name, "arguments": arguments},
    },
    st.sampled_from(["abcdefghi", "call_1", ""]),
    st.sampled_from(["add", "look_up"]),
    ARGUMENTS,
)
MESSAGES = st.one_of(
    st.fixed_dictionaries(
        {
            "role": st.sampled_from(["system", "developer", "user", "assistant"]),
            "content": TEXTS,
        },
        optional={"name": st.just("Marie")},
    ),
    st.fixed_dictionaries(
        {
            "role": st.just("user"),
            "content": st.lists(st.one_of(PARTS, IMAGES), max_size=4),
        }
    ),
    st.fixed_dictionaries(
        {
            "role": st.sampled_from(["system", "assistant", "tool"]),
            "content": st.lists(PARTS, max_size=3),
        }
    ),
    st.fixed_dictionaries(
        {
            "role": st.just("assistant"),
            "tool_calls": st.none() | st.lists(CALLS, max_size=2),
        },
        optional={
            "content": TEXTS | st.lists(PARTS, max_size=2) | st.none(),
            "prefix": st.booleans(),
        },
    ),
    st.fixed_dictionaries(
        {"role": st.just("tool"), "content": TEXTS},
        optional={"tool_call_id": st.just("abcdefghi"), "name": st.none() | TEXTS},
    ),
)
FUNCTIONS = st.fixed_dictionaries(
    {"name": st.sampled_from(["add", "look_up"]), "parameters": OBJECTS},
    optional={"description": TEXTS, "strict": st.booleans()},
)
TOOLS = st.one_of(
    st.builds(lambda function: {"type": "function", "function": function}, FUNCTIONS),
    st.just({"type": "web_search"}),
)
BODIES = st.fixed_dictionaries(
    {"messages": st.lists(MESSAGES, min_size=1, max_size=6)},
    optional={
        "tools": st.none() | st.lists(TOOLS, max_size=2),
        "tool_choice": st.sampled_from(["auto", "none"]),
        "reasoning_effort": st.sampled_from(["none", "high"]),
    },
)


@pytest.mark.parametrize("name", ["tekken-v13", "tekken-v15"])
@settings(deadline=None, max_examples=300)
@given(body=BODIES)
def test_a_sum_of_pieces_is_what_mistral_common_encodes(name: str, body: Json) -> None:
    """To the token; and what is not counted is the same."""
    kind = KINDS[name]
    found = pieces_of(body, kind.version)
    if found is None:
        return
    measure, chat = ranks(kind.file), read_chat(body)
    tokens = found.others + sum(map(measure, (*found.texts, *found.again)))
    assert tokens == encoder(name).chat(chat, body.get("reasoning_effort"))
    assert set(found.left_out) == set(chat.left_out)


@pytest.mark.parametrize("version", ["v13", "v15"])
def test_what_agents_send_is_known(version: Any) -> None:
    """Tools, calls, results, addresses of images: none of it is left to others."""
    call = {"id": "abcdefghi", "function": {"name": "add", "arguments": '{"x": 1}'}}
    function = {"name": "add", "parameters": {"type": "object", "properties": {}}}
    image = {"type": "image_url", "image_url": ELSEWHERE}
    body: Json = {
        "messages": [
            {"role": "system", "content": "Be brief."},
            {"role": "user", "content": [{"type": "text", "text": "What?"}, image]},
            {"role": "assistant", "content": "", "tool_calls": [call]},
            {"role": "tool", "tool_call_id": "abcdefghi", "content": "2"},
        ],
        "tools": [{"type": "function", "function": function}],
    }
    assert pieces_of(body, version) is not None


@pytest.mark.parametrize(
    "body",
    [
        {"messages": [{"role": "user", "content": 5}]},
        {"messages": [{"role": "user", "content": [{"type": "thinking"}]}]},
        {"messages": [{"role": "user", "content": [{"image_url": "data:,"}]}]},
        {"messages": ["no message"]},
        {"messages": [{"role": "tool", "content": "", "tool_call_id": 5}]},
        {"messages": [{"role": "assistant", "tool_calls": [{"id": 1}]}]},
        {
            "messages": [{"role": "user", "content": "Hi"}],
            "tools": [{"type": "function", "function": {"name": "add"}}],
        },
    ],
)
def test_what_is_not_known_is_left_to_mistral_common(body: Json) -> None:
    """Which counts it, or says why it cannot."""
    assert pieces_of(body, "v13") is None


def test_an_answer_with_a_form_has_no_settings() -> None:
    """As recorded: version 15 says nothing of its effort then."""
    body: Json = {"messages": [{"role": "user", "content": "Hi"}]}
    form: Json = {"response_format": {"type": "json_object"}}
    with_them, without = pieces_of(body, "v15"), pieces_of({**body, **form}, "v15")
    assert with_them is not None
    assert without is not None
    assert (with_them.again, without.again) == ([settings_text(body)], [])


def test_tools_load_no_mistral_common() -> None:
    """The import of which takes seconds."""
    body = {
        "model": "mistral-small-2603",
        "messages": [{"role": "user", "content": "Hi"}],
        "tools": [{"function": {"name": "add", "parameters": {}}}],
    }
    assert int(count(CHAT, body)) > 20
    code = (
        "import sys, mistyped.tokens as t\n"
        f"t.count({CHAT!r}, {body!r})\n"
        "assert not {'mistral_common', 'openai'} & set(sys.modules)\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
