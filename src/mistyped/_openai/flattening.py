"""Answers of chat in OpenAI's shape.

OpenAI's content is text alone, and Mistral's reasoning models answer lists of chunks:
text becomes `content`, thoughts become `reasoning_content`. Each tool call gets a
`type`, which Mistral may omit; the id "null", with which Mistral may continue a
streamed call, is left out.
"""

from __future__ import annotations

from mistyped._generated.responses.chat import (
    ChatCompletion,
    ChatCompletionChunk,
    ChatCompletionMessage,
    ChoiceDelta,
    ChunkChoice,
)


def as_text(chunk: ChatCompletionChunk) -> ChatCompletionChunk:
    """Return the chunk in OpenAI's shape, its usage as it is."""
    choices: list[ChunkChoice] | None = chunk.choices  # lenient reading lets it lack
    if not any(_is_foreign(each.delta) for each in choices or ()):
        return chunk
    return chunk.model_copy(update={"choices": _flat_choices(chunk)})


def _is_foreign(delta: ChoiceDelta | None) -> bool:
    return delta is not None and bool(
        isinstance(delta.content, list) or delta.tool_calls
    )


def _flat_choices(chunk: ChatCompletionChunk) -> list[ChunkChoice]:
    return [
        choice.model_copy(update={"delta": _flatten(choice.delta)})
        if _is_foreign(choice.delta)
        else choice
        for choice in chunk.choices
    ]


def flatten_completion(completion: ChatCompletion) -> ChatCompletion:
    """Return the answer with text as its content; itself if it is so already."""
    if not any(
        isinstance(choice.message.content, list) or choice.message.tool_calls
        for choice in completion.choices
    ):
        return completion
    choices = [
        choice.model_copy(update={"message": _flatten(choice.message)})
        for choice in completion.choices
    ]
    return completion.model_copy(update={"choices": choices})


def _flatten(
    message: ChoiceDelta | ChatCompletionMessage,
) -> ChoiceDelta | ChatCompletionMessage:
    update: dict[str, object] = {}
    if isinstance(message.content, list):
        update["content"] = message.text or None
        if message.thinking:
            update["reasoning_content"] = message.thinking
    if message.tool_calls:
        streamed = isinstance(message, ChoiceDelta)
        update["tool_calls"] = [
            call.model_copy(
                update={
                    "type": call.type or "function",
                    "id": None if streamed and call.id == "null" else call.id,
                }
            )
            for call in message.tool_calls
        ]
    return message.model_copy(update=update) if update else message
