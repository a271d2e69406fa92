"""What a model or an agent adds to a conversation.

It is what the chat server would answer, behind the entries of Mistral's own tools. If
one of those waits for a confirmation there is no answer yet. An agent that may hand
over does so when the user names the other one.
"""

from __future__ import annotations

from dataclasses import dataclass

from mistyped.server.agent_store import agent
from mistyped.server.agents import chat_body
from mistyped.server.chat import message_content
from mistyped.server.chat_request import ChatRequest, read_chat_request
from mistyped.server.choices import Choice, choose, prompt_tokens
from mistyped.server.completion_envelope import usage
from mistyped.server.conversation_entries import messages, whole_entry
from mistyped.server.conversation_tools import allowed_tools, used_tools, waits
from mistyped.server.echo import last_user_text
from mistyped.server.json_body import JsonBody, digest
from mistyped.server.json_types import (
    Json,
    JsonObject,
    as_list,
    as_text,
)
from mistyped.server.state import State


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
            return Reply(outputs, _usage(usage(prompt_tokens(request), []), []))
        settings = agent(state, as_text(handoff["next_agent_id"]))
        request = _chat_request(settings, entries, asked)
    by: JsonObject = {
        "model": request.model,
        "agent_id": settings["id"] if settings["object"] == "agent" else None,
    }
    if asked.get("tool_confirmations"):
        runs = allowed_tools(entries, asked)
    else:
        runs = used_tools(settings, request, _last_word_of_user(request))
    choices = [] if any(map(waits, runs)) else [choose(request, 0)]
    answers = [each for choice in choices for each in _answers(choice)]
    outputs += [whole_entry({**each, **by}, state) for each in [*runs, *answers]]
    return Reply(outputs, _usage(usage(prompt_tokens(request), choices), runs))


def _answers(choice: Choice) -> list[JsonObject]:
    """Return the entries of a choice: its calls, else what it says."""
    calls: list[JsonObject] = [
        {
            "type": "function.call",
            "tool_call_id": call.id,
            "name": call.name,
            "arguments": call.arguments,
        }
        for call in choice.calls
    ]
    return calls or [{"type": "message.output", "content": message_content(choice)}]


def _chat_request(
    settings: JsonObject, entries: list[JsonObject], asked: JsonObject
) -> ChatRequest:
    """Return what the chat server is to answer."""
    arguments = asked.get("completion_args")
    given = arguments if isinstance(arguments, dict) else {}
    whole = chat_body(settings, messages(entries), given)
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


def _usage(counted: JsonObject, runs: list[JsonObject]) -> JsonObject:
    names = [as_text(each["name"]) for each in runs if not waits(each)]
    used: dict[str, Json] = {name: names.count(name) for name in names}
    tokens = ("prompt_tokens", "completion_tokens", "total_tokens")
    return {
        **{name: counted[name] for name in tokens},
        "connector_tokens": 0 if used else None,
        "connectors": used or None,
    }
