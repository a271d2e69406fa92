"""Layer 1: the request schema, asked of the package's own check.

The server holds no second copy of the schema. It answers what `mistyped.check` finds
with Mistral's 422; what no schema rule covers comes after layer 2 as a 400, so that
nothing the check refuses is let through.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from mistyped._check.preflight import check
from mistyped.problems import Problem
from mistyped.server.bodies import Body, digest, read
from mistyped.server.details import entry, is_schema_problem
from mistyped.server.errors import Fault, invalid_body, refused
from mistyped.server.operations import Call
from mistyped.server.values import JsonObject

# The API's schema has these keys; the model refuses them, in layer 2.
_KNOWN_TO_THE_SCHEMA: Final = {
    "logprobs",
    "top_logprobs",
    "prompt_logprobs",
    "top_prompt_logprobs",
}
# The API's schema has no bound there; the model does, in layer 2.
_UNBOUNDED: Final = {("/v1/embeddings", "input")}


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
    errors = check(call.path, value, method=call.method).errors
    schema = [problem for problem in errors if _stops_here(call.path, problem)]
    if schema or not isinstance(value, dict):
        raise invalid_body([entry(problem, value) for problem in schema])
    if second_layer:
        second_layer(value)
    if errors:
        raise refused(Fault.ARGUMENTS, str(errors[0]))
    return Body(value, digest(value))


def _stops_here(path: str, problem: Problem) -> bool:
    if problem.loc[:1] and problem.loc[0] in _KNOWN_TO_THE_SCHEMA:
        return False
    if problem.rule == "too-many" and (path, problem.path) in _UNBOUNDED:
        return False
    return is_schema_problem(problem)
