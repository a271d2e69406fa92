"""Conversations: `/v1/conversations` and what is below.

A record is `{"about": conversation, "entries": [entry, ...]}`.
"""

from __future__ import annotations

from starlette.responses import JSONResponse, Response

from mistyped.server.agent_store import (
    agent,
    asked_body,
    asked_query,
    matches,
    new_id,
)
from mistyped.server.call import Call
from mistyped.server.conversation_entries import read_inputs
from mistyped.server.conversation_events import events
from mistyped.server.conversation_replies import reply
from mistyped.server.conversation_tools import waits
from mistyped.server.errors import ErrorCode, http_error, model_error
from mistyped.server.json_types import (
    Json,
    JsonObject,
    as_object,
    as_objects,
    as_text,
    given,
)
from mistyped.server.pagination import page_items
from mistyped.server.routes import handles
from mistyped.server.server_sent_events import named_event_stream
from mistyped.server.tags import with_types

_OF_BOTH = ("name", "description", "metadata")
_OF_RESTART = ("metadata", "agent_version")
_OF_MODELS = ("instructions", "tools", "completion_args", "guardrails")
_STILL_MISSING = "Cannot append other inputs while function results are still missing"
_STATUS = {"allow": "allowed", "deny": "denied"}


@handles("conversations.start")
def start(call: Call) -> Response:
    """Start a conversation with a model or an agent.

    Raises:
        ApiError: 422 or 400 for what the API refuses, 404 for an unknown agent.
    """
    body = asked_body(call)
    agent_id = as_text(body.get("agent_id"))
    if not agent_id and not body.get("model"):
        raise model_error(
            ErrorCode.ARGUMENTS, "There is neither a model nor an agent_id"
        )
    return _begin(call, body, _about(call, body), [])


@handles("conversations.list")
def listing(call: Call) -> Response:
    """List conversations, page by page."""
    query = asked_query(call)
    kept = [as_object(each["about"]) for each in _table(call).values()]
    found = [each for each in kept if matches(each, query)]
    return JSONResponse(page_items(found, query))


@handles("conversations.retrieve")
def retrieve(call: Call) -> Response:
    """Look a conversation up."""
    return JSONResponse(_record(call)["about"])


@handles("conversations.delete")
def delete(call: Call) -> Response:
    """Delete a conversation."""
    del _table(call)[as_text(as_object(_record(call)["about"])["id"])]
    return Response(status_code=204)


@handles("conversations.append")
def append(call: Call) -> Response:
    """Add entries to a conversation and answer them.

    Raises:
        ApiError: 422 or 400 for what the API refuses, 404 for an unknown conversation.
    """
    body = asked_body(call)
    record = _record(call)
    entries = _confirmed(as_objects(record["entries"]), body)
    if _are_open(entries, read_inputs(body.get("inputs"), call.state)):
        raise model_error(ErrorCode.CONVERSATION, _STILL_MISSING)
    return _answer(call, body, record, entries)


@handles("conversations.restart")
def restart(call: Call) -> Response:
    """Begin a new conversation with what another has up to one of its entries.

    Raises:
        ApiError: 404 for an unknown conversation or entry.
    """
    body = asked_body(call)
    record = _record(call)
    entries = as_objects(record["entries"])
    ids = [each["id"] for each in entries]
    if body["from_entry_id"] not in ids:
        raise http_error(404, f"There is no entry {body['from_entry_id']}")
    changed = {n: v for n, v in given(body).items() if n in _OF_RESTART}
    about = {**as_object(record["about"]), **changed}
    kept = entries[: ids.index(body["from_entry_id"]) + 1]
    return _begin(call, body, about, kept)


@handles("conversations.get_history")
def history(call: Call) -> Response:
    """Give all entries of a conversation."""
    return _entries(call, "conversation.history", "entries", "")


@handles("conversations.get_messages")
def messages(call: Call) -> Response:
    """Give the messages of a conversation."""
    return _entries(call, "conversation.messages", "messages", "message.")


