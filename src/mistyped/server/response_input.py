"""A request for a response, put as the chat request that says the same."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from mistyped.server.json_types import (
    Json,
    JsonObject,
    as_object,
    as_objects,
    as_text,
    given,
)

_SAME: Final = ("model", "temperature", "top_p", "parallel_tool_calls")
_ROLES: Final = {"developer": "system"}


def as_chat(asked: JsonObject) -> JsonObject:
    """Return the body of a chat request; what is missing was only warned of."""
    asked = given(asked)
    chat: JsonObject = {name: asked.get(name) for name in _SAME}
    chat |= {
        "messages": [*_instructions(asked), *_messages(asked.get("input"))],
        "max_tokens": asked.get("max_output_tokens"),
        "reasoning_effort": as_object(asked.get("reasoning")).get("effort"),
        "tools": [*_tools(asked.get("tools"))] or None,
        "tool_choice": _choice(asked.get("tool_choice")),
        "response_format": _format(as_object(asked.get("text")).get("format")),
    }
    return given(chat)


def _instructions(asked: JsonObject) -> Iterator[JsonObject]:
    if "instructions" in asked:
        yield {"role": "system", "content": asked["instructions"]}


def _messages(said: Json) -> Iterator[JsonObject]:
    if isinstance(said, str):
        yield {"role": "user", "content": said}
    calls: list[Json] = []
    for item in as_objects(said):
        if item.get("type") == "function_call":
            calls.append(_call(item))
            continue
        if calls:
            yield {"role": "assistant", "content": "", "tool_calls": calls}
            calls = []
        yield from _message(item)
    if calls:
        yield {"role": "assistant", "content": "", "tool_calls": calls}


def _message(item: JsonObject) -> Iterator[JsonObject]:
    """Yield what is no call; thoughts are no message."""
    if item.get("type") == "function_call_output":
        content = _content(item.get("output"))
        yield {"role": "tool", "tool_call_id": item.get("call_id"), "content": content}
    elif "role" in item:
        role = as_text(item["role"])
        content = _content(item.get("content"))
        yield {"role": _ROLES.get(role, role), "content": content}


def _call(item: JsonObject) -> JsonObject:
    function: JsonObject = {key: item.get(key) for key in ("name", "arguments")}
    return {"id": item.get("call_id"), "type": "function", "function": function}


def _content(content: Json) -> Json:
    if not isinstance(content, list):
        return content
    return [_part(each) for each in as_objects(content)]


def _part(part: JsonObject) -> JsonObject:
    kind = as_text(part.get("type")).removeprefix("input_")
    if kind == "image":
        return {"type": "image_url", "image_url": part.get("image_url")}
    if kind == "file":
        return {"type": "document_url", "document_url": part.get("file_url")}
    return {"type": "text", "text": part.get("text") or part.get("refusal")}


def _tools(tools: Json) -> Iterator[JsonObject]:
    for tool in as_objects(tools):
        if tool.get("type") == "namespace":
            yield from _tools(tool.get("tools"))
        elif tool.get("type") == "function":
            names = ("name", "description", "parameters", "strict")
            function: JsonObject = {name: tool.get(name) for name in names}
            yield {"type": "function", "function": given(function)}


def _choice(choice: Json) -> Json:
    if isinstance(choice, dict):
        return {"type": "function", "function": {"name": choice.get("name")}}
    return choice


def _format(wanted: Json) -> Json:
    asked = as_object(wanted)
    if asked.get("type") != "json_schema":
        return wanted
    schema: JsonObject = {name: asked.get(name) for name in ("name", "schema")}
    return {"type": "json_schema", "json_schema": schema}
