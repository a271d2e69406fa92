"""Audio over real HTTP: our client and Mistral's own, on the local server."""

from __future__ import annotations

import io
import json
import wave
from base64 import b64decode
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openai
import pytest
from mistralai.client import Mistral as Official
from mistralai.client.errors import HTTPValidationError, SDKError

from mistyped import AsyncMistral, Mistral
from mistyped.server import RunningServer
from mistyped.server.call import Call
from mistyped.server.state import State
from mistyped.server.transcriptions import create as transcribe
from tests.unit.audio import encoded, parts, recording
from tests.unit.support import operation

pytestmark = pytest.mark.anyio

MODEL = "voxtral-mini-latest"
DEPRECATED = pytest.mark.filterwarnings("ignore:.*Use search instead")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A recording of two seconds and a half on the disk."""
    file = tmp_path / "speech.wav"
    file.write_bytes(recording(2.5))
    return file


def frames(sound: bytes) -> tuple[int, int]:
    """Return how many samples a WAV file has, and how many a second."""
    with wave.open(io.BytesIO(sound)) as file:
        return file.getnframes(), file.getframerate()


def read_parts(content: bytes) -> list[Any]:
    """Read a form back, with its parts of JSON as values."""
    return [
        (*head, json.loads(text) if head[2] == "application/json" else text)
        for *head, text in parts(content)
    ]


class TestTranscriptions:
    """Whole and streamed, by every client alike."""

    async def test_all_clients_read_the_same(
        self,
        client: Mistral,
        async_client: AsyncMistral,
        official: Official,
        async_official: Official,
        path: Path,
    ) -> None:
        """The answer names the file, its seconds, and that nobody listened."""
        request: Any = {"model": MODEL, "timestamp_granularities": ["segment"]}
        theirs: Any = {"file_name": "speech.wav", "content": recording(2.5)}
        one = client.audio.transcriptions.create(file=path, **request)
        two = await async_client.audio.transcriptions.create(file=path, **request)
        three = official.audio.transcriptions.complete(file=theirs, **request)
        four = await async_official.audio.transcriptions.complete_async(
            file=theirs, **request
        )
        assert one == two
        assert one.to_dict() == three.model_dump() | {"usage": one.usage.to_dict()}
        assert three == four
        assert "speech.wav" in one.text
        assert "2.5 seconds" in one.text
        assert "echo" in one.text
        assert one.usage.prompt_audio_seconds == 3
        assert one.segments is not None
        assert "".join(each.text for each in one.segments) == one.text
        assert (one.segments[0].start, one.segments[-1].end) == (0, 2.5)

    async def test_streams_add_up_to_the_answer(
        self,
        client: Mistral,
        async_client: AsyncMistral,
        official: Official,
        async_official: Official,
        path: Path,
    ) -> None:
        """Events end in the answer that is not streamed, for every client."""
        request: Any = {"model": MODEL, "diarize": True}
        theirs: Any = {"file_name": "speech.wav", "content": recording(2.5)}
        whole = client.audio.transcriptions.create(file=path, **request)
        with client.audio.transcriptions.create(
            file=path, stream=True, **request
        ) as events:
            kinds = [each.type for each in events]
            assert events.text == whole.text
            assert events.get_final_transcription() == whole
        async with await async_client.audio.transcriptions.create(
            file=path, stream=True, **request
        ) as async_events:
            assert await async_events.get_final_transcription() == whole
        with official.audio.transcriptions.stream(file=theirs, **request) as stream:
            found = [each.event for each in stream]
        async with await async_official.audio.transcriptions.stream_async(
            file=theirs, **request
        ) as async_stream:
            datas = [each.data async for each in async_stream]
        assert kinds == found == [each.type for each in datas]
        assert set(kinds) == {
            "transcription.language",
            "transcription.text.delta",
            "transcription.segment",
            "transcription.done",
        }
        assert not any(getattr(each, "is_unknown", False) for each in datas)

    def test_forms_are_those_of_the_official_client(
        self, client: Mistral, official: Official, server: RunningServer
    ) -> None:
        """Part for part, but that it also says what it does not ask for."""
        request: Any = {
            "model": MODEL,
            "temperature": 0.5,
            "diarize": True,
            "context_bias": ["Chicago", "l'été"],
            "speaker_references": {"Anna": "UklGRg==", "Zoé": "UklGRg=="},
            "timestamp_granularities": ["segment", "word"],
        }
        sound = recording()
        theirs: Any = {"file_name": "speech.wav", "content": sound}
        client.audio.transcriptions.create(file=("speech.wav", sound), **request)
        mine = read_parts(server.requests[-1].raw)
        official.audio.transcriptions.complete(file=theirs, **request)
        other = read_parts(server.requests[-1].raw)
        assert sorted(other, key=repr) == sorted(
            [*mine, ("stream", None, None, b"false")], key=repr
        )

    @pytest.mark.parametrize(
        ("more", "expected"),
        [
            ({}, None),
            ({"timestamp_granularities": ["segment"]}, [None, None]),
            ({"diarize": True}, ["speaker_1", "speaker_1"]),
            (
                {"diarize": True, "speaker_references": {"Anna": "a", "Ben": "b"}},
                ["Anna", "Ben"],
            ),
        ],
    )
    def test_segments_come_if_they_are_asked_for(
        self, client: Mistral, path: Path, more: Any, expected: Any
    ) -> None:
        """With timestamps or speakers, and not else."""
        answer = client.audio.transcriptions.create(model=MODEL, file=path, **more)
        speakers = [each.speaker_id for each in answer.segments or []]
        assert speakers == (expected or [])

    def test_words_have_times(self, client: Mistral, path: Path) -> None:
        """One after the other, to the end of the sound."""
        answer = client.audio.transcriptions.create(
            model=MODEL, file=path, timestamp_granularities=["word"]
        )
        assert answer.segments is not None
        assert [each.text for each in answer.segments] == answer.text.split()
        times = [t for each in answer.segments for t in (each.start, each.end)]
        assert times == sorted(times)

    def test_the_language_is_the_one_that_is_said(
        self, client: Mistral, path: Path
    ) -> None:
        """In the answer and in the first event."""
        create = client.audio.transcriptions.create
        assert create(model=MODEL, file=path, language="fr").language == "fr"
        with create(model=MODEL, file=path, language="fr", stream=True) as events:
            assert next(events).to_dict()["audio_language"] == "fr"

    def test_an_address_is_named_and_not_fetched(self, client: Mistral) -> None:
        """The answer follows from the address alone."""
        answer = client.audio.transcriptions.create(
            model=MODEL, file_url="https://nowhere.invalid/talks/one.mp3?x=1"
        )
        assert "one.mp3" in answer.text

    def test_sound_of_other_formats_is_measured_by_size(self, client: Mistral) -> None:
        """There is no decoder here."""
        answer = client.audio.transcriptions.create(model=MODEL, file=bytes(32_000))
        assert answer.usage.prompt_audio_seconds == 2

    def test_an_uploaded_file(self, path: Path) -> None:
        """An id leads to the file that was uploaded under it."""
        state = State()
        state.table("files")["f1"] = {"id": "f1", "filename": "talk.wav"}
        (state.folder / "f1").write_bytes(path.read_bytes())
        form = [("model", MODEL), ("file_id", "f1")]
        asked = operation("audio.transcriptions.create")
        answer = transcribe(Call(asked, b"", form=form, state=state))
        assert b"talk.wav" in bytes(answer.body)
        assert b"2.5 seconds" in bytes(answer.body)

    def test_a_file_that_is_not_there(
        self, client: Mistral, official: Official
    ) -> None:
        """An id that nobody knows is not found."""
        with pytest.raises(openai.NotFoundError, match="No file matches"):
            client.audio.transcriptions.create(model=MODEL, file_id="none")
        with pytest.raises(SDKError, match="No file matches"):
            official.audio.transcriptions.complete(model=MODEL, file_id="none")

    def test_no_sound(self, client: Mistral) -> None:
        """An empty recording is refused."""
        with pytest.raises(openai.BadRequestError, match="0 bytes"):
            client.audio.transcriptions.create(
                model=MODEL, file=("a.wav", b""), waive={"empty-file"}
            )

    @pytest.mark.parametrize(
        "form",
        [
            {"model": MODEL},
            {"file_id": "f"},
            {"model": MODEL, "file_id": "f", "file_url": "https://x.invalid"},
            {"model": MODEL, "file_id": "f", "temperature": "warm"},
            {"model": MODEL, "file_id": "f", "timestamp_granularities": ["words"]},
            {"model": MODEL, "file_id": "f", "speaker_references": "no object"},
        ],
    )
    def test_wrong_forms_are_refused(self, client: Mistral, form: Any) -> None:
        """The server checks for itself, in Mistral's envelope."""
        unchecked: Any = client.with_options(check="off").audio.transcriptions
        with pytest.raises(openai.UnprocessableEntityError) as caught:
            unchecked.create(**form)
        body: Any = caught.value.body
        assert body["message"]["detail"][0]["loc"][0] == "body"


