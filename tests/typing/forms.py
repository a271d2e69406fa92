"""Calls of every method in every form, each with the exact type of its answer.

The types stand in one table; the calls follow from the operations. A form is asked of
the resource and of the client, for both clients.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from mistyped._generated.operations import OPERATIONS
from tests.operations import ANSWERS, Answer
from tests.typing.mistakes import arguments, ignored


class Form(NamedTuple):
    """A form of a method: where it is, whether one waits for it, what it answers.

    Here and in `Answer` {A} is `Async` for the asynchronous client and else nothing,
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
    "InputTokenCountResponse": "openai.types.responses",
    "LegacyAPIResponse": "mistyped._openai.wrappers",
    "Response": "openai.types.responses",
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
    bare = [re.sub(r"'[^']*'|\"[^\"]*\"", "", line) for _, line in lines]
    types = {name for line in bare for name in re.findall(r"\b[A-Z]\w+", line)}
    text = (
        "from typing import assert_type\nfrom mistyped import AsyncMistral, Mistral\n"
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
                    # Of a form no checker tells that its method is deprecated.
                    behind = "" if form.attribute else ignored(method)
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
