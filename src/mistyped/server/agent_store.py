"""Agents as the server keeps them: every version, which one is current, and names.

A record is `{"current": 1, "versions": [agent, agent], "aliases": {"live": alias}}`.
"""

from __future__ import annotations

from collections.abc import Callable

from mistyped.server.call import Call
from mistyped.server.errors import ApiError, as_agents_api, http_error
from mistyped.server.form_fields import checked_fields
from mistyped.server.json_types import (
    Json,
    JsonObject,
    as_list,
    as_object,
    as_objects,
)
from mistyped.server.state import State
from mistyped.server.validation import checked_body


def asked_body(call: Call) -> JsonObject:
    """Return a checked JSON body; refusals are worded as this part of the API does."""
    return _worded(lambda: checked_body(call).value)


def asked_query(call: Call) -> JsonObject:
    """Return a checked query, whose numbers are still texts."""
    return _worded(lambda: checked_fields(call).values)


def _worded(read: Callable[[], JsonObject]) -> JsonObject:
    try:
        return read()
    except ApiError as error:
        raise as_agents_api(error) from error


def new_id(state: State, prefix: str) -> str:
    """Return a new id as this part of the API writes them."""
    return f"{prefix}_{state.new_id().replace('-', '')}"


def record(state: State, agent_id: str) -> JsonObject:
    """Return what is kept of an agent.

    Raises:
        ApiError: 404 if there is no such agent.
    """
    return state.find("agents", agent_id, f"There is no agent {agent_id}")


def agent(state: State, agent_id: str, version: Json = None) -> JsonObject:
    """Return one version of an agent, by its number or alias; else the current one.

    Raises:
        ApiError: 404 if there is no such agent or version.
    """
    kept = record(state, agent_id)
    wanted = kept["current"] if version in (None, "") else version
    alias = as_object(as_object(kept["aliases"]).get(str(wanted)))
    number = str(alias.get("version", wanted))
    numbers: list[Json] = [each["version"] for each in as_objects(kept["versions"])]
    for each in as_objects(kept["versions"]):
        if str(each["version"]) == number:
            return {**each, "versions": numbers}
    raise http_error(404, f"There is no version {wanted} of agent {agent_id}")


def matches(item: JsonObject, query: JsonObject) -> bool:
    """Whether an item has the metadata that a query asks for."""
    kept = as_object(item.get("metadata"))
    wanted = as_object(query.get("metadata"))
    return all(kept.get(key) == value for key, value in wanted.items())


def is_named(value: Json, names: Json) -> bool:
    """Whether a list of names is absent, or has this one."""
    return names is None or value in as_list(names)
