"""Filling in the middle: what is checked, what is sent, and how answers are read."""

from __future__ import annotations

from typing import Any

import openai
import pytest

from mistyped import AsyncMistral, InvalidRequestError, Mistral, check
from mistyped.errors import InvalidRequestWarning
from tests.unit.support import CHUNKS, USAGE, Wire, completion, replying, response

pytestmark = pytest.mark.anyio

PATH = "/v1/fim/completions"
NAMES = ["create", "complete"]
FOREIGN = {
    "best_of": 2,
    "n": 1,
    "echo": True,
    "logprobs": 1,
    "logit_bias": {},
    "presence_penalty": 0,
    "frequency_penalty": 0,
    "user": "ada",
    "messages": [],
    "tools": [],
    "response_format": {"type": "text"},
    "seed": 7,
    "max_completion_tokens": 7,
}


def body(**more: Any) -> dict[str, Any]:
    """Return a small request that Mistral accepts, with more parameters."""
    return {"model": "codestral-latest", "prompt": "def add(", **more}


def found(**more: Any) -> list[tuple[str, str]]:
    """Check a request; return path and rule of every problem."""
    return [(each.path, each.rule) for each in check(PATH, body(**more)).problems]


def methods(client: Mistral | AsyncMistral) -> list[Any]:
    """Return the method under both its names."""
    return [getattr(client.fim, name) for name in NAMES]


class TestCheck:
    """What Mistral accepts and refuses."""

    @pytest.mark.parametrize(
        "more",
        [
            {},
            {"suffix": "return a"},
            {"suffix": None, "stop": None, "metadata": None},
            {"temperature": 0, "top_p": 1, "max_tokens": 0, "min_tokens": 0},
            {"temperature": 1.5, "top_p": 0.01, "random_seed": 0},
            {"stop": ["a", "b"], "metadata": {"a": [1]}, "stream": False},
            {"prompt_cache_key": "a", "prompt": ""},
        ],
    )
    def test_what_is_accepted(self, more: Any) -> None:
        """Without a problem."""
        assert found(**more) == []

    @pytest.mark.parametrize(
        ("more", "path", "rule"),
        [
            ({"temperature": 1.51}, "temperature", "out-of-range"),
            ({"temperature": -0.1}, "temperature", "out-of-range"),
            ({"top_p": 0}, "top_p", "out-of-range"),
            ({"max_tokens": -1}, "max_tokens", "out-of-range"),
            ({"min_tokens": -1}, "min_tokens", "out-of-range"),
            ({"random_seed": -1}, "random_seed", "out-of-range"),
            ({"random_seed": "7"}, "random_seed", "wrong-type"),
            ({"prompt": ["a"]}, "prompt", "wrong-type"),
            ({"prompt": None}, "prompt", "null"),
            ({"suffix": 1}, "suffix", "wrong-type"),
            ({"stop": [1]}, "stop[0]", "wrong-type"),
            ({"stream": None}, "stream", "null"),
            ({"metadata": []}, "metadata", "wrong-type"),
            ({"sufix": "a"}, "sufix", "unknown-key"),
        ],
    )
    def test_what_is_refused(self, more: Any, path: str, rule: str) -> None:
        """With the place and the rule."""
        assert found(**more) == [(path, rule)]

    def test_parameters_of_other_calls_have_hints(self) -> None:
        """All at once, each with what to do instead, and what is missing."""
        report = check(PATH, {"prompt": "a", **FOREIGN})
        hints = {each.rule: each.hint for each in report.problems}
        assert {f"fim.{name}" for name in FOREIGN} | {"missing"} == hints.keys()
        assert hints["fim.seed"] == "use random_seed"
        assert hints["fim.max_completion_tokens"] == "use max_tokens"
        assert "prompt and suffix" in hints["fim.messages"]

    def test_what_is_disputed_warns(self) -> None:
        """As in chat, `stream_options` is sent all the same."""
        wire = replying(completion())
        options: Any = {"include_usage": True}
        with pytest.warns(InvalidRequestWarning, match="last seen so in 2025-08"):
            wire.client().fim.create(**body(), extra_body={"stream_options": options})
        assert wire.sent == [body(stream_options=options)]


class TestWire:
    """What goes out."""

    async def test_both_names_send_the_same(self) -> None:
        """What is given and no more, from both clients."""
        wire = Wire(lambda _: response(completion()))
        asked = body(suffix="return a", temperature=0.5, stop=openai.omit)
        for method in methods(wire.client()):
            assert method(**asked).choices[0].message.text == "Salut"
            assert method(**asked, stream=None).usage.total_tokens == 6
        for method in methods(wire.async_client()):
            assert (await method(**asked)).choices[0].message.text == "Salut"
        sent = body(suffix="return a", temperature=0.5)
        assert wire.sent == [sent] * 6
        assert {each.url.path for each in wire.seen} == {PATH}

    async def test_nothing_is_sent_when_it_is_refused(self) -> None:
        """Streamed or not, both clients."""
        wire = Wire()
        wrong: Any = body(temperature=2)
        for method in methods(wire.client()):
            for stream in (None, True, False):
                with pytest.raises(InvalidRequestError, match="temperature"):
                    method(**wrong, stream=stream)
        for method in methods(wire.async_client()):
            with pytest.raises(InvalidRequestError, match="temperature"):
                await method(**wrong, stream=True)
        assert wire.seen == []


class TestAnswers:
    """Whole, streamed, and with the response around them."""

    async def test_streams_end_with_the_usage(self) -> None:
        """The text is that of the chunks, and the usage is the last one's."""
        wire = Wire(lambda _: response(CHUNKS))
        for method in methods(wire.client()):
            with method(**body(), stream=True) as chunks:
                assert "".join(each.choices[0].delta.text for each in chunks) == "Salut"
            assert chunks.usage.to_dict() == USAGE
        for method in methods(wire.async_client()):
            async with await method(**body(), stream=True) as awaited:
                texts = [each.choices[0].delta.text async for each in awaited]
            assert "".join(texts) == "Salut"
            assert awaited.usage.to_dict() == USAGE
        assert wire.sent == [body(stream=True)] * 4

    async def test_the_response_around_the_answer(self) -> None:
        """Raw and streamed, under both names."""
        wire = Wire(lambda _: response(completion()))
        one, two = wire.client().fim, wire.async_client().fim
        for name in NAMES:
            raw: Any = getattr(one.with_raw_response, name)(**body())
            assert raw.parse().choices[0].message.text == "Salut"
            raw = await getattr(two.with_raw_response, name)(**body())
            assert raw.parse().choices[0].message.text == "Salut"
            with getattr(one.with_streaming_response, name)(**body()) as reply:
                assert reply.parse().choices[0].message.text == "Salut"
            async with getattr(two.with_streaming_response, name)(**body()) as awaited:
                assert (await awaited.parse()).choices[0].message.text == "Salut"

    def test_what_is_new_survives(self) -> None:
        """Unknown members, values and chunks never raise."""
        odd = completion([{"type": "hologram", "depth": 3}], mood="good")
        odd["choices"][0]["finish_reason"] = "tired"
        got: Any = replying(odd).client().fim.create(**body()).choices[0]
        assert got.finish_reason == "tired"
        assert got.message.mood == "good"
        assert got.message.content[0].depth == 3
