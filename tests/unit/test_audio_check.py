"""What the check says of audio requests: accepted, refused, and with which advice."""

from __future__ import annotations

import io
import warnings
from pathlib import Path
from typing import Any

import pytest

from mistyped import InvalidRequestError, InvalidRequestWarning, check
from tests.unit.audio import TRANSCRIPTION, answering

TRANSCRIPTIONS = "/v1/audio/transcriptions"
SPEECH = "/v1/audio/speech"
VOICES = "/v1/audio/voices"
SOUND = b"sound"
TURN = {"role": "user", "audio": {"data": "UklGRg=="}}


def heard(**more: Any) -> dict[str, Any]:
    """Return a small transcription request, with more parameters."""
    return {"model": "voxtral-mini-latest", "file": SOUND, **more}


def said(**more: Any) -> dict[str, Any]:
    """Return a small speech request, with more parameters."""
    return {"input": "Bonjour", **more}


def found(path: str, request: Any, method: str = "POST") -> dict[str, tuple[str, str]]:
    """Return rule and severity of every problem, by its path."""
    problems = check(path, request, method=method).problems
    return {each.path: (each.rule, each.severity) for each in problems}


@pytest.mark.parametrize(
    "file",
    [
        SOUND,
        io.BytesIO(SOUND),
        Path(__file__),
        ("speech.wav", SOUND),
        ("speech.wav", Path(__file__), "audio/wav"),
        ("speech.wav", io.BytesIO(SOUND), "audio/wav", {"X-A": "b"}),
    ],
)
def test_every_kind_of_file_is_one(file: object) -> None:
    """Bytes, open files, paths, and tuples of a name and one of these."""
    assert check(TRANSCRIPTIONS, heard(file=file)).problems == ()


@pytest.mark.parametrize(
    "more",
    [
        {"language": "fr"},
        {"temperature": 0},
        {"temperature": 0.7},
        {"timestamp_granularities": ["segment", "word"]},
        {"diarize": True},
        {"diarize": False, "stream": False},
        {"context_bias": ["Chicago", "Joplin_Missouri", "l'été"] * 33},
        {"context_bias": []},
        {"diarize": True, "speaker_references": {"Anna": "UklGRg=="}},
        {"language": None, "file_url": None, "file_id": None, "temperature": None},
    ],
)
def test_transcriptions_that_pass(more: Any) -> None:
    """All that Mistral takes passes without a word."""
    assert check(TRANSCRIPTIONS, heard(**more)).problems == ()


@pytest.mark.parametrize("name", ["file_url", "file_id"])
def test_the_recording_may_be_elsewhere(name: str) -> None:
    """An address or the id of an uploaded file stands for the file."""
    request = {"model": "voxtral-mini-latest", name: "https://example.org/a.mp3"}
    assert check(TRANSCRIPTIONS, request).problems == ()


def test_there_is_exactly_one_recording() -> None:
    """None, and two at once, are refused with the ways that there are."""
    (none,) = check(TRANSCRIPTIONS, {"model": "m"}).errors
    assert (none.path, none.rule) == ("file", "exactly-one")
    (two,) = check(TRANSCRIPTIONS, heard(file_id="f1")).errors
    assert (two.path, two.rule) == ("file_id", "exactly-one")
    assert "file, file_url or file_id" in two.hint


def test_a_name_is_no_file() -> None:
    """A string is refused, and the advice is to use a path."""
    (problem,) = check(TRANSCRIPTIONS, heard(file="speech.wav")).errors
    assert problem.path == "file"
    assert "pathlib.Path" in problem.hint


@pytest.mark.parametrize(
    ("more", "path", "rule"),
    [
        ({"context_bias": "a"}, "context_bias", "wrong-type"),
        ({"temperature": "warm"}, "temperature", "wrong-type"),
        ({"diarize": "perhaps"}, "diarize", "wrong-type"),
        (
            {"timestamp_granularities": ["words"]},
            "timestamp_granularities[0]",
            "wrong-value",
        ),
        (
            {"diarize": True, "speaker_references": {"Anna": 7}},
            "speaker_references.Anna",
            "wrong-type",
        ),
        ({"file": 7}, "file", "wrong-type"),
        ({"model": None}, "model", "missing"),
    ],
)
def test_transcriptions_that_are_refused(more: Any, path: str, rule: str) -> None:
    """Each wrong value is an error at its place, and the only one."""
    assert found(TRANSCRIPTIONS, heard(**more)) == {path: (rule, "error")}


