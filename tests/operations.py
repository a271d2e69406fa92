"""How each operation is called, one request that Mistral would refuse, what it answers.

The one place where operations are listed by hand. A new one that takes more than ids
gets a row in `ROWS`, every new one a type in `ANSWERS`, and the tests of all operations
have it: the check, both clients, the local server, the lines for type checkers.
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
            {"model": MODEL, "file_id": "f", "temperature": "warm"},
            "temperature",
            "wrong-type",
        ),
        streams=True,
    ),
    "audio.voices.create": Row({"name": "x"}, Wrong({"name": 7}, "name", "wrong-type")),
    "audio.voices.list": Row({}, Wrong({"limit": 0}, "limit", "out-of-range")),
    "audio.voices.update": Row({}, Wrong({"age": "forty"}, "age", "wrong-type")),
    "batch.jobs.create": Row(
        {"endpoint": "/v1/embeddings"},
        Wrong({"endpoint": 7}, "endpoint", "wrong-type"),
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
    "responses.create": Row(
        {"model": MODEL, "input": "x"},
        Wrong({"input": "x"}, "model", "missing"),
        streams=True,
    ),
    "responses.input_tokens.count": Row(
        {"model": MODEL, "input": "x"},
        Wrong({"model": 7, "input": "x"}, "model", "wrong-type"),
    ),
}


class Answer(NamedTuple):
    """What a method answers; {A} is `Async` or nothing, {Page} `Async` or `Sync`.

    Attributes:
        whole: The type of a whole answer.
        stream: The type of a streamed answer, if there is one.
        unread: The type of an unread whole answer, if it has its own.
    """

    whole: str
    stream: str = ""
    unread: str = ""


_CHAT = Answer("ChatCompletion", "{A}ChatStream")
_TALK = Answer("ConversationResponse", "{A}EventStream[ConversationEvent]")
_BYTES = Answer("HttpxBinaryResponseContent", unread="{A}StreamedBinaryAPIResponse")
_AGENT, _AGENTS = Answer("Agent"), Answer("{Page}NumberedPage[Agent]")
_JOB, _VOICE, _NOTHING = Answer("BatchJob"), Answer("Voice"), Answer("None")
_BATCH = Answer("Batch")
_MODERATION = Answer("ModerationCreateResponse")
_CLASSES = Answer("ClassificationResponse")
ANSWERS = {
    "agents.complete": _CHAT,
    "agents.create": _AGENT,
    "agents.create_version_alias": Answer("AgentAlias"),
    "agents.delete": _NOTHING,
    "agents.delete_version_alias": _NOTHING,
    "agents.list": _AGENTS,
    "agents.list_pages": Answer("{Page}TokenPage[Agent]"),
    "agents.list_version_aliases": Answer("AgentAliasList"),
    "agents.list_versions": _AGENTS,
    "agents.retrieve": _AGENT,
    "agents.retrieve_version": _AGENT,
    "agents.update": _AGENT,
    "agents.update_version": _AGENT,
    "audio.speech.create": Answer(
        "SpeechAudio", "{A}SpeechStream", "{A}StreamedSpeech"
    ),
    "audio.transcriptions.create": Answer("Transcription", "{A}TranscriptionStream"),
    "audio.voices.create": _VOICE,
    "audio.voices.delete": _VOICE,
    "audio.voices.list": Answer("{Page}OffsetPage[Voice]"),
    "audio.voices.retrieve": _VOICE,
    "audio.voices.sample": _BYTES,
    "audio.voices.update": _VOICE,
    "batch.jobs.cancel": _JOB,
    "batch.jobs.create": _JOB,
    "batch.jobs.delete": Answer("BatchJobDeleted"),
    "batch.jobs.list": Answer("{Page}NumberedPage[BatchJob]"),
    "batch.jobs.retrieve": _JOB,
    "batches.cancel": _BATCH,
    "batches.create": _BATCH,
    "batches.list": Answer("{Page}NumberedPage[Batch]"),
    "batches.retrieve": _BATCH,
    "chat.completions.create": _CHAT,
    "classifications.create": _CLASSES,
    "classifications.create_chat": _CLASSES,
    "conversations.append": _TALK,
    "conversations.delete": _NOTHING,
    "conversations.get_history": Answer("ConversationHistory"),
    "conversations.get_messages": Answer("ConversationMessages"),
    "conversations.list": Answer("{Page}NumberedPage[Conversation]"),
    "conversations.restart": _TALK,
    "conversations.retrieve": Answer("Conversation"),
    "conversations.start": _TALK,
    "embeddings.create": Answer("CreateEmbeddingResponse"),
    "files.content": _BYTES,
    "files.create": Answer("FileObject"),
    "files.delete": Answer("FileDeleted"),
    "files.list": Answer("{Page}NumberedPage[FileObject]"),
    "files.retrieve": Answer("FileObject"),
    "files.retrieve_content": Answer("str"),
    "files.signed_url": Answer("FileSignedUrl"),
    "fim.create": _CHAT,
    "models.delete": Answer("ModelDeleted"),
    "models.list": Answer("{Page}Page[Model]"),
    "models.retrieve": Answer("Model"),
    "moderations.create": _MODERATION,
    "moderations.create_chat": _MODERATION,
    "ocr.process": Answer("OCRResponse"),
    "responses.create": Answer("Response", "{A}EventStream[ResponseEvent]"),
    "responses.input_tokens.count": Answer("InputTokenCountResponse"),
}
"""What the method of each operation answers, and those that are none of their own."""
