"""Layer 2: what the schema allows and a rule of the check is against, as a 400.

The server holds no rules of its own: it refuses what the check refuses, and of what the
check only warns of that which Mistral was seen to refuse for the very model. Here are
the server's words for it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from fnmatch import fnmatchcase
from typing import Final, TypeAlias

from mistyped.problems import Problem
from mistyped.server.errors import ApiError, ErrorCode, model_error
from mistyped.server.json_types import Json, JsonObject, as_object, as_objects, as_text
from mistyped.server.validation_errors import value_at

_Words: TypeAlias = Callable[[JsonObject, Problem], str]

# Only warnings of the check, since an alias moves and a table grows old; yet each was
# quoted or recorded as a refusal of these models.
_REFUSED_ALL_THE_SAME: Final[Mapping[str, tuple[str, ...]]] = {
    "foreign-name": ("*",),
    "dimension-of-model": ("*",),
    "effort-of-model": ("*",),
    "logprobs-of-model": ("*",),
    "call-id-form": ("mistral-large-*", "mistral-medium-*"),
}
_LAST_ROLE: Final = "User or Tool (or Assistant with prefix True)"


def refused(problem: Problem, request: Json) -> bool:
    """Whether the server refuses a request for a problem."""
    if problem.severity == "error":
        return True
    model = as_text(as_object(request).get("model"))
    patterns = _REFUSED_ALL_THE_SAME.get(problem.rule, ())
    return any(fnmatchcase(model, each) for each in patterns)


def model_refusal(problems: Iterable[Problem], request: JsonObject) -> ApiError:
    """Return the 400 for the first problem, of the model before all others."""
    problem = min(problems, key=lambda each: each.loc != ("model",))
    code, words = _WORDS.get(problem.rule, (ErrorCode.ARGUMENTS, _plain))
    return model_error(code, words(request, problem))


def _plain(_: JsonObject, problem: Problem) -> str:
    return f"{problem.path}: {problem.message}"


def _constant(text: str) -> _Words:
    def words(_: JsonObject, __: Problem) -> str:
        return text

    return words


def _of_value(text: str) -> _Words:
    """Put the value that the problem is about into a text."""
    return lambda request, problem: text.format(value_at(problem.loc, request))


def _last_role(request: JsonObject, _: Problem) -> str:
    messages = as_objects(request.get("messages"))
    role = as_text(messages[-1].get("role")) if messages else "none"
    return f"Expected last role {_LAST_ROLE} for serving but got {role}"


def _order(request: JsonObject, problem: Problem) -> str:
    messages = as_objects(request.get("messages"))
    places = [each for each in problem.loc if isinstance(each, int)]
    at = places[0] if places else 0
    role = as_text(messages[at].get("role"))
    before = as_text(messages[at - 1].get("role")) if at else ""
    where = f"after role '{before}'" if before else "as the first message"
    return f"Unexpected role '{role}' {where}"


def _pairing(request: JsonObject, _: Problem) -> str:
    calls: list[Json] = []
    results: list[Json] = []
    for message in as_objects(request.get("messages")):
        calls += [call.get("id") for call in as_objects(message.get("tool_calls"))]
        results += [message["tool_call_id"]] if "tool_call_id" in message else []
    if len(calls) != len(results):
        return "Not the same number of function calls and responses"
    unasked = next((each for each in results if each not in calls), results[0])
    return f"Unexpected tool call id {unasked} in tool results"


def _beside_tools(request: JsonObject, _: Problem) -> str:
    kind = as_object(request.get("response_format")).get("type")
    text = f"`{kind}` response type with tools is only compatible with"
    return f"{text} `tool_choice: auto`"


_UNPAIRED: Final = (ErrorCode.MESSAGE_ORDER, _pairing)
_BAD_ID: Final = (
    ErrorCode.FUNCTION_CALL,
    _of_value("Tool call id was {} but must be a-z, A-Z, 0-9, with a length of 9."),
)
_BAD_END: Final = (ErrorCode.MESSAGE_ORDER, _last_role)
_WORDS: Final[Mapping[str, tuple[ErrorCode, _Words]]] = {
    "foreign-name": (ErrorCode.MODEL, _of_value("Invalid model: {}")),
    "logprobs-of-model": (
        ErrorCode.ARGUMENTS,
        _constant("Logprobs are not enabled for this model"),
    ),
    "dimension-of-model": (
        ErrorCode.ARGUMENTS,
        _constant("This model does not support output_dimension."),
    ),
    "empty-messages": _BAD_END,
    "last-role": _BAD_END,
    "lone-assistant": _BAD_END,
    "role-order": (ErrorCode.MESSAGE_ORDER, _order),
    "empty-assistant": (
        ErrorCode.REQUEST,
        _constant(
            "Assistant message must have either content or tool_calls, but not none."
        ),
    ),
    "missing-call-id": (
        ErrorCode.FUNCTION_CALL,
        _constant("Tool call id has to be defined."),
    ),
    "call-id-nine": _BAD_ID,
    "call-id-form": _BAD_ID,
    "result-count": _UNPAIRED,
    "unanswered-call": _UNPAIRED,
    "unasked-result": _UNPAIRED,
    "duplicate-result": _UNPAIRED,
    "format-beside-tools": (ErrorCode.ARGUMENTS, _beside_tools),
    "too-many": (
        ErrorCode.PROMPT,
        _constant("Too many inputs in request, split into more batches."),
    ),
}
