"""LiteLLM's table of models: what they can, and the day on which they are retired."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from drift.second.claims import CONTEXT, EFFORTS, RETIRES, Claim

PACKAGE, SIDE = "litellm", "litellm"
TABLE = "litellm/model_prices_and_context_window_backup.json"
_MODES = {
    "audio_speech": "audio_speech",
    "audio_transcription": "audio_transcription",
    "chat": "completion_chat",
    "embedding": "embeddings",
    "moderation": "moderation",
    "ocr": "ocr",
}
_CAN = {
    "supports_function_calling": "function_calling",
    "supports_reasoning": "reasoning",
    "supports_vision": "vision",
}


def claims(folder: Path) -> list[Claim]:
    """Read the table of the package in a folder."""
    table = json.loads((folder / TABLE).read_text("utf-8"))
    return [
        claim
        for name, row in table.items()
        if row.get("litellm_provider") == "mistral"
        for claim in _row(name.removeprefix("mistral/"), row)
    ]


def _row(name: str, row: Mapping[str, Any]) -> Iterator[Claim]:
    mode = _MODES[row["mode"]]
    is_realtime = mode == "audio_transcription" and "realtime" in name
    yield Claim(name, f"{mode}_realtime" if is_realtime else mode, value=True)
    for key, fact in _CAN.items():
        if key in row:
            yield Claim(name, fact, bool(row[key]))
    if mode == "completion_chat" and row.get("supports_audio_input"):
        yield Claim(name, "audio", value=True)
    if row.get("max_input_tokens"):
        yield Claim(name, CONTEXT, int(row["max_input_tokens"]))
    if row.get("deprecation_date"):
        yield Claim(name, RETIRES, str(row["deprecation_date"]))
    if row.get("reasoning_effort_levels"):
        yield Claim(name, EFFORTS, tuple(row["reasoning_effort_levels"]))
