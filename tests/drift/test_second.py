"""Second sources: what other clients say is read, and they ask what we do not share."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from drift.compare import Difference
from drift.listed import Entry
from drift.report import asked
from drift.second import litellm, vercel, vibe
from drift.second.claims import Claim, Second, questions
from mistyped._generated.known_models import MODELS

CATALOGUE = """
const languageModelDefinitions = {
  'seeing': true, 'blind': false, 'unknown': undefined,
} satisfies Record<string, boolean | undefined>;
const modelsWithoutReasoningEffort = new Set<Id>(['blind']);
const modelsWithLowHighMaxReasoningEffort = new Set<Id>(['glm']);
const modelsWithLowMediumHighReasoningEffort = new Set<Id>([]);
const reasoningEffortModelIds = new Set<Id>(['seeing', 'glm']);
  const languageWithTimestamps = !['old'].includes(modelId);
const mistralEmbeddingModelEntries = {
  'embed': createEmbeddingModelEntry(1024, false),
};
const mistralSpeechModelEntries = {
  'tts': createSpeechModelEntry(true),
};
const mistralTranscriptionModelEntries = {
  'old': createTranscriptionModelEntry(
    'old',
    true,
  ),
  'realtime-3': undefined,
};
"""
KNOWN_MODELS = """
type Row = tuple[str, int]
_BIG = KnownModel(context_window=262_144, input_modalities=TEXT_AND_IMAGE,
    reasoning=ReasoningSupport(("high",), can_turn_off=True))
_PLAIN = KnownModel(
    context_window=1_000, input_modalities=TEXT_ONLY, reasoning=NO_REASONING)
KNOWN_MODELS: Sequence[Row] = (
    (("mistral-big", "claude-x"), _BIG),
    (("ministral-x",), _PLAIN),
    (_claude("claude-y"), _PLAIN),
)
"""
ADAPTER = """
kwargs: dict[str, Any] = {"model": 1, "messages": []}
kwargs["top_p"] = 1
kwargs["http_headers"] = {}
"""


def write(folder: Path, file: str, text: str) -> None:
    """Write a file of a package."""
    path = folder / file
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")


def test_litellm_is_read(tmp_path: Path) -> None:
    """Its table says what a model can, its window, and when it is retired."""
    row = {
        "litellm_provider": "mistral",
        "mode": "chat",
        "supports_vision": True,
        "max_input_tokens": 10,
        "deprecation_date": "2027-01-01",
    }
    table = {"mistral/m": row, "gpt": {"litellm_provider": "openai", "mode": "chat"}}
    write(tmp_path, litellm.TABLE, json.dumps(table))
    assert litellm.claims(tmp_path) == [
        Claim("m", "completion_chat", value=True),
        Claim("m", "vision", value=True),
        Claim("m", "context", 10),
        Claim("m", "retires", "2027-01-01"),
    ]


def test_vercel_is_read(tmp_path: Path) -> None:
    """Its catalogue is source, and each of its sets is understood."""
    write(tmp_path, "src/mistral-model-catalog.ts", CATALOGUE)
    found = {(each.model, each.fact): each.value for each in vercel.claims(tmp_path)}
    assert found == {
        ("seeing", "completion_chat"): True,
        ("seeing", "vision"): True,
        ("seeing", "efforts"): ("none", "high"),
        ("blind", "completion_chat"): True,
        ("blind", "vision"): False,
        ("blind", "efforts"): (),
        ("unknown", "completion_chat"): True,
        ("glm", "efforts"): ("low", "high", "max"),
        ("embed", "embeddings"): True,
        ("embed", "dimensions"): 1024,
        ("embed", "output_dimension"): False,
        ("tts", "audio_speech"): True,
        ("old", "audio_transcription"): True,
        ("old", "language_with_timestamps"): False,
        ("realtime-3", "audio_transcription_realtime"): True,
    }


def test_a_package_that_was_rewritten_is_told(tmp_path: Path) -> None:
    """What cannot be read any more is no silent gap."""
    write(tmp_path, "src/mistral-model-catalog.ts", "export {};")
    with pytest.raises(ValueError, match="correct drift/second"):
        vercel.claims(tmp_path)


def test_vibe_is_read(tmp_path: Path) -> None:
    """Its known models of Mistral, and what it sends; options are no parameters."""
    write(tmp_path, vibe.MODELS, KNOWN_MODELS)
    write(tmp_path, vibe.ADAPTER, ADAPTER)
    write(tmp_path, vibe.BACKEND, "chat.complete_async(model=1, stream=False)")
    assert vibe.claims(tmp_path) == [
        Claim("mistral-big", "context", 262_144),
        Claim("mistral-big", "vision", value=True),
        Claim("mistral-big", "efforts", ("none", "high")),
        Claim("ministral-x", "context", 1_000),
        Claim("ministral-x", "vision", value=False),
        Claim("ministral-x", "efforts", ()),
    ]
    sent = {"model", "messages", "top_p", "stream"}
    assert vibe.sent(tmp_path) == {"ChatCompletionRequest": sent}


def test_what_we_do_not_share_is_asked() -> None:
    """Agreement is silent; a doubt, a new model and a new parameter are questions."""
    model = next(each for each in MODELS.values() if each.context and each.aliases)
    claims = [
        Claim(model.name, "context", model.context),
        Claim(model.aliases[0], "context", 1),
        Claim(model.name, "flying", value=True),
        Claim("brand-new", "context", 1),
        Claim("brand-new", "vision", value=True),
    ]
    second = Second("x", "x 1.0", claims, {"A": {"known", "new"}})
    schemas = {"A": {"properties": {"known": {}}}}
    assert [str(each) for each in questions(second, schemas)] == [
        f"{model.aliases[0]} context: {model.context} in ours, 1 in x",
        f"{model.name} flying: yes only in x",
        "brand-new: known only to x",
        "A.new: sent only by x",
    ]


def test_a_question_is_answered_once() -> None:
    """The list has the answers, and an answer to no question fails."""
    answers = [
        Entry("a: known only to x", "why", sources=("x",)),
        Entry("b: known only to x", "why", sources=("x",)),
        Entry("b: known only to y", "why", sources=("y",)),
    ]
    report = asked("x", [Difference("a", "known only to x", "")], answers)
    assert report.collected(listed=False) == []
    assert [each.pattern for each in report.stale] == ["b: known only to x"]
    assert report.failures == 1
