"""Embeddings: what is checked, what is sent, and vectors that are numbers."""

from __future__ import annotations

from base64 import b64encode
from typing import Any

import openai
import pytest

from mistyped import InvalidRequestError, Report, check
from tests.unit.support import Wire, response

pytestmark = pytest.mark.anyio

PATH = "/v1/embeddings"
FLOATS = [0.5, -0.25]


def body(**more: Any) -> dict[str, Any]:
    """Return a small request that Mistral accepts, with more parameters."""
    return {"model": "codestral-embed", "input": ["a", "b"], **more}


def answer(*vectors: object, **more: object) -> dict[str, Any]:
    """Return an answer as Mistral gives it."""
    data = [
        {"object": "embedding", "index": index, "embedding": vector}
        for index, vector in enumerate(vectors)
    ]
    usage = {"prompt_tokens": 2, "total_tokens": 2, "completion_tokens": 0}
    return {
        "id": "e1",
        "object": "list",
        "data": data,
        "model": "codestral-embed",
        "usage": usage,
        **more,
    }


def wired(*vectors: object, **more: object) -> Wire:
    """Return a wire that answers with these vectors."""
    return Wire(lambda _: response(answer(*vectors, **more)))


def found(**more: Any) -> list[tuple[str, str]]:
    """Check a request; return path and rule of every problem."""
    return [(each.path, each.rule) for each in check(PATH, body(**more)).problems]


class TestCheck:
    """What Mistral accepts and refuses."""

    @pytest.mark.parametrize(
        "more",
        [
            {},
            {"input": "a"},
            {"input": ["a"] * 256},
            {"encoding_format": "base64"},
            {"output_dtype": "ubinary", "output_dimension": 256},
            {"output_dimension": None, "metadata": None},
            {"metadata": {"a": [1]}},
        ],
    )
    def test_what_is_accepted(self, more: Any) -> None:
        """Without a problem."""
        assert found(**more) == []

    @pytest.mark.parametrize(
        ("more", "path", "rule"),
        [
            ({"input": ["a"] * 257}, "input", "too-many"),
            ({"input": None}, "input", "null"),
            ({"input": 1}, "input", "wrong-type"),
            ({"input": {"a": "b"}}, "input", "wrong-type"),
            ({"input": ["a", 1]}, "input[1]", "wrong-type"),
            ({"output_dimension": 0}, "output_dimension", "out-of-range"),
            ({"output_dimension": "9"}, "output_dimension", "wrong-type"),
            ({"output_dtype": "int4"}, "output_dtype", "wrong-value"),
            ({"output_dtype": None}, "output_dtype", "null"),
            ({"encoding_format": "hex"}, "encoding_format", "wrong-value"),
            ({"metadata": "a"}, "metadata", "wrong-type"),
            ({"dimensions": 256}, "dimensions", "embeddings.dimensions"),
            ({"user": "ada"}, "user", "embeddings.user"),
            ({"inputs": ["a"]}, "inputs", "embeddings.inputs"),
            ({"model": 1}, "model", "wrong-type"),
        ],
    )
    def test_what_is_refused(self, more: Any, path: str, rule: str) -> None:
        """With the place and the rule."""
        assert found(**more) == [(path, rule)]

    @pytest.mark.parametrize("tokens", [[1, 2], [[1, 2], [3]]])
    def test_tokens_are_told_apart(self, tokens: Any) -> None:
        """The hint says what to give in their place."""
        report: Report = check(PATH, body(input=tokens))
        assert not report.ok
        assert all("takes no tokens" in each.hint for each in report.problems)

    def test_hints_name_the_way_out(self) -> None:
        """For OpenAI's parameters, all at once and with what is missing."""
        report = check(PATH, {"input": "a", "dimensions": 3, "user": "ada"})
        hints = {each.path: each.hint for each in report.problems}
        assert hints["dimensions"] == "use output_dimension"
        assert "metadata" in hints["user"]
        assert "model" in hints


class TestWire:
    """What goes out, and how often."""

    async def test_only_what_is_given_is_sent(self) -> None:
        """No base64 behind the caller's back, as the OpenAI SDK asks for it."""
        wire = wired(FLOATS)
        asked = body(output_dimension=2, metadata={"a": 1}, output_dtype=openai.omit)
        wire.client().embeddings.create(**asked)
        await wire.async_client().embeddings.create(**asked)
        sent = body(output_dimension=2, metadata={"a": 1})
        assert wire.sent == [sent, sent]
        assert {each.url.path for each in wire.seen} == {"/v1/embeddings"}

    async def test_nothing_is_sent_when_it_is_refused(self) -> None:
        """Both clients, and `extra_body` is looked at too."""
        wire = wired(FLOATS)
        many: Any = body(input=["a"] * 257)
        with pytest.raises(InvalidRequestError, match="at most 256"):
            wire.client().embeddings.create(**many)
        with pytest.raises(InvalidRequestError, match="at most 256"):
            await wire.async_client().embeddings.create(**many)
        extra = {"dimensions": 2}
        with pytest.raises(InvalidRequestError, match="output_dimension"):
            wire.client().embeddings.create(**body(), extra_body=extra)
        assert wire.seen == []


