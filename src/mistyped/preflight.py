"""The pure core: what a request would be on the wire, and everything wrong with it.

Nothing here does I/O or knows the OpenAI SDK. A good request takes the short way: one
validation, one serialisation. Any trouble takes the long way, which first makes a plain
copy, so that models, tuples and dates are judged by what would be sent.
"""

from __future__ import annotations

from collections.abc import Collection
from functools import cache
from importlib import import_module
from typing import NamedTuple, cast
from urllib.parse import urlsplit

import orjson
from pydantic_core import CoreSchema, SchemaValidator, ValidationError

from mistyped._generated.operations import OPERATIONS, Operation
from mistyped.json_values import child, to_plain
from mistyped.problems import Problem, Report


class Preflight(NamedTuple):
    """A checked request.

    Attributes:
        content: The body as JSON bytes; empty if JSON cannot carry it.
        report: What was found; send nothing unless `report.ok`.
    """

    content: bytes
    report: Report


def check(path: str, body: object, *, method: str = "POST") -> Report:
    """Check a request without sending it.

    Args:
        path: The operation's path, `/v1/chat/completions`; `/v1` may be left out.
        body: What would be sent, as a mapping.
        method: The HTTP method.

    Returns:
        The report. `report.ok` tells whether the request may be sent. A path that
        mistyped knows nothing of gives one warning, since nothing was checked.
    """
    operation = find_operation(method, path)
    if operation is None:
        problem = Problem(
            "unknown-operation",
            (),
            f"mistyped knows nothing of {method} {path}, so nothing was checked",
            "correct the path, or send it as it is",
            "warning",
        )
        return Report(f"{method} {path}", (problem,))
    return preflight(operation, body).report


def find_operation(method: str, path: str) -> Operation | None:
    """Return the operation at a path, with or without `/v1` and a query."""
    bare = "/" + urlsplit(path).path.strip("/")
    full = bare if bare.startswith("/v1/") else f"/v1{bare}"
    return OPERATIONS.get((method.upper(), full))


def preflight(
    operation: Operation, body: object, *, waive: Collection[str] = ()
) -> Preflight:
    """Check a body for an operation and serialise it.

    Problems of rules in `waive` are left out, unless JSON cannot carry the value.
    """
    title = f"{operation.method} {operation.path}"
    validator = _validator(operation.area, operation.request)
    try:
        validator.validate_python(body)
        return Preflight(orjson.dumps(body), Report(title))
    except (ValidationError, orjson.JSONEncodeError):
        pass
    plain, unsendable = to_plain(body)
    found: list[Problem] = []
    try:
        validator.validate_python(plain)
    except ValidationError as error:
        # Loaded when it is needed: most programs make no wrong request.
        from mistyped.diagnosis import diagnose

        found = diagnose(error, operation, plain)
        found = [each for each in found if each.rule not in waive]
    problems = _merge(unsendable, found)
    report = Report(title, tuple(sorted(problems, key=lambda p: _place(p, plain))))
    return Preflight(b"" if unsendable else orjson.dumps(plain), report)


def _merge(first: list[Problem], second: list[Problem]) -> list[Problem]:
    """Leave out of `second` what lies at or below a place that `first` names."""
    places = {problem.loc for problem in first}
    return first + [
        problem
        for problem in second
        if not any(problem.loc[:n] in places for n in range(len(problem.loc) + 1))
    ]


def _place(problem: Problem, body: object) -> tuple[int, ...]:
    """Return where a problem stands in the body; what is missing comes last."""
    place: list[int] = []
    value = body
    for item in problem.loc:
        if isinstance(item, int):
            place.append(item)
        else:
            keys = list(cast("dict[str, object]", value)) if value else []
            place.append(keys.index(item) if item in keys else len(keys))
        value = child(value, item)
    return tuple(place)


@cache
def _validator(area: str, request: str) -> SchemaValidator:
    root = {"type": "definition-ref", "schema_ref": request}
    definitions = import_module(f"mistyped._generated.validators.{area}").DEFINITIONS
    schema = {"type": "definitions", "schema": root, "definitions": definitions}
    return SchemaValidator(cast("CoreSchema", schema))
