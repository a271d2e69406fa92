"""Agents: `/v1/agents` and what is below."""

from __future__ import annotations

from starlette.responses import JSONResponse, Response

from mistyped.server import chat
from mistyped.server.agent_store import (
    agent,
    asked_body,
    asked_query,
    is_named,
    matches,
    new_id,
    record,
)
from mistyped.server.call import Call
from mistyped.server.errors import http_error
from mistyped.server.json_body import JsonBody, digest
from mistyped.server.json_types import (
    Json,
    JsonObject,
    as_flag,
    as_list,
    as_object,
    as_objects,
    as_text,
    given,
)
from mistyped.server.pagination import page_items, query_number
from mistyped.server.routes import handles
from mistyped.server.tags import with_types
from mistyped.server.validation import checked_body

_PAGE = 20


@handles("agents.complete")
def complete(call: Call) -> Response:
    """Answer a chat request as the chat server does, with the agent's settings.

    Raises:
        ApiError: 404 for an unknown agent, 422 or 400 for what the API refuses.
    """
    body = checked_body(call).value
    settings = agent(call.state, as_text(body["agent_id"]))
    asked = {key: value for key, value in body.items() if key != "agent_id"}
    whole = chat_body(settings, as_objects(body["messages"]), asked)
    return chat.chat_response(JsonBody(whole, digest(whole)))


def chat_body(
    settings: JsonObject, messages: list[JsonObject], asked: JsonObject
) -> JsonObject:
    """Return a chat request: the settings, and what a single request adds."""
    instructions = settings.get("instructions")
    system: list[Json] = []
    if instructions:
        system.append({"role": "system", "content": instructions})
    tools = [*as_list(settings.get("tools")), *as_list(asked.get("tools"))]
    return {
        "model": settings["model"],
        **as_object(settings.get("completion_args")),
        **asked,
        "messages": [*system, *messages],
        "tools": tools or None,
    }


@handles("agents.create")
def create(call: Call) -> Response:
    """Make an agent; its first version is number 0."""
    body = asked_body(call)
    agent_id = new_id(call.state, "ag")
    made = call.state.moment()
    first: JsonObject = {
        "instructions": None,
        "tools": [],
        "completion_args": {},
        "guardrails": None,
        "description": None,
        "handoffs": None,
        "metadata": None,
        **_settings(body),
        "object": "agent",
        "id": agent_id,
        "version": 0,
        "created_at": made,
        "updated_at": made,
        "deployment_chat": False,
        "source": "api",
        "version_message": body.get("version_message"),
    }
    kept: JsonObject = {"current": 0, "versions": [first], "aliases": {}}
    call.state.table("agents")[agent_id] = kept
    return JSONResponse(agent(call.state, agent_id))


@handles("agents.list")
def listing(call: Call) -> Response:
    """List agents, page by page."""
    query = asked_query(call)
    return JSONResponse(page_items(_found(call, query), query, _PAGE))


@handles("agents.list_pages")
def pages(call: Call) -> Response:
    """List agents, each page with a token for the next.

    Raises:
        ApiError: 404 if there is no such page.
    """
    query = asked_query(call)
    found = _found(call, query)
    ids = ["", *(as_text(each["id"]) for each in found)]
    token = as_text(query.get("page_token"))
    if token not in ids:
        raise http_error(404, f"There is no page {token}")
    first = ids.index(token)
    last = first + query_number(query.get("page_size"), _PAGE)
    rest = found[last:]
    return JSONResponse(
        {
            "object": "list",
            "data": found[first:last],
            "next_page_token": ids[last] if rest else None,
        }
    )


@handles("agents.retrieve")
def retrieve(call: Call) -> Response:
    """Look an agent up."""
    query = asked_query(call)
    return JSONResponse(agent(call.state, _id(call), query.get("agent_version")))


@handles("agents.update")
def update(call: Call) -> Response:
    """Make a new version, which becomes the current one; null changes nothing."""
    body = asked_body(call)
    kept = record(call.state, _id(call))
    versions = as_objects(kept["versions"])
    call.state.new_id()  # time passes
    changed: JsonObject = {
        **agent(call.state, _id(call)),
        "version_message": None,
        **_settings(body),
        "version": len(versions),
        "updated_at": call.state.moment(),
    }
    kept["versions"] = [*versions, changed]
    kept["current"] = len(versions)
    return JSONResponse(agent(call.state, _id(call)))


@handles("agents.delete")
def delete(call: Call) -> Response:
    """Delete an agent."""
    record(call.state, _id(call))
    del call.state.table("agents")[_id(call)]
    return Response(status_code=204)


@handles("agents.update_version")
def update_version(call: Call) -> Response:
    """Make another version the current one."""
    version = asked_query(call)["version"]
    found = agent(call.state, _id(call), version)
    record(call.state, _id(call))["current"] = found["version"]
    return JSONResponse(found)


@handles("agents.list_versions")
def versions(call: Call) -> Response:
    """List the versions of an agent, page by page."""
    query = asked_query(call)
    found = [
        agent(call.state, _id(call), each["version"])
        for each in as_objects(record(call.state, _id(call))["versions"])
    ]
    return JSONResponse(page_items(found, query, _PAGE))


@handles("agents.retrieve_version")
def retrieve_version(call: Call) -> Response:
    """Look up one version of an agent."""
    return JSONResponse(agent(call.state, _id(call), call.parameters["version"]))


@handles("agents.create_version_alias")
def put_alias(call: Call) -> Response:
    """Give a version a name."""
    query = asked_query(call)
    aliases = _aliases(call)
    name = as_text(query["alias"])
    version = agent(call.state, _id(call), query["version"])["version"]
    call.state.new_id()  # time passes
    now = call.state.moment()
    made = as_object(aliases.get(name)).get("created_at", now)
    aliases[name] = {
        "alias": name,
        "version": version,
        "created_at": made,
        "updated_at": now,
    }
    return JSONResponse(aliases[name])


@handles("agents.list_version_aliases")
def list_aliases(call: Call) -> Response:
    """List the names of versions."""
    return JSONResponse(list(_aliases(call).values()))


@handles("agents.delete_version_alias")
def delete_alias(call: Call) -> Response:
    """Take a name from a version.

    Raises:
        ApiError: 404 if nothing has the name.
    """
    name = as_text(asked_query(call)["alias"])
    aliases = _aliases(call)
    if name not in aliases:
        raise http_error(404, f"There is no alias {name}")
    del aliases[name]
    return Response(status_code=204)


def _settings(body: JsonObject) -> JsonObject:
    """Return what a request says of an agent."""
    said = given(body)
    return {**said, "tools": with_types(said["tools"])} if "tools" in said else said


def _id(call: Call) -> str:
    return call.parameters["agent_id"]


def _aliases(call: Call) -> JsonObject:
    return as_object(record(call.state, _id(call))["aliases"])


def _found(call: Call, query: JsonObject) -> list[JsonObject]:
    """Return the agents that a query asks for, oldest first."""
    agents = [agent(call.state, each) for each in call.state.table("agents")]
    deployed = query.get("deployment_chat")
    return [
        each
        for each in agents
        if query.get("id") in (None, each["id"])
        and query.get("name") in (None, each["name"])
        and as_text(query.get("search")) in f"{each['name']} {each['id']}"
        and (deployed is None or as_flag(deployed) == each["deployment_chat"])
        and is_named(each["source"], query.get("sources"))
        and matches(each, query)
    ]
