"""How each operation is called, and one request that Mistral would refuse.

The one table of operations that is written by hand. A new operation that takes more
than ids gets a row here, and the tests of all operations have it: the check, both
clients, the local server, the lines for type checkers.
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


class Row(NamedTuple):
    """An operation's method.

    Attributes:
        least: The fewest arguments that it needs, beside ids.
        wrong: A request that is refused.
        streams: Whether it takes `stream`.
    """

    least: dict[str, Any]
    wrong: Wrong
    streams: bool = False


CHAT: dict[str, Any] = {"messages": [USER], "model": MODEL}
INPUT: dict[str, Any] = {"input": ["x"], "model": MODEL}
AGENT: dict[str, Any] = {"messages": [USER], "agent_id": "ag_1"}
DOCUMENT: dict[str, Any] = {"type": "document_url", "document_url": "data:;base64,eA=="}

ROWS: dict[str, Row] = {
    "agents.complete": Row(
        AGENT,
        Wrong(
            {**AGENT, "temperature": 0.5},
            "temperature",
            "agents.complete.temperature",
        ),
        streams=True,
    ),
    "agents.create": Row(
        {"model": MODEL, "name": "x"}, Wrong({"model": MODEL}, "name", "missing")
    ),
    "agents.create_version_alias": Row(
        {"alias": "x", "version": 1},
        Wrong({"alias": "best", "version": "one"}, "version", "wrong-type"),
    ),
    "agents.delete_version_alias": Row({"alias": "x"}, Wrong({}, "alias", "missing")),
    "agents.list": Row({}, Wrong({"page": -1}, "page", "out-of-range")),
    "agents.list_pages": Row(
        {}, Wrong({"page_size": "all"}, "page_size", "wrong-type")
    ),
    "agents.list_versions": Row(
        {}, Wrong({"page_size": 0}, "page_size", "out-of-range")
    ),
    "agents.retrieve": Row(
        {}, Wrong({"agent_version": 1.5}, "agent_version", "wrong-type")
    ),
    "agents.update": Row({}, Wrong({"nme": "x"}, "nme", "unknown-key")),
    "agents.update_version": Row({"version": 1}, Wrong({}, "version", "missing")),
    "audio.speech.create": Row(
        {"input": "x"},
        Wrong(
            {"input": "x", "response_format": "aac"}, "response_format", "wrong-value"
        ),
        streams=True,
    ),
    "audio.transcriptions.create": Row(
        {"model": MODEL, "file_id": "x"},
        Wrong(
            {"model": MODEL, "file_id": "f", "language": "french"},
            "language",
            "pattern",
        ),
        streams=True,
    ),
    "audio.voices.create": Row({"name": "x"}, Wrong({"name": 7}, "name", "wrong-type")),
    "audio.voices.list": Row({}, Wrong({"limit": 0}, "limit", "out-of-range")),
    "audio.voices.update": Row({}, Wrong({"age": "forty"}, "age", "wrong-type")),
    "batch.jobs.create": Row(
        {"endpoint": "/v1/embeddings"},
        Wrong({"endpoint": "/v1/x"}, "endpoint", "wrong-value"),
    ),
    "batch.jobs.list": Row({}, Wrong({"status": ["DONE"]}, "status[0]", "wrong-value")),
    "batch.jobs.retrieve": Row(
        {}, Wrong({"inline": "perhaps"}, "inline", "wrong-type")
    ),
    "chat.completions.create": Row(
        CHAT, Wrong({**CHAT, "seed": 7}, "seed", "chat.seed"), streams=True
    ),
    "classifications.create": Row(
        {"model": MODEL, "input": "x"}, Wrong({"input": "x"}, "model", "missing")
    ),
    "classifications.create_chat": Row(
        {"model": MODEL, "input": {"messages": []}},
        Wrong({**INPUT, "input": "x"}, "input", "wrong-type"),
    ),
    "conversations.append": Row(
        {"inputs": "x"},
        Wrong({"inputs": "x", "tools": []}, "tools", "conversations.append.tools"),
        streams=True,
    ),
    "conversations.list": Row({}, Wrong({"page": "last"}, "page", "wrong-type")),
    "conversations.restart": Row(
        {"from_entry_id": "x"},
        Wrong({"inputs": "x"}, "from_entry_id", "missing"),
        streams=True,
    ),
    "conversations.start": Row(
        {"inputs": "x"},
        Wrong(
            {"inputs": [{"type": "ghost"}], "model": MODEL},
            "inputs[0].type",
            "wrong-value",
        ),
        streams=True,
    ),
    "embeddings.create": Row(
        {"model": MODEL, "input": "x"},
        Wrong({**INPUT, "dimensions": 8}, "dimensions", "embeddings.dimensions"),
    ),
    "files.create": Row(
        {"file": b"x"}, Wrong({"file": b"x", "purpose": "x"}, "purpose", "wrong-value")
    ),
    "files.list": Row({}, Wrong({"page": "first"}, "page", "wrong-type")),
    "files.signed_url": Row({}, Wrong({"expiry": 200}, "expiry", "out-of-range")),
    "fim.create": Row(
        {"model": MODEL, "prompt": "x"},
        Wrong({"model": MODEL, "prompt": "x", "seed": 1}, "seed", "fim.seed"),
        streams=True,
    ),
    "models.list": Row({}, Wrong({"model": ["a"]}, "model", "wrong-type")),
    "moderations.create": Row(
        {"model": MODEL, "input": "x"}, Wrong({"model": MODEL}, "input", "missing")
    ),
    "moderations.create_chat": Row(
        {"model": MODEL, "input": []}, Wrong({"input": [USER]}, "model", "missing")
    ),
    "ocr.process": Row(
        {"model": MODEL, "document": DOCUMENT},
        Wrong({"document": DOCUMENT}, "model", "missing"),
    ),
}
