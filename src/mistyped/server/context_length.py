"""What a model refuses as too long: prompts that its card's context does not hold.

The server counts with its own tokenizer, so that its usage and its refusals agree.
"""

from __future__ import annotations

from functools import cache

from mistyped.server.errors import ErrorCode, model_error
from mistyped.server.json_types import as_count, as_text
from mistyped.server.model_cards import CARDS


def refuse_too_long(model: str, tokens: int) -> None:
    """Refuse a prompt that is longer than its model's context.

    Raises:
        ApiError: 400, as Mistral words it.
    """
    context = _contexts().get(model)
    if context is not None and tokens > context:
        text = f"Prompt contains {tokens} tokens and 0 draft tokens, too large for "
        text += f"model with {context} maximum context length"
        raise model_error(ErrorCode.ARGUMENTS, text)


@cache
def _contexts() -> dict[str, int]:
    return {
        as_text(card["id"]): as_count(card["max_context_length"], 0) for card in CARDS
    }
