"""Chats as mistral-common reads them, and what of them it does not count."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple

from mistyped._values.guards import is_list, is_object
from mistyped._values.tool_calls import NULL_ID, function_calls
from mistyped.tokens.plain_chat import offered_tools

_UNCOUNTED: Final[Mapping[str, str]] = {
    "document_url": "documents are not counted: the server reads them",
    "file": "files are not counted: the server reads them",
    "input_audio": "audio is not counted: its seconds stand beside prompt_tokens",
    "reference": "references are not counted",
}
ELSEWHERE: Final = "an image that is not in the request counts as the largest"
"""What is said of an image that is known by its address alone."""
_ROLES: Final[Mapping[str, str]] = {"developer": "system"}


class Chat(NamedTuple):
    """A chat for mistral-common.

    Attributes:
        messages: Its messages.
        tools: The functions on offer; None if there are none.
        left_out: What is not counted, each as a clause.
    """

    messages: list[dict[str, object]]
    tools: list[dict[str, object]] | None
    left_out: tuple[str, ...]


def read_chat(body: Mapping[object, object]) -> Chat:
    """Read a chat that is plain JSON."""
    left_out: dict[str, None] = {}
    given = body.get("messages")
    messages = [
        _message(each, left_out)
        for each in (given if is_list(given) else ())
        if is_object(each)
    ]
    tools: list[dict[str, object]] = [
        {"type": "function", "function": each}
        for each in offered_functions(body, left_out)
    ]
    return Chat(messages, tools or None, tuple(left_out))


def role_of(message: Mapping[object, object]) -> object:
    """Return who says a message, as mistral-common calls it."""
    role = message.get("role")
    return _ROLES.get(role, role) if isinstance(role, str) else role


def _message(
    message: Mapping[object, object], left_out: dict[str, None]
) -> dict[str, object]:
    role = role_of(message)
    content = _content(message.get("content"), left_out)
    read: dict[str, object] = {"role": role, "content": content or ""}
    if role == "assistant":
        read["tool_calls"] = list(_calls(message)) or None
        read["prefix"] = message.get("prefix") is True
    elif role == "tool":
        read["tool_call_id"] = message.get("tool_call_id") or "null"
        read["name"] = message.get("name")
    return read


def image_url(part: Mapping[object, object]) -> object:
    """Return the URL of an image, which stands as it is or in an object."""
    given = part.get("image_url")
    return given.get("url") if is_object(given) else given


def _content(content: object, left_out: dict[str, None]) -> object:
    if not is_list(content):
        return content
    return [
        part for each in content if is_object(each) for part in _part(each, left_out)
    ]


def _part(
    part: Mapping[object, object], left_out: dict[str, None]
) -> Iterator[dict[str, object]]:
    kind = part.get("type", "text")
    if kind == "text":
        yield {"type": "text", "text": part.get("text")}
    elif kind == "image_url":
        url = image_url(part)
        if not str(url).startswith("data:"):
            left_out[ELSEWHERE] = None
        yield {"type": "image_url", "image_url": {"url": url}}
    elif kind == "thinking":
        closed = part.get("closed") is not False
        text = _thoughts(part.get("thinking"))
        yield {"type": "thinking", "thinking": text, "closed": closed}
    else:
        words = _UNCOUNTED.get(str(kind), f"parts of type {kind} are not counted")
        left_out[words] = None


def _thoughts(thinking: object) -> str:
    if isinstance(thinking, str):
        return thinking
    parts = thinking if is_list(thinking) else []
    texts = (each.get("text") for each in parts if is_object(each))
    return "".join(text for text in texts if isinstance(text, str))


def _calls(message: Mapping[object, object]) -> Iterator[dict[str, object]]:
    for _, call, function in function_calls(message):
        arguments = function.get("arguments")
        if not isinstance(arguments, str):
            arguments = json.dumps(arguments or {}, ensure_ascii=False)
        named = {"name": function.get("name"), "arguments": arguments}
        yield {"id": call.get("id") or NULL_ID, "function": named}


def offered_functions(
    body: Mapping[object, object], left_out: dict[str, None]
) -> Iterator[dict[str, object]]:
    """Yield what the model sees of the functions on offer.

    Args:
        body: A chat.
        left_out: Takes what is not counted.
    """
    for tool in offered_tools(body):
        function = tool.get("function") if is_object(tool) else None
        if not is_object(function):
            left_out["tools that the server runs are not counted"] = None
            continue
        known = ("name", "description", "parameters")
        yield {key: function[key] for key in known if function.get(key) is not None}
