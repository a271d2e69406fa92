"""What gateways of other makers convert for Mistral works here, as Mistral is today."""

from __future__ import annotations

from typing import Any

import pytest

from mistyped import adapt
from tests.unit.support import PATH, USER, body

TRANSCRIPTIONS = "/v1/audio/transcriptions"
FUNCTION = {"name": "weather", "parameters": {"type": "object", "properties": {}}}
TOOL = {"type": "function", "function": FUNCTION}
NAMED = {"type": "function", "function": {"name": "weather"}}
FILE = ("a.mp3", b"x")


def content(*parts: dict[str, Any]) -> dict[str, Any]:
    """Return a request whose user gives these parts."""
    return body(messages=[{"role": "user", "content": [*parts]}])


def heard(**more: Any) -> dict[str, Any]:
    """Return a request for a transcription."""
    return {"model": "voxtral-mini-latest", "file": FILE, **more}


PASSED: dict[str, tuple[str, dict[str, Any]]] = {
    "temperature": (PATH, body(temperature=0.5)),
    "top_p": (PATH, body(top_p=0.5)),
    "stop": (PATH, body(stop=["a"])),
    "penalties": (PATH, body(frequency_penalty=1, presence_penalty=1)),
    "tools": (PATH, body(tools=[TOOL], parallel_tool_calls=True)),
    **{
        f"choice {choice}": (PATH, body(tools=[TOOL], tool_choice=choice))
        for choice in ("auto", "any", "none", "required")
    },
    "a named tool, which is no longer made any": (
        PATH,
        body(tools=[TOOL], tool_choice=NAMED),
    ),
    "prompt_cache_key, which is no longer removed": (PATH, body(prompt_cache_key="k")),
    "the tier that both have": (PATH, body(service_tier="auto")),
    "an image": (
        PATH,
        content({"type": "image_url", "image_url": {"url": "https://a.example/b.png"}}),
    ),
    "sound": (
        PATH,
        content(
            {"type": "input_audio", "input_audio": {"data": "eA==", "format": "wav"}}
        ),
    ),
    "a transcription": (
        TRANSCRIPTIONS,
        heard(language="en", temperature=0.1),
    ),
    "segments": (TRANSCRIPTIONS, heard(timestamp_granularities=["segment"])),
    "texts to embed": (
        "/v1/embeddings",
        {"model": "mistral-embed", "input": ["a", "b"], "encoding_format": "float"},
    ),
}


@pytest.mark.parametrize(("path", "given"), PASSED.values(), ids=PASSED)
def test_what_mistral_takes_is_passed(path: str, given: dict[str, Any]) -> None:
    """It is not touched, also where converters once had to."""
    done = adapt(path, given, lossy=True)
    assert (done.body, done.changes, done.ok) == (given, (), True)


CONVERTED: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "the limit": (body(max_completion_tokens=4096), body(max_tokens=4096)),
    "who asks, at any length": (body(user="u" * 65), body()),
    "cache_control": (
        content({"type": "text", "text": "a", "cache_control": {"type": "ephemeral"}}),
        content({"type": "text", "text": "a"}),
    ),
    "verbosity": (body(verbosity="low"), body()),
    "store": (body(store=True), body()),
    "another tier": (body(service_tier="flex"), body()),
    "the developer": (
        body(messages=[{"role": "developer", "content": "x"}, USER]),
        body(messages=[{"role": "system", "content": "x"}, USER]),
    ),
    "a file": (
        content({"type": "file", "file": {"file_data": "data:;x"}}),
        content({"type": "document_url", "document_url": "data:;x"}),
    ),
}


@pytest.mark.parametrize(("given", "expected"), CONVERTED.values(), ids=CONVERTED)
def test_what_it_does_not_take_is_converted_and_told(
    given: dict[str, Any], expected: dict[str, Any]
) -> None:
    """Nothing is dropped in silence, as a long `user` is elsewhere."""
    done = adapt(PATH, given, lossy=True)
    assert (done.body, done.ok) == (expected, True)
    assert done.changes


@pytest.mark.parametrize(
    ("name", "value"), [("response_format", "json"), ("prompt", "Names: Ada")]
)
def test_transcriptions_lose_what_they_cannot_have(name: str, value: str) -> None:
    """JSON is what comes anyway, and there is no prompt."""
    done = adapt(TRANSCRIPTIONS, heard(**{name: value}), lossy=True)
    assert (done.body, done.problems) == (heard(), ())
    assert [each.path for each in done.changes] == [name]


def test_vectors_have_as_many_dimensions_as_asked_for() -> None:
    """Under Mistral's name."""
    asked = {"model": "codestral-embed", "input": "x", "dimensions": 256}
    done = adapt("/v1/embeddings", asked)
    assert done.body == {
        "model": "codestral-embed",
        "input": "x",
        "output_dimension": 256,
    }
