"""Chats as requests of the Responses API, for the server to count them."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping

from mistyped._values.guards import is_list, is_object
from mistyped._values.tool_calls import function_calls
from mistyped.tokens.chat_request import image_url
from mistyped.tokens.plain_chat import offered_tools

Item = dict[str, object]


def as_response(body: Mapping[object, object]) -> Item:
    """Return what `/v1/responses/input_tokens` takes for a chat that is plain JSON."""
    messages = body.get("messages")
    items = [
        item
        for message in (messages if is_list(messages) else ())
        if is_object(message)
        for item in _items(message)
    ]
    asked: Item = {"model": body.get("model"), "input": items}
    tools = list(_tools(body))
    if tools:
        asked["tools"] = tools
    if body.get("reasoning_effort"):
        asked["reasoning"] = {"effort": body["reasoning_effort"]}
    return asked


def _items(message: Mapping[object, object]) -> Iterator[Item]:
    role, content = message.get("role"), message.get("content")
    if role == "tool":
        output = "".join(_texts(content))
        call = message.get("tool_call_id")
        yield {"type": "function_call_output", "call_id": call, "output": output}
        return
    if content:
        said = "".join(_texts(content)) if role == "assistant" else _parts(content)
        yield {"role": role, "content": said}
    for _, call, function in function_calls(message):
        arguments = function.get("arguments")
        if not isinstance(arguments, str):
            arguments = json.dumps(arguments, ensure_ascii=False)
        yield {
            "type": "function_call",
            "call_id": call.get("id"),
            "name": function.get("name"),
            "arguments": arguments,
        }


def _texts(content: object) -> Iterator[str]:
    for part in content if is_list(content) else [{"text": content}]:
        text = part.get("text") if is_object(part) else None
        if isinstance(text, str):
            yield text


def _parts(content: object) -> object:
    if not is_list(content):
        return content
    return [_part(each) for each in content if is_object(each)]


def _part(part: Mapping[object, object]) -> Item:
    if part.get("type") == "image_url":
        return {"type": "input_image", "image_url": image_url(part), "detail": "auto"}
    return {"type": "input_text", "text": part.get("text")}


def _tools(body: Mapping[object, object]) -> Iterator[Item]:
    for tool in offered_tools(body):
        function = tool.get("function") if is_object(tool) else None
        if is_object(function):
            yield {"type": "function", **{str(k): v for k, v in function.items()}}
