"""Conversations out of a seeded generator: good ones, and ones with a fault or two.

Ids of calls are right, missing, `"null"`, doubled or somebody else's; contents are
there, empty or null; prefixes stand anywhere. Everything passes the request schema.
"""

from __future__ import annotations

from random import Random
from typing import Any

NINE = ("Ab3dE6gH9", "Cd4eF7hI0", "Ef5gH8iJ1")
LOOSE_IDS = ("call_abc123", "1", "chatcmpl-tool-7f")
ODD_IDS = ("call_abc123", "", "null", "1", "Ab3dE6gH9 Cd4eF7hI0", None)
ROLES = ("system", "user", "assistant", "tool")
OBJECT = {"type": "object", "properties": {"city": {"type": "string"}}}
NAMES = (
    "get_weather",
    "a",
    "a" * 64,
    "get.weather",
    "",
    "a" * 65,
    "météo",
    "two words",
)
SCHEMAS: tuple[dict[str, Any], ...] = (
    OBJECT,
    {},
    {"city": {"type": "string"}},
    {"type": "object", "properties": {"city": {"type": "text"}}},
    {"type": "object", "properties": {"city": {"type": "string", "required": True}}},
    {"type": "object", "properties": []},
    {"type": "object", "required": ["city", "city"]},
    {"type": "object", "properties": {"a": {"$ref": "#/$defs/A"}}},
    {"$defs": {"A": {"type": "integer"}}, "properties": {"a": {"$ref": "#/$defs/A"}}},
    {"properties": {"size": {"minimum": "1"}}},
    {"properties": {"tags": {"type": "array", "items": [{"type": "string"}]}}},
    {"properties": {"code": {"pattern": "^[A-Z]{2}$"}}},
    {"properties": {"code": {"pattern": r"\p{Lu}+"}}},
    {"enum": "a"},
    {"type": ["object", "null"], "additionalProperties": False},
)


def tools(random: Random) -> list[dict[str, Any]]:
    """Return one or two functions, now and then with a fault."""
    return [
        {
            "type": "function",
            "function": {
                "name": random.choice(NAMES[:3] * 3 + NAMES),
                "parameters": random.choice(SCHEMAS),
            },
        }
        for _ in range(random.randint(1, 2))
    ]


def conversation(random: Random) -> list[dict[str, Any]]:
    """Return up to eight messages."""
    pool = NINE if random.random() < 0.8 else LOOSE_IDS
    messages = _good(random, pool) if random.random() < 0.7 else _any(random)
    for _ in range(random.choice((0, 0, 1, 1, 2))):
        _spoil(random, messages)
    return messages[:8]


def good_conversation(random: Random) -> list[dict[str, Any]]:
    """Return messages of which no rule has anything to say."""
    return _good(random, NINE)


def _good(random: Random, pool: tuple[str, ...]) -> list[dict[str, Any]]:
    messages = [{"role": "system", "content": "Be brief."}] * random.randint(0, 2)
    messages = [dict(each) for each in messages]
    if not random.randrange(6):
        messages.append({"role": "assistant", "content": "Hello!"})
    messages += [_user()] * random.randint(1, 2)
    while random.random() < 0.6 and len(messages) < 7:
        if random.random() < 0.6:
            ids = random.sample(pool, random.randint(1, 3))
            messages.append(_calls(random, ids))
            messages += [_result(each) for each in random.sample(ids, len(ids))]
            if random.random() < 0.6:
                messages += [{"role": "assistant", "content": "Sunny."}, _user()]
        else:
            messages += [{"role": "assistant", "content": "Yes."}, _user()]
    if not random.randrange(8):
        messages.append({"role": "assistant", "content": "It is", "prefix": True})
    return messages


def _any(random: Random) -> list[dict[str, Any]]:
    made: list[dict[str, Any]] = []
    for _ in range(random.randint(0, 8)):
        role = random.choice(ROLES)
        if role == "tool":
            made.append(_result(random.choice(NINE + ODD_IDS)))
        elif role == "assistant" and random.random() < 0.5:
            ids = [random.choice(NINE + ODD_IDS) for _ in range(random.randint(1, 2))]
            made.append(_calls(random, ids))
        else:
            made.append({"role": role, "content": "x"})
    return made


def _spoil(  # noqa: C901, PLR0912 - one case for each fault
    random: Random, messages: list[dict[str, Any]]
) -> None:
    if not messages:
        return
    at = random.randrange(len(messages))
    message = messages[at]
    match random.randrange(10):
        case 0:
            del messages[at]
        case 7:
            del messages[:at]
        case 8 if message.get("tool_calls"):
            del messages[at + 1 :]
            message["prefix"] = random.choice((True, False))
        case 1:
            messages.insert(at, dict(random.choice(messages)))
        case 2:
            other = random.randrange(len(messages))
            messages[at], messages[other] = messages[other], message
        case 3 if message["role"] == "tool":
            messages[at] = _result(random.choice(NINE + ODD_IDS))
        case 4 if message.get("tool_calls"):
            call = random.choice(message["tool_calls"])
            call["id"] = random.choice((*NINE, "call_abc123", "", "null"))
        case 5 if message["role"] == "assistant":
            message["content"] = random.choice(("", None, "x"))
            message["tool_calls"] = random.choice(([], None))
        case 6 if message["role"] == "assistant":
            message["prefix"] = random.choice((True, False))
        case 9 if message["role"] == "tool":
            message["name"] = random.choice(NAMES)
        case 9 if message.get("tool_calls"):
            call = random.choice(message["tool_calls"])
            call["function"]["name"] = random.choice(NAMES)
        case _:
            messages.append({"role": random.choice(ROLES[:3]), "content": "x"})


def _user() -> dict[str, Any]:
    return {"role": "user", "content": "Paris?"}


def _calls(random: Random, ids: list[Any]) -> dict[str, Any]:
    calls = [
        {
            "type": "function",
            "function": {"name": "get_weather", "arguments": "{}"},
            **({} if each is None else {"id": each}),
        }
        for each in ids
    ]
    content = random.choice(({}, {}, {"content": ""}, {"content": "I look."}))
    return {"role": "assistant", **content, "tool_calls": calls}


def _result(id_: str | None) -> dict[str, Any]:
    extra = {} if id_ is None else {"tool_call_id": id_}
    return {"role": "tool", "content": "18", **extra}
