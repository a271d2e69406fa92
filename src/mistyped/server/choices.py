"""One answer to a chat request, before it is put into an envelope or a stream."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from mistyped.server import pieces, wording
from mistyped.server.instances import instance
from mistyped.server.pieces import Budget
from mistyped.server.tool_calls import ToolCall, tool_calls
from mistyped.server.turn import Turn, content_text
from mistyped.server.values import Json, written

FinishReason = Literal["stop", "length", "tool_calls"]

# What a message costs beside its text, and a call beside its arguments and name.
_MESSAGE_OVERHEAD = 4
_CALL_OVERHEAD = "<>"


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer.

    Attributes:
        index: Its number among the choices.
        text: The text, including a prefix; empty beside tool calls.
        thinking: The reasoning; empty if none was asked for.
        calls: The tool calls.
        finish_reason: Why it ended.
        tokens: The pieces generated for it.
    """

    index: int
    text: str
    thinking: str
    calls: tuple[ToolCall, ...]
    finish_reason: FinishReason
    tokens: int


def choose(turn: Turn, index: int) -> Choice:
    """Make one answer: thinking first, then tool calls or a text, within the budget."""
    budget = Budget(turn.limit)
    thought = budget.take(wording.thinking(turn, index)) if turn.thinks else ""
    wanted = tool_calls(turn, index)
    calls = _calls(wanted, budget)
    text = "" if wanted else turn.prefix + budget.take(_until_stop(turn, index))
    return Choice(
        index=index,
        text=text,
        thinking=thought,
        calls=calls,
        finish_reason="length" if budget.short else "tool_calls" if calls else "stop",
        tokens=budget.spent,
    )


def prompt_tokens(turn: Turn) -> int:
    """The pieces of the conversation and of the tools on offer."""
    messages = sum(
        _MESSAGE_OVERHEAD
        + pieces.count(content_text(message.get("content")))
        + _value_tokens(message.get("tool_calls"))
        for message in turn.messages
    )
    return messages + _value_tokens(turn.body.value.get("tools"))


def _value_tokens(value: Json) -> int:
    return pieces.count(written(value)) if value else 0


def _calls(wanted: list[ToolCall], budget: Budget) -> tuple[ToolCall, ...]:
    calls: list[ToolCall] = []
    for call in wanted:
        budget.take(_CALL_OVERHEAD + call.name)
        if budget.short:  # a call that is cut before its arguments is dropped
            break
        calls.append(replace(call, arguments=budget.take(call.arguments)))
    return tuple(calls)


def _until_stop(turn: Turn, index: int) -> str:
    return pieces.before(_continuation(turn, index), turn.stops)


def _continuation(turn: Turn, index: int) -> str:
    """What is generated behind the prefix."""
    text = _full_text(turn, index)
    if not turn.prefix:
        return text
    if turn.format != "text":
        return text.removeprefix(turn.prefix)
    return text if turn.prefix[-1].isspace() else f" {text}"


def _full_text(turn: Turn, index: int) -> str:
    if turn.format == "json_schema":
        return written(instance(turn.schema, wording.variant(turn, index)))
    if turn.format == "json_object":
        return wording.json_answer(turn, index)
    return wording.answer(turn, index)
