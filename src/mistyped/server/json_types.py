"""JSON as typed values, and readers that never raise on a wrong shape.

A request has passed the schema check before these readers see it. They fall back
instead of raising so that a waived or unknown rule cannot turn into a server error.
"""

from __future__ import annotations

import json
from typing import Final, TypeAlias

Json: TypeAlias = "dict[str, Json] | list[Json] | str | int | float | bool | None"
JsonObject: TypeAlias = "dict[str, Json]"
_TRUE: Final = (True, "true", "1", "yes", "on", "t", "y")
_FALSE: Final = (False, "false", "0", "no", "off", "f", "n")


def as_object(value: Json) -> JsonObject:
    """Return the object itself, or an empty one for anything else."""
    return value if isinstance(value, dict) else {}


def given(value: JsonObject) -> JsonObject:
    """Return an object without its nulls, which stand for what is left out."""
    return {name: each for name, each in value.items() if each is not None}


def as_list(value: Json) -> list[Json]:
    """Return the list itself, or an empty one for anything else."""
    return value if isinstance(value, list) else []


def as_objects(value: Json) -> list[JsonObject]:
    """Return the objects of a list, in order, leaving out whatever is none."""
    return [item for item in as_list(value) if isinstance(item, dict)]


def as_text(value: Json) -> str:
    """Return the string itself, or an empty one for anything else."""
    return value if isinstance(value, str) else ""


def as_count(value: Json, default: int) -> int:
    """Return a whole number of at least 0, or the default for anything else."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)  # JSON does not tell 2.0 from 2
    if isinstance(value, bool) or not isinstance(value, int):
        return default
    return max(value, 0)


def as_flag(value: Json, *, default: bool = False) -> bool:
    """Return true or false, also of a text as forms and queries have it."""
    text = value.lower() if isinstance(value, str) else value
    return default if text not in (*_TRUE, *_FALSE) else text in _TRUE


def dump_json(value: Json) -> str:
    """Write a value as Mistral does inside tool arguments: spaced, not escaped."""
    return json.dumps(value, ensure_ascii=False)
