"""Layer 1: the request schema, asked of the package's own check.

The server holds no second copy of the schema. It translates what `mistyped.check` finds
into the entries of Mistral's 422; what the schema rules do not cover comes after layer
2 as a 400, so that nothing the check refuses is let through.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from mistyped.preflight import check
from mistyped.problems import Location, Problem
from mistyped.server.bodies import Body, digest, read
from mistyped.server.errors import Fault, invalid_body, refused
from mistyped.server.operations import Call
from mistyped.server.values import Json, JsonObject, as_text

# Our rule to pydantic's error type, which is what Mistral's answers carry. Rules of
# verdicts begin with the area's name; all they say is that the key may not be there.
_VERDICT: Final = re.compile(r"[a-z_]+\.")
_ERROR_TYPES: Final = {
    "unknown-key": "extra_forbidden",
    "wrong-type": "value_error",
    "out-of-range": "value_error",
    "wrong-value": "literal_error",
    "missing": "missing",
    "null": "value_error",
    "not-json": "json_invalid",
    "not-finite": "finite_number",
    "integer-range": "int_parsing_size",
    "invalid-unicode": "string_unicode",
    "too-deep": "recursion_loop",
}
# Pydantic has a type for each expectation; our problems only say it in words.
_EXPECTATIONS: Final = (
    ("string_type", re.compile(r"\b(must be|expected) (a )?(str|string)\b")),
    ("int_type", re.compile(r"\b(must be|expected) (an )?(int|integer)\b")),
    ("bool_type", re.compile(r"\b(must be|expected) (a )?(bool|boolean)\b")),
    ("list_type", re.compile(r"\b(must be|expected) (an? )?(list|array)\b")),
    ("float_type", re.compile(r"\b(must be|expected) (a )?(float|number)\b")),
    ("dict_type", re.compile(r"\b(must be|expected) (an? )?(dict|object)\b")),
    ("less_than_equal", re.compile(r"\bat most\b|<=|≤")),
    ("greater_than_equal", re.compile(r"\bat least\b|>=|≥")),
    ("greater_than", re.compile(r"\b(greater|more) than\b|\babove\b|>")),
    ("less_than", re.compile(r"\bless than\b|\bbelow\b|<")),
)
# The API's schema has these keys; the model refuses them, in layer 2.
_KNOWN_TO_THE_SCHEMA: Final = {
    "logprobs",
    "top_logprobs",
    "prompt_logprobs",
    "top_prompt_logprobs",
}


def accepted(
    call: Call, second_layer: Callable[[JsonObject], None] | None = None
) -> Body:
    """Read a JSON body and ask both layers.

    Args:
        call: The request.
        second_layer: The operation's own rules; raises what it refuses.

    Raises:
        ApiError: 422 for the schema, 400 for the rest.
    """
    value = read(call.body)
    errors = check(call.path, value).errors
    schema = [problem for problem in errors if _error_type(problem)]
    if schema or not isinstance(value, dict):
        raise invalid_body([_entry(problem, value) for problem in schema])
    if second_layer:
        second_layer(value)
    if errors:
        raise refused(Fault.ARGUMENTS, str(errors[0]))
    return Body(value, digest(value))


def _error_type(problem: Problem) -> str:
    """The pydantic type, or an empty string for what the API's schema lets pass."""
    if problem.loc[:1] and problem.loc[0] in _KNOWN_TO_THE_SCHEMA:
        return ""
    if _VERDICT.match(problem.rule):
        return "extra_forbidden"
    kind = _ERROR_TYPES.get(problem.rule, "")
    if kind != "value_error":
        return kind
    fitting = (name for name, words in _EXPECTATIONS if words.search(problem.message))
    return next(fitting, kind)


def _entry(problem: Problem, body: Json) -> JsonObject:
    """One entry of the 422. A role that is wrong or absent is the message's problem."""
    kind, loc = _error_type(problem), problem.loc
    if len(loc) == 3 and loc[0] == "messages" and loc[2] == "role":
        kind = "union_tag_not_found" if kind == "missing" else "union_tag_invalid"
        loc = loc[:2]
    return {
        "type": kind,
        "loc": ["body", *_tagged(loc, body)],
        "msg": _message(kind, problem),
        "input": _input(kind, loc, body),
    }


def _tagged(loc: Location, body: Json) -> list[Json]:
    """The location with a message's role after its index, as the API's union has it."""
    path: list[Json] = [*loc]
    if len(loc) > 2 and loc[0] == "messages":
        message = _at(loc[:2], body)
        role = as_text(message.get("role")) if isinstance(message, dict) else ""
        if role:
            path.insert(2, role)
    return path


def _message(kind: str, problem: Problem) -> str:
    if kind == "extra_forbidden":
        return "Extra inputs are not permitted"
    if kind == "missing":
        return "Field required"
    return problem.message


def _input(kind: str, loc: Location, body: Json) -> Json:
    # Pydantic shows the object that lacks the key.
    return _at(loc[:-1] if kind == "missing" else loc, body)


def _at(loc: Location, value: Json) -> Json:
    for step in loc:
        if isinstance(value, dict) and isinstance(step, str):
            value = value.get(step)
        elif isinstance(value, list) and isinstance(step, int):
            value = value[step] if step < len(value) else None
        else:
            return None
    return value
