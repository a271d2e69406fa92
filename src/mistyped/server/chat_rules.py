"""Layer 2 of chat: what the schema allows and the model or its template refuses.

This file holds the rules and the server's words for them, one function a rule, in the
order in which they are asked. Each is written from what the API was seen to answer; a
rule that newer answers contradict (a user message right after a tool result) is absent.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import groupby, pairwise
from typing import Final

from mistyped.server.chat_request import forced_name, function_tools
from mistyped.server.errors import ErrorCode, model_error
from mistyped.server.json_types import JsonObject, as_object, as_objects, as_text

# Families that Mistral serves. The last are relayed models with rules of their own.
_FAMILIES: Final = (
    "mistral-",
    "ministral-",
    "magistral-",
    "codestral-",
    "devstral-",
    "pixtral-",
    "voxtral-",
    "mathstral-",
    "open-",
    "ft:",
    "labs-",
)
_RELAYED: Final = ("zai-",)
_CALL_ID: Final = re.compile(r"[a-zA-Z0-9]{9}")
# Who may follow whom. Whoever is absent from a set is refused.
_FOLLOWERS: Final = {
    "": {"system", "user", "assistant"},
    "system": {"system", "user", "assistant"},
    "user": {"system", "user", "assistant"},
    "assistant": {"user", "assistant", "tool"},
    "tool": {"user", "assistant", "tool"},
}


def check(body: JsonObject) -> None:
    """Ask every rule.

    Raises:
        ApiError: 400, for the first rule that is broken.
    """
    for rule in _RULES:
        rule(body)


def check_model(body: JsonObject) -> None:
    """Refuse a model of no family that Mistral serves.

    Raises:
        ApiError: 400, for such a model.
    """
    model = as_text(body.get("model"))
    if not model.startswith(_FAMILIES + _RELAYED):
        raise model_error(ErrorCode.MODEL, f"Invalid model: {model}")


def _log_probabilities(body: JsonObject) -> None:
    if body.get("logprobs") is True or body.get("top_logprobs"):
        message = "Logprobs are not enabled for this model"
        raise model_error(ErrorCode.ARGUMENTS, message)


def _format_beside_tools(body: JsonObject) -> None:
    kind = as_text(as_object(body.get("response_format")).get("type"))
    forced = body.get("tool_choice") in ("any", "required") or forced_name(body)
    if body.get("tools") and forced and kind.startswith("json_"):
        message = f"`{kind}` response type with tools is only compatible with"
        raise model_error(ErrorCode.ARGUMENTS, f"{message} `tool_choice: auto`")


def _forced_tool(body: JsonObject) -> None:
    name = forced_name(body)
    if name and name not in {tool.name for tool in function_tools(body)}:
        raise model_error(ErrorCode.ARGUMENTS, f"tool_choice names no tool: {name}")


def _empty_assistant(body: JsonObject) -> None:
    for message in _messages(body):
        nothing = not message.get("content") and not message.get("tool_calls")
        if message.get("role") == "assistant" and nothing:
            text = "Assistant message must have either content or tool_calls"
            raise model_error(ErrorCode.REQUEST, f"{text}, but not none.")


def _order(body: JsonObject) -> None:
    roles = ["", *(as_text(message.get("role")) for message in _messages(body))]
    for before, role in pairwise(roles):
        if role not in _FOLLOWERS.get(before, {role}):
            where = f"after role '{before}'" if before else "as the first message"
            raise model_error(
                ErrorCode.MESSAGE_ORDER, f"Unexpected role '{role}' {where}"
            )


def _last_role(body: JsonObject) -> None:
    last = _messages(body)[-1:]
    role = as_text(last[0].get("role")) if last else "none"
    prefixed = bool(last) and last[0].get("prefix") is True
    if role not in ("user", "tool") and not (role == "assistant" and prefixed):
        allowed = "User or Tool (or Assistant with prefix True)"
        message = f"Expected last role {allowed} for serving but got {role}"
        raise model_error(ErrorCode.MESSAGE_ORDER, message)


def _call_ids(body: JsonObject) -> None:
    relayed = as_text(body.get("model")).startswith(_RELAYED)
    for call_id in _ids(body):
        # A missing id travels as the string "null", the default of the wire type.
        if call_id in ("", "null"):
            raise model_error(
                ErrorCode.FUNCTION_CALL, "Tool call id has to be defined."
            )
        if not relayed and not _CALL_ID.fullmatch(call_id):
            rule = "must be a-z, A-Z, 0-9, with a length of 9."
            message = f"Tool call id was {call_id} but {rule}"
            raise model_error(ErrorCode.FUNCTION_CALL, message)


def _pairing(body: JsonObject) -> None:
    open_calls: list[str] = []
    for is_tool, group in groupby(
        _messages(body), key=lambda message: message.get("role") == "tool"
    ):
        run = list(group)
        if is_tool:
            _answered(open_calls, [as_text(m.get("tool_call_id")) for m in run])
            open_calls = []
            continue
        for message in run:
            _answered(open_calls, [])
            open_calls = [
                as_text(call.get("id"))
                for call in as_objects(message.get("tool_calls"))
            ]
    _answered(open_calls, [])


def _answered(calls: list[str], results: list[str]) -> None:
    if len(calls) != len(results):
        message = "Not the same number of function calls and responses"
        raise model_error(ErrorCode.MESSAGE_ORDER, message)
    for result in results:
        if result not in calls:
            message = f"Unexpected tool call id {result} in tool results"
            raise model_error(ErrorCode.MESSAGE_ORDER, message)


def _ids(body: JsonObject) -> Iterator[str]:
    for message in _messages(body):
        for call in as_objects(message.get("tool_calls")):
            yield as_text(call.get("id"))
        if message.get("role") == "tool":
            yield as_text(message.get("tool_call_id"))


def _messages(body: JsonObject) -> list[JsonObject]:
    return as_objects(body.get("messages"))


_RULES: Final[tuple[Callable[[JsonObject], None], ...]] = (
    check_model,
    _log_probabilities,
    _order,
    _last_role,
    _empty_assistant,
    _call_ids,
    _pairing,
    _format_beside_tools,
    _forced_tool,
)