PACKED = [0b1010_0000 - 128, 127, -128]
BITS = [1, 0, 1, 0, 0, 0, 0, 0] + [1] * 8 + [0] * 8
CASES = [
    ({}, FLOATS, FLOATS),
    ({"encoding_format": "float"}, FLOATS, FLOATS),
    ({"output_dtype": "int8"}, [5, -5], [5, -5]),
    ({"output_dtype": "ubinary", "output_dimension": 3}, [0b1010_0000], [1, 0, 1]),
    ({"output_dtype": "binary", "output_dimension": 24}, PACKED, BITS),
    ({"output_dtype": "binary"}, PACKED, BITS),
    (
        {"encoding_format": "base64", "output_dtype": "int8"},
        b64encode(b"\x05\xfb").decode(),
        [5, -5],
    ),
    (
        {"extra_body": {"encoding_format": "base64", "output_dtype": "uint8"}},
        b64encode(b"\x05\xfb").decode(),
        [5, 251],
    ),
]


class TestAnswers:
    """Vectors are numbers however they came."""

    @pytest.mark.parametrize(("asked", "sent", "wanted"), CASES)
    async def test_every_way_to_ask_decodes(
        self, asked: Any, sent: Any, wanted: Any
    ) -> None:
        """Plain, raw and streamed responses, of both clients."""
        wire = wired(sent, sent)
        one, two = wire.client().embeddings, wire.async_client().embeddings
        given = body(**asked)
        with one.with_streaming_response.create(**given) as reply:
            streamed = reply.parse()
        async with two.with_streaming_response.create(**given) as async_reply:
            async_streamed = await async_reply.parse()
        answers = [
            one.create(**given),
            await two.create(**given),
            one.with_raw_response.create(**given).parse(),
            (await two.with_raw_response.create(**given)).parse(),
            streamed,
            async_streamed,
        ]
        for each in answers:
            assert [item.embedding for item in each.data] == [wanted, wanted]
            assert [item.index for item in each.data] == [0, 1]
            assert each.id == "e1"
            assert each.usage.total_tokens == 2
            assert each.usage.completion_tokens == 0

    def test_whole_numbers_stay_whole(self) -> None:
        """The SDK's type says float; 5 is not 5.0 all the same."""
        wire = wired([5, -5])
        vector = wire.client().embeddings.create(**body(output_dtype="int8"))
        assert [type(each) for each in vector.data[0].embedding] == [int, int]

    def test_base64_that_nobody_asked_for(self) -> None:
        """Is decoded as well: `.embedding` is numbers."""
        wire = wired(b64encode(b"\0\0\0\x3f\0\0\x80\xbe").decode())
        assert wire.client().embeddings.create(**body()).data[0].embedding == FLOATS

    @pytest.mark.parametrize(
        "sent", ["no base64!", "AAA=", [0.5, 0.25, 0.125], [300], ["a"], None]
    )
    def test_what_cannot_be_read_stays(self, sent: Any) -> None:
        """As it came, so that nothing is lost and nothing raises."""
        wire = wired(sent)
        asked = body(output_dtype="binary", output_dimension=8)
        if isinstance(sent, str):
            asked = body(encoding_format="base64")
        vector: Any = wire.client().embeddings.create(**asked).data[0].embedding
        assert vector == sent

    def test_bits_that_are_not_packed_stay(self) -> None:
        """If there is a number for each dimension already."""
        wire = wired([1, 0, 1, 1])
        asked = body(output_dtype="ubinary", output_dimension=4)
        assert wire.client().embeddings.create(**asked).data[0].embedding == [
            1,
            0,
            1,
            1,
        ]

    def test_what_is_new_survives(self) -> None:
        """Unknown members, and answers without vectors."""
        wire = wired(FLOATS, novel={"a": 1})
        got: Any = wire.client().embeddings.create(**body())
        assert got.novel == {"a": 1}
        assert got.data[0].embedding == FLOATS
        assert wired().client().embeddings.create(**body()).data == []

    def test_reading_into_another_type(self) -> None:
        """`parse(to=...)` gives that type, untouched."""
        wire = wired(FLOATS)
        raw = wire.client().embeddings.with_raw_response.create(**body())
        assert '"embedding"' in raw.parse(to=str)
