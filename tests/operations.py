"""How each operation is called, one request that Mistral would refuse, what it answers.

The one place where operations are listed by hand: a new one gets a row in `TABLE`, and
the tests of all operations have it: the check, both clients, the local server, the
lines for type checkers.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
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


class Row(NamedTuple):
    """An operation's method.

    Attributes:
        answer: What it answers.
        least: The fewest arguments that it needs, beside ids.
        wrong: A request that is refused; none if it takes nothing but ids.
    """

    answer: Answer
    least: Mapping[str, Any] = MappingProxyType({})
    wrong: Wrong = Wrong({}, "", "")

    @property
    def streams(self) -> bool:
        """Whether it takes `stream`."""
        return bool(self.answer.stream)


CHAT: dict[str, Any] = {"messages": [USER], "model": MODEL}
INPUT: dict[str, Any] = {"input": ["x"], "model": MODEL}
AGENT: dict[str, Any] = {"messages": [USER], "agent_id": "ag_1"}
DOCUMENT: dict[str, Any] = {"type": "document_url", "document_url": "data:;base64,eA=="}

_CHAT = Answer("ChatCompletion", "{A}ChatStream")
_TALK = Answer("ConversationResponse", "{A}ConversationStream")
_BYTES = Answer("HttpxBinaryResponseContent", unread="{A}StreamedBinaryAPIResponse")
_AGENT, _AGENTS = Answer("Agent"), Answer("{Page}NumberedPage[Agent]")
_JOB, _VOICE, _NOTHING = Answer("BatchJob"), Answer("Voice"), Answer("None")
_BATCH = Answer("Batch")
_MODERATION = Answer("ModerationCreateResponse")
_CLASSES = Answer("ClassificationResponse")

TABLE: dict[str, Row] = {
    "agents.complete": Row(
        _CHAT,
        AGENT,
        Wrong(
            {**AGENT, "temperature": 0.5},
            "temperature",
            "agents.complete.temperature",
        ),
    ),
    "agents.create": Row(
        _AGENT,
        {"model": MODEL, "name": "x"},
        Wrong({"model": MODEL}, "name", "missing"),
    ),
    "agents.create_version_alias": Row(
        Answer("AgentAlias"),
        {"alias": "x", "version": 1},
        Wrong({"alias": "best", "version": "one"}, "version", "wrong-type"),
    ),
    "agents.delete": Row(_NOTHING),
    "agents.delete_version_alias": Row(
        _NOTHING, {"alias": "x"}, Wrong({}, "alias", "missing")
    ),
    "agents.list": Row(_AGENTS, {}, Wrong({"page": -1}, "page", "out-of-range")),
    "agents.list_pages": Row(
        Answer("{Page}TokenPage[Agent]"),
        {},
        Wrong({"page_size": "all"}, "page_size", "wrong-type"),
    ),
    "agents.list_version_aliases": Row(Answer("AgentAliasList")),
    "agents.list_versions": Row(
        _AGENTS, {}, Wrong({"page_size": 0}, "page_size", "out-of-range")
    ),
    "agents.retrieve": Row(
        _AGENT, {}, Wrong({"agent_version": 1.5}, "agent_version", "wrong-type")
    ),
    "agents.retrieve_version": Row(_AGENT),
    "agents.update": Row(_AGENT, {}, Wrong({"nme": "x"}, "nme", "unknown-key")),
    "agents.update_version": Row(
        _AGENT, {"version": 1}, Wrong({}, "version", "missing")
    ),
    "audio.speech.create": Row(
        Answer("SpeechAudio", "{A}SpeechStream", "{A}StreamedSpeech"),
        {"input": "x"},
        Wrong(
            {"input": "x", "response_format": "aac"}, "response_format", "wrong-value"
        ),
    ),
    "audio.transcriptions.create": Row(
        Answer("Transcription", "{A}TranscriptionStream"),
        {"model": MODEL, "file_id": "x"},
        Wrong(
            {"model": MODEL, "file_id": "f", "temperature": "warm"},
            "temperature",
            "wrong-type",
        ),
    ),
    "audio.voices.create": Row(
        _VOICE, {"name": "x"}, Wrong({"name": 7}, "name", "wrong-type")
    ),
    "audio.voices.delete": Row(_VOICE),
    "audio.voices.list": Row(
        Answer("{Page}OffsetPage[Voice]"),
        {},
        Wrong({"limit": 0}, "limit", "out-of-range"),
    ),
    "audio.voices.retrieve": Row(_VOICE),
    "audio.voices.sample": Row(_BYTES),
    "audio.voices.update": Row(
        _VOICE, {}, Wrong({"age": "forty"}, "age", "wrong-type")
    ),
    "batch.jobs.cancel": Row(_JOB),
    "batch.jobs.create": Row(
        _JOB,
        {"endpoint": "/v1/embeddings"},
        Wrong({"endpoint": 7}, "endpoint", "wrong-type"),
    ),
    "batch.jobs.delete": Row(Answer("BatchJobDeleted")),
    "batch.jobs.list": Row(
        Answer("{Page}NumberedPage[BatchJob]"),
        {},
        Wrong({"status": ["DONE"]}, "status[0]", "wrong-value"),
    ),
    "batch.jobs.retrieve": Row(
        _JOB, {}, Wrong({"inline": "perhaps"}, "inline", "wrong-type")
    ),
    "batches.cancel": Row(_BATCH),
    "batches.create": Row(_BATCH),
    "batches.list": Row(Answer("{Page}NumberedPage[Batch]")),
    "batches.retrieve": Row(_BATCH),
    "chat.completions.create": Row(
        _CHAT, CHAT, Wrong({**CHAT, "seed": 7}, "seed", "chat.seed")
    ),
    "classifications.create": Row(
        _CLASSES,
        {"model": MODEL, "input": "x"},
        Wrong({"input": "x"}, "model", "missing"),
    ),
    "classifications.create_chat": Row(
        _CLASSES,
        {"model": MODEL, "input": {"messages": []}},
        Wrong({**INPUT, "input": "x"}, "input", "wrong-type"),
    ),
    "conversations.append": Row(
        _TALK,
        {"inputs": "x"},
        Wrong({"inputs": "x", "tools": []}, "tools", "conversations.append.tools"),
    ),
    "conversations.delete": Row(_NOTHING),
    "conversations.get_history": Row(Answer("ConversationHistory")),
    "conversations.get_messages": Row(Answer("ConversationMessages")),
    "conversations.list": Row(
        Answer("{Page}NumberedPage[Conversation]"),
        {},
        Wrong({"page": "last"}, "page", "wrong-type"),
    ),
    "conversations.restart": Row(
        _TALK,
        {"from_entry_id": "x"},
        Wrong({"inputs": "x"}, "from_entry_id", "missing"),
    ),
    "conversations.retrieve": Row(Answer("Conversation")),
    "conversations.start": Row(
        _TALK,
        {"inputs": "x"},
        Wrong(
            {"inputs": [{"type": "ghost"}], "model": MODEL},
            "inputs[0].type",
            "wrong-value",
        ),
    ),
    "embeddings.create": Row(
        Answer("CreateEmbeddingResponse"),
        {"model": MODEL, "input": "x"},
        Wrong({**INPUT, "dimensions": 8}, "dimensions", "embeddings.dimensions"),
    ),
    "files.content": Row(_BYTES),
    "files.create": Row(
        Answer("FileObject"),
        {"file": b"x"},
        Wrong({"file": b"x", "purpose": "x"}, "purpose", "wrong-value"),
    ),
    "files.delete": Row(Answer("FileDeleted")),
    "files.list": Row(
        Answer("{Page}NumberedPage[FileObject]"),
        {},
        Wrong({"page": "first"}, "page", "wrong-type"),
    ),
    "files.retrieve": Row(Answer("FileObject")),
    "files.retrieve_content": Row(Answer("str")),
    "files.signed_url": Row(
        Answer("FileSignedUrl"), {}, Wrong({"expiry": 200}, "expiry", "out-of-range")
    ),
    "fim.create": Row(
        _CHAT,
        {"model": MODEL, "prompt": "x"},
        Wrong({"model": MODEL, "prompt": "x", "seed": 1}, "seed", "fim.seed"),
    ),
    "models.delete": Row(Answer("ModelDeleted")),
    "models.list": Row(
        Answer("{Page}Page[Model]"), {}, Wrong({"model": ["a"]}, "model", "wrong-type")
    ),
    "models.retrieve": Row(Answer("Model")),
    "moderations.create": Row(
        _MODERATION,
        {"model": MODEL, "input": "x"},
        Wrong({"model": MODEL}, "input", "missing"),
    ),
    "moderations.create_chat": Row(
        _MODERATION,
        {"model": MODEL, "input": [USER]},
        Wrong({"input": [USER]}, "model", "missing"),
    ),
    "ocr.process": Row(
        Answer("OCRResponse"),
        {"model": MODEL, "document": DOCUMENT},
        Wrong({"document": DOCUMENT}, "model", "missing"),
    ),
    "responses.create": Row(
        Answer("Response", "{A}EventStream[ResponseEvent]"),
        {"model": MODEL, "input": "x"},
        Wrong({"input": "x"}, "model", "missing"),
    ),
    "responses.input_tokens.count": Row(
        Answer("InputTokenCountResponse"),
        {"model": MODEL, "input": "x"},
        Wrong({"model": 7, "input": "x"}, "model", "wrong-type"),
    ),
}
"""Every operation, and methods that are no operation of their own."""

ROWS = {id_: row for id_, row in TABLE.items() if row.wrong.rule}
"""Those that take more than ids."""

ANSWERS = {id_: row.answer for id_, row in TABLE.items()}
"""What each method answers."""
