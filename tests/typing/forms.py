"""Calls of every method in every form, each with the exact type of its answer.

The types stand in one table; the calls follow from the operations. A form is asked of
the resource and of the client, for both clients.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from mistyped._generated.operations import OPERATIONS
from tests.typing.mistakes import arguments, ignored


class Form(NamedTuple):
    """A form of a method: where it is, whether one waits for it, what it answers.

    Here and in `Answer`, {A} is `Async` for the asynchronous client and else nothing,
    and {Page} is `Async` or `Sync`.
    """

    attribute: str
    waits: bool
    box: str
    unread: str = ""


FORMS = (
    Form("", waits=True, box="{answer}"),
    Form("with_raw_response", waits=True, box="LegacyAPIResponse[{answer}]"),
    Form(
        "with_streaming_response",
        waits=False,
        box="{A}ResponseContextManager[{A}APIResponse[{answer}]]",
        unread="{A}ResponseContextManager[{answer}]",
    ),
)


class Answer(NamedTuple):
    """What a method answers.

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
}
# The arguments of methods that are no operations of their own.
OTHERS = {
    "batches.cancel": '"x"',
    "batches.create": 'input_file_id="x", endpoint="/v1/embeddings"',
    "batches.list": "",
    "batches.retrieve": '"x"',
    "files.retrieve_content": '"x"',
}
# Where types are that are not in `mistyped.types`.
HOMES = {
    "APIResponse": "openai",
    "AsyncAPIResponse": "openai",
    "AsyncPage": "openai.pagination",
    "AsyncResponseContextManager": "mistyped._openai.wrappers",
    "AsyncStreamedBinaryAPIResponse": "mistyped._openai.wrappers",
    "AsyncStreamedSpeech": "mistyped._openai.speech",
    "FileDeleted": "openai.types",
    "HttpxBinaryResponseContent": "openai",
    "LegacyAPIResponse": "mistyped._openai.wrappers",
    "ResponseContextManager": "mistyped._openai.wrappers",
    "StreamedBinaryAPIResponse": "mistyped._openai.wrappers",
    "StreamedSpeech": "mistyped._openai.speech",
    "SyncPage": "openai.pagination",
}


def module() -> tuple[str, dict[int, str]]:
    """Return a module that asserts the type of every call, and what is on each line.

    Each stands in a function of its own, so that none is unreachable.
    """
    lines = [(twin, line) for twin in ("", "Async") for line in _statements(twin)]
    types = {name for _, line in lines for name in re.findall(r"\b[A-Z]\w+", line)}
    text = (
        "from typing import assert_type\n"
        "from mistyped import AsyncMistral, Mistral\n"
        "from mistyped.messages import file, user\n"
    )
    for name in sorted(types - {"None", "True", "False"}):
        text += f"from {HOMES.get(name, 'mistyped.types')} import {name}\n"
    places: dict[int, str] = {}
    for number, (twin, line) in enumerate(lines):
        define = "async def" if twin else "def"
        given = f"client: {twin}Mistral, maybe: bool"
        text += f"{define} call_{number}({given}) -> None:\n    {line}\n"
        places[text.count("\n")] = line
    return text, places


def _statements(twin: str) -> Iterator[str]:
    """Yield what asserts the types of the calls of one of the two clients."""
    given = {each.id: arguments(each) for each in OPERATIONS.values()} | OTHERS
    for method, answer in ANSWERS.items():
        for form in FORMS:
            # What has no answer has no type that mypy lets one ask for.
            if answer.whole == "None" and not form.attribute:
                continue
            for stream, type_ in _ways(answer, form):
                arguments_ = ", ".join(each for each in (given[method], stream) if each)
                result = type_.format(A=twin, Page=twin or "Sync")
                wait = "await " if twin and form.waits else ""
                for path in _paths(method, form):
                    call = f"{wait}client.{path}({arguments_})"
                    behind = ignored(method)
                    if form.attribute:  # only pyright tells of what it is made of
                        behind = "".join(re.findall(r"  # pyright: [^#]+\]", behind))
                    yield f"assert_type({call}, {result}){behind}"


def _ways(answer: Answer, form: Form) -> Iterator[tuple[str, str]]:
    """Yield what a call says of `stream`, and the type of what it answers."""
    whole = form.box.replace("{answer}", answer.whole)
    if answer.unread and form.unread:
        whole = form.unread.replace("{answer}", answer.unread)
    yield "", whole
    if answer.stream:
        stream = form.box.replace("{answer}", answer.stream)
        yield "stream=False", whole
        yield "stream=True", stream
        yield "stream=maybe", f"{whole} | {stream}"


def _paths(method: str, form: Form) -> Iterator[str]:
    """Yield where on the client a form of a method is."""
    owner, _, name = method.rpartition(".")
    if not form.attribute:
        yield method
    else:
        yield f"{owner}.{form.attribute}.{name}"
        yield f"{form.attribute}.{method}"
