"""Mistral's own tools in a conversation: nothing is run, and the entries say so.

A tool is used when the user names it, or one of its functions. A function that needs a
confirmation waits as a call of its own until it is allowed.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from mistyped.server.chat_request import ChatRequest
from mistyped.server.json_types import (
    Json,
    JsonObject,
    as_list,
    as_object,
    as_objects,
    as_text,
    dump_json,
)
from mistyped.server.tool_calls import call_id

_NOTHING_RAN: Final = "mistyped serve runs no tools; this entry is made up"


def used_tools(
    settings: JsonObject, request: ChatRequest, text: str
) -> list[JsonObject]:
    """Return an entry for each function of a tool that the user names.

    Args:
        settings: The model's or the agent's settings.
        request: What the chat server is asked.
        text: What the user said.
    """
    arguments = dump_json({"query": text})
    return [
        _waiting(name, arguments, call_id(request.body.digest, 0, place))
        if waits
        else _execution(name, arguments)
        for place, (name, waits) in enumerate(_named(settings.get("tools"), text))
    ]


def allowed_tools(entries: list[JsonObject], asked: JsonObject) -> list[JsonObject]:
    """Return an entry for each waiting call that a request allows."""
    allowed = [
        each["tool_call_id"]
        for each in as_objects(asked.get("tool_confirmations"))
        if each["confirmation"] == "allow"
    ]
    return [
        _execution(as_text(each["name"]), each["arguments"])
        for each in entries
        if each["type"] == "function.call" and each["tool_call_id"] in allowed
    ]


def waits(entry: JsonObject) -> bool:
    """Whether an entry is a call that nobody has allowed or denied."""
    return entry.get("confirmation_status") == "pending"


def _named(tools: Json, text: str) -> Iterator[tuple[str, bool]]:
    """Yield the functions that a text names, and whether they need a confirmation."""
    for tool in as_objects(tools):
        kind = as_text(tool.get("type"))
        if kind in ("", "function"):
            continue
        chosen = as_object(tool.get("tool_configuration"))
        waiting = [
            as_text(each) for each in as_list(chosen.get("requires_confirmation"))
        ]
        included = [as_text(each) for each in as_list(chosen.get("include"))]
        for name in dict.fromkeys((kind, *included, *waiting)):
            if name and name in text:
                yield name, name in waiting


def _waiting(name: str, arguments: str, id_: str) -> JsonObject:
    return {
        "type": "function.call",
        "tool_call_id": id_,
        "name": name,
        "arguments": arguments,
        "confirmation_status": "pending",
    }


def _execution(name: str, arguments: Json) -> JsonObject:
    return {
        "type": "tool.execution",
        "name": name,
        "arguments": arguments,
        "info": {"note": _NOTHING_RAN},
    }