class TestSpeech:
    """Tones for texts, whole and streamed, by every client alike."""

    async def test_all_clients_hear_the_same(
        self,
        client: Mistral,
        async_client: AsyncMistral,
        official: Official,
        async_official: Official,
    ) -> None:
        """A WAV file whose length follows the text."""
        request: Any = {"input": "Bonjour !" * 10, "response_format": "wav"}
        one = client.audio.speech.create(**request).content
        two = (await async_client.audio.speech.create(**request)).content
        three = official.audio.speech.complete(**request)
        four = await async_official.audio.speech.complete_async(**request)
        assert one == two == b64decode(three.audio_data) == b64decode(four.audio_data)
        count, rate = frames(one)
        assert count / rate == pytest.approx(0.02 * 90)
        short = client.audio.speech.create(input="Oui", response_format="wav")
        assert frames(short.content)[0] < count

    async def test_streams_add_up_to_the_answer(
        self,
        client: Mistral,
        async_client: AsyncMistral,
        official: Official,
        async_official: Official,
    ) -> None:
        """The deltas are pieces of the whole, and the last event has the usage."""
        request: Any = {"input": "Bonjour !" * 20, "response_format": "pcm"}
        whole = client.audio.speech.create(**request).content
        with client.audio.speech.create(stream=True, **request) as events:
            pieces = list(events.iter_audio())
        assert len(pieces) > 1
        assert b"".join(pieces) == whole
        assert events.usage is not None
        assert events.usage.total_tokens > 0
        async with await async_client.audio.speech.create(
            stream=True, **request
        ) as async_events:
            again = [each async for each in async_events.iter_audio()]
        assert again == pieces
        found: Any = official.audio.speech.complete(stream=True, **request)
        datas = [each.data for each in found]
        assert [b64decode(each.audio_data) for each in datas[:-1]] == pieces
        assert datas[-1].usage.total_tokens == events.usage.total_tokens
        more: Any = await async_official.audio.speech.complete_async(
            stream=True, **request
        )
        assert [each.data.type async for each in more] == [each.type for each in datas]

    def test_voices_have_their_own_pitch(self, client: Mistral) -> None:
        """Another voice sounds otherwise, the same voice the same."""
        create = client.audio.speech.create
        one, again, other = (
            create(input="Oui", voice_id=voice, response_format="wav").content
            for voice in ("a", "a", "b")
        )
        assert one == again != other

    def test_mp3_is_frames_of_silence(self, client: Mistral) -> None:
        """The default format is a valid file, though nobody can encode the tone."""
        sound = client.audio.speech.create(input="x" * 60).content
        head = b"\xff\xfb\x54\xc0"
        assert sound == head.ljust(192, b"\0") * 50  # 50 frames of 24 ms

    @pytest.mark.parametrize(
        ("wanted", "start"), [("flac", b"fLaC"), ("opus", b"OggS")]
    )
    def test_formats_that_need_an_encoder(
        self, client: Mistral, wanted: Any, start: bytes
    ) -> None:
        """They hold silence, as long as the tone would be."""
        create = client.audio.speech.create
        short = create(input="Oui", response_format=wanted).content
        long = create(input="x" * 1000, response_format=wanted).content
        assert short.startswith(start)
        assert len(long) > len(short)

    def test_streaming_to_a_file(self, client: Mistral, tmp_path: Path) -> None:
        """As programs for OpenAI do it."""
        request: Any = {"input": "Bonjour", "response_format": "wav"}
        with client.audio.speech.with_streaming_response.create(**request) as reply:
            reply.stream_to_file(tmp_path / "a.wav")
        whole = client.audio.speech.create(**request).content
        assert (tmp_path / "a.wav").read_bytes() == whole

    @pytest.mark.parametrize(
        "more", [{"input": None}, {"voice_id": 7}, {"response_format": "aac"}]
    )
    def test_wrong_requests_are_refused(self, client: Mistral, more: Any) -> None:
        """The server checks for itself."""
        unchecked: Any = client.with_options(check="off").audio.speech
        with pytest.raises(openai.UnprocessableEntityError):
            unchecked.create(**{"input": "Oui", **more})

    def test_history_beside_a_reference(self, client: Mistral) -> None:
        """A pair that does not go together is refused behind the schema."""
        unchecked: Any = client.with_options(check="off").audio.speech
        turn = {"role": "user", "audio": {"data": "UklGRg=="}}
        with pytest.raises(openai.BadRequestError, match="no ref_audio beside"):
            unchecked.create(input="x", ref_audio="a", conversation_history=[turn])


