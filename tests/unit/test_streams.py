"""Streams: every chunk as it came, the usage at the end, events that add up."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import BaseModel

from tests.unit.support import CHUNKS, HTTPX, USAGE, Wire, body, chunk, replying

pytestmark = pytest.mark.anyio


def thought(text: str) -> list[dict[str, Any]]:
    """Return the content of a chunk in which the model thinks."""
    return [{"type": "thinking", "thinking": [{"type": "text", "text": text}]}]


REASONING = [
    chunk(""),
    chunk(thought("Paris, ")),
    chunk([*thought("so sun."), {"type": "text", "text": '{"sky"'}]),
    chunk([{"type": "text", "text": ": "}]),
    chunk('"blue"}', "stop", usage=USAGE),
]
ODD = [
    chunk("a", p="xyz", region="eu"),
    chunk([{"type": "hologram", "beam": 1}]),
    chunk([{"type": "reference", "reference_ids": [1, "b"]}]),
    chunk("b", "tired"),
    {**chunk(), "choices": []},
    {"id": "c1", "choices": [], "usage": {**USAGE, "num_cached_tokens": 2}},
]


class Weather(BaseModel):
    """What the stream is read into."""

    sky: str


def stream(chunks: Any) -> Any:
    """Call for a stream of these chunks."""
    client = replying(chunks).client()
    return client.chat.completions.create(**body(), stream=True)


@pytest.mark.parametrize("chunks", [CHUNKS, REASONING, ODD])
def test_every_chunk_arrives_as_it_came(chunks: Any) -> None:
    """Unknown members, kinds and values included."""
    arrived = [each.model_dump(exclude_unset=True) for each in stream(chunks)]
    assert arrived == list(chunks)


def test_deltas_read_as_text_and_thoughts() -> None:
    """`.text` and `.thinking` read a delta, list or not."""
    deltas = [each.choices[0].delta for each in stream(REASONING)]
    assert "".join(each.text for each in deltas) == '{"sky": "blue"}'
    assert "".join(each.thinking for each in deltas) == "Paris, so sun."


def test_usage_is_known_at_the_end() -> None:
    """The last chunk has it, and the stream keeps it."""
    with stream(CHUNKS) as chunks:
        assert chunks.usage is None
        for _ in chunks:
            pass
        assert chunks.usage.total_tokens == 6


def test_usage_may_come_in_a_chunk_without_choices() -> None:
    """As OpenAI sends it, and with Mistral's own figures."""
    chunks = stream(ODD)
    list(chunks)
    assert (chunks.usage.total_tokens, chunks.usage.num_cached_tokens) == (6, 2)


async def test_streams_asynchronously() -> None:
    """The same chunks, the same usage."""
    client = replying(REASONING).async_client()
    chunks = await client.chat.completions.create(**body(), stream=True)
    arrived = [each.model_dump(exclude_unset=True) async for each in chunks]
    assert arrived == REASONING
    assert chunks.usage.total_tokens == 6


def test_several_answers_in_one_stream() -> None:
    """`n` answers are told apart by their index."""
    second = chunk("B", "stop")
    second["choices"][0]["index"] = 1
    with (
        replying([chunk("A"), second, chunk("a", "stop", usage=USAGE)])
        .client()
        .chat.completions.stream(**body(n=2)) as events
    ):
        final = events.get_final_completion()
    assert [each.message.content for each in final.choices] == ["Aa", "B"]


class TestEvents:
    """`.stream()`: events that add up to the whole answer."""

    def test_text_adds_up(self) -> None:
        """Every delta and the snapshot so far."""
        with replying(CHUNKS).client().chat.completions.stream(**body()) as events:
            deltas = [e for e in events if e.type == "content.delta"]
            final = events.get_final_completion()
        assert [each.delta for each in deltas if each.delta] == ["Sa", "lut"]
        assert deltas[-1].snapshot == "Salut"
        assert final.choices[0].message.content == "Salut"
        assert final.choices[0].finish_reason == "stop"
        assert final.usage.total_tokens == 6

    def test_thoughts_stay_out_of_the_text(self) -> None:
        """They are in `thinking`, with events of their own, and the text is parsed."""
        completions = replying(REASONING).client().chat.completions
        with completions.stream(response_format=Weather, **body()) as events:
            types = [each.type for each in events]
            message = events.get_final_completion().choices[0].message
        assert message.parsed == Weather(sky="blue")
        assert message.text == '{"sky": "blue"}'
        assert message.thinking == message.reasoning_content == "Paris, so sun."
        assert types.count("thinking.delta") == 2
        assert types.index("thinking.done") < types.index("content.delta", 2)
        assert types.count("chunk") == len(REASONING)
        assert types[-1] == "content.done"

    def test_chunk_events_carry_the_chunk_as_it_came(self) -> None:
        """Lists included."""
        with replying(REASONING).client().chat.completions.stream(**body()) as events:
            chunks = [each.chunk for each in events if each.type == "chunk"]
        assert [each.model_dump(exclude_unset=True) for each in chunks] == REASONING

    def test_odd_chunks_do_not_stop_it(self) -> None:
        """New members, kinds and finish reasons pass."""
        with replying(ODD).client().chat.completions.stream(**body()) as events:
            final = events.get_final_completion()
        assert final.choices[0].message.text == "ab"
        assert final.choices[0].finish_reason == "tired"

    async def test_asynchronously(self) -> None:
        """The same for the asynchronous client."""
        completions = replying(REASONING).async_client().chat.completions
        async with completions.stream(response_format=Weather, **body()) as events:
            types = [each.type async for each in events]
            final = await events.get_final_completion()
        assert "content.done" in types
        assert final.choices[0].message.parsed == Weather(sky="blue")
        assert final.usage.total_tokens == 6

    def test_tool_calls_add_up(self) -> None:
        """Arguments in pieces become one text."""
        pieces = []
        for call in (
            {
                "index": 0,
                "id": "Ab3dE6gH9",
                "function": {"name": "f", "arguments": '{"a"'},
            },
            {"index": 0, "function": {"arguments": ": 1}"}},
        ):
            pieces.append(chunk())
            pieces[-1]["choices"][0]["delta"] = {"tool_calls": [call]}
        pieces.append(chunk("", "tool_calls", usage=USAGE))
        with replying(pieces).client().chat.completions.stream(**body()) as events:
            message = events.get_final_completion().choices[0].message
        (call,) = message.tool_calls
        assert (call.id, call.function.name) == ("Ab3dE6gH9", "f")
        assert call.function.arguments == '{"a": 1}'

    def test_nothing_is_sent_before_the_block_is_entered(self, wire: Wire) -> None:
        """Making the manager is not yet calling."""
        manager = wire.client().chat.completions.stream(**body())
        assert wire.seen == []
        with manager as events:
            events.until_done()
        assert len(wire.seen) == 1


def test_a_stream_that_is_left_early_is_closed() -> None:
    """The block closes the connection, not the end of the answer."""
    closed = []

    class Body(HTTPX.SyncByteStream):
        def __iter__(self) -> Any:
            while True:
                yield b'data: {"id": "c1", "choices": []}\n\n'

        def close(self) -> None:
            closed.append(True)

    headers = {"content-type": "text/event-stream"}
    wire = Wire(lambda _: HTTPX.Response(200, headers=headers, stream=Body()))
    with wire.client().chat.completions.create(**body(), stream=True) as chunks:
        next(iter(chunks))
    assert closed == [True]
