"""The words of an answer: an echo that says it is one.

The seed and the number of the choice pick the words around the echo, so that two seeds,
or two choices, never read the same.
"""

from __future__ import annotations

from typing import Final

from mistyped.server.chat_request import ChatRequest, content_text
from mistyped.server.json_types import (
    JsonObject,
    as_object,
    as_objects,
    as_text,
    dump_json,
)
from mistyped.server.tokenizer import count_tokens

_OPENERS: Final = (
    "You said",
    "I heard",
    "Your message was",
    "Word for word",
    "Back to you",
    "Here it is again",
    "Repeated as received",
)
_CLOSERS: Final = (
    "This is an echo by mistyped serve, which is no language model.",
    "An echo from mistyped serve; no language model was asked.",
    "mistyped serve only echoes: there is no language model behind it.",
    "No language model wrote this; mistyped serve echoes what it gets.",
    "Echoed by mistyped serve, a test server without a language model.",
)


def answer(request: ChatRequest, index: int) -> str:
    """The text of one choice: what was said last, quoted, with words around it."""
    step = variant(request, index)
    opener = _OPENERS[step % len(_OPENERS)]
    closer = _CLOSERS[step // len(_OPENERS) % len(_CLOSERS)]
    return f"{opener}: {subject(request)}. {closer}{_mark(request, index)}"


def json_answer(request: ChatRequest, index: int) -> str:
    """One choice as a JSON object, for `response_format` without a schema."""
    return dump_json(
        {
            "echo": subject(request),
            "from": "mistyped serve, no language model",
            "random_seed": request.seed,
            "choice": index,
        }
    )


def thinking(request: ChatRequest, index: int) -> str:
    """The reasoning of one choice; it claims none."""
    said = subject(request)
    return (
        f"The last message has {count_tokens(said)} tokens. "
        "I am mistyped serve, a test server, and cannot think. "
        f"So choice {index + 1} will be an echo."
    )


def subject(request: ChatRequest) -> str:
    """What is echoed, quoted: the tool results at the end, or the last user message."""
    if results := _last_results(request.messages):
        return ", ".join(_result(request.messages, message) for message in results)
    return f'"{last_user_text(request)}"'


def last_user_text(request: ChatRequest) -> str:
    """The text of the last user message, empty if there is none."""
    users = [m for m in request.messages if m.get("role") == "user"]
    return content_text(users[-1].get("content")) if users else ""


def variant(request: ChatRequest, index: int) -> int:
    """The number that picks the words of a choice."""
    return (request.seed or 0) + index


def _mark(request: ChatRequest, index: int) -> str:
    # The words repeat after thirty-five seeds; the mark does not.
    seed = [] if request.seed is None else [f"random_seed {request.seed}"]
    choice = [f"choice {index + 1} of {request.choices}"] if request.choices > 1 else []
    marks = ", ".join(seed + choice)
    return f" [{marks}]" if marks else ""


def _last_results(messages: list[JsonObject]) -> list[JsonObject]:
    last_other = max(
        (i for i, m in enumerate(messages) if m.get("role") != "tool"), default=-1
    )
    return messages[last_other + 1 :]


def _result(messages: list[JsonObject], result: JsonObject) -> str:
    names = {
        as_text(call.get("id")): as_text(as_object(call.get("function")).get("name"))
        for message in messages
        for call in as_objects(message.get("tool_calls"))
    }
    name = result.get("name") or names.get(as_text(result.get("tool_call_id")))
    return f'the tool {name} returned "{content_text(result.get("content"))}"'
