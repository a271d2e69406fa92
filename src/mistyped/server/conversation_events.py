"""The events of a streamed answer in a conversation."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Final, TypeAlias

from mistyped.server.conversation_replies import Reply
from mistyped.server.json_types import Json, JsonObject, as_objects
from mistyped.server.tokenizer import tokenize

_Parts: TypeAlias = Iterator[JsonObject]


def events(conversation_id: str, reply: Reply, now: str) -> Iterator[JsonObject]:
    """Write an answer as events: it begins, its entries in parts, it is complete."""
    yield {
        "type": "conversation.response.started",
        "created_at": now,
        "conversation_id": conversation_id,
    }
    for index, entry in enumerate(reply.outputs):
        common: JsonObject = {
            "created_at": now,
            "output_index": index,
            "id": entry["id"],
        }
        for part in _WRITERS[str(entry["type"])](entry):
            yield {**part, **common}
    yield {
        "type": "conversation.response.done",
        "created_at": now,
        "usage": reply.usage,
    }


def _message(entry: JsonObject) -> _Parts:
    by = _only(entry, "model", "agent_id", "role")
    content = entry["content"]
    chunks: list[Json] = [content]
    if isinstance(content, list):
        chunks = [*as_objects(content)]
    for index, chunk in enumerate(chunks):
        is_text = isinstance(chunk, dict) and chunk.get("type") == "text"
        text = chunk["text"] if isinstance(chunk, dict) and is_text else chunk
        tokens: list[Json] = [text]
        if isinstance(text, str):
            tokens = [*tokenize(text)] or [""]
        for token in tokens:
            yield {
                "type": "message.output.delta",
                "content_index": index,
                "content": token,
                **by,
            }


def _function_call(entry: JsonObject) -> _Parts:
    by = _only(entry, "model", "agent_id", "confirmation_status")
    kept = {**by, **_only(entry, "name", "tool_call_id", "arguments")}
    yield {"type": "function.call.delta", **kept}


def _tool_execution(entry: JsonObject) -> _Parts:
    name = _only(entry, "name")
    by = _only(entry, "model", "agent_id")
    yield {"type": "tool.execution.started", **name, **by, "arguments": ""}
    yield {"type": "tool.execution.delta", **_only(entry, "name", "arguments")}
    yield {"type": "tool.execution.done", **_only(entry, "name", "info")}


def _handoff(entry: JsonObject) -> _Parts:
    previous = _only(entry, "previous_agent_id", "previous_agent_name")
    yield {"type": "agent.handoff.started", **previous}
    following = _only(entry, "next_agent_id", "next_agent_name")
    yield {"type": "agent.handoff.done", **following}


def _only(entry: JsonObject, *names: str) -> JsonObject:
    return {name: entry.get(name) for name in names}


_WRITERS: Final[Mapping[str, Callable[[JsonObject], _Parts]]] = {
    "message.output": _message,
    "function.call": _function_call,
    "tool.execution": _tool_execution,
    "agent.handoff": _handoff,
}
