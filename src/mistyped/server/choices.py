"""One answer to a chat request, before it is put into an envelope or a stream."""

from __future__ import annotations

from dataclasses import dataclass, replace

from mistyped.server import echo
from mistyped.server.canned import Canned, FinishReason, told
from mistyped.server.chat_request import ChatRequest, content_text
from mistyped.server.json_types import Json, dump_json
from mistyped.server.schema_instances import instance
from mistyped.server.tokenizer import TokenBudget, count_tokens, cut_at_stop
from mistyped.server.tool_calls import ToolCall, call_id, tool_calls

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
        tokens: The number of tokens generated for it.
    """

    index: int
    text: str
    thinking: str
    calls: tuple[ToolCall, ...]
    finish_reason: FinishReason
    tokens: int


def choose(request: ChatRequest, index: int) -> Choice:
    """Make one answer: thinking first, then tool calls or a text, within the budget.

    What a script says is said as it is.
    """
    if (canned := told()) is not None:
        return canned_choice(canned, request, index)
    budget = TokenBudget(request.limit)
    thought = budget.take(echo.thinking(request, index)) if request.thinks else ""
    wanted = tool_calls(request, index)
    calls = _calls(wanted, budget)
    text = "" if wanted else request.prefix + budget.take(_until_stop(request, index))
    return Choice(
        index=index,
        text=text,
        thinking=thought,
        calls=calls,
        finish_reason=_finish_reason(budget, calls),
        tokens=budget.spent,
    )


def canned_choice(canned: Canned, request: ChatRequest, index: int) -> Choice:
    """Make the answer that a script says."""
    calls = tuple(
        ToolCall(call_id(request.body.digest, index, place), name, arguments)
        for place, (name, arguments) in enumerate(canned.calls)
    )
    spent = TokenBudget(None)
    for text in (canned.thinking, canned.text, *map(_CALL_OVERHEAD.join, canned.calls)):
        spent.take(text)
    return Choice(
        index=index,
        text=canned.text,
        thinking=canned.thinking,
        calls=calls,
        finish_reason=canned.finish_reason or ("tool_calls" if calls else "stop"),
        tokens=spent.spent,
    )


def _finish_reason(budget: TokenBudget, calls: tuple[ToolCall, ...]) -> FinishReason:
    if budget.exceeded:
        return "length"
    return "tool_calls" if calls else "stop"


def prompt_tokens(request: ChatRequest) -> int:
    """The tokens of the conversation and of the tools on offer."""
    messages = sum(
        _MESSAGE_OVERHEAD
        + count_tokens(content_text(message.get("content")))
        + _value_tokens(message.get("tool_calls"))
        for message in request.messages
    )
    return messages + _value_tokens(request.body.value.get("tools"))


def _value_tokens(value: Json) -> int:
    return count_tokens(dump_json(value)) if value else 0


def _calls(wanted: list[ToolCall], budget: TokenBudget) -> tuple[ToolCall, ...]:
    calls: list[ToolCall] = []
    for call in wanted:
        budget.take(_CALL_OVERHEAD + call.name)
        if budget.exceeded:  # a call that is cut before its arguments is dropped
            break
        calls.append(replace(call, arguments=budget.take(call.arguments)))
    return tuple(calls)


def _until_stop(request: ChatRequest, index: int) -> str:
    return cut_at_stop(_continuation(request, index), request.stops)


def _continuation(request: ChatRequest, index: int) -> str:
    """What is generated behind the prefix."""
    text = _full_text(request, index)
    if not request.prefix:
        return text
    if request.format != "text":
        return text.removeprefix(request.prefix)
    return text if request.prefix[-1].isspace() else f" {text}"


def _full_text(request: ChatRequest, index: int) -> str:
    if request.format == "json_schema":
        return dump_json(instance(request.schema, echo.variant(request, index)))
    if request.format == "json_object":
        return echo.json_answer(request, index)
    return echo.answer(request, index)
