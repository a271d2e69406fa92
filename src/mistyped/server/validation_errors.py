"""Problems as entries of Mistral's 422: pydantic's own errors, with their inputs.

Of a union in which one branch was meant, that branch alone is heard; pydantic lists the
errors of the others as well.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from mistyped._check.schemas import Schema, load_schemas, resolve
from mistyped._values.json_values import UNSENDABLE
from mistyped._values.rows import ApiOperation
from mistyped.problems import ErrorDetail, Location, Problem
from mistyped.server.json_types import Json, JsonObject

# What a schema of pydantic's leaves to a function, which raises a ValueError.
_IN_FUNCTIONS: Final = {"exactly-one", *UNSENDABLE}


def is_in_schema(problem: Problem) -> bool:
    """Whether the request's schema finds this problem, and not a rule behind it."""
    return bool(problem.details) or problem.rule in _IN_FUNCTIONS


def error_entries(
    operation: ApiOperation, problem: Problem, request: Json
) -> Iterator[JsonObject]:
    """Yield the entries of a problem, one for each error of pydantic's.

    Args:
        operation: The operation that was asked.
        problem: What is wrong.
        request: The body, or the members of a form or a query.
    """
    start = "query" if operation.carrier == "query" else "body"
    if not problem.details:
        value = value_at(problem.loc, request)
        yield value_error((start, *problem.loc), problem.message, value)
    for error in problem.details:
        entry: JsonObject = {
            "type": error.type,
            "loc": [start, *error.loc],
            "msg": error.msg,
            "input": _input(operation, error, request),
        }
        yield {**entry, "ctx": _plain(error)} if error.ctx else entry


def value_error(loc: Location, message: str, value: Json) -> JsonObject:
    """Return the entry of a ValueError, as FastAPI writes one."""
    return {
        "type": "value_error",
        "loc": [*loc],
        "msg": f"Value error, {message}",
        "input": value,
        "ctx": {"error": {}},
    }


def _plain(error: ErrorDetail) -> JsonObject:
    return {
        key: value if isinstance(value, int | float) else str(value)
        for key, value in error.ctx.items()
    }


def _input(operation: ApiOperation, error: ErrorDetail, request: Json) -> Json:
    """Return the value that an error is about; if one is missing, what it lacks in.

    Pydantic's location names the branches of unions, which the request has not.
    """
    schemas = load_schemas(operation.area)
    schema: Schema = {"type": "definition-ref", "schema_ref": operation.request}
    value = request
    path = error.loc[:-1] if error.type == "missing" else error.loc
    for number, step in enumerate(path, 1):
        schema = resolve(schema, schemas)
        match schema["type"]:
            case "union":
                schema = next(each for each, name in schema["choices"] if name == step)
            case "tagged-union":
                schema = schema["choices"][step]
            case "dict" if path[number:] == ("[key]",):
                return step  # the key itself is wrong
            case _:
                value = value_at((step,), value)
                schema = _inner(schema, step)
    return value


def _inner(schema: Schema, step: str | int) -> Schema:
    """Return the schema of a member; one that is not known has none."""
    if schema["type"] == "typed-dict":
        holder, key = schema["fields"].get(step, {}), "schema"
    else:
        holder = schema
        key = "items_schema" if schema["type"] == "list" else "values_schema"
    inner: Schema = holder.get(key, {})
    return inner


def value_at(loc: Location, value: Json) -> Json:
    """Return what stands at a location; null if there is nothing."""
    for step in loc:
        if isinstance(value, dict) and isinstance(step, str):
            value = value.get(step)
        elif isinstance(value, list) and isinstance(step, int):
            value = value[step] if step < len(value) else None
        else:
            return None
    return value
