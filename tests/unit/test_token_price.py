"""Prices: by a library's table, with what is cached and batched, and never a guess."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from mistyped._generated.responses.chat import CompletionUsage
from mistyped.tokens import count, price

MODEL = "mistral-small-2603"
AT = datetime(2026, 11, 1, tzinfo=UTC)
Usage = dict[str, Any]


def test_after_a_call_its_usage_is_priced() -> None:
    """Of an object or a mapping, each part and the whole, with the table's version."""
    usage = {"prompt_tokens": 1_000_000, "completion_tokens": 1_000_000}
    found = price(MODEL, usage, at=AT)
    assert found.total == Decimal("0.75")
    assert (found.prompt, found.completion) == (Decimal("0.15"), Decimal("0.6"))
    assert found.source.startswith("genai-prices ")
    made = CompletionUsage.construct(**usage, total_tokens=2_000_000)
    assert price(MODEL, made, at=AT) == found


@pytest.mark.parametrize(
    "spelling",
    [
        {"prompt_tokens_details": {"cached_tokens": 500_000}},
        {"prompt_token_details": {"cached_tokens": 500_000}},
        {"num_cached_tokens": 500_000},
    ],
)
def test_cached_tokens_cost_less_in_every_spelling(spelling: Usage) -> None:
    """They cost what the table says of them."""
    usage = {"prompt_tokens": 1_000_000, "completion_tokens": 0, **spelling}
    assert price(MODEL, usage, at=AT).total == Decimal("0.0825")


def test_before_a_call_a_count_is_priced() -> None:
    """An estimate of tokens is one of the price too, and says so."""
    body = {"model": MODEL, "messages": [{"role": "user", "content": "Bonjour"}]}
    counted = count("/v1/chat/completions", body)
    found = price(MODEL, prompt=counted, completion=100, at=AT)
    assert found.prompt == Decimal("0.15") * int(counted) / 1_000_000
    assert "an estimate" in found.why


def test_a_batch_costs_half_and_says_whence() -> None:
    """The discount is no part of the table."""
    whole = price(MODEL, prompt=1000, completion=100, at=AT)
    batch = price(MODEL, prompt=1000, completion=100, batch=True, at=AT)
    assert whole.total is not None
    assert batch.total == whole.total / 2
    assert "as reported" in batch.why


def test_an_alias_costs_what_its_model_costs() -> None:
    """As of today's table of models."""
    usage = {"prompt_tokens": 1000, "completion_tokens": 100}
    latest = price("mistral-large-latest", usage, at=AT)
    assert latest == price("mistral-large-2512", usage, at=AT)


@pytest.mark.parametrize("model", ["nobody-s-model", "mistral-ocr-4-1", ""])
def test_what_is_unknown_has_no_price(model: str) -> None:
    """Not zero, and the reason is told."""
    found = price(model, prompt=1000)
    assert found.total is None
    assert not found.is_known
    assert str(found).startswith("unknown (the table has no price for tokens of")


def test_no_usage_is_no_price() -> None:
    """A stream without one, and counts that cannot be, are not free."""
    assert price(MODEL, None).total is None
    assert "neither a usage nor a count" in price(MODEL, {}).why
    assert "more than the prompt has" in price(MODEL, prompt=5, cached=9).why


def test_what_is_not_in_a_price_is_said() -> None:
    """Seconds of audio, and cached tokens without a price of their own."""
    usage: Usage = {"prompt_tokens": 9, "prompt_audio_seconds": 3}
    assert "3 s of audio are not in it" in price("voxtral-small-2507", usage).why
    assert "count in full" in price("open-mistral-nemo", prompt=9, cached=3).why
