"""Answers on their way back into a request: what a message may keep.

Mistral takes the content of an assistant message, its thoughts as chunks, its tool
calls and `prefix`. What else an answer has is left behind; what had a value is told.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from mistyped._values.guards import is_list, is_mapping
from mistyped.problems import Location, Problem

_MESSAGE = ("role", "content", "tool_calls", "prefix")
_CALL = ("id", "type", "function", "index")
_FUNCTION = ("name", "arguments")
_DERIVED = {"parsed", "parsed_arguments"}  # which the content says as well
_NOTHING: tuple[object, ...] = (None, "", [], {})


def as_request_message(
    message: Mapping[object, object],
) -> tuple[dict[str, object], list[Problem]]:
    """Return an answer's message as a request takes it, and what it left behind.

    `reasoning_content` becomes a thinking chunk before the content. Empty members that
    a request does not take go without a word; of the others there is a warning each.
    """
    dropped = list(_left_out(message, _MESSAGE, ()))
    kept = {key: message[key] for key in _MESSAGE if message.get(key) is not None}
    kept = {"role": "assistant", **kept}
    if is_list(kept.get("content")):
        kept["content"] = _without_nulls(kept["content"])
    thoughts = message.get("reasoning_content")
    if isinstance(thoughts, str) and thoughts:
        kept["content"] = [_thinking(thoughts), *_chunks(kept.get("content"))]
    calls = kept.pop("tool_calls", None)
    if is_list(calls) and calls:
        cleaned = [_call(each, ("tool_calls", i)) for i, each in enumerate(calls)]
        kept["tool_calls"] = [call for call, _ in cleaned]
        dropped += [problem for _, problems in cleaned for problem in problems]
    if "content" not in kept and "tool_calls" not in kept:
        kept["content"] = ""
    return kept, dropped


def _call(call: object, loc: Location) -> tuple[object, list[Problem]]:
    if not is_mapping(call):
        return call, []
    dropped = list(_left_out(call, _CALL, loc))
    kept = {key: call[key] for key in _CALL if call.get(key) is not None}
    function = kept.get("function")
    if is_mapping(function):
        dropped += _left_out(function, _FUNCTION, (*loc, "function"))
        kept["function"] = {key: function[key] for key in _FUNCTION if key in function}
    return kept, dropped


def _left_out(
    holder: Mapping[object, object], known: tuple[str, ...], loc: Location
) -> Iterator[Problem]:
    """Yield what is left behind although it has a value."""
    for key, value in holder.items():
        taken = key in known or key in _DERIVED or key == "reasoning_content"
        if not taken and value not in _NOTHING:
            message = "Mistral takes no such member back, so it was left out"
            hint = "keep it elsewhere if you need it"
            yield Problem("left-out", (*loc, str(key)), message, hint, "warning")


def _without_nulls(value: object) -> object:
    """Return chunks without the members that a dump writes though nobody set them."""
    if is_list(value):
        return [_without_nulls(each) for each in value]
    if is_mapping(value):
        return {k: _without_nulls(v) for k, v in value.items() if v is not None}
    return value


def _thinking(text: str) -> dict[str, object]:
    return {"type": "thinking", "thinking": [{"type": "text", "text": text}]}


def _chunks(content: object) -> list[object]:
    if is_list(content):
        return content
    return [{"type": "text", "text": content}] if content else []
