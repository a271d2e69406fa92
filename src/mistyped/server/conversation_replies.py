"""What a model or an agent adds to a conversation.

It is what the chat server would answer. Before that comes an entry for each tool of
Mistral's that the user names: nothing is run, and the entry says so. An agent that may
hand over does so when the user names the other one.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from mistyped.server import chat_rules
from mistyped.server.agent_store import agent
from mistyped.server.agents import chat_body
from mistyped.server.chat import message_content
from mistyped.server.chat_request import ChatRequest, read_chat_request
from mistyped.server.choices import choose
from mistyped.server.completion_envelope import usage
from mistyped.server.conversation_entries import messages, whole_entry
from mistyped.server.echo import last_user_text
from mistyped.server.json_body import JsonBody, digest
from mistyped.server.json_types import (
    Json,
    JsonObject,
    as_list,
    as_objects,
    as_text,
    dump_json,
)
from mistyped.server.state import State

_NOTHING_RAN: Final = "mistyped serve runs no tools; this entry is made up"


@dataclass(frozen=True, slots=True)
class Reply:
    """What an answer adds.

    Attributes:
        outputs: The new entries.
        usage: What they cost.
    """

    outputs: list[JsonObject]
    usage: JsonObject


def reply(
    state: State, settings: JsonObject, entries: list[JsonObject], asked: JsonObject
) -> Reply:
    """Answer a conversation.

    Args:
        state: What the server remembers.
        settings: The model's or the agent's settings.
        entries: The whole conversation.
        asked: The request that asks for the answer.

    Raises:
        ApiError: 400 for what the model refuses.
    """
    request = _chat_request(settings, entries, asked)
    handoff = _handoff(state, settings, request)
    outputs: list[JsonObject] = []
    if handoff:
        outputs.append(whole_entry(handoff, state))
        if asked.get("handoff_execution") == "client":
            return Reply(outputs, _usage(usage(request, []), []))
        settings = agent(state, as_text(handoff["next_agent_id"]))
        request = _chat_request(settings, entries, asked)
    by: JsonObject = {
        "model": request.model,
        "agent_id": settings["id"] if settings["object"] == "agent" else None,
    }
    runs = _runs(settings, request)
    choice = choose(request, 0)
    answers: list[JsonObject] = [
        {
            "type": "function.call",
            "tool_call_id": call.id,
            "name": call.name,
            "arguments": call.arguments,
        }
        for call in choice.calls
    ]
    if not answers:
        answers = [{"type": "message.output", "content": message_content(choice)}]
    outputs += [whole_entry({**each, **by}, state) for each in [*runs, *answers]]
    return Reply(outputs, _usage(usage(request, [choice]), runs))


def _chat_request(
    settings: JsonObject, entries: list[JsonObject], asked: JsonObject
) -> ChatRequest:
    """Return what the chat server is to answer."""
    arguments = asked.get("completion_args")
    given = arguments if isinstance(arguments, dict) else {}
    whole = chat_body(settings, messages(entries), given)
    chat_rules.check(whole)
    return read_chat_request(JsonBody(whole, digest(whole)))


def _last_word_of_user(request: ChatRequest) -> str:
    """Return the user's text, if no other message follows it."""
    last = request.messages[-1:]
    return last_user_text(request) if last and last[0]["role"] == "user" else ""


def _handoff(state: State, settings: JsonObject, request: ChatRequest) -> JsonObject:
    """Return the entry of a handoff; empty if there is none."""
    text = _last_word_of_user(request).lower()
    for other_id in map(as_text, as_list(settings.get("handoffs"))):
        other = agent(state, other_id)
        if as_text(other["name"]).lower() in text:
            return {
                "type": "agent.handoff",
                "previous_agent_id": settings["id"],
                "previous_agent_name": settings["name"],
                "next_agent_id": other["id"],
                "next_agent_name": other["name"],
            }
    return {}


def _runs(settings: JsonObject, request: ChatRequest) -> list[JsonObject]:
    """Return an entry for each built-in tool on offer that the user names."""
    text = _last_word_of_user(request)
    names = [as_text(each.get("type")) for each in as_objects(settings.get("tools"))]
    return [
        {
            "type": "tool.execution",
            "name": name,
            "arguments": dump_json({"query": text}),
            "info": {"note": _NOTHING_RAN},
        }
        for name in names
        if name not in ("", "function") and name in text
    ]


def _usage(counted: JsonObject, runs: list[JsonObject]) -> JsonObject:
    names = [as_text(each["name"]) for each in runs]
    used: dict[str, Json] = {name: names.count(name) for name in names}
    tokens = ("prompt_tokens", "completion_tokens", "total_tokens")
    return {
        **{name: counted[name] for name in tokens},
        "connector_tokens": 0 if used else None,
        "connectors": used or None,
    }
