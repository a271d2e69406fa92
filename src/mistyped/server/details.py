"""A problem of ours as an entry of Mistral's 422, in pydantic's types and words.

Problems carry a rule and say in words what is wanted; pydantic has a type for each
expectation. Where our words do not tell, the entry falls back to `value_error`.
"""

from __future__ import annotations

import re
from operator import gt, le, lt
from typing import Final

from mistyped.problems import Location, Problem
from mistyped.server.values import Json, JsonObject, as_text

# Rules of verdicts begin with the area's name: `chat.seed`.
_VERDICT: Final = re.compile(r"[a-z_]+\.")
_TYPES: Final = {
    "unknown-key": "extra_forbidden",
    "wrong-type": "value_error",
    "null": "value_error",
    "out-of-range": "value_error",
    "wrong-value": "literal_error",
    "missing": "missing",
    "too-few": "too_short",
    "too-many": "too_long",
    "pattern": "string_pattern_mismatch",
    "exactly-one": "value_error",
    "not-json": "json_invalid",
    "not-finite": "finite_number",
    "integer-range": "int_parsing_size",
    "invalid-unicode": "string_unicode",
    "too-deep": "recursion_loop",
}
_MESSAGES: Final = {
    "extra_forbidden": "Extra inputs are not permitted",
    "missing": "Field required",
    "string_type": "Input should be a valid string",
    "int_type": "Input should be a valid integer",
    "float_type": "Input should be a valid number",
    "bool_type": "Input should be a valid boolean",
    "list_type": "Input should be a valid list",
    "model_attributes_type": (
        "Input should be a valid dictionary or object to extract fields from"
    ),
}
_WANTED: Final = {
    "give a string": "string_type",
    "give an integer": "int_type",
    "give a number": "float_type",
    "give true or false": "bool_type",
    "give a list": "list_type",
    "give an object": "model_attributes_type",
}
_NUMBER: Final = re.compile(r"-?\d+(\.\d+)?")
_OPTIONAL: Final = re.compile(r"^leave it out, or |, or leave it out$")
_BOUNDS: Final = (
    ("greater_than", re.compile(r"above (-?[\d.]+)"), le, "greater than"),
    (
        "greater_than_equal",
        re.compile(r"(?:from )?(-?[\d.]+)(?: to\b| or more)"),
        lt,
        "greater than or equal to",
    ),
    (
        "less_than_equal",
        re.compile(r"(?:\bto )?(-?[\d.]+)(?: or less)?$"),
        gt,
        "less than or equal to",
    ),
)


def is_schema_problem(problem: Problem) -> bool:
    """Whether the request schema finds this problem, and not a rule behind it."""
    return bool(_VERDICT.match(problem.rule)) or problem.rule in _TYPES


def entry(problem: Problem, body: Json) -> JsonObject:
    """Write a problem of the schema as `{type, loc, msg, input}`."""
    loc = problem.loc
    if _is_tag(loc):
        loc = loc[:-1]
        missing = problem.rule == "missing"
        kind = "union_tag_not_found" if missing else "union_tag_invalid"
        message = problem.message
    else:
        kind, message = _worded(problem, _at(loc, body))
    # Pydantic shows the object that lacks the key.
    shown = loc[:-1] if kind == "missing" else loc
    return {
        "type": kind,
        "loc": ["body", *_tagged(loc, body)],
        "msg": message,
        "input": _at(shown, body),
    }


def _is_tag(loc: Location) -> bool:
    """Whether a location is the tag of a union: of a message, a chunk or a tool."""
    match loc:
        case [*_, int(), "role" | "type"]:
            return True
        case _:
            return False


def _worded(problem: Problem, value: Json) -> tuple[str, str]:
    """The type and the message."""
    if _VERDICT.match(problem.rule):
        kind = "extra_forbidden"
    elif problem.rule == "out-of-range":
        return _range(problem, value)
    else:
        kind = _WANTED.get(_OPTIONAL.sub("", problem.hint), _TYPES[problem.rule])
    if kind == "literal_error" and problem.hint.startswith("use "):
        return kind, problem.hint.replace("use ", "Input should be ", 1)
    return kind, _MESSAGES.get(kind, problem.message)


def _range(problem: Problem, value: Json) -> tuple[str, str]:
    if isinstance(value, str) and _NUMBER.fullmatch(value):
        value = float(value)  # of a form or a query, which hold nothing but texts
    if isinstance(value, bool) or not isinstance(value, int | float):
        return "float_type", _MESSAGES["float_type"]
    for kind, phrase, breaks, words in _BOUNDS:
        found = phrase.search(problem.hint)
        if found and breaks(value, float(found[1])):
            return kind, f"Input should be {words} {found[1]}"
    return "value_error", problem.message


def _tagged(loc: Location, body: Json) -> list[Json]:
    """The location with a message's role after its index, as the API's union has it."""
    match loc:
        case ["messages", index, _, *_]:
            role = as_text(_at(("messages", index, "role"), body))
            return [*loc[:2], *([role] if role else []), *loc[2:]]
        case _:
            return [*loc]


def _at(loc: Location, value: Json) -> Json:
    for step in loc:
        if isinstance(value, dict) and isinstance(step, str):
            value = value.get(step)
        elif isinstance(value, list) and isinstance(step, int):
            value = value[step] if step < len(value) else None
        else:
            return None
    return value
