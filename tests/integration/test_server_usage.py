"""What the local server counts: a request costs as much each time, to the token."""

from __future__ import annotations

import pytest

from mistyped import Mistral

FEW = [{"role": "user", "content": "one"}]


@pytest.mark.parametrize(
    ("messages", "tokens"),
    [
        (FEW, 5),
        ([{"role": "system", "content": "one"}, *FEW], 10),
        ([{"role": "user", "content": "one two"}], 6),
        ([{"role": "user", "content": [{"type": "text", "text": "one"}]}], 5),
    ],
    ids=["one word", "two messages", "two words", "a part"],
)
def test_a_message_costs_four_tokens_beside_its_words(
    client: Mistral, messages: list[object], tokens: int
) -> None:
    """Each message has a fixed price, so that a longer conversation costs more."""
    answer = client.chat.completions.create(
        model="mistral-small-latest",
        messages=messages,  # type: ignore[arg-type]
    )
    assert answer.usage is not None
    assert answer.usage.prompt_tokens == tokens


def test_transcribing_has_a_fixed_prompt(client: Mistral) -> None:
    """The prompt costs four tokens; the sound is counted in seconds."""
    answer = client.audio.transcriptions.create(
        model="voxtral-mini-latest", file_url="https://example.com/a.mp3"
    )
    assert answer.usage.prompt_tokens == 4
