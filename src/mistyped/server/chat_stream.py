"""The chunks of a streamed chat answer.

A choice opens with a chunk that holds the role and empty content. Text follows in plain
strings, tool calls in one chunk. Reasoning makes three phases, and a client has to take
all of them: lists with a thinking chunk, one list with thinking and text, then plain
strings. The last chunk of all carries the usage.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import zip_longest
from string import ascii_lowercase, digits
from typing import Final

from mistyped.server.choices import Choice
from mistyped.server.completion_envelope import (
    CompletionEnvelope,
    text_chunk,
    thinking_chunk,
)
from mistyped.server.json_types import Json, JsonObject
from mistyped.server.tokenizer import tokenize

_PADDING: Final = ascii_lowercase + digits


def chunks(
    envelope: CompletionEnvelope, choices: Sequence[Choice], usage: JsonObject
) -> Iterator[JsonObject]:
    """Write the choices as chunks, one delta a chunk, the choices taking turns."""
    rounds = zip_longest(*(_parts(choice) for choice in choices))
    parts = [part for each in rounds for part in each if part is not None]
    for number, part in enumerate(parts):
        chunk = envelope.wrap("chat.completion.chunk", [part])
        if number >= len(choices):
            chunk["p"] = _padding(envelope.id, number)
        if number == len(parts) - 1:
            chunk["usage"] = usage
        yield chunk


def _parts(choice: Choice) -> list[JsonObject]:
    deltas = _deltas(choice)
    last = len(deltas) - 1
    return [
        {
            "index": choice.index,
            "delta": delta,
            "finish_reason": choice.finish_reason if place == last else None,
        }
        for place, delta in enumerate(deltas)
    ]


def _deltas(choice: Choice) -> list[JsonObject]:
    opening: JsonObject = {"role": "assistant", "content": ""}
    rest: list[JsonObject] = [{"content": content} for content in _contents(choice)]
    if choice.calls:
        calls: list[Json] = [call.to_json(at) for at, call in enumerate(choice.calls)]
        rest.append({"tool_calls": calls})
    return [opening, *(rest or [{"content": ""}])]


def _contents(choice: Choice) -> list[Json]:
    thoughts, words = tokenize(choice.thinking), tokenize(choice.text)
    if not thoughts:
        return [*words]
    if not words:
        return [[thinking_chunk(thought)] for thought in thoughts]
    thinking: list[Json] = [[thinking_chunk(thought)] for thought in thoughts[:-1]]
    turning: Json = [thinking_chunk(thoughts[-1]), text_chunk(words[0])]
    return [*thinking, turning, *words[1:]]


def _padding(seed: str, number: int) -> str:
    # The API pads chunks with a key "p" so that their length does not give words away.
    return _PADDING[: 1 + (int(seed, 16) + 7 * number) % len(_PADDING)]
