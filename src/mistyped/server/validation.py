"""Layer 1: the request schema, asked of the package's own check.

The server holds no second copy of the schema. It answers what the check finds with
Mistral's 422; what no schema rule covers comes after layer 2 as a 400, so that nothing
the check refuses is let through.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Final

from mistyped._check.batch_requests import is_of_a_request
from mistyped._check.preflight import preflight
from mistyped.problems import Problem
from mistyped.server.call import Call
from mistyped.server.errors import ApiError, ErrorCode, model_error, validation_error
from mistyped.server.json_body import JsonBody, digest, parse_json
from mistyped.server.json_types import Json, JsonObject
from mistyped.server.validation_errors import error_entries, is_in_schema

# The API's schema has these keys; the model refuses them, in layer 2.
_KNOWN_TO_THE_SCHEMA: Final = {
    "logprobs",
    "top_logprobs",
    "prompt_logprobs",
    "top_prompt_logprobs",
}
# The API's schema has no bound there; the model does, in layer 2.
_UNBOUNDED: Final = {("embeddings.create", "input")}


def checked_body(
    call: Call, model_rules: Callable[[JsonObject], None] | None = None
) -> JsonBody:
    """Read a JSON body and ask both layers.

    Args:
        call: The request.
        model_rules: The operation's layer 2; raises what it refuses.

    Raises:
        ApiError: 422 for the schema, 400 for the rest.
    """
    value = parse_json(call.body)
    found = preflight(call.operation, value).report.errors
    errors = [each for each in found if not is_of_a_request(call.operation, each)]
    in_schema = [problem for problem in errors if _is_in_layer_1(call, problem)]
    if in_schema or not isinstance(value, dict):
        raise refusal(call, in_schema, value)
    if model_rules:
        model_rules(value)
    if errors:
        text = f"{errors[0].path}: {errors[0].message}"
        raise model_error(ErrorCode.ARGUMENTS, text)
    return JsonBody(value, digest(value))


def refusal(call: Call, problems: Iterable[Problem], request: Json) -> ApiError:
    """Return the 422 for what the schema has against a body, a form or a query."""
    return validation_error(
        [
            entry
            for problem in problems
            for entry in error_entries(call.operation, problem, request)
        ]
    )


def _is_in_layer_1(call: Call, problem: Problem) -> bool:
    if problem.loc[:1] and problem.loc[0] in _KNOWN_TO_THE_SCHEMA:
        return False
    place = (call.operation.id, problem.path)
    if problem.rule == "too-many" and place in _UNBOUNDED:
        return False
    return is_in_schema(problem)
