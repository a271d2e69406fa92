"""Transcriptions and voices on the wire: forms, answers, and ids in paths."""

from __future__ import annotations

import io
import tempfile
from pathlib import Path
from typing import Any

import openai
import pytest
from openai.types.audio import Transcription as SdkTranscription

from mistyped import InvalidRequestError, Mistral, UnsupportedEndpointError
from tests.unit.audio import (
    EVENTS,
    SEGMENT,
    TRANSCRIPTION,
    answering,
    parts,
    recording,
    stream,
)
from tests.unit.support import HTTPX, KEY, Wire

pytestmark = pytest.mark.anyio

MODEL = "voxtral-mini-latest"
VOICE = {
    "id": "7f6a",
    "name": "Anna",
    "created_at": "2026-01-01T00:00:00Z",
    "user_id": None,
    "type": "custom",
}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A recording on the disk."""
    file = tmp_path / "speech.wav"
    file.write_bytes(recording())
    return file


async def test_the_form(path: Path) -> None:
    """Lists repeat their key without brackets, objects are parts of JSON."""
    wire = answering(TRANSCRIPTION)
    request: Any = {
        "model": MODEL,
        "file": path,
        "temperature": 0.5,
        "diarize": True,
        "timestamp_granularities": ["segment", "word"],
        "context_bias": ["Chicago", "Joplin"],
        "speaker_references": {"Anna": "UklGRg=="},
        "file_url": None,
        "language": openai.omit,
    }
    wire.client().audio.transcriptions.create(**request)
    await wire.async_client().audio.transcriptions.create(**request)
    for seen in wire.seen:
        assert seen.url.path == "/v1/audio/transcriptions"
        assert sorted(parts(seen.content), key=lambda each: each[0]) == [
            ("context_bias", None, None, b"Chicago"),
            ("context_bias", None, None, b"Joplin"),
            ("diarize", None, None, b"true"),
            ("file", "speech.wav", "audio/x-wav", recording()),
            ("model", None, None, MODEL.encode()),
            ("speaker_references", None, "application/json", b'{"Anna":"UklGRg=="}'),
            ("temperature", None, None, b"0.5"),
            ("timestamp_granularities", None, None, b"segment"),
            ("timestamp_granularities", None, None, b"word"),
        ]


def test_a_form_without_a_file() -> None:
    """An address is sent in a form as well, and unknown keys with it."""
    wire = answering(TRANSCRIPTION)
    create = wire.client(check="warn").audio.transcriptions.create
    with pytest.warns(UserWarning, match="foo"):
        create(model=MODEL, file_url="https://example.org/a", extra_body={"foo": "x"})
    assert parts(wire.seen[0].content) == [
        ("model", None, None, MODEL.encode()),
        ("file_url", None, None, b"https://example.org/a"),
        ("foo", None, None, b"x"),
    ]


def test_unchecked_forms_are_written_alike() -> None:
    """What is not checked is still written as Mistral reads it."""
    wire = answering(TRANSCRIPTION)
    create: Any = wire.client(check="off").audio.transcriptions.create
    create(file=b"x", speaker_references={"Anna": "a"}, context_bias=["a", "b"], foo=1)
    assert parts(wire.seen[0].content) == [
        ("context_bias", None, None, b"a"),
        ("context_bias", None, None, b"b"),
        ("foo", None, None, b"1"),
        ("file", "upload", "application/octet-stream", b"x"),
        ("speaker_references", None, "application/json", b'{"Anna":"a"}'),
    ]


@pytest.mark.parametrize(
    ("file", "name"),
    [
        (b"sound", "upload"),
        (io.BytesIO(b"sound"), "upload"),
        (("a.mp3", b"sound"), "a.mp3"),
        (("a.mp3", io.BytesIO(b"sound"), "audio/mpeg"), "a.mp3"),
    ],
)
def test_files_have_names(file: Any, name: str) -> None:
    """A tuple names its file."""
    wire = answering(TRANSCRIPTION)
    wire.client().audio.transcriptions.create(model=MODEL, file=file)
    found = [each for each in parts(wire.seen[0].content) if each[0] == "file"]
    assert [(each[1], each[3]) for each in found] == [(name, b"sound")]


def test_a_temporary_file_is_a_file() -> None:
    """It is no `io.IOBase`, and open all the same."""
    wire = answering(TRANSCRIPTION)
    with tempfile.NamedTemporaryFile(suffix=".wav") as file:
        file.write(b"sound")
        file.flush()
        file.seek(0)
        upload: Any = file
        wire.client().audio.transcriptions.create(model=MODEL, file=upload)
        _, sent = parts(wire.seen[0].content)
        assert (sent[1], sent[3]) == (Path(file.name).name, b"sound")


async def test_a_path_is_sent_again_from_its_beginning(path: Path) -> None:
    """A retry sends the whole file."""
    again = {"x-should-retry": "true", "retry-after-ms": "1"}

    def answer(_: Any) -> Any:
        if len(wire.seen) % 2:
            return HTTPX.Response(500, headers=again)
        return HTTPX.Response(200, json=TRANSCRIPTION)

    wire = Wire(answer)
    request: Any = {"model": MODEL, "file": path}
    wire.client(max_retries=1).audio.transcriptions.create(**request)
    client = wire.async_client(max_retries=1)
    await client.audio.transcriptions.create(**request)
    files = [p[3] for seen in wire.seen for p in parts(seen.content) if p[0] == "file"]
    assert files == [recording()] * 4


def test_a_path_that_is_not_there() -> None:
    """It is refused with the operating system's words, and nothing is sent."""
    wire = answering(TRANSCRIPTION)
    with pytest.raises(InvalidRequestError, match="No such file"):
        wire.client().audio.transcriptions.create(model=MODEL, file=Path("no.wav"))
    assert wire.seen == []


