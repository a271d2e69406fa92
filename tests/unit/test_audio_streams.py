"""Streamed transcriptions: typed events, what they add up to, and how they end."""

from __future__ import annotations

from typing import Any

import openai
import pytest

from mistyped import StreamInterruptedError
from mistyped._generated.responses.audio import (
    Transcription,
    TranscriptionDoneEvent,
    TranscriptionLanguageEvent,
    TranscriptionSegmentEvent,
    TranscriptionTextDeltaEvent,
)
from mistyped._values.contents import UnknownChunk
from tests.unit.audio import EVENTS, TRANSCRIPTION, answering, stream
from tests.unit.support import HTTPX, Wire

pytestmark = pytest.mark.anyio

LANGUAGE, FIRST, SECOND, PIECE, DONE = EVENTS
FLAT_ERROR = {"object": "error", "message": "too loud", "type": "x", "code": "3000"}


def opened(events: list[Any], end: str = "") -> Any:
    """Return a stream of these events."""
    client = answering(stream(events, end)).client()
    return client.audio.transcriptions.create(model="m", file=b"x", stream=True)


async def async_opened(events: list[Any], end: str = "") -> Any:
    """Return an asynchronous stream of these events."""
    client = answering(stream(events, end)).async_client()
    return await client.audio.transcriptions.create(model="m", file=b"x", stream=True)


async def test_events_are_typed() -> None:
    """Each event is of its class, with all its members."""
    with opened(EVENTS) as events:
        one = list(events)
    async with await async_opened(EVENTS) as async_events:
        two = [each async for each in async_events]
    assert [type(each) for each in one] == [
        TranscriptionLanguageEvent,
        TranscriptionTextDeltaEvent,
        TranscriptionTextDeltaEvent,
        TranscriptionSegmentEvent,
        TranscriptionDoneEvent,
    ]
    assert one == two
    assert [each.to_dict() for each in one] == EVENTS


async def test_the_final_transcription() -> None:
    """It equals the answer that is not streamed, whether or not anybody iterates."""
    wire = answering(TRANSCRIPTION)
    whole = wire.client().audio.transcriptions.create(model="m", file=b"x")
    events = opened(EVENTS)
    assert events.transcription is None
    assert events.get_final_transcription() == whole
    assert events.transcription == whole
    assert isinstance(events.transcription, Transcription)
    later = await async_opened(EVENTS)
    assert len([each async for each in later]) == len(EVENTS)
    assert await later.get_final_transcription() == whole == later.transcription


def test_the_rest_is_read() -> None:
    """Whoever stops early gets the text so far, and then the whole all the same."""
    with opened(EVENTS) as events:
        for event in events:
            if event == FIRST or event.type == "transcription.text.delta":
                break
        assert events.text == "Bon"
        assert events.get_final_transcription().text == "Bonjour"
        assert events.text == "Bonjour"


def test_earlier_events_fill_what_the_last_leaves_out() -> None:
    """Segments, language and text of the last event win, where there are any."""
    bare = {**DONE, "segments": None, "language": None, "text": ""}
    whole = opened([LANGUAGE, FIRST, SECOND, PIECE, bare]).get_final_transcription()
    assert (whole.text, whole.language) == ("Bonjour", "fr")
    assert [each.to_dict() for each in whole.segments] == [
        {**PIECE, "type": "transcription_segment"}
    ]
    other = {**DONE, "language": "de", "text": "Hallo", "segments": []}
    whole = opened([LANGUAGE, FIRST, other]).get_final_transcription()
    assert (whole.text, whole.language, whole.segments) == ("Hallo", "de", [])


def test_members_that_nobody_knew_of_are_kept() -> None:
    """In events and in the whole."""
    with opened([{**FIRST, "logprob": -1}, {**DONE, "mood": "glad"}]) as events:
        first, _ = events
        assert first.logprob == -1
        assert events.transcription.mood == "glad"


async def test_unknown_events_are_no_error() -> None:
    """They arrive as they are, whatever they look like."""
    odd = {"type": "transcription.laughter", "volume": 11}
    untyped = {"type": None, "text": "?"}
    with opened([odd, untyped, *EVENTS]) as events:
        found = list(events)
    assert isinstance(found[0], UnknownChunk)
    assert found[0].to_dict() == odd
    assert isinstance(found[1], UnknownChunk)
    assert events.transcription.text == "Bonjour"
    async with await async_opened([odd, *EVENTS]) as async_events:
        async for each in async_events:
            assert each == found[0]
            break


