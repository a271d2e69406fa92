"""One wrong request for every operation, as keyword arguments of its method.

A new operation gets a row here, or the tests of operations fail.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from tests.unit.support import MODEL, USER


class Wrong(NamedTuple):
    """A request that Mistral would refuse.

    Attributes:
        arguments: What the method is called with, beside ids.
        path: Where the problem is.
        rule: Which rule finds it.
    """

    arguments: dict[str, Any]
    path: str
    rule: str


CHAT: dict[str, Any] = {"messages": [USER], "model": MODEL}
INPUT: dict[str, Any] = {"input": ["x"], "model": MODEL}
AGENT: dict[str, Any] = {"messages": [USER], "agent_id": "ag_1"}
DOCUMENT: dict[str, Any] = {"type": "document_url", "document_url": "data:;base64,eA=="}

WRONG: dict[str, Wrong] = {
    "agents.complete": Wrong(
        {**AGENT, "temperature": 0.5},
        "temperature",
        "agents.complete.temperature",
    ),
    "agents.create": Wrong({"model": MODEL}, "name", "missing"),
    "agents.create_version_alias": Wrong(
        {"alias": "best", "version": "one"}, "version", "wrong-type"
    ),
    "agents.delete_version_alias": Wrong({}, "alias", "missing"),
    "agents.list": Wrong({"page": -1}, "page", "out-of-range"),
    "agents.list_pages": Wrong({"page_size": "all"}, "page_size", "wrong-type"),
    "agents.list_versions": Wrong({"page_size": 0}, "page_size", "out-of-range"),
    "agents.retrieve": Wrong({"agent_version": 1.5}, "agent_version", "wrong-type"),
    "agents.update": Wrong({"nme": "x"}, "nme", "unknown-key"),
    "agents.update_version": Wrong({}, "version", "missing"),
    "audio.speech.create": Wrong(
        {"input": "x", "response_format": "aac"}, "response_format", "wrong-value"
    ),
    "audio.transcriptions.create": Wrong(
        {"model": MODEL, "file_id": "f", "language": "french"}, "language", "pattern"
    ),
    "audio.voices.create": Wrong({"name": 7}, "name", "wrong-type"),
    "audio.voices.list": Wrong({"limit": 0}, "limit", "out-of-range"),
    "audio.voices.update": Wrong({"age": "forty"}, "age", "wrong-type"),
    "batch.jobs.create": Wrong({"endpoint": "/v1/x"}, "endpoint", "wrong-value"),
    "batch.jobs.list": Wrong({"status": ["DONE"]}, "status[0]", "wrong-value"),
    "batch.jobs.retrieve": Wrong({"inline": "perhaps"}, "inline", "wrong-type"),
    "chat.completions.create": Wrong({**CHAT, "seed": 7}, "seed", "chat.seed"),
    "classifications.create": Wrong({"input": "x"}, "model", "missing"),
    "classifications.create_chat": Wrong(
        {**INPUT, "input": "x"}, "input", "wrong-type"
    ),
    "conversations.append": Wrong(
        {"inputs": "x", "tools": []}, "tools", "conversations.append.tools"
    ),
    "conversations.list": Wrong({"page": "last"}, "page", "wrong-type"),
    "conversations.restart": Wrong({"inputs": "x"}, "from_entry_id", "missing"),
    "conversations.start": Wrong(
        {"inputs": [{"type": "ghost"}], "model": MODEL}, "inputs[0].type", "wrong-value"
    ),
    "embeddings.create": Wrong(
        {**INPUT, "dimensions": 8}, "dimensions", "embeddings.dimensions"
    ),
    "files.create": Wrong({"file": b"x", "purpose": "x"}, "purpose", "wrong-value"),
    "files.list": Wrong({"page": "first"}, "page", "wrong-type"),
    "files.signed_url": Wrong({"expiry": 200}, "expiry", "out-of-range"),
    "fim.create": Wrong({"model": MODEL, "prompt": "x", "seed": 1}, "seed", "fim.seed"),
    "models.list": Wrong({"model": ["a"]}, "model", "wrong-type"),
    "moderations.create": Wrong({"model": MODEL}, "input", "missing"),
    "moderations.create_chat": Wrong({"input": [USER]}, "model", "missing"),
    "ocr.process": Wrong({"document": DOCUMENT}, "model", "missing"),
}
