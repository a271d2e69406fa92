"""What an answer cost: every spelling on record is typed, and nothing is lost."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mistyped.types import CompletionUsage
from tests.unit.support import CHUNKS, MODEL, USAGE, USER, Wire, completion, response

CHAT: dict[str, Any] = {"model": MODEL, "messages": [USER]}
TEXT: dict[str, Any] = {"model": "mine", "input": "x"}
CACHED: dict[str, Any] = {
    "the usual one": {"prompt_tokens_details": {"cached_tokens": 3}},
    "the other one": {"prompt_token_details": {"cached_tokens": 3}},
    "the flat one": {"num_cached_tokens": 3},
    "one is null": {"prompt_tokens_details": None, "num_cached_tokens": 3},
    "nothing there": {"prompt_tokens_details": {}, "num_cached_tokens": 3},
    "all": {
        "prompt_tokens_details": {"cached_tokens": 3, "audio_tokens": 375},
        "prompt_token_details": {"cached_tokens": 3},
        "num_cached_tokens": 3,
    },
}
WHOLE: dict[str, Any] = {
    **USAGE,
    "prompt_audio_seconds": 8,
    "service_tier": "default",
    "num_cached_tokens": 3,
    "prompt_tokens_details": {"cached_tokens": 3, "audio_tokens": 375},
    "prompt_token_details": {"cached_tokens": 3},
    "completion_tokens_details": {"reasoning_tokens": 1},
    "request_count": 1,
}


def untyped(usage: Any) -> set[str]:
    """Return the members of a usage that no class names."""
    parts = [usage, usage.prompt_tokens_details, usage.prompt_token_details]
    parts.append(usage.completion_tokens_details)
    return {name for each in parts if each for name in each.model_extra or ()}


@pytest.mark.parametrize("spelling", CACHED)
def test_cached_tokens_in_every_spelling(spelling: str) -> None:
    """One property reads them all, of a whole answer and of a stream."""
    usage = {**USAGE, **CACHED[spelling]}
    whole = Wire(lambda _: response({**completion(), "usage": usage})).client()
    answer = whole.chat.completions.create(**CHAT)
    assert answer.usage is not None
    assert answer.usage.cached_tokens == 3
    assert answer.usage.to_dict() == usage
    events = response([*CHUNKS[:2], {**CHUNKS[2], "usage": usage}])
    streamed = Wire(lambda _: events).client()
    with streamed.chat.completions.create(**CHAT, stream=True) as chunks:
        last = list(chunks)[-1]
    assert last.usage is not None
    assert last.usage.cached_tokens == 3


def test_nothing_is_said_of_a_cache() -> None:
    """None is not zero."""
    usage = CompletionUsage(**USAGE)
    assert usage.cached_tokens is None
    assert CompletionUsage(**USAGE, num_cached_tokens=0).cached_tokens == 0


def test_every_member_is_typed() -> None:
    """Of chat, embeddings, moderations and transcriptions."""
    answers: dict[str, Any] = {
        "chat/completions": {**completion(), "usage": WHOLE},
        "embeddings": {
            "id": "e",
            "object": "list",
            "model": MODEL,
            "data": [],
            "usage": {k: v for k, v in WHOLE.items() if k != "num_cached_tokens"},
        },
        "moderations": {"id": "m", "model": MODEL, "results": [], "usage": WHOLE},
        "audio/transcriptions": {
            "model": MODEL,
            "text": "Salut",
            "language": None,
            "segments": [],
            "finish_reason": None,
            "usage": WHOLE,
        },
    }
    wire = Wire(lambda request: response(answers[request.url.path[4:]]))
    client = wire.client()
    found: list[Any] = [
        client.chat.completions.create(**CHAT),
        client.embeddings.create(**TEXT),
        client.moderations.create(**TEXT),
        client.audio.transcriptions.create(model="mine", file_id="f_1"),
    ]
    for answer, sent in zip(found, answers.values(), strict=True):
        assert untyped(answer.usage) == set()
        assert not answer.model_extra
        assert answer.to_dict() == sent
        assert answer.usage.prompt_audio_seconds == 8


@given(
    st.dictionaries(
        st.sampled_from([*WHOLE, "what_comes_next"]),
        st.one_of(
            st.none(),
            st.integers(),
            st.text("abcé "),  # one of digits would be read as its number
            st.dictionaries(st.text(), st.integers()),
        ),
    )
)
def test_a_usage_never_raises(usage: Any) -> None:
    """Whatever stands in it: the answer arrives, whole, and the cache is read."""
    wire = Wire(lambda _: response({**completion(), "usage": usage}))
    answer = wire.client().chat.completions.create(**CHAT)
    assert answer.to_dict(warnings=False)["usage"] == usage
    assert answer.usage is not None
    assert answer.usage.cached_tokens is None or isinstance(
        answer.usage.cached_tokens, int
    )
