"""A tiny tokenizer: splits a text into tokens that join to the same text again.

It is no model's tokenizer. It only has to be deterministic, so that `max_tokens`, the
usage figures and the chunks of a stream agree with each other.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from mistyped.server.canned import told
from mistyped.server.json_types import JsonObject

_TOKEN: Final = re.compile(r" ?\w{1,8}|[^\w\s]|\s")


def tokenize(text: str) -> list[str]:
    """Split into words (cut after eight letters), single signs and single spaces.

    A text that a script tells falls into the pieces that it tells.
    """
    canned = told()
    if canned is not None and canned.pieces and text == canned.text:
        return list(canned.pieces)
    return _TOKEN.findall(text)


def count_tokens(text: str) -> int:
    """Return the number of tokens."""
    return len(tokenize(text))


def token_usage(prompt: int, completion: int = 0) -> JsonObject:
    """Write counts of tokens as every operation has them."""
    return {
        "prompt_tokens": prompt,
        "completion_tokens": completion,
        "total_tokens": prompt + completion,
    }


def cut_at_stop(text: str, stops: Iterable[str]) -> str:
    """The text up to the first of the stop sequences in it."""
    ends = [text.find(stop) for stop in stops]
    return text[: min((end for end in ends if end >= 0), default=len(text))]


class TokenBudget:
    """Counts tokens against `max_tokens`.

    Attributes:
        spent: The tokens taken so far.
        exceeded: Whether something had to be cut.
    """

    def __init__(self, limit: int | None) -> None:
        self._limit = limit
        self.spent: int = 0
        self.exceeded: bool = False

    def take(self, text: str) -> str:
        """Return as much of the text as the budget allows."""
        tokens = tokenize(text)
        kept = tokens if self._limit is None else tokens[: self._limit - self.spent]
        self.spent += len(kept)
        self.exceeded |= len(kept) < len(tokens)
        return "".join(kept)
