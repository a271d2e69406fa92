"""The three request bodies, the answer and the stream that every candidate gets."""

from __future__ import annotations

import json
from typing import Any

Body = dict[str, Any]


def _tools(count: int) -> list[Body]:
    return [
        {
            "type": "function",
            "function": {
                "name": f"tool_{i}",
                "description": "Looks up one thing in a catalogue of many things.",
                "parameters": {
                    "type": "object",
                    "properties": {
                        f"argument_{j}": {
                            "type": "string",
                            "description": "What to look up, in a word or two.",
                        }
                        for j in range(5)
                    },
                    "required": ["argument_0"],
                },
            },
        }
        for i in range(count)
    ]


def _messages(count: int) -> list[Body]:
    turns: list[Body] = [
        {"role": "system", "content": "Be brief, and answer in French."}
    ]
    while len(turns) < count:
        turns.append(
            {"role": "user", "content": "What is the capital of a country? " * 4}
        )
        turns.append(
            {"role": "assistant", "content": "It depends on the country. " * 6}
        )
    turns = turns[: count - 1]
    return [*turns, {"role": "user", "content": "And of France?"}]


def agent(count: int) -> Body:
    """Return a conversation of so many messages, half of them calls and results."""
    turns: list[Body] = []
    while len(turns) < count - 1:
        id_ = f"call{len(turns):05d}"
        function = {"name": "tool_0", "arguments": '{"argument_0": "France"}'}
        call = {"id": id_, "type": "function", "function": function}
        turns += [
            {"role": "user", "content": "What is the capital of a country? " * 4},
            {"role": "assistant", "content": "", "tool_calls": [call]},
            {"role": "tool", "tool_call_id": id_, "content": "It depends."},
            {"role": "assistant", "content": "It depends on the country. " * 6},
        ]
    while len(turns) >= count or turns[-1].get("tool_calls"):
        turns.pop()
    last = {"role": "user", "content": "And of France?"}
    messages = [*turns, *[last] * (count - len(turns))]
    return {
        "model": "mistral-small-latest",
        "messages": messages,
        "tools": _tools(8),
    }


def bodies() -> dict[str, Body]:
    """Return the bodies: 1 message, 20 with 8 tools, 200 with a 1 MB image part."""
    large = _messages(200)
    large[-1] = {
        "role": "user",
        "content": [
            {"type": "text", "text": "What is this?"},
            {
                "type": "image_url",
                "image_url": {"url": "data:image/png;base64," + "iVBORw0K" * 131_072},
            },
        ],
    }
    model = "mistral-small-latest"
    return {
        "tiny": {
            "model": model,
            "messages": [{"role": "user", "content": "Bonjour"}],
            "temperature": 0.5,
        },
        "medium": {"model": model, "messages": _messages(20), "tools": _tools(8)},
        "large": {"model": model, "messages": large, "tools": _tools(8)},
    }


ANSWER = json.dumps(
    {
        "id": "0" * 32,
        "object": "chat.completion",
        "created": 1_760_000_000,
        "model": "mistral-small-latest",
        "choices": [
            {
                "index": 0,
                "message": {
                    "role": "assistant",
                    "content": "Paris is the capital of France.",
                    "tool_calls": None,
                },
                "finish_reason": "stop",
            }
        ],
        "usage": {
            "prompt_tokens": 10,
            "completion_tokens": 8,
            "total_tokens": 18,
            "prompt_tokens_details": {"cached_tokens": 0},
        },
    }
).encode()


def stream(chunks: int) -> bytes:
    """Return the bytes of a streamed answer."""
    head = {
        "id": "0" * 32,
        "object": "chat.completion.chunk",
        "created": 1_760_000_000,
        "model": "mistral-small-latest",
    }
    events = [
        {
            **head,
            "choices": [
                {"index": 0, "delta": {"content": "mot "}, "finish_reason": None}
            ],
            "p": "abcdefghij",
        }
        for _ in range(chunks - 1)
    ]
    last = {
        **head,
        "choices": [{"index": 0, "delta": {"content": ""}, "finish_reason": "stop"}],
        "usage": {"prompt_tokens": 10, "completion_tokens": chunks, "total_tokens": 10},
    }
    text = "".join(f"data: {json.dumps(each)}\n\n" for each in [*events, last])
    return f"{text}data: [DONE]\n\n".encode()
