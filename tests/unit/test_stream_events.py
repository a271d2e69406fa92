"""What the events of a stream may be: chunks, errors, and what nobody expects."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Iterator
from typing import Any

import openai
import pytest

from tests.unit.support import CHUNKS, HTTPX, USAGE, Wire, body, chunk

pytestmark = pytest.mark.anyio


def frames(*events: object) -> bytes:
    """Return a stream of these events; text stands as it is."""
    texts = (each if isinstance(each, str) else json.dumps(each) for each in events)
    return "".join(f"data: {text}\n\n" for text in texts).encode()


class Body(HTTPX.SyncByteStream, HTTPX.AsyncByteStream):
    """The body of a streamed answer; knows what was read and that it was closed."""

    def __init__(self, *pieces: bytes) -> None:
        self.pieces = pieces
        self.read = 0
        self.closed = 0

    def __iter__(self) -> Iterator[bytes]:
        for piece in self.pieces:
            self.read += 1
            yield piece

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for piece in self:
            yield piece

    def close(self) -> None:
        """Note that it was closed."""
        self.closed += 1

    async def aclose(self) -> None:
        """Note that it was closed."""
        self.closed += 1


Arrived = tuple[list[Any], openai.APIError | None]


def answering(stream: Body) -> Wire:
    """Return a wire that answers with a stream."""
    headers = {"content-type": "text/event-stream"}
    return Wire(lambda _: HTTPX.Response(200, headers=headers, stream=stream))


def sync_chunks(stream: Body, most: int) -> Arrived:
    """Read chunks, with the error that ends them, if one does."""
    got: list[Any] = []
    client = answering(stream).client()
    with client.chat.completions.create(**body(), stream=True) as chunks:
        try:
            for each in chunks:
                got.append(each)
                if len(got) == most:
                    break
        except openai.APIError as error:
            return got, error
    return got, None


async def async_chunks(stream: Body, most: int) -> Arrived:
    """Read chunks asynchronously."""
    got: list[Any] = []
    client = answering(stream).async_client()
    async with await client.chat.completions.create(**body(), stream=True) as chunks:
        try:
            async for each in chunks:
                got.append(each)
                if len(got) == most:
                    break
        except openai.APIError as error:
            return got, error
    return got, None


@pytest.fixture(params=["sync", "async"])
def read_chunks(request: pytest.FixtureRequest, anyio_backend: str) -> Any:
    """A way to read the chunks of a stream: both clients have to be alike."""
    del anyio_backend

    async def both(*pieces: bytes, most: int = 99) -> tuple[Body, Arrived]:
        stream = Body(*pieces)
        if request.param == "sync":
            return stream, sync_chunks(stream, most)
        return stream, await async_chunks(stream, most)

    return both


class TestClient:
    """Streams as the client reads them, both ways."""

    async def test_done_ends_it(self, read_chunks: Any) -> None:
        """Nothing behind `[DONE]` is read, and the response is closed."""
        stream, (got, error) = await read_chunks(frames(*CHUNKS, "[DONE]", "{", "{"))
        assert (len(got), error) == (len(CHUNKS), None)
        assert stream.closed

    async def test_it_may_end_without_done(self, read_chunks: Any) -> None:
        """The last event counts though nothing closes it."""
        whole = frames(*CHUNKS).rstrip()
        stream, (got, error) = await read_chunks(*(bytes([byte]) for byte in whole))
        assert (len(got), error) == (len(CHUNKS), None)
        assert got[-1].usage.total_tokens == USAGE["total_tokens"]
        assert stream.closed

    async def test_leaving_early_closes_it(self, read_chunks: Any) -> None:
        """A `break` out of the block reads no further and closes the response."""
        stream, (got, _) = await read_chunks(*[frames(CHUNKS[0])] * 5, most=2)
        assert (len(got), stream.read) == (2, 2)
        assert stream.closed

    @pytest.mark.parametrize("broken", ["{broken", '{"id": "c1"', "oops", "\ufffd\n"])
    async def test_an_event_that_is_no_json(
        self, read_chunks: Any, broken: str
    ) -> None:
        """The chunks before it arrive, then an error shows it."""
        stream, (got, error) = await read_chunks(frames(CHUNKS[0], broken, CHUNKS[1]))
        assert [each.choices[0].delta.text for each in got] == ["Sa"]
        assert "not JSON" in error.message
        assert stream.closed

    async def test_an_event_that_is_no_utf8(self, read_chunks: Any) -> None:
        """The same for bytes that are no text."""
        _, (got, error) = await read_chunks(frames(CHUNKS[0]) + b"data: \xff\n\n")
        assert len(got) == 1
        assert "not JSON" in error.message

    @pytest.mark.parametrize(
        ("event", "message"),
        [
            ({"error": {"message": "Over capacity", "code": "3505"}}, "Over capacity"),
            ({"error": "Over capacity"}, "Over capacity"),
            ({"object": "error", "message": "Over capacity"}, "Over capacity"),
            ({"object": "error", "message": {"detail": ["odd"]}}, "odd"),
            ({"error": {"why": "odd"}}, "odd"),
        ],
    )
    async def test_a_streamed_error_is_raised(
        self, read_chunks: Any, event: Any, message: str
    ) -> None:
        """Nested as OpenAI sends it or flat as Mistral does, behind what arrived."""
        stream, (got, error) = await read_chunks(frames(*CHUNKS[:2], event))
        assert "".join(each.choices[0].delta.text for each in got) == "Salut"
        assert message in error.message
        assert stream.closed

    async def test_a_flat_error_has_its_code(self, read_chunks: Any) -> None:
        """The SDK's attributes hold what Mistral says."""
        event = {"object": "error", "message": "No", "type": "busy", "code": "3505"}
        _, (_, error) = await read_chunks(frames(event))
        assert (error.code, error.type) == ("3505", "busy")
        assert error.body == event

    async def test_a_nested_error_has_its_code(self, read_chunks: Any) -> None:
        """The SDK's attributes hold what the inner object says."""
        inner = {"message": "No", "type": "busy", "code": "3505"}
        _, (_, error) = await read_chunks(frames({"error": inner}))
        assert (error.code, error.type) == ("3505", "busy")

    async def test_an_error_in_a_whole_chunk_is_raised(self, read_chunks: Any) -> None:
        """As relays send it in the middle of a stream, and as the SDK raises it."""
        event = chunk("", "error", error={"message": "Over capacity", "code": 502})
        _, (got, error) = await read_chunks(frames(CHUNKS[0], event))
        assert len(got) == 1
        assert "Over capacity" in error.message

    @pytest.mark.parametrize(
        "odd",
        [
            {},
            {"id": "c1"},
            {**chunk("a"), "id": 7},
            {**chunk("a"), "choices": [{"index": "0", "delta": {"content": 5}}]},
            {**chunk("a"), "usage": {"total_tokens": "many"}},
            {**chunk("a"), "error": None},
        ],
    )
    async def test_what_does_not_fit_arrives_all_the_same(
        self, read_chunks: Any, odd: Any
    ) -> None:
        """With every member as it came; answers never raise for their shape."""
        _, (got, error) = await read_chunks(frames(odd, *CHUNKS, "[DONE]"))
        assert error is None
        assert got[0].model_dump(exclude_unset=True, warnings=False) == odd
        assert len(got) == 1 + len(CHUNKS)

    @pytest.mark.parametrize("odd", ["5", "null", "[]", '"text"'])
    async def test_an_event_that_is_no_object(self, read_chunks: Any, odd: str) -> None:
        """No chunk of any kind: an error of the SDK's, or passed over."""
        _, (got, _) = await read_chunks(frames(CHUNKS[0], odd))
        assert got[0].choices[0].delta.text == "Sa"
