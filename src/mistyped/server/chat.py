"""`POST /v1/chat/completions`, whole or as a stream."""

from __future__ import annotations

from starlette.responses import JSONResponse, Response

from mistyped.server import conversation, validation
from mistyped.server.bodies import Body
from mistyped.server.chat_stream import chunks
from mistyped.server.choices import Choice, choose
from mistyped.server.envelope import envelope, text_chunk, thinking_chunk, usage
from mistyped.server.events import event_stream
from mistyped.server.operations import Call
from mistyped.server.turn import turn
from mistyped.server.values import Json, JsonObject


def completions(call: Call) -> Response:
    """Answer a chat request with an echo, tool calls or JSON.

    Raises:
        ApiError: 422 or 400, for what Mistral's API refuses.
    """
    return answered(validation.accepted(call, conversation.check))


def answered(body: Body) -> Response:
    """Answer a chat request that has passed the checks."""
    asked = turn(body)
    choices = [choose(asked, index) for index in range(asked.choices)]
    around, counted = envelope(asked), usage(asked, choices)
    if asked.streams:
        return event_stream(chunks(around, choices, counted))
    whole = around.wrap("chat.completion", [finished(choice) for choice in choices])
    return JSONResponse({**whole, "usage": counted})


def finished(choice: Choice) -> JsonObject:
    """A choice as a whole answer has it."""
    calls: list[Json] = [call.wire(place) for place, call in enumerate(choice.calls)]
    return {
        "index": choice.index,
        "message": {
            "role": "assistant",
            "content": content(choice),
            "tool_calls": calls or None,
        },
        "finish_reason": choice.finish_reason,
    }


def content(choice: Choice) -> Json:
    """Return what a choice says: text, or a list of chunks if it thinks."""
    if not choice.thinking:
        return choice.text
    text: list[Json] = [text_chunk(choice.text)] if choice.text else []
    return [thinking_chunk(choice.thinking), *text]
