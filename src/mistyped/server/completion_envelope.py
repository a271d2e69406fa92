"""Identity and usage: what the whole answer and every chunk of it carry."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from mistyped.server.chat_request import ChatRequest
from mistyped.server.choices import Choice
from mistyped.server.json_types import Json, JsonObject
from mistyped.server.state import FIRST_SECOND
from mistyped.server.tokenizer import token_usage

_SECONDS: Final = 31_536_000


@dataclass(frozen=True, slots=True)
class CompletionEnvelope:
    """The keys around the choices, equal for equal requests.

    Attributes:
        id: 32 hex digits.
        created: Seconds since 1970, some moment of the year 2026.
        model: The model as the request names it.
    """

    id: str
    created: int
    model: str

    def wrap(self, kind: str, choices: Sequence[JsonObject]) -> JsonObject:
        """Put choices under the keys of `kind` (`chat.completion`, ...)."""
        listed: list[Json] = list(choices)
        return {
            "id": self.id,
            "object": kind,
            "created": self.created,
            "model": self.model,
            "choices": listed,
        }


def envelope_for(request: ChatRequest) -> CompletionEnvelope:
    """Derive the envelope from the request, so that an equal request gets it again."""
    digest = request.body.digest
    return CompletionEnvelope(
        id=digest[:32],
        created=FIRST_SECOND + int(digest[32:], 16) % _SECONDS,
        model=request.model,
    )


def usage(prompt: int, choices: Sequence[Choice]) -> JsonObject:
    """Count tokens: the prompt once, the completion over all choices."""
    return completion_usage(prompt, sum(choice.tokens for choice in choices))


def completion_usage(prompt: int, completion: int) -> JsonObject:
    """Write counts of tokens as chat has them."""
    return {
        **token_usage(prompt, completion),
        "prompt_tokens_details": {"cached_tokens": 0},
        "service_tier": "standard",
    }


def thinking_chunk(text: str) -> JsonObject:
    """A chunk of reasoning, as content lists hold it."""
    return {"type": "thinking", "thinking": [text_chunk(text)]}


def text_chunk(text: str) -> JsonObject:
    """A chunk of text, as content lists hold it."""
    return {"type": "text", "text": text}
