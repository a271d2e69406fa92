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
    """Return the chunk with text as its content, its usage as it is."""
    if not any(isinstance(each.delta.content, list) for each in chunk.choices):
        return chunk
    return chunk.model_copy(update={"choices": _flat_choices(chunk)})


def _flat_choices(chunk: ChatCompletionChunk) -> list[ChunkChoice]:
    return [
        choice.model_copy(update={"delta": _flatten(choice.delta)})
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
