"""Speech: what arrives as JSON is handed out as sound, in every way to ask for it."""

from __future__ import annotations

import json
import warnings
from pathlib import Path
from typing import Any

import openai
import pytest
from openai import HttpxBinaryResponseContent

from mistyped._generated.responses.audio import (
    SpeechAudioDeltaEvent,
    SpeechAudioDoneEvent,
)
from mistyped._values.contents import UnknownChunk
from tests.unit.audio import USAGE, answering, encoded, recording, stream
from tests.unit.support import HTTPX, Wire

pytestmark = pytest.mark.anyio

SOUND = recording(0.5)
ANSWER = {"audio_data": encoded(SOUND)}
EVENTS: list[Any] = [
    {"type": "speech.audio.delta", "audio_data": encoded(SOUND[:1000])},
    {"type": "speech.audio.delta", "audio_data": encoded(SOUND[1000:])},
    {"type": "speech.audio.done", "usage": USAGE},
]


async def test_the_sound(tmp_path: Path) -> None:
    """`.content`, `.read()`, iterating and writing all give the sound."""
    wire = answering(ANSWER)
    speech = wire.client().audio.speech.create(input="Bonjour", response_format="wav")
    assert isinstance(speech, HttpxBinaryResponseContent)
    assert speech.content == speech.read() == SOUND
    assert b"".join(speech.iter_bytes()) == b"".join(speech.iter_bytes(100)) == SOUND
    speech.write_to_file(tmp_path / "a.wav")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        speech.stream_to_file(tmp_path / "b.wav")
    again = await wire.async_client().audio.speech.create(input="Bonjour")
    assert again.content == await again.aread() == SOUND
    pieces = [each async for each in await again.aiter_bytes(100)]
    assert b"".join(pieces) == SOUND
    for name in ("a.wav", "b.wav"):
        assert (tmp_path / name).read_bytes() == SOUND
    speech.close()


def test_the_request() -> None:
    """Parameters go as they are, and `stream` only if it is asked for."""
    wire = answering(ANSWER)
    wire.client().audio.speech.create(
        input="Bonjour", voice_id="v1", response_format="pcm", metadata={"a": 1}
    )
    assert wire.seen[0].url.path == "/v1/audio/speech"
    assert wire.sent == [
        {
            "input": "Bonjour",
            "voice_id": "v1",
            "response_format": "pcm",
            "metadata": {"a": 1},
        }
    ]


def test_the_response_of_the_sound() -> None:
    """It has the answer's headers, but those about how the sound travelled."""
    headers = {"x-request-id": "r1"}
    made = HTTPX.Response(200, json={**ANSWER, "mood": "calm"}, headers=headers)
    speech = answering(made).client().audio.speech.create(input="x")
    assert speech.response.headers["x-request-id"] == "r1"
    assert speech.response.headers["content-type"] == "audio/wav"
    assert int(speech.response.headers["content-length"]) == len(SOUND)
    assert speech.answer is not None
    assert speech.answer.to_dict() == {**ANSWER, "mood": "calm"}


@pytest.mark.parametrize(
    ("start", "kind"),
    [
        (b"ID3\x04", "audio/mpeg"),
        (b"\xff\xfb", "audio/mpeg"),
        (b"fLaC", "audio/flac"),
        (b"OggS", "audio/ogg"),
        (b"\0\0", "application/octet-stream"),
    ],
)
def test_the_type_of_the_sound(start: bytes, kind: str) -> None:
    """It is read from the sound, for who looks at the headers."""
    wire = answering({"audio_data": encoded(start)})
    speech = wire.client().audio.speech.create(input="x")
    assert speech.response.headers["content-type"] == kind


def test_plain_sound_stays_as_it_is() -> None:
    """A gateway may answer the sound itself."""
    headers = {"content-type": "audio/wav"}
    made = HTTPX.Response(200, content=SOUND, headers=headers)
    speech = answering(made).client().audio.speech.create(input="x")
    assert speech.content == SOUND
    assert speech.answer is None


@pytest.mark.parametrize(
    "answer", [{}, {"audio_data": None}, {"audio_data": "not base64!"}, [1]]
)
async def test_an_answer_without_sound(answer: object) -> None:
    """It is an error, and not a file with JSON in it."""
    wire = answering(answer)
    with pytest.raises(openai.APIResponseValidationError, match="no sound"):
        wire.client().audio.speech.create(input="x")
    with pytest.raises(openai.APIResponseValidationError, match="no sound"):
        await wire.async_client().audio.speech.create(input="x")