@pytest.mark.parametrize(
    ("name", "value", "hint"),
    [
        ("prompt", "names", "context_bias"),
        ("keywords", ["a"], "context_bias"),
        ("response_format", "verbose_json", "timestamp_granularities"),
        ("include", ["logprobs"], "score"),
        ("chunking_strategy", "auto", "remove it"),
        ("known_speaker_names", ["Anna"], "speaker_references"),
        ("known_speaker_references", ["data:"], "speaker_references"),
        ("languages", ["fr"], "language"),
    ],
)
def test_parameters_of_openai(name: str, value: object, hint: str) -> None:
    """What Mistral does not have is warned of: the form is open."""
    (problem,) = check(TRANSCRIPTIONS, heard(**{name: value})).warnings
    assert (problem.path, problem.rule) == (name, f"audio.transcriptions.{name}")
    assert hint in problem.hint
    assert problem.evidence


@pytest.mark.parametrize(
    ("path", "request_"), [(TRANSCRIPTIONS, heard(foo=1)), (SPEECH, said(foo=1))]
)
def test_an_unknown_key_only_warns(path: str, request_: Any) -> None:
    """Mistral leaves these objects open."""
    assert found(path, request_) == {"foo": ("unknown-key", "warning")}


def test_language_with_timestamps_warns() -> None:
    """The pair is known to answer with an empty text, and it is sent."""
    pair = heard(language="fr", timestamp_granularities=["segment"])
    report = check(TRANSCRIPTIONS, pair)
    assert report.ok
    (problem,) = report.problems
    assert (problem.path, problem.rule) == ("language", "language-with-timestamps")
    assert check(TRANSCRIPTIONS, {**pair, "timestamp_granularities": []}).problems == ()


def test_speakers_without_diarize_warn() -> None:
    """Only diarize makes use of them; a form may say it in words."""
    known = {"speaker_references": {"Anna": "UklGRg=="}}
    rule = ("speakers-without-diarize", "warning")
    assert found(TRANSCRIPTIONS, heard(**known)) == {"speaker_references": rule}
    assert found(TRANSCRIPTIONS, heard(**known, diarize="true")) == {}


def test_all_problems_at_once() -> None:
    """Keys, values and pairs are in one report, in the order of the request."""
    report = check(
        TRANSCRIPTIONS,
        heard(
            file="a.wav",
            prompt="x",
            language="fr",
            timestamp_granularities=["word"],
            diarize="maybe",
            foo=1,
        ),
    )
    assert [(each.path, each.rule) for each in report.problems] == [
        ("file", "wrong-type"),
        ("prompt", "audio.transcriptions.prompt"),
        ("language", "language-with-timestamps"),
        ("diarize", "wrong-type"),
        ("foo", "unknown-key"),
    ]


@pytest.mark.parametrize(
    "more",
    [
        {},
        {"model": None, "voice_id": None, "ref_audio": None, "metadata": None},
        {"voice_id": "v1", "response_format": "opus", "stream": True},
        {"expressiveness": 1.0, "phoneme_hints": {"Joplin": ["dʒ", "ʌ", "p"]}},
        {"voice_id": "v1", "conversation_history": [TURN]},
        {"metadata": {"a": [1, None]}, "prompt_cache_key": "k"},
    ],
)
def test_speech_that_passes(more: Any) -> None:
    """All that Mistral takes passes without a word."""
    assert check(SPEECH, said(**more)).problems == ()


@pytest.mark.parametrize(
    ("more", "path", "rule"),
    [
        ({"response_format": "aac"}, "response_format", "wrong-value"),
        ({"expressiveness": 0.9}, "expressiveness", "out-of-range"),
        ({"expressiveness": float("inf")}, "expressiveness", "not-finite"),
        ({"phoneme_hints": {"a": ["zz"]}}, "phoneme_hints.a[0]", "wrong-value"),
        ({"input": None}, "input", "null"),
        (
            {"conversation_history": [{**TURN, "role": "system"}]},
            "conversation_history[0].role",
            "wrong-value",
        ),
        (
            {"conversation_history": [{"role": "assistant", "audio": {"data": ""}}]},
            "conversation_history[0].text",
            "missing",
        ),
        (
            {"conversation_history": [TURN], "ref_audio": "UklGRg=="},
            "ref_audio",
            "history-with-reference",
        ),
    ],
)
def test_speech_that_is_refused(more: Any, path: str, rule: str) -> None:
    """Each is an error at its place, and the only one."""
    assert found(SPEECH, said(**more)) == {path: (rule, "error")}


@pytest.mark.parametrize("name", ["voice", "speed", "instructions", "stream_format"])
def test_speech_in_openais_words_warns(name: str) -> None:
    """The object is open, and voice was answered once."""
    expected = {name: (f"audio.speech.{name}", "warning")}
    assert found(SPEECH, said(**{name: "x"})) == expected


def test_hints_about_speech() -> None:
    """The renamed and the streamed have a way to say it."""
    report = check(SPEECH, said(voice="alloy", stream_format="sse"))
    hints = {each.path: each.hint for each in report.warnings}
    assert "voice_id" in hints["voice"]
    assert "stream=True" in hints["stream_format"]


