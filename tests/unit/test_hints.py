"""Every key that Mistral refuses, each with its rule, its severity and its own hint.

`tests/golden/hints.toml` has a row for each, by the object that it would stand in; the
check is asked in each operation that has the object.
"""

from __future__ import annotations

from typing import Any

import pytest

from mistyped import check, explain
from mistyped._values.rows import ApiOperation
from tests.unit.edge_values import beyond
from tests.unit.request_schemas import (
    PLACES,
    SCHEMAS,
    VERDICTS,
    Place,
    at,
    golden,
    members,
    problems_of,
    request_with,
)
from tests.unit.support import PATH, USER, body

GOLDEN = golden("hints.toml")
REFUSED: dict[str, dict[str, list[str]]] = GOLDEN["refused"]
VALUES: dict[str, dict[str, str]] = GOLDEN["values"]


def refused_keys(name: str) -> set[str]:
    """Return the keys of an object that have a verdict and are no members."""
    known = SCHEMAS[name]["properties"].keys()
    return {
        key
        for (owner, key), verdict in VERDICTS.items()
        if owner == name and (key not in known or verdict.kind == "refused")
    }


@pytest.mark.parametrize("name", sorted({place.name for _, place in PLACES}))
def test_every_refused_key_has_a_row(name: str) -> None:
    """And every row is of one."""
    assert refused_keys(name) == REFUSED.get(name, {}).keys()


@at([each for each in PLACES if each[1].name in REFUSED])
def test_a_refused_key_has_its_own_hint(operation: ApiOperation, place: Place) -> None:
    """Whatever it holds, and nothing else is complained of."""
    for key, (rule, severity, hint) in REFUSED[place.name].items():
        for value in (1, "x", {}, None) if operation.carrier == "json" else (1, "x"):
            request, inner = request_with(place)
            inner[key] = value
            (found,) = problems_of(operation, request)
            assert (found.loc, found.rule) == ((*place.loc, key), rule)
            assert (found.severity, found.hint) == (severity, hint)
            assert found.evidence


@at([each for each in PLACES if each[1].name in VALUES])
def test_a_wrong_value_has_the_hint_of_its_member(
    operation: ApiOperation, place: Place
) -> None:
    """Where the overlay has better words than a schema."""
    for key, hint in VALUES[place.name].items():
        hints = set[str]()
        for value, _, loc in beyond(members(place.name)[key]):
            request, inner = request_with(place)
            inner[key] = value
            hints |= {each.hint for each in problems_of(operation, request) if not loc}
        assert hint in hints, key


def test_every_hint_for_a_value_has_a_row() -> None:
    """And every row is of one."""
    hinted = {
        (name, key)
        for (name, key), verdict in VERDICTS.items()
        if verdict.hint and key not in refused_keys(name)
    }
    assert hinted == {(name, key) for name, rows in VALUES.items() for key in rows}


@pytest.mark.parametrize(
    ("name", "key"), [(name, key) for name, keys in REFUSED.items() for key in keys]
)
def test_it_can_be_explained_and_waived(name: str, key: str) -> None:
    """`explain` knows the rule by the words and the severity that the check has."""
    rule, severity, hint = REFUSED[name][key]
    (topic,) = explain(rule)
    assert (topic.where, topic.waive) == (name, rule)
    assert (topic.severity, topic.hint) == (severity, hint)


TAGS: list[tuple[Any, str, str, str]] = [
    (
        {"messages": [{"role": "developer", "content": "x"}]},
        "messages[0].role",
        "chat.developer-message",
        "use role 'system'",
    ),
    (
        {"messages": [{"role": "function", "name": "f", "content": "x"}]},
        "messages[0].role",
        "chat.function-message",
        "use role 'tool' with a tool_call_id",
    ),
    (
        {
            "messages": [
                USER,
                {"role": "assistant", "content": [{"type": "refusal", "refusal": "x"}]},
                USER,
            ]
        },
        "messages[1].content[0].type",
        "chat.content-part-refusal",
        "use a chunk of type 'text'",
    ),
    (
        {
            "tools": [],
            "tool_choice": {"type": "allowed_tools", "allowed_tools": {"mode": "auto"}},
        },
        "tool_choice.type",
        "chat.allowed-tool-choice",
        "pass only the allowed tools in tools",
    ),
]
CHAT_TAGS: list[tuple[Any, str, str, str]] = [
    (
        {
            "messages": [
                USER,
                {"role": "assistant", "tool_calls": [{"type": "custom", "id": "a"}]},
                USER,
            ]
        },
        "messages[1].tool_calls[0].type",
        "chat.message-custom-tool-call",
        "use a tool call of type 'function'",
    ),
    (
        {"tools": [{"type": "custom", "custom": {"name": "f"}}]},
        "tools[0].type",
        "chat.custom-tool",
        "use a tool of type 'function'",
    ),
    (
        {"tool_choice": {"type": "custom", "custom": {"name": "f"}}},
        "tool_choice.type",
        "chat.named-tool-choice-custom",
        "name a function tool",
    ),
]


@pytest.mark.parametrize(("members_", "path", "rule", "hint"), TAGS + CHAT_TAGS)
def test_a_refused_kind_of_object(
    members_: Any, path: str, rule: str, hint: str
) -> None:
    """OpenAI has it, and what to use instead is said once."""
    (found,) = [p for p in check(PATH, body(**members_)).errors if "." in p.rule]
    assert (found.path, found.rule, found.hint) == (path, rule, hint)


@pytest.mark.parametrize(("members_", "path", "rule", "hint"), TAGS)
def test_a_refused_kind_of_object_for_agents(
    members_: Any, path: str, rule: str, hint: str
) -> None:
    """Agents are told the same."""
    request = {"agent_id": "ag_1", "messages": [USER], **members_}
    report = check("/v1/agents/completions", request)
    (found,) = [p for p in report.errors if "." in p.rule]
    assert (found.path, found.rule, found.hint) == (path, rule, hint)