async def test_the_answer() -> None:
    """Segments, language and seconds are typed, and it is the SDK's class too."""
    wire = answering(TRANSCRIPTION)
    one = wire.client().audio.transcriptions.create(model=MODEL, file=b"x")
    two = await wire.async_client().audio.transcriptions.create(model=MODEL, file=b"x")
    assert one == two
    assert isinstance(one, SdkTranscription)
    assert (one.text, one.language, one.model) == ("Bonjour", "fr", MODEL)
    assert one.usage.prompt_audio_seconds == 2
    assert one.segments is not None
    (segment,) = one.segments
    assert segment.to_dict() == SEGMENT
    assert (segment.start, segment.end, segment.score) == (0.0, 1.5, -0.25)


def test_odd_answers_survive() -> None:
    """Members that nobody knew of, and values of other types, are all kept."""
    odd = {
        **TRANSCRIPTION,
        "segments": [{**SEGMENT, "type": "noise", "loudness": 3}, {"text": None}],
        "usage": {"prompt_tokens": 1, "watts": 2},
        "mood": {"joy": 1},
    }
    wire = answering(odd)
    answer: Any = wire.client().audio.transcriptions.create(model=MODEL, file=b"x")
    assert answer.mood == {"joy": 1}
    assert answer.segments[0].loudness == 3
    assert answer.segments[0].type == "noise"
    assert answer.segments[1].text is None
    assert answer.usage.watts == 2
    assert answer.to_dict() == odd


def test_the_response_around_the_answer() -> None:
    """Raw and streaming responses, from both ends of the name."""
    wire = answering(TRANSCRIPTION)
    audio = wire.client().audio
    for raw in (
        audio.transcriptions.with_raw_response,
        audio.with_raw_response.transcriptions,
    ):
        reply = raw.create(model=MODEL, file=b"x")
        assert reply.headers["content-type"] == "application/json"
        assert reply.parse().text == "Bonjour"
    with audio.with_streaming_response.transcriptions.create(
        model=MODEL, file=b"x"
    ) as streamed:
        assert streamed.parse().text == "Bonjour"


async def test_a_raw_response_of_a_stream() -> None:
    """It parses to the stream of events."""
    wire = Wire(lambda _: stream(EVENTS))
    raw = wire.client().audio.transcriptions.with_raw_response
    events = raw.create(model=MODEL, file=b"x", stream=True).parse()
    assert events.get_final_transcription().text == "Bonjour"
    asynchronous = wire.async_client().audio.transcriptions.with_raw_response
    reply = await asynchronous.create(model=MODEL, file=b"x", stream=True)
    assert (await reply.parse().get_final_transcription()).text == "Bonjour"