def _entries(call: Call, kind: str, name: str, prefix: str) -> Response:
    record = _record(call)
    found: list[Json] = [
        each
        for each in as_objects(record["entries"])
        if as_text(each["type"]).startswith(prefix)
    ]
    conversation_id = as_object(record["about"])["id"]
    return JSONResponse(
        {"object": kind, "conversation_id": conversation_id, name: found}
    )


def _about(call: Call, body: JsonObject) -> JsonObject:
    """Return what is known of a new conversation."""
    if body.get("agent_id"):
        found = agent(call.state, as_text(body["agent_id"]), body.get("agent_version"))
        own: JsonObject = {
            "agent_id": found["id"],
            "agent_version": body.get("agent_version"),
        }
    else:
        own = {"model": body["model"], **{n: body.get(n) for n in _OF_MODELS}}
        own["tools"] = with_types(own["tools"])
        own["completion_args"] = own["completion_args"] or {}
    return {**{name: body.get(name) for name in _OF_BOTH}, **own}


def _begin(
    call: Call, body: JsonObject, about: JsonObject, entries: list[JsonObject]
) -> Response:
    """Make a conversation and answer in it."""
    conversation_id = new_id(call.state, "conv")
    now = call.state.moment()
    made: JsonObject = {
        **about,
        "object": "conversation",
        "id": conversation_id,
        "created_at": now,
        "updated_at": now,
    }
    kept: list[Json] = [*entries]
    return _answer(call, body, {"about": made, "entries": kept}, entries)


def _answer(
    call: Call, body: JsonObject, record: JsonObject, entries: list[JsonObject]
) -> Response:
    """Answer, and keep the conversation unless the request says not to."""
    about = as_object(record["about"])
    settings = about
    if "agent_id" in about:
        version = about["agent_version"]
        settings = agent(call.state, as_text(about["agent_id"]), version)
    asked = [*entries, *read_inputs(body.get("inputs"), call.state)]
    answer = reply(call.state, settings, asked, body)
    conversation_id = as_text(about["id"])
    now = call.state.moment()
    if body.get("store") is not False:
        whole: list[Json] = [*asked, *answer.outputs]
        changed: JsonObject = {**about, "updated_at": now}
        _table(call)[conversation_id] = {"about": changed, "entries": whole}
    if body.get("stream") is True:
        return named_event_stream(events(conversation_id, answer, now))
    return JSONResponse(
        {
            "object": "conversation.response",
            "conversation_id": conversation_id,
            "outputs": answer.outputs,
            "usage": answer.usage,
            "guardrails": None,
        }
    )


def _are_open(entries: list[JsonObject], more: list[JsonObject]) -> bool:
    """Whether a call has neither a result nor anybody's word on it."""
    results = {
        as_text(each["tool_call_id"])
        for each in [*entries, *more]
        if each["type"] == "function.result"
    }
    return any(
        each["type"] == "function.call"
        and each["tool_call_id"] not in results
        and (waits(each) or not each.get("confirmation_status"))
        for each in entries
    )


def _confirmed(entries: list[JsonObject], body: JsonObject) -> list[JsonObject]:
    """Return the entries with what the caller says of calls that wait.

    Raises:
        ApiError: 400 for a word on a call that is not there.
    """
    words = {
        as_text(each["tool_call_id"]): _STATUS[as_text(each["confirmation"])]
        for each in as_objects(body.get("tool_confirmations"))
    }
    calls = {
        as_text(each["tool_call_id"])
        for each in entries
        if each["type"] == "function.call"
    }
    for call_id in words:
        if call_id not in calls:
            raise model_error(
                ErrorCode.FUNCTION_CALL, f"There is no tool call {call_id}"
            )
    return [
        {**each, "confirmation_status": words[as_text(each["tool_call_id"])]}
        if each["type"] == "function.call" and each["tool_call_id"] in words
        else each
        for each in entries
    ]


def _table(call: Call) -> dict[str, JsonObject]:
    return call.state.table("conversations")


def _record(call: Call) -> JsonObject:
    """Return what is kept of a conversation.

    Raises:
        ApiError: 404 if there is no such conversation.
    """
    conversation_id = call.parameters["conversation_id"]
    missing = f"There is no conversation {conversation_id}"
    return call.state.find("conversations", conversation_id, missing)
