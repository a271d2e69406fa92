"""One mistake, one line: no noise from the branches of a union that were not meant."""

from __future__ import annotations

from typing import Any

import pytest

from tests.unit.support import body, call, found, message, only, part, tool

FIRST = "messages[0].content[0]"
FUNCTION = {"name": "f", "parameters": {"type": "object"}}

ONE_MISTAKE = {
    "content is a number": (message(role="user", content=5), "messages[0].content"),
    "content is an object": (message(role="user", content={}), "messages[0].content"),
    "part is a text": (message(role="user", content=["hi"]), FIRST),
    "part without type": (part(text="hi"), f"{FIRST}.type"),
    "part of no known type": (part(type="video", video="x"), f"{FIRST}.type"),
    "part type is a number": (part(type=5), f"{FIRST}.type"),
    "unknown key in a part": (part(type="text", text="x", txt="y"), f"{FIRST}.txt"),
    "part lacks its member": (part(type="text"), f"{FIRST}.text"),
    "image lacks its url": (
        part(type="image_url", image_url={}),
        f"{FIRST}.image_url.url",
    ),
    "image detail": (
        part(type="image_url", image_url={"url": "u", "detail": "original"}),
        f"{FIRST}.image_url.detail",
    ),
    "image is a list": (part(type="image_url", image_url=[]), f"{FIRST}.image_url"),
    "audio lacks its format": (
        part(type="input_audio", input_audio={"data": "x"}),
        f"{FIRST}.input_audio.format",
    ),
    "thought of no known type": (
        part(type="thinking", thinking=[{"type": "image_url", "image_url": "u"}]),
        f"{FIRST}.thinking[0].type",
    ),
    "reference id": (
        part(type="reference", reference_ids=[1, "b", None]),
        f"{FIRST}.reference_ids[2]",
    ),
    "resource content": (
        part(type="resource", uri="u", content={"type": "text", "text": 1}),
        f"{FIRST}.content.text",
    ),
    "message without role": (message(content="x"), "messages[0].role"),
    "message of unknown role": (message(role="tutor", x=1), "messages[0].role"),
    "message of a refused role": (
        message(role="developer", content=5, name="Ada"),
        "messages[0].role",
    ),
    "arguments are a list": (
        call(function={"name": "f", "arguments": []}),
        "messages[1].tool_calls[0].function.arguments",
    ),
    "tool of no known type": (tool(type="browser", browser={}), "tools[0].type"),
    "tool of a refused type": (tool(type="custom", custom={}), "tools[0].type"),
    "function tool lacks parameters": (
        tool(type="function", function={"name": "f"}),
        "tools[0].function.parameters",
    ),
    "function tool without type, key unknown": (
        tool(function=FUNCTION, strict=True),
        "tools[0].strict",
    ),
    "built-in tool with a foreign key": (
        tool(type="web_search", user_location={}),
        "tools[0].user_location",
    ),
    "tool choice is a number": (body(tool_choice=1), "tool_choice"),
    "tool choice is no known word": (body(tool_choice="always"), "tool_choice"),
    "tool choice lacks a name": (
        body(tool_choice={"type": "function", "function": {}}),
        "tool_choice.function.name",
    ),
    "tool choice of a refused type": (
        body(tool_choice={"type": "allowed_tools", "allowed_tools": {"mode": "auto"}}),
        "tool_choice.type",
    ),
    "response format of no known type": (
        body(response_format={"type": "yaml"}),
        "response_format.type",
    ),
    "response format is a word": (
        body(response_format="json_object"),
        "response_format",
    ),
    "schema lacks its name": (
        body(response_format={"type": "json_schema", "json_schema": {"schema": {}}}),
        "response_format.json_schema.name",
    ),
    "stop is a number": (body(stop=1), "stop"),
    "one stop is a number": (body(stop=["a", 1]), "stop[1]"),
    "body is a list": ([], "$"),
}


@pytest.mark.parametrize("what", ONE_MISTAKE)
def test_one_mistake_is_one_line(what: str) -> None:
    """The line stands at the place of the mistake, in the branch that was meant."""
    request, path = ONE_MISTAKE[what]
    problem = only(request)
    assert problem.path == path
    assert problem.message
    assert problem.hint


def test_paths_name_no_branch() -> None:
    """Neither tags nor names of schemas stand in a path, only keys and indices."""
    request = body(
        messages=[{"role": "user", "content": [{"type": "file"}, {"type": "text"}]}],
        tools=[{"type": "connector"}, {"type": "function", "function": {}}],
    )
    assert [path for path, _ in found(request)] == [
        "messages[0].content[0].file_id",
        "messages[0].content[1].text",
        "tools[0].connector_id",
        "tools[1].function.name",
        "tools[1].function.parameters",
    ]


def test_two_mistakes_in_one_part_are_two_lines() -> None:
    """Collapsing noise hides no second mistake."""
    request = part(type="image_url", image_url={"detail": "max"}, cache_control={})
    assert found(request) == [
        (f"{FIRST}.image_url.detail", "wrong-value"),
        (f"{FIRST}.image_url.url", "missing"),
        (f"{FIRST}.cache_control", "chat.content-part-image.cache_control"),
    ]


def test_a_refused_message_does_not_hide_its_neighbours() -> None:
    """Only what is inside the refused object is left out."""
    messages = [{"role": "developer", "content": 1}, {"role": "user", "content": 1}]
    assert found(body(messages=messages)) == [
        ("messages[0].role", "chat.developer-message"),
        ("messages[1].content", "wrong-type"),
    ]


def test_openai_file_parts_give_two_lines_not_ten() -> None:
    """The most quoted noise: the wrong member, and what belongs in its place."""
    request = part(type="file", file={"file_data": "data:", "filename": "a.pdf"})
    assert found(request) == [
        (f"{FIRST}.file", "chat.file.file"),
        (f"{FIRST}.file_id", "missing"),
    ]


MISSING = [
    (message(role="user"), "messages[0].content"),
    (message(role="system"), "messages[0].content"),
    (message(role="tool"), "messages[0].content"),
    (part(type="image_url"), f"{FIRST}.image_url"),
    (part(type="input_audio"), f"{FIRST}.input_audio"),
    (part(type="resource", uri="u"), f"{FIRST}.content"),
    (
        call(function={"name": "f"}),
        "messages[1].tool_calls[0].function.arguments",
    ),
]


@pytest.mark.parametrize(("request_", "path"), MISSING)
def test_a_missing_union_is_missing_and_not_null(request_: Any, path: str) -> None:
    """What is not there is not said to be null, whatever its type."""
    assert found(request_) == [(path, "missing")]


def test_hints_name_the_choices_of_the_union_that_was_meant() -> None:
    """A wrong tag is answered with the tags that are right in this place."""
    system = only(message(role="system", content=[{"type": "image_url"}]))
    assert system.hint == "use 'text' or 'thinking'"
    role = only(message(role="bot"))
    assert role.hint == "use 'system', 'user', 'assistant' or 'tool'"
    choice = only(body(tool_choice="always"))
    assert choice.hint == "use 'none', 'auto', 'required' or 'any'"
    format_ = only(body(response_format={"type": "yaml"}))
    assert format_.hint == "use 'text', 'json_schema' or 'json_object'"


def test_a_format_of_type_null_names_every_type() -> None:
    """Null is no type, and the answer is not one branch's alone."""
    problem = only(body(response_format={"type": None}))
    assert (problem.path, problem.rule) == ("response_format.type", "null")
    assert "json_schema" in problem.hint