@pytest.mark.parametrize("name", ["translations", "voice_consents"])
def test_what_mistral_does_not_offer(name: str) -> None:
    """Translations and consents are errors with a reason."""
    audio: Any = Mistral(api_key=KEY).audio
    with pytest.raises(UnsupportedEndpointError, match=rf"client\.audio\.{name}"):
        getattr(audio, name).create(model=MODEL, file=b"x")


async def test_voices() -> None:
    """Each method has its path and method, and answers a voice."""
    wire = answering(VOICE)
    voices = wire.client().audio.voices
    async_voices = wire.async_client().audio.voices
    for one, two in [
        (voices.retrieve("v1"), await async_voices.retrieve("v1")),
        (voices.update("v1", name="A"), await async_voices.update("v1", name="A")),
        (voices.delete("v1"), await async_voices.delete("v1")),
        (voices.create(name="A"), await async_voices.create(name="A")),
    ]:
        assert one == two
        assert one.name == "Anna"
    sent = [(each.method, each.url.path) for each in wire.seen[::2]]
    assert sent == [
        ("GET", "/v1/audio/voices/v1"),
        ("PATCH", "/v1/audio/voices/v1"),
        ("DELETE", "/v1/audio/voices/v1"),
        ("POST", "/v1/audio/voices"),
    ]
    assert sent == [(each.method, each.url.path) for each in wire.seen[1::2]]


async def test_samples_are_bytes() -> None:
    """A sample is what the server sends, whole or piece by piece."""
    sound = recording()
    headers = {"content-type": "audio/wav"}
    wire = Wire(lambda _: HTTPX.Response(200, content=sound, headers=headers))
    client, async_client = wire.client(), wire.async_client()
    assert client.audio.voices.sample("v1").content == sound
    assert (await async_client.audio.voices.sample("v1")).content == sound
    with client.audio.voices.with_streaming_response.sample("v1") as reply:
        assert b"".join(reply.iter_bytes(100)) == sound
    assert {each.headers["accept"] for each in wire.seen} == {"audio/wav"}
    assert {each.url.path for each in wire.seen} == {"/v1/audio/voices/v1/sample"}


@pytest.mark.parametrize("bad", ["", "..", "a/b", "a?b", "a\n"])
async def test_ids_that_change_the_path(bad: str) -> None:
    """They are refused by every method, and nothing is sent."""
    wire = answering(VOICE)
    voices, async_voices = wire.client().audio.voices, wire.async_client().audio.voices
    for method in ("retrieve", "update", "delete", "sample"):
        with pytest.raises(InvalidRequestError, match="change the path"):
            getattr(voices, method)(bad)
        with pytest.raises(InvalidRequestError, match="change the path"):
            await getattr(async_voices, method)(bad)
    assert wire.seen == []


def pages(request: Any) -> Any:
    """Answer a page of five voices."""
    query = request.url.params
    offset, limit = int(query.get("offset", 0)), int(query.get("limit", 2))
    voices = [{**VOICE, "id": str(number)} for number in range(5)]
    body = {
        "items": voices[offset : offset + limit],
        "total": 5,
        "page": offset // limit + 1,
        "page_size": limit,
        "total_pages": 3,
    }
    return HTTPX.Response(200, json=body)


async def test_lists_go_through_all_pages_and_end() -> None:
    """Iterating asks for the pages that are left, and for no more."""
    wire, other = Wire(pages), Wire(pages)
    listed = wire.client().audio.voices.list(limit=2, type="custom")
    assert [each.id for each in listed] == ["0", "1", "2", "3", "4"]
    asynchronous = other.async_client().audio.voices.list(limit=2, type="custom")
    assert [each.id async for each in asynchronous] == ["0", "1", "2", "3", "4"]
    queries = [dict(each.url.params) for each in wire.seen]
    assert queries == [
        {"limit": "2", "type": "custom"},
        {"limit": "2", "type": "custom", "offset": "2"},
        {"limit": "2", "type": "custom", "offset": "4"},
    ]
    assert queries == [dict(each.url.params) for each in other.seen]
    assert listed.total == 5