def test_an_answer_that_is_cut() -> None:
    """JSON that breaks off is no sound either."""
    headers = {"content-type": "application/json"}
    content = json.dumps(ANSWER)[:-10].encode()
    made = HTTPX.Response(200, content=content, headers=headers)
    with pytest.raises(openai.APIResponseValidationError, match="no sound"):
        answering(made).client().audio.speech.create(input="x")


async def test_streaming_responses_are_sound(tmp_path: Path) -> None:
    """`stream_to_file`, as programs for OpenAI have it, writes the sound."""
    wire = answering(ANSWER)
    audio = wire.client().audio
    for way in (
        audio.speech.with_streaming_response,
        audio.with_streaming_response.speech,
    ):
        with way.create(input="x") as reply:
            reply.stream_to_file(tmp_path / "a.wav")
            assert reply.read() == reply.parse() == SOUND
            assert max(map(len, reply.iter_bytes(100))) == 100
        assert (tmp_path / "a.wav").read_bytes() == SOUND
    speech = wire.async_client().audio.speech
    async with speech.with_streaming_response.create(input="x") as async_reply:
        await async_reply.stream_to_file(tmp_path / "b.wav")
        assert await async_reply.read() == await async_reply.parse() == SOUND
    assert (tmp_path / "b.wav").read_bytes() == SOUND


async def test_raw_responses_hold_what_came() -> None:
    """The response is Mistral's; parsing it gives the sound."""
    wire = answering(ANSWER)
    reply = wire.client().audio.speech.with_raw_response.create(input="x")
    assert json.loads(reply.content) == ANSWER
    assert reply.parse().content == SOUND
    speech = wire.async_client().audio.speech
    async_reply = await speech.with_raw_response.create(input="x")
    assert async_reply.parse().content == SOUND


async def test_events_are_typed() -> None:
    """Deltas decode their sound, the last event has the usage."""
    wire = Wire(lambda _: stream(EVENTS))
    with wire.client().audio.speech.create(input="x", stream=True) as events:
        assert events.usage is None
        first, second, last = events
    assert wire.sent == [{"input": "x", "stream": True}]
    assert isinstance(first, SpeechAudioDeltaEvent)
    assert isinstance(second, SpeechAudioDeltaEvent)
    assert first.audio + second.audio == SOUND
    assert isinstance(last, SpeechAudioDoneEvent)
    assert events.usage == last.usage
    assert last.usage.total_tokens == 6
    create = wire.async_client().audio.speech.create
    async with await create(input="x", stream=True) as async_events:
        assert [each async for each in async_events] == [first, second, last]
    assert async_events.usage == last.usage


async def test_the_sound_of_a_stream() -> None:
    """`iter_audio` gives the sound alone; events that nobody knew of are passed by."""
    odd = {"type": "speech.breath", "audio_data": "AAAA"}
    wire = Wire(lambda _: stream([odd, *EVENTS]))
    events = wire.client().audio.speech.create(input="x", stream=True)
    assert b"".join(events.iter_audio()) == SOUND
    create = wire.async_client().audio.speech.create
    async_events = await create(input="x", stream=True)
    assert b"".join([each async for each in async_events.iter_audio()]) == SOUND
    unknown = next(iter(wire.client().audio.speech.create(input="x", stream=True)))
    assert isinstance(unknown, UnknownChunk)
    assert unknown.to_dict() == odd


async def test_a_stream_in_a_streaming_response() -> None:
    """The events can be read as they came, or parsed."""
    wire = Wire(lambda _: stream(EVENTS))
    way = wire.client().audio.speech.with_streaming_response
    with way.create(input="x", stream=True) as reply:
        assert b"".join(reply.iter_bytes()) == stream(EVENTS).content
    with way.create(input="x", stream=True) as reply:
        assert b"".join(reply.parse().iter_audio()) == SOUND
    async_way = wire.async_client().audio.speech.with_streaming_response
    async with async_way.create(input="x", stream=True) as async_reply:
        events = await async_reply.parse()
        assert b"".join([each async for each in events.iter_audio()]) == SOUND


def test_errors_in_a_stream() -> None:
    """An error that the server streams is raised."""
    error = {"type": "error", "object": "error", "message": "hoarse"}
    wire = Wire(lambda _: stream([EVENTS[0], error]))
    events = wire.client().audio.speech.create(input="x", stream=True)
    with pytest.raises(openai.APIError, match="hoarse"):
        list(events)


def test_a_delta_without_sound() -> None:
    """It is an event all the same, and its sound is an error."""
    event: Any = next(
        iter(
            Wire(lambda _: stream([{"type": "speech.audio.delta"}]))
            .client()
            .audio.speech.create(input="x", stream=True)
        )
    )
    with pytest.raises(ValueError, match="no sound in audio_data"):
        _ = event.audio
