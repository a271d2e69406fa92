"""What a document may name that stands by hand: mixins, models, readers, views."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

from openai import BaseModel
from openai.resources import Embeddings as SdkEmbeddings

from mistyped._openai.requests import RequestOptions, json_request
from mistyped._openai.resource import AsyncAPIResource


class Thing(SdkEmbeddings):
    """Stands for a resource of the SDK, whose `create` takes other parameters."""


class AsyncThing(AsyncAPIResource):
    """Its asynchronous twin."""

    async def create(self) -> None:
        """Do what the SDK does."""


class ThingRequest(BaseModel):
    """All parameters of a call as one model."""

    size: int

    def params(self) -> Mapping[str, object]:
        """Return the parameters that were set."""
        return {"size": self.size}


def shouting(params: Mapping[str, object]) -> Callable[[Made], object]:
    """Return what makes a text of an answer, as long as was asked."""
    return lambda answer: f"{answer.id}!".upper() * int(str(params["size"]))


class Made(BaseModel):
    """What the SDK answers with."""

    id: str


class Copy(BaseModel):
    """A thing as others call it."""

    id: str


def size_request(
    params: Mapping[str, object],
) -> tuple[dict[str, object], RequestOptions]:
    """Make the request of a thing of the parameters of a copy."""
    return json_request({"size": params["width"]})


class RenamedError(Exception):
    """What is raised for a failure inside `in_other_words`."""


@contextmanager
def in_other_words() -> Iterator[None]:
    """Name every failure in other words."""
    try:
        yield
    except Exception as error:
        raise RenamedError from error
