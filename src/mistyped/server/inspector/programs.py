"""Programs that send a request: with our client, and with the plain OpenAI SDK."""

from __future__ import annotations

import json
import re
from functools import cache
from inspect import signature
from keyword import iskeyword
from operator import attrgetter
from typing import Final

from openai import OpenAI

from mistyped._check.operations import full_path
from mistyped._values.guards import is_list, is_object
from mistyped._values.operations import ApiOperation

_WIDE: Final = 76
_INDENT: Final = "    "
_ABSENT: Final = "extra_body"
# What both APIs have at the same path; the SDK's method takes the rest in `extra_body`.
_SHARED: Final = frozenset(
    {"audio.speech.create", "chat.completions.create", "embeddings.create"}
)
_NONE: Final = (frozenset[str](), frozenset[str]())
_OURS: Final = "from mistyped import Mistral\n\nclient = Mistral()  # MISTRAL_API_KEY\n"
_RESPONSES: Final = "responses"  # else the client plays it on chat completions
_NATIVE: Final = _OURS.replace("Mistral()", 'Mistral(responses="native")')
_PLAIN: Final = """import os

from openai import OpenAI

client = OpenAI(
    base_url="https://api.mistral.ai/v1",
    api_key=os.environ["MISTRAL_API_KEY"],
)
"""


def programs(operation: ApiOperation, path: str, body: object) -> dict[str, str] | None:
    """Write the call of an operation with a JSON object, for both clients.

    Args:
        operation: What is called.
        path: Where the request goes, with the ids in it.
        body: What is sent.

    Returns:
        The programs, `mistyped` and `openai`; None for what is no JSON object.
    """
    if operation.carrier != "json" or not is_object(body):
        return None
    members = {str(key): value for key, value in body.items()}
    streams = members.get("stream") is True
    ids = [literal(each) for each in _ids(operation, path)]
    ours = _call(f"client.{operation.id}", ids, members, {})
    head = _NATIVE if operation.area == _RESPONSES else _OURS
    return {
        "mistyped": f"{head}{_used(ours, streams=streams)}",
        "openai": f"{_PLAIN}{_plain(operation, path, members, streams=streams)}",
    }


def literal(value: object, depth: int = 0) -> str:
    """Write a value that came from JSON as Python, broken over lines if it is long."""
    if value is None or isinstance(value, bool):
        return str(value)
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)
    pieces: list[str]
    if is_list(value):
        pieces, marks = [literal(each, depth + 1) for each in value], "[]"
    elif is_object(value):
        marks = "{}"
        pieces = [
            f"{literal(str(key))}: {literal(each, depth + 1)}"
            for key, each in value.items()
        ]
    else:
        return _number(value)
    flat = f"{marks[0]}{', '.join(pieces)}{marks[1]}"
    if len(flat) + len(_INDENT) * depth <= _WIDE and "\n" not in flat:
        return flat
    inner = "".join(f"{_INDENT * (depth + 1)}{each},\n" for each in pieces)
    return f"{marks[0]}\n{inner}{_INDENT * depth}{marks[1]}"


def _number(value: object) -> str:
    text = repr(value)
    return f'float("{text}")' if text in ("inf", "-inf", "nan") else text


def _call(
    name: str, first: list[str], members: dict[str, object], extra: dict[str, object]
) -> str:
    odd = {k: v for k, v in members.items() if not k.isidentifier() or iskeyword(k)}
    pieces = [
        *first,
        *(f"{k}={literal(v, 1)}" for k, v in members.items() if k not in odd),
        *([f"{_ABSENT}={literal(extra, 1)}"] if extra else []),
        *([f"**{literal(odd, 1)}"] if odd else []),
    ]
    inner = "".join(f"{_INDENT}{each},\n" for each in pieces)
    return f"{name}(\n{inner})" if pieces else f"{name}()"


def _plain(
    operation: ApiOperation, path: str, members: dict[str, object], *, streams: bool
) -> str:
    known, needed = _parameters(operation.id) if operation.id in _SHARED else _NONE
    if not known or needed - members.keys():
        where = literal(full_path(path).removeprefix("/v1"))
        parts = [where, "cast_to=object", f"body={literal(members, 1)}"]
        call = _call(f"client.{operation.method.lower()}", parts, {}, {})
        return _used(call, streams=False)
    own = {k: v for k, v in members.items() if k in known}
    extra = {k: v for k, v in members.items() if k not in known}
    return _used(_call(f"client.{operation.id}", [], own, extra), streams=streams)


def _used(call: str, *, streams: bool) -> str:
    if streams:
        return f"for each in {call}:\n{_INDENT}print(each)\n"
    return f"answer = {call}\nprint(answer)\n"


def _ids(operation: ApiOperation, path: str) -> tuple[str, ...]:
    pattern = re.sub(r"{\w+}", "([^/]+)", operation.path)
    match = re.fullmatch(pattern, full_path(path))
    return match.groups() if match else ()


@cache
def _parameters(name: str) -> tuple[frozenset[str], frozenset[str]]:
    """Return what the plain SDK's method takes, and what it cannot be called without.

    Of overloads it is what holds for all.
    """
    client = OpenAI(api_key="none is sent", base_url="http://localhost")
    taken = signature(attrgetter(name)(client)).parameters
    needed = (key for key, each in taken.items() if each.default is each.empty)
    return frozenset(taken), frozenset(needed)
