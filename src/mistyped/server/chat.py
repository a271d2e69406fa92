"""`POST /v1/chat/completions`, whole or as a stream."""

from __future__ import annotations

from typing import Final

from starlette.responses import JSONResponse, Response

from mistyped.server.call import Call
from mistyped.server.chat_request import read_chat_request
from mistyped.server.chat_stream import chunks
from mistyped.server.choices import Choice, choose, prompt_tokens
from mistyped.server.completion_envelope import (
    envelope_for,
    text_chunk,
    thinking_chunk,
    usage,
)
from mistyped.server.context_length import refuse_too_long
from mistyped.server.errors import ErrorCode, model_error
from mistyped.server.json_body import JsonBody
from mistyped.server.json_types import Json, JsonObject
from mistyped.server.routes import handles
from mistyped.server.server_sent_events import event_stream
from mistyped.server.validation import checked_body

_MOST_CHOICES: Final = 128
_MOST_TOKENS: Final = 2_000_000


@handles("chat.completions.create")
def completions(call: Call) -> Response:
    """Answer a chat request with an echo, tool calls or JSON.

    Raises:
        ApiError: 422 or 400, for what Mistral's API refuses.
    """
    return chat_response(checked_body(call))


def chat_response(body: JsonBody) -> Response:
    """Answer a chat request that has passed the checks.

    Raises:
        ApiError: 400 for more choices, or longer ones, than anybody waits for, and for
            a prompt that is longer than its model's context.
    """
    request = read_chat_request(body)
    if request.choices > _MOST_CHOICES:
        message = f"the local server makes at most {_MOST_CHOICES} choices"
        raise model_error(ErrorCode.ARGUMENTS, message)
    tokens = prompt_tokens(request)
    if request.choices * tokens > _MOST_TOKENS:
        message = f"the local server writes at most {_MOST_TOKENS} tokens an answer"
        raise model_error(ErrorCode.ARGUMENTS, message)
    refuse_too_long(request.model, tokens)
    choices = [choose(request, index) for index in range(request.choices)]
    envelope, figures = envelope_for(request), usage(tokens, choices)
    if request.streams:
        return event_stream(chunks(envelope, choices, figures))
    whole = envelope.wrap("chat.completion", [choice_object(each) for each in choices])
    return JSONResponse({**whole, "usage": figures})


def choice_object(choice: Choice) -> JsonObject:
    """A choice as a whole answer has it."""
    calls: list[Json] = [call.to_json(place) for place, call in enumerate(choice.calls)]
    return {
        "index": choice.index,
        "message": {
            "role": "assistant",
            "content": message_content(choice),
            "tool_calls": calls or None,
        },
        "finish_reason": choice.finish_reason,
    }


def message_content(choice: Choice) -> Json:
    """Return what a choice says: text, or a list of chunks if it thinks."""
    if not choice.thinking:
        return choice.text
    text: list[Json] = [text_chunk(choice.text)] if choice.text else []
    return [thinking_chunk(choice.thinking), *text]
