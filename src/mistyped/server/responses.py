"""`/v1/responses`: what the chat server would answer, as items; nothing is kept."""

from __future__ import annotations

from typing import Final

from starlette.responses import JSONResponse, Response

from mistyped.server.call import Call
from mistyped.server.chat_request import read_chat_request
from mistyped.server.choices import Choice, choose, prompt_tokens
from mistyped.server.completion_envelope import envelope_for
from mistyped.server.context_length import refuse_too_long
from mistyped.server.json_body import JsonBody, digest
from mistyped.server.json_types import Json, JsonObject
from mistyped.server.response_events import events
from mistyped.server.response_input import as_chat
from mistyped.server.routes import handles
from mistyped.server.server_sent_events import named_event_stream
from mistyped.server.tokenizer import count_tokens
from mistyped.server.validation import checked_body

# What an answer repeats, and what it says if nothing was asked for.
_REPEATED: Final[JsonObject] = {
    "instructions": None,
    "metadata": {},
    "parallel_tool_calls": True,
    "tool_choice": "auto",
    "tools": [],
    "temperature": None,
    "top_p": None,
    "background": False,
    "max_output_tokens": None,
    "max_tool_calls": None,
    "prompt_cache_key": None,
    "reasoning": None,
    "store": False,
    "text": {"format": {"type": "text"}},
    "top_logprobs": 0,
    "truncation": "disabled",
}


@handles("responses.create")
def create(call: Call) -> Response:
    """Answer with items: thoughts, then calls of functions or a message.

    Raises:
        ApiError: 422 or 400, for what Mistral's API refuses.
    """
    asked = checked_body(call).value
    answer = _answer(asked)
    if asked.get("stream") is True:
        return named_event_stream(events(answer))
    return JSONResponse(answer)


@handles("responses.input_tokens.count")
def count(call: Call) -> Response:
    """Answer with the number of tokens.

    Raises:
        ApiError: 422 or 400, for what Mistral's API refuses.
    """
    chat = as_chat(checked_body(call).value)
    tokens = prompt_tokens(read_chat_request(JsonBody(chat, digest(chat))))
    return JSONResponse({"object": "response.input_tokens", "input_tokens": tokens})


def _answer(asked: JsonObject) -> JsonObject:
    chat = as_chat(asked)
    request = read_chat_request(JsonBody(chat, digest(chat)))
    tokens = prompt_tokens(request)
    refuse_too_long(request.model, tokens)
    choice, envelope = choose(request, 0), envelope_for(request)
    items: list[Json] = [*_items(choice, envelope.id)]
    cut = choice.finish_reason == "length"
    repeated = {
        name: default if asked.get(name) is None else asked[name]
        for name, default in _REPEATED.items()
    }
    return {
        "id": f"resp_{envelope.id}",
        "object": "response",
        "created_at": envelope.created,
        "completed_at": None if cut else envelope.created,
        "model": request.model,
        "status": "incomplete" if cut else "completed",
        "incomplete_details": {"reason": "max_output_tokens"} if cut else None,
        "error": None,
        "previous_response_id": None,
        **repeated,
        "output": items,
        "usage": _usage(tokens, choice),
    }


def _items(choice: Choice, name: str) -> list[JsonObject]:
    status = "incomplete" if choice.finish_reason == "length" else "completed"
    items: list[JsonObject] = []
    if choice.thinking:
        thought: Json = [{"type": "reasoning_text", "text": choice.thinking}]
        items.append({"type": "reasoning", "summary": [], "content": thought})
    for call in choice.calls:
        function: JsonObject = {"name": call.name, "arguments": call.arguments}
        items.append({"type": "function_call", "call_id": call.id, **function})
    if choice.text or not items:
        text: JsonObject = {"type": "output_text", "text": choice.text}
        part: Json = {**text, "annotations": [], "logprobs": []}
        items.append({"type": "message", "role": "assistant", "content": [part]})
    return [
        {"id": f"{each['type']}_{name}_{number}", "status": status, **each}
        for number, each in enumerate(items)
    ]


def _usage(prompt: int, choice: Choice) -> JsonObject:
    return {
        "input_tokens": prompt,
        "input_tokens_details": {"cached_tokens": 0, "cache_write_tokens": 0},
        "output_tokens": choice.tokens,
        "output_tokens_details": {"reasoning_tokens": count_tokens(choice.thinking)},
        "total_tokens": prompt + choice.tokens,
    }