class TestVoices:
    """Voices are kept, listed, changed and gone."""

    @pytest.fixture
    def made(self, client: Mistral) -> Iterator[Any]:
        """A voice."""
        voice = client.audio.voices.create(
            name="Anna", languages=["fr"], sample_audio=encoded(recording(0.2))
        )
        yield voice
        client.audio.voices.delete(voice.id)

    async def test_a_voice_has_its_life(
        self, client: Mistral, async_client: AsyncMistral
    ) -> None:
        """Made, looked up, changed, heard, deleted, and gone."""
        sound = recording(0.3)
        voices, async_voices = client.audio.voices, async_client.audio.voices
        voice = voices.create(name="Ben", sample_audio=encoded(sound), age=40)
        assert (voice.type, voice.age, voice.languages) == ("custom", 40, [])
        assert await async_voices.retrieve(voice.id) == voice
        changed = await async_voices.update(voice.id, tags=["calm"], age=None)
        assert (changed.tags, changed.age, changed.name) == (["calm"], 40, "Ben")
        assert voices.sample(voice.id).content == sound
        assert (await async_voices.sample(voice.id)).content == sound
        assert (await async_voices.delete(voice.id)).id == voice.id
        with pytest.raises(openai.NotFoundError):
            voices.retrieve(voice.id)
        with pytest.raises(openai.NotFoundError):
            await async_voices.sample(voice.id)

    @DEPRECATED
    async def test_the_official_client(
        self, official: Official, async_official: Official, made: Any
    ) -> None:
        """Reads all of it, with its own models."""
        voices, async_voices = official.audio.voices, async_official.audio.voices
        assert voices.get(voice_id=made.id).name == "Anna"
        assert (await async_voices.get_async(voice_id=made.id)).languages == ["fr"]
        sample = voices.get_sample_audio(voice_id=made.id)
        assert sample.read() == recording(0.2)
        again = await async_voices.get_sample_audio_async(voice_id=made.id)
        assert await again.aread() == recording(0.2)
        theirs = voices.create(name="Carl", sample_audio=encoded(recording(0.1)))
        assert voices.update(voice_id=theirs.id, name="Karl").name == "Karl"
        changed = await async_voices.update_async(voice_id=theirs.id, gender="male")
        assert changed.gender == "male"
        listed = voices.list(type_="custom")
        assert {"Anna", "Karl"} <= {each.name for each in listed.items}
        assert (await async_voices.list_async(limit=1, offset=1)).page == 2
        assert voices.delete(voice_id=theirs.id).id == theirs.id
        other = await async_voices.create_async(name="Dora")
        assert (await async_voices.delete_async(voice_id=other.id)).name == "Dora"
        with pytest.raises((SDKError, HTTPValidationError)):
            voices.get(voice_id=theirs.id)

    async def test_lists_end(
        self, client: Mistral, async_client: AsyncMistral, made: Any
    ) -> None:
        """Every voice comes once, in pages of any size."""
        voices = client.audio.voices
        more = [voices.create(name=f"voice {number}") for number in range(5)]
        every = [each.id for each in voices.list(limit=2)]
        assert len(every) == len(set(every)) == voices.list().total
        custom = [
            each.id async for each in async_client.audio.voices.list(type="custom")
        ]
        assert {made.id, *(each.id for each in more)} <= set(custom)
        presets = [each.type for each in voices.list(type="preset")]
        assert presets == ["preset", "preset"]
        for each in more:
            voices.delete(each.id)

    def test_presets_have_a_sample_and_stay(self, client: Mistral) -> None:
        """They can be heard, and neither changed nor deleted."""
        voices = client.audio.voices
        preset = voices.list(type="preset").data[0]
        assert frames(voices.sample(preset.id).content)[0] > 0
        with pytest.raises(openai.NotFoundError):
            voices.delete(preset.id)
        with pytest.raises(openai.NotFoundError):
            voices.update(preset.id, name="Mine")
        assert voices.retrieve(preset.id) == preset

    def test_wrong_requests_are_refused(self, client: Mistral) -> None:
        """The server checks for itself."""
        unchecked: Any = client.with_options(check="off").audio.voices
        for call in (
            unchecked.create,
            lambda: unchecked.create(name="x", sample_audio="not base64!"),
            lambda: unchecked.list(limit=0),
            lambda: unchecked.update("v1", age="old"),
        ):
            with pytest.raises(openai.UnprocessableEntityError):
                call()