@pytest.mark.parametrize(
    ("request_", "path", "rule", "severity"),
    [
        ({}, "name", "missing", "error"),
        ({"name": "a", "description": "x" * 501}, "description", "too-many", "error"),
        ({"name": "a", "foo": 1}, "foo", "unknown-key", "warning"),
        (
            {"name": "a", "audio_sample": "x"},
            "audio_sample",
            "audio.voices.audio_sample",
            "warning",
        ),
    ],
)
def test_voices_that_are_refused(
    request_: Any, path: str, rule: str, severity: str
) -> None:
    """A voice has a name, and what OpenAI makes it of is named otherwise."""
    assert found(VOICES, request_) == {path: (rule, severity)}


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"limit": 1, "offset": 0, "type": "preset"}, {}),
        ({"limit": "100"}, {}),
        ({"limit": 0}, {"limit": ("out-of-range", "error")}),
        ({"limit": "0"}, {"limit": ("out-of-range", "error")}),
        ({"limit": "9" * 40}, {"limit": ("integer-range", "error")}),
        ({"limit": 101}, {"limit": ("out-of-range", "error")}),
        ({"offset": -1}, {"offset": ("out-of-range", "error")}),
        ({"type": "mine"}, {"type": ("wrong-value", "error")}),
    ],
)
def test_lists_of_voices(query: Any, expected: Any) -> None:
    """Pages are limited, and numbers may be texts as in any query."""
    assert found(VOICES, query, "GET") == expected


def test_updates_of_voices() -> None:
    """Everything may be left out, and the description is short."""
    path = f"{VOICES}/v1"
    assert found(path, {}, "PATCH") == {}
    assert found(path, {"age": "old"}, "PATCH") == {"age": ("wrong-type", "error")}


def test_a_pair_can_be_waived() -> None:
    """A rule of the table is waived by its id, like any other."""
    pair = heard(language="fr", timestamp_granularities=["word"])
    client = answering(TRANSCRIPTION).client()
    with pytest.warns(InvalidRequestWarning, match="language-with-timestamps"):
        client.audio.transcriptions.create(**pair)
    waived = client.with_options(waive={"language-with-timestamps"})
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        waived.audio.transcriptions.create(**pair)


def test_nothing_is_sent_if_it_is_refused() -> None:
    """The methods raise before anything leaves the machine."""
    wire = answering(TRANSCRIPTION)
    audio: Any = wire.client().audio
    calls = [
        lambda: audio.transcriptions.create(**heard(temperature="x")),
        lambda: audio.transcriptions.create(**heard(file="a.wav")),
        lambda: audio.speech.create(**said(input=7)),
        lambda: audio.voices.create(name=7),
        lambda: audio.voices.update("v1", age="old"),
        lambda: audio.voices.list(limit=0),
    ]
    for call in calls:
        with pytest.raises(InvalidRequestError):
            call()
    assert wire.seen == []


@pytest.mark.parametrize("method", ["POST", "PATCH"])
def test_any_word_for_a_gender_passes(method: str) -> None:
    """The SDK has three words, the published document any text: so others warn."""
    path = VOICES if method == "POST" else f"{VOICES}/v1"
    voice = {"name": "Milk", "gender": "soft"}
    assert found(path, voice, method) == {"gender": ("wrong-value", "warning")}
    assert found(path, {**voice, "gender": "neutral"}, method) == {}
    assert found(path, {**voice, "gender": None}, method) == {}


@pytest.mark.parametrize(
    ("words", "hint"),
    [
        (["New York"], "join words with _, or use voxtral-mini-transcribe-latest"),
        ("New York", "give a list of words or phrases to expect"),
    ],
)
def test_wrong_words_to_expect_are_told_how_to_join(words: object, hint: str) -> None:
    """A phrase for an older model, or one text: the hint says what is wanted."""
    (problem,) = check(TRANSCRIPTIONS, heard(context_bias=words)).problems
    assert problem.hint == hint


@pytest.mark.parametrize("language", ["fra", "f", "french"])
def test_a_language_of_other_than_two_letters_warns(language: str) -> None:
    """The document wants two, and other clients send any text."""
    expected = {"language": ("pattern", "warning")}
    assert found(TRANSCRIPTIONS, heard(language=language)) == expected


@pytest.mark.parametrize("file", [("a.wav", "text"), ("a.wav",), []])
def test_a_tuple_without_a_file_is_said_to_be_one(file: object) -> None:
    """Not "it is a list", when a tuple was given and is what the hint asks for."""
    (problem,) = check(TRANSCRIPTIONS, heard(file=file)).problems
    assert problem.message == "it is a tuple or list without a file's content"
