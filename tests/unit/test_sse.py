"""Server-sent events: the decoder reads what the OpenAI SDK's own decoder reads."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from openai._streaming import SSEDecoder

from mistyped._openai.sse import PayloadDecoder

WORDS = st.text(
    st.characters(exclude_characters="\r\n", exclude_categories=("Cs",))
    | st.sampled_from([" ", ":", "\t", "\0", "\x0b", "\x0c", "\x1c", "\x85", "\u2028"]),
    max_size=6,
)
DATA = st.builds("data:{}{}".format, st.sampled_from(["", " ", "  "]), WORDS)
OTHER = st.sampled_from(
    [
        *("", "", "", ":", ": a comment", ":data: no", "event: x", "event", "id: 1"),
        *("id", "id:", "retry: 5", "retry: soon", "dat: a", "datas: a", " data: a"),
        *("DATA: a", "\ufeff", "a", '{"a": 1}', "d\u00e9: \u2603"),
    ]
)
ENDS = st.sampled_from(["\n", "\n", "\r\n", "\r"])
# A mark of the byte order may not come first: what to do with it is another matter.
STREAMS = st.builds(
    lambda lines, rest: ("".join(map("".join, lines)) + rest).encode(),
    st.lists(st.tuples(DATA | OTHER, ENDS), max_size=12),
    st.just("") | DATA | OTHER,
).filter(lambda stream: not stream.startswith(b"\xef"))


def judged(stream: bytes) -> list[str]:
    """Return what the SDK's own decoder reads; events without data are nothing."""
    return [each.data for each in SSEDecoder().iter_bytes(iter([stream])) if each.data]


def read(*pieces: bytes) -> list[str]:
    """Return what ours reads, when the stream comes in these pieces."""
    batches = PayloadDecoder().iter_bytes(iter(pieces))
    return [each.decode() for batch in batches for each in batch]


@given(STREAMS, st.lists(st.integers(0, 80), max_size=5).map(sorted))
@example(b"data: a\r\r\ndata: b\n\r\ndata: c\r\n\rdata: d\n\n", [8, 9, 10])
@example(b"data: a\r\n\r\ndata: b\r\rdata: c\n\n\n\ndata: d", [9, 10, 11, 12])
@example(b"data:a\ndata: b\n: c\nevent: e\ndata:\n\n", [])
def test_reads_what_the_sdk_reads(stream: bytes, cuts: list[int]) -> None:
    """All line ends, fields and comments, wherever the stream is cut.

    One difference is meant: an event that is never closed is handed out.
    """
    wanted = judged(stream + b"\n\n")
    ends = [*cuts, len(stream)]
    pieces = [stream[a:b] for a, b in zip([0, *cuts], ends, strict=True)]
    assert read(stream) == wanted
    assert read(*pieces) == wanted
    assert read(*(bytes([byte]) for byte in stream)) == wanted


@given(STREAMS)
def test_an_event_is_handed_out_as_soon_as_it_is_closed(stream: bytes) -> None:
    """Nobody waits for the next event, except behind a lone carriage return."""
    decoder = PayloadDecoder()
    got: list[str] = []
    for end in range(1, len(stream) + 1):
        got += [each.decode() for each in decoder.feed(stream[end - 1 : end])]
        # The SDK reads whole characters alone, so it gets whole lines.
        lines = re.findall(rb"[^\r\n]*[\r\n]", stream[:end])
        closed = judged(b"".join(lines))
        may_wait = stream[end - 1 : end] == b"\r"
        assert got == closed or (may_wait and got == closed[:-1])


@pytest.mark.anyio
async def test_reads_the_same_asynchronously() -> None:
    """Both ways share the decoder."""

    async def pieces() -> AsyncIterator[bytes]:
        for piece in (b"data: a\r", b"\n\r\nda", b"ta: b\n\n: c\n\n", b"data: d"):
            yield piece

    found = [batch async for batch in PayloadDecoder().aiter_bytes(pieces())]
    assert [each for batch in found for each in batch] == [b"a", b"b", b"d"]


def test_an_event_that_is_not_closed_is_handed_out_once() -> None:
    """The one difference from the SDK's decoder, which drops it."""
    decoder = PayloadDecoder()
    assert decoder.feed(b"data: a\ndata: b") == []
    assert decoder.finish() == [b"a\nb"]
    assert decoder.finish() == []
    assert judged(b"data: a\ndata: b") == []


@pytest.mark.parametrize("event", ["data:", "data: ", ": keep-alive", "event: ping"])
def test_events_without_data_are_nothing(event: str) -> None:
    """Servers send them to keep a connection open."""
    assert read(f"{event}\n\ndata: a\n\n{event}\n\n".encode()) == ["a"]


def test_a_line_of_data_without_a_colon_is_an_empty_line() -> None:
    """As the standard says, and as the SDK reads it."""
    stream = b"data\ndata: a\ndata\n\n"
    assert read(stream) == judged(stream) == ["\na\n"]


def test_a_mark_of_the_byte_order_is_left_out() -> None:
    """As the standard says; the SDK loses the first event."""
    assert read(b"\xef\xbb\xbfdata: a\n\n") == ["a"]
