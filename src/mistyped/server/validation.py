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
from mistyped._values.rows import ApiOperation
from mistyped.problems import Problem
from mistyped.server.call import Call
from mistyped.server.errors import ApiError, validation_error
from mistyped.server.json_body import JsonBody, digest, parse_json
from mistyped.server.json_types import Json, JsonObject, as_object
from mistyped.server.model_rules import model_refusal, refused
from mistyped.server.notes import note_problems
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
        model_rules: What the operation refuses besides; raises it.

    Raises:
        ApiError: 422 for the schema, 400 for the rest.
    """
    value = parse_json(call.body)
    problems = [
        each
        for each in preflight(call.operation, value).report.problems
        if not is_of_a_request(call.operation, each)
    ]
    raise_refused(call.operation, problems, value)
    if not isinstance(value, dict):
        raise refusal(call.operation, (), value)
    if model_rules:
        model_rules(value)
    return JsonBody(value, digest(value))


def raise_refused(
    operation: ApiOperation, problems: Iterable[Problem], request: Json
) -> None:
    """Refuse a request for what the check finds in it.

    Raises:
        ApiError: 422 for the schema, 400 for the rest.
    """
    problems = list(problems)
    note_problems(problems)
    wrong = [problem for problem in problems if refused(problem, request)]
    in_schema = [each for each in wrong if _is_in_layer_1(operation, each)]
    if in_schema:
        raise refusal(operation, in_schema, request)
    if wrong:
        raise model_refusal(wrong, as_object(request))


def refusal(
    operation: ApiOperation, problems: Iterable[Problem], request: Json
) -> ApiError:
    """Return the 422 for what the schema has against a body, a form or a query."""
    return validation_error(
        [
            entry
            for problem in problems
            for entry in error_entries(operation, problem, request)
        ]
    )


def _is_in_layer_1(operation: ApiOperation, problem: Problem) -> bool:
    if problem.loc[:1] and problem.loc[0] in _KNOWN_TO_THE_SCHEMA:
        return False
    place = (operation.id, problem.path)
    if problem.rule == "too-many" and place in _UNBOUNDED:
        return False
    return is_in_schema(problem)
