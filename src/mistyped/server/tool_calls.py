"""Which tools an answer calls, and with what arguments."""

from __future__ import annotations

import re
from dataclasses import dataclass
from hashlib import sha256
from string import ascii_letters, digits
from typing import Final

from mistyped.server.chat_request import ChatRequest, Tool
from mistyped.server.echo import last_user_text, variant
from mistyped.server.json_types import (
    JsonObject,
    as_object,
    as_objects,
    as_text,
    dump_json,
)
from mistyped.server.schema_instances import object_instance
from mistyped.server.tool_matching import tools_meant

_ALPHABET: Final = digits + ascii_letters
_ID_LENGTH: Final = 9
_ASKS_FOR_A_TOOL: Final = re.compile(r"\b(call|tools?)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class ToolCall:
    """A call of a function, with its arguments as JSON text."""

    id: str
    name: str
    arguments: str

    def to_json(self, index: int) -> JsonObject:
        """The call as it stands in a message, at its place among the calls."""
        return {
            "id": self.id,
            "type": "function",
            "index": index,
            "function": {"name": self.name, "arguments": self.arguments},
        }


def tool_calls(request: ChatRequest, index: int) -> list[ToolCall]:
    """The calls of one choice; none if the answer is a text.

    A tool is called when `tool_choice` demands it, first one that has no result yet; or
    when it may, and the last message is the user's and has a word of its name or of a
    parameter, or says "call" or "tool".
    """
    return [
        ToolCall(
            id=call_id(request.body.digest, index, place),
            name=tool.name,
            arguments=dump_json(
                object_instance(tool.parameters, variant(request, index))
            ),
        )
        for place, tool in enumerate(_picked(request))
    ]


def _picked(request: ChatRequest) -> list[Tool]:
    if request.tool_mode == "none":
        return []
    text = last_user_text(request)
    meant = tools_meant(request.tools, text)
    if request.tool_mode == "must":
        # An agent that is made to call tools asks until the last of them was called.
        answered = _answered(request.messages)
        left = [tool for tool in request.tools if tool.name not in answered]
        open_ = [tool for tool in meant if tool in left]
        picked = open_ or left[:1] or meant or list(request.tools[:1])
    elif not request.messages or request.messages[-1].get("role") != "user":
        return []
    else:
        asks = _ASKS_FOR_A_TOOL.search(text)
        picked = meant or list(request.tools[: 1 if asks else 0])
    return picked if request.parallel else picked[:1]


def _answered(messages: list[JsonObject]) -> set[str]:
    """Return the functions that have a result since the last message of the user."""
    names: dict[str, str] = {}
    answered: set[str] = set()
    for message in messages:
        if message.get("role") == "user":
            answered.clear()
        for call in as_objects(message.get("tool_calls")):
            name = as_text(as_object(call.get("function")).get("name"))
            names[as_text(call.get("id"))] = name
        if message.get("role") == "tool":
            answered.add(names.get(as_text(message.get("tool_call_id")), ""))
    return answered


def call_id(digest: str, index: int, place: int) -> str:
    """Return the id of a call, which follows from the request and its place."""
    number = int(sha256(f"{digest}/{index}/{place}".encode()).hexdigest(), 16)
    letters: list[str] = []
    for _ in range(_ID_LENGTH):
        number, letter = divmod(number, len(_ALPHABET))
        letters.append(_ALPHABET[letter])
    return "".join(letters)
