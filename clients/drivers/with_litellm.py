"""Drives litellm's `mistral/` route."""

from __future__ import annotations

import os
from typing import Any

from reporting import CHAT, URL, attempt_all

os.environ["LITELLM_LOCAL_MODEL_COST_MAP"] = "True"  # it would fetch one otherwise
import litellm

PROMPT = "What is the weather in Paris?"
COMMON: Any = {"api_key": "any", "api_base": URL}
TALK: Any = {"model": f"mistral/{CHAT}", **COMMON}
USER = {"role": "user", "content": PROMPT}
PARAMETERS = {"type": "object", "properties": {"city": {"type": "string"}}}
FUNCTION = {"name": "get_weather", "parameters": PARAMETERS}
TOOLS = [{"type": "function", "function": FUNCTION}]
SCHEMA = {"name": "weather", "schema": PARAMETERS, "strict": True}


def tools() -> None:
    """Call a tool, and go on with its result."""
    first = litellm.completion(messages=[USER], tools=TOOLS, **TALK)
    message = first.choices[0].message
    (call,) = message.tool_calls
    result = {"role": "tool", "tool_call_id": call.id, "content": "rain"}
    messages = [USER, message.model_dump(), result]
    assert litellm.completion(messages=messages, tools=TOOLS, **TALK).choices


attempt_all(
    {
        "chat.completions.create": lambda: litellm.completion(messages=[USER], **TALK),
        "chat.completions.create, streamed": lambda: list(
            litellm.completion(messages=[USER], stream=True, **TALK)
        ),
        "chat.completions.create, with tools": tools,
        "chat.completions.create, structured by a schema": lambda: litellm.completion(
            messages=[USER],
            response_format={"type": "json_schema", "json_schema": SCHEMA},
            **TALK,
        ),
        "chat.completions.create, thinking": lambda: litellm.completion(
            messages=[USER], reasoning_effort="high", **TALK
        ),
        "embeddings.create": lambda: litellm.embedding(
            model="mistral/mistral-embed", input=["one", "two"], **COMMON
        ),
        "ocr.process": lambda: litellm.ocr(
            model="mistral/mistral-ocr-latest",
            document={
                "type": "document_url",
                "document_url": "data:text/plain;base64,Qm9uam91cg==",
            },
            **COMMON,
        ),
        "audio.transcriptions.create, with a file": lambda: litellm.transcription(
            model="mistral/voxtral-mini-latest",
            file=("a.wav", b"\0" * 16_000),
            **COMMON,
        ),
    }
)