def test_known_events_may_be_odd() -> None:
    """A known event with odd members is of its class all the same."""
    lame = {"type": "transcription.segment", "text": None, "start": "soon"}
    with opened([lame, {"type": "transcription.text.delta"}, DONE]) as events:
        first, second, _ = events
    assert isinstance(first, TranscriptionSegmentEvent)
    assert first.to_dict(warnings=False) == lame
    assert isinstance(second, TranscriptionTextDeltaEvent)
    assert events.transcription.text == "Bonjour"


def test_events_follow_mistral_and_not_openai() -> None:
    """Members that OpenAI's events of the same names have are not asked for."""
    with opened(EVENTS) as events:
        delta = next(each for each in events if each.type == "transcription.text.delta")
    assert delta.text == "Bon"
    assert not hasattr(delta, "delta")


@pytest.mark.parametrize("end", ["", "data: [DONE]\n\n", "data: [DONE]\n\nrubbish"])
async def test_both_ends_of_a_stream(end: str) -> None:
    """With the mark of chat streams, and without any."""
    assert opened(EVENTS, end).get_final_transcription().text == "Bonjour"
    events = await async_opened(EVENTS, end)
    assert (await events.get_final_transcription()).text == "Bonjour"


async def test_a_stream_that_is_cut() -> None:
    """There is no whole, and the error says so; what came is still there."""
    events, async_events = opened(EVENTS[:3]), await async_opened(EVENTS[:3])
    with pytest.raises(StreamInterruptedError, match=r"without transcription\.done"):
        events.get_final_transcription()
    with pytest.raises(StreamInterruptedError, match=r"without transcription\.done"):
        await async_events.get_final_transcription()
    assert events.transcription is None
    assert events.text == async_events.text == "Bonjour"


@pytest.mark.parametrize(
    "event",
    [
        FLAT_ERROR,
        {"error": {"message": "too loud"}},
        {"type": "transcription.done", "error": "too loud"},
    ],
)
async def test_errors_in_a_stream(event: dict[str, Any]) -> None:
    """An error that the server streams is raised with its text."""
    error = event if "type" in event else {**event, "type": "error"}
    with opened([FIRST, error]) as events:
        assert next(events).to_dict() == FIRST
        with pytest.raises(openai.APIError, match="too loud"):
            next(events)
    with pytest.raises(openai.APIError, match="too loud"):
        await (await async_opened([FIRST, error])).get_final_transcription()


@pytest.mark.parametrize("payload", ["[1]", "null", "{broken"])
def test_what_is_no_event(payload: str) -> None:
    """It is an error and not lost."""
    with pytest.raises(openai.APIError, match="a streamed event is"):
        list(opened([payload]))


class Body(HTTPX.SyncByteStream, HTTPX.AsyncByteStream):
    """A body that knows whether it was closed."""

    def __init__(self, content: bytes) -> None:
        self.content = content
        self.closed = False

    def __iter__(self) -> Any:
        yield from self.content.splitlines(keepends=True)

    async def __aiter__(self) -> Any:
        for line in self.content.splitlines(keepends=True):
            yield line

    def close(self) -> None:
        """Note it."""
        self.closed = True

    async def aclose(self) -> None:
        """Note it."""
        self.closed = True


async def test_the_connection_is_released() -> None:
    """At the end of the events, at the end of a block, and after an error."""
    bodies: list[Body] = []

    def answer(_: Any) -> Any:
        bodies.append(Body(stream([*EVENTS, FLAT_ERROR]).content))
        headers = {"content-type": "text/event-stream"}
        return HTTPX.Response(200, stream=bodies[-1], headers=headers)

    create = Wire(answer).client().audio.transcriptions.create
    with create(model="m", file=b"x", stream=True) as left_early:
        next(left_early)
    failed = create(model="m", file=b"x", stream=True)
    with pytest.raises(openai.APIError):
        failed.get_final_transcription()
    async_create = Wire(answer).async_client().audio.transcriptions.create
    async with await async_create(model="m", file=b"x", stream=True) as async_left:
        async for _ in async_left:
            break
    with pytest.raises(openai.APIError):
        await (
            await async_create(model="m", file=b"x", stream=True)
        ).get_final_transcription()
    assert [each.closed for each in bodies] == [True] * 4


def test_stream_is_asked_for_in_the_form() -> None:
    """As a text of the form, only if it is asked for."""
    wire = Wire(lambda _: stream(EVENTS))
    create = wire.client().audio.transcriptions.create
    create(model="m", file=b"x", stream=True).close()
    assert b'name="stream"\r\n\r\ntrue' in wire.seen[0].content
    for off in (None, openai.omit):
        answering(TRANSCRIPTION).client().audio.transcriptions.create(
            model="m", file=b"x", stream=off
        )
