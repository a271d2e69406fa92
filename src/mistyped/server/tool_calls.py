"""Which tools an answer calls, and with what arguments."""

from __future__ import annotations

import re
from dataclasses import dataclass
from hashlib import sha256
from string import ascii_letters, digits
from typing import Final

from mistyped.server.chat_request import ChatRequest, Tool
from mistyped.server.echo import last_user_text, variant
from mistyped.server.json_types import JsonObject, dump_json
from mistyped.server.schema_instances import object_instance

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

    A tool is called when `tool_choice` demands it, or when it may and the last message
    is the user's and names a tool, or says "call" or "tool".
    """
    return [
        ToolCall(
            id=_call_id(request.body.digest, index, place),
            name=tool.name,
            arguments=dump_json(
                object_instance(tool.parameters, variant(request, index))
            ),
        )
        for place, tool in enumerate(_picked(request))
    ]


def _picked(request: ChatRequest) -> list[Tool]:
    text = last_user_text(request)
    named = _named(request.tools, text)
    if request.tool_mode == "none":
        return []
    if request.tool_mode == "auto":
        if not request.messages or request.messages[-1].get("role") != "user":
            return []
        if not named and not _ASKS_FOR_A_TOOL.search(text):
            return []
    picked = named or list(request.tools[:1])
    return picked if request.parallel else picked[:1]


def _named(tools: tuple[Tool, ...], text: str) -> list[Tool]:
    places: list[tuple[int, Tool]] = []
    for tool in tools:
        name = re.escape(tool.name)
        found = re.search(rf"(?<![\w-]){name}(?![\w-])", text, re.IGNORECASE)
        if tool.name and found:
            places.append((found.start(), tool))
    return [tool for _, tool in sorted(places, key=lambda place: place[0])]


def _call_id(digest: str, index: int, place: int) -> str:
    number = int(sha256(f"{digest}/{index}/{place}".encode()).hexdigest(), 16)
    letters: list[str] = []
    for _ in range(_ID_LENGTH):
        number, letter = divmod(number, len(_ALPHABET))
        letters.append(_ALPHABET[letter])
    return "".join(letters)
