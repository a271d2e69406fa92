"""What a generated SDK looks like: TypedDicts to send, models to receive."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal, Required, TypeAlias

from openai import BaseModel
from openai._types import FileTypes
from typing_extensions import TypedDict

from codegen.operations import SdkOperation, SdkPaths


class ChatCompletionTextPartParam(TypedDict, total=False):
    """Prose that must not be copied."""

    type: Required[Literal["text"]]
    text: Required[str]
    """Prose that must not be copied."""


class ImagePartParam(TypedDict, total=False):
    """Prose that must not be copied."""

    type: Required[Literal["image"]]
    detail: Literal["low", "high"] | None


Part: TypeAlias = ChatCompletionTextPartParam | ImagePartParam


class MakeParamsBase(TypedDict, total=False):
    """What both variants share."""

    model: Required[str | Literal["big", "small"]]  # noqa: PYI051 - as SDKs do
    parts: Required[Iterable[Part]]
    effort: Literal["low", "high"] | None
    user: str


class MakeParamsNonStreaming(MakeParamsBase, total=False):
    """One variant."""

    stream: Literal[False] | None


class MakeParamsStreaming(MakeParamsBase):
    """The other variant."""

    stream: Required[Literal[True]]


class MakeParamsNew(MakeParamsNonStreaming, total=False):
    """What a later SDK has."""

    brand_new: int


class Usage(BaseModel):
    """Prose that must not be copied."""

    tokens: int


class Answer(BaseModel):
    """Prose that must not be copied."""

    id: str
    content: str | None = None
    usage: Usage | None = None


PATH = "tests.codegen.fake_sdk:"


def operation(*requests: str) -> SdkOperation:
    """Return the row that describes the one call of this SDK."""
    return SdkOperation(
        id="thing.make",
        request_name="MakeRequest",
        request=tuple(PATH + name for name in requests),
        response=PATH + "Answer",
    )


MAKE: SdkPaths = {
    "/things": {"post": operation("MakeParamsNonStreaming", "MakeParamsStreaming")}
}


class SendParams(TypedDict, total=False):
    """A form with a file."""

    file: Required[FileTypes]
    preview: FileTypes
    name: Required[str]


class FindParams(TypedDict, total=False):
    """A query."""

    after: str


FILES: SdkPaths = {
    "/things/{thing_id}/files": {
        "post": SdkOperation(
            id="thing.send",
            request_name="SendRequest",
            request=(PATH + "SendParams",),
            carrier="form",
        ),
        "get": SdkOperation(
            id="thing.find",
            request_name="FindRequest",
            request=(PATH + "FindParams",),
            carrier="query",
        ),
    },
}
