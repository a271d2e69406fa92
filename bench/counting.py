"""Counting a chat of 10,000 tokens, against mistral-common's own encoding of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from mistral_common.protocol.instruct.request import ChatCompletionRequest
from mistral_common.tokens.tokenizers.mistral import MistralTokenizer
from timing import interleaved

from mistyped.tokens import count

TARGETS = {"texts": 0.3, "texts and tools": 1.05}
MODEL = "open-mistral-nemo-2407"
PATH = "/v1/chat/completions"
_SAID = "The quick brown fox jumps over the lazy dog; le renard saute par-dessus. " * 28
_TOOL = {
    "type": "function",
    "function": {
        "name": "look",
        "description": "Look something up",
        "parameters": {"type": "object", "properties": {"what": {"type": "string"}}},
    },
}


def measure(rounds: int, budget: float) -> dict[str, dict[str, float]]:
    """Return the CPU seconds of both, of texts alone and with a tool beside them."""
    roles = ("user", "assistant")
    messages = [{"role": roles[at % 2], "content": _SAID} for at in range(17)]
    texts: dict[str, Any] = {"model": MODEL, "messages": messages}
    own = MistralTokenizer.v3(is_tekken=True)
    return {
        "texts": interleaved(_both(own, texts), rounds, budget),
        "texts and tools": interleaved(
            _both(own, {**texts, "tools": [_TOOL]}), rounds, budget
        ),
    }


def _both(
    own: MistralTokenizer[Any, Any, Any, Any, Any], body: dict[str, Any]
) -> dict[str, Callable[[], object]]:
    request: Any = ChatCompletionRequest.model_validate(body)
    assert len(own.encode_chat_completion(request).tokens) == int(count(PATH, body))
    return {
        "mistral-common": lambda: own.encode_chat_completion(request),
        "mistyped": lambda: count(PATH, body),
    }
