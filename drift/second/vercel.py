"""The Vercel provider, `@ai-sdk/mistral` on npm: its catalogue, and what it sends.

It is TypeScript, whose catalogue is not exported; it is read out of the source.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from drift.second.claims import DIMENSIONS, EFFORTS, Claim

PACKAGE, SIDE = "@ai-sdk/mistral", "vercel"
_CATALOGUE = "src/mistral-model-catalog.ts"
_EFFORTS = {
    "reasoningEffortModelIds": ("none", "high"),
    "modelsWithLowHighMaxReasoningEffort": ("low", "high", "max"),
    "modelsWithLowMediumHighReasoningEffort": ("low", "medium", "high"),
    "modelsWithoutReasoningEffort": (),
}
"""Its sets of models, by what they take; a later one overrides one before."""
_BODIES = {
    "ChatCompletionRequest": (
        "src/mistral-chat-language-model.ts",
        r"const baseArgs = \{(.*?)\n      warnings: \[",
        r"^ {6,8}(?!args)([a-z_]+)(?::|,$)|\? \{ ([a-z]+_[a-z_]+): ",
    ),
    "EmbeddingRequest": (
        "src/mistral-embedding-model.ts",
        r"\n      body: \{(.*?)\n      \}",
        r"^        (\w+):",
    ),
    "SpeechRequest": (
        "src/mistral-speech-model.ts",
        r"const requestBody[^=]*= \{(.*?)\n    \};",
        r"^      (\w+)(?::|,$)",
    ),
    "TranscriptionRequest": (
        "src/mistral-transcription-model.ts",
        r"const formData = (.*?)\n  \}",
        r"(?:append|appendFormValue)\(\s*(?:formData,\s*)?'(\w+)'",
    ),
}
"""Where each body is made: the file, the whole of it, and each of its names."""


def claims(folder: Path) -> list[Claim]:
    """Read the catalogue of the package in a folder."""
    text = (folder / _CATALOGUE).read_text("utf-8")
    return [*_images(text), *_efforts(text), *_embeddings(text), *_sound(text)]


def sent(folder: Path) -> Mapping[str, set[str]]:
    """Return the parameters that the package in a folder sends."""
    found: dict[str, set[str]] = {}
    for schema, (file, body, name) in _BODIES.items():
        inside = _one(body, (folder / file).read_text("utf-8"), file)
        names = re.findall(name, inside, re.MULTILINE)
        found[schema] = {
            part
            for each in names
            for part in (each if isinstance(each, tuple) else (each,))
            if part
        }
    return found


def _images(text: str) -> Iterator[Claim]:
    table = _one(r"const languageModelDefinitions = \{(.*?)\n\}", text, _CATALOGUE)
    for name, value in re.findall(r"'([^']+)': (true|false|undefined)", table):
        yield Claim(name, "completion_chat", value=True)
        if value != "undefined":
            yield Claim(name, "vision", value == "true")


def _efforts(text: str) -> Iterator[Claim]:
    found: dict[str, tuple[str, ...]] = {}
    for group, efforts in _EFFORTS.items():
        names = _one(rf"const {group} = new Set[^(]*\(\[(.*?)\]\)", text, _CATALOGUE)
        found |= dict.fromkeys(re.findall(r"'([^']+)'", names), efforts)
    for name, efforts in found.items():
        yield Claim(name, EFFORTS, efforts)


def _embeddings(text: str) -> Iterator[Claim]:
    made = r"'([^']+)': createEmbeddingModelEntry\((\d+), (true|false)\)"
    for name, dimensions, is_custom in re.findall(made, text):
        yield Claim(name, "embeddings", value=True)
        yield Claim(name, DIMENSIONS, int(dimensions))
        yield Claim(name, "output_dimension", is_custom == "true")


def _sound(text: str) -> Iterator[Claim]:
    table = _one(r"mistralTranscriptionModelEntries = \{(.*?)\n\};", text, _CATALOGUE)
    for name in re.findall(r"^  '([^']+)':", table, re.MULTILINE):
        is_realtime = "realtime" in name
        fact = "audio_transcription_realtime" if is_realtime else "audio_transcription"
        yield Claim(name, fact, value=True)
    table = _one(r"mistralSpeechModelEntries = \{(.*?)\n\};", text, _CATALOGUE)
    for name in re.findall(r"^  '([^']+)':", table, re.MULTILINE):
        yield Claim(name, "audio_speech", value=True)
    refusing = _one(r"languageWithTimestamps = !\[(.*?)\]", text, _CATALOGUE)
    for name in re.findall(r"'([^']+)'", refusing):
        yield Claim(name, "language_with_timestamps", value=False)


def _one(pattern: str, text: str, file: str) -> str:
    """Return the one thing in a text that a pattern selects.

    Raises:
        ValueError: If it is not there: the package has been rewritten.
    """
    found = re.search(pattern, text, re.DOTALL)
    if not found:
        raise ValueError(f"{PACKAGE} {file} has no {pattern}; correct drift/second")
    return found[1]
