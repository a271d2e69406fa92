"""Entries of conversations: as they are kept, and as messages of chat."""

from __future__ import annotations

from mistyped.server.agent_store import new_id
from mistyped.server.json_types import Json, JsonObject, as_object, as_text, dump_json
from mistyped.server.state import State
from mistyped.server.tags import with_types

_PREFIXES = {
    "message.input": "msg",
    "message.output": "msg",
    "function.call": "fc",
    "function.result": "fr",
    "tool.execution": "tool",
    "agent.handoff": "hand",
}
# What tells an entry that says no type; the last is what is left.
_TELLING = {
    "result": "function.result",
    "tool_call_id": "function.call",
    "next_agent_id": "agent.handoff",
    "arguments": "tool.execution",
    "role": "message.input",
}


def read_inputs(inputs: Json, state: State) -> list[JsonObject]:
    """Return what a request says as whole entries."""
    if inputs is None:
        return []
    if isinstance(inputs, str):
        inputs = [{"role": "user", "content": inputs}]
    given = [as_object(each) for each in inputs] if isinstance(inputs, list) else []
    return [whole_entry(each, state) for each in given]


def whole_entry(entry: JsonObject, state: State) -> JsonObject:
    """Return an entry with its type, and with an id and a time of its own."""
    told = [kind for key, kind in _TELLING.items() if key in entry]
    kind = as_text(entry.get("type")) or (told[0] if told else "message.output")
    if isinstance(entry.get("content"), list):
        entry = {**entry, "content": with_types(entry["content"])}
    entry_id = entry.get("id") or new_id(state, _PREFIXES.get(kind, "entry"))
    now = state.moment()
    return {
        "object": "entry",
        "created_at": now,
        "completed_at": now,
        **({"prefix": False} if kind == "message.input" else {}),
        **({"role": "assistant"} if kind == "message.output" else {}),
        **entry,
        "type": kind,
        "id": entry_id,
    }


def messages(entries: list[JsonObject]) -> list[JsonObject]:
    """Return entries as messages of chat; those of tools of Mistral's are none."""
    found: list[JsonObject] = []
    for entry in entries:
        kind = entry["type"]
        if entry.get("confirmation_status"):
            continue  # a call of a tool of Mistral's
        if kind == "function.call":
            _add_call(found, entry)
        elif kind == "function.result":
            found.append(
                {
                    "role": "tool",
                    "tool_call_id": entry["tool_call_id"],
                    "content": entry["result"],
                }
            )
        elif kind in ("message.input", "message.output"):
            prefix = {"prefix": True} if entry.get("prefix") is True else {}
            found.append({"role": entry["role"], "content": entry["content"], **prefix})
    return found


def _add_call(found: list[JsonObject], entry: JsonObject) -> None:
    """Add a call to the message before it if that calls as well."""
    arguments = entry["arguments"]
    text = arguments if isinstance(arguments, str) else dump_json(arguments)
    call: JsonObject = {
        "id": entry["tool_call_id"],
        "type": "function",
        "function": {"name": entry["name"], "arguments": text},
    }
    last: Json = found[-1].get("tool_calls") if found else None
    if isinstance(last, list):
        last.append(call)
    else:
        found.append({"role": "assistant", "content": "", "tool_calls": [call]})
