"""Streams of events of several kinds."""

from __future__ import annotations

import json
from typing import Annotated, Any, Literal, TypeAlias

import openai
import pytest
from openai import BaseModel
from pydantic import Field

from mistyped._openai.event_streams import AsyncEventStream, EventStream
from mistyped._values.contents import UnknownChunk
from tests.unit.support import HTTPX, Wire

pytestmark = pytest.mark.anyio


class Word(BaseModel):
    """A kind of event."""

    type: Literal["word"]
    text: str


class Done(BaseModel):
    """Another kind."""

    type: Literal["done", "stopped"]
    tokens: int


Event: TypeAlias = Annotated[
    Word | Done | UnknownChunk, Field(union_mode="left_to_right")
]


def wire(*events: object, end: str = "") -> Wire:
    """Return a wire that streams events as Mistral frames them."""
    frames = [f"event: any\ndata: {json.dumps(each)}\n\n" for each in events]
    headers = {"content-type": "text/event-stream"}
    content = "".join([*frames, end]).encode()
    return Wire(lambda _: HTTPX.Response(200, content=content, headers=headers))


def read(*events: object, end: str = "") -> list[Any]:
    """Return what a client makes of streamed events."""
    with wire(*events, end=end).client() as client:
        stream = client.post(
            "/words", cast_to=object, stream=True, stream_cls=EventStream[Event]
        )
        with stream:
            found = list(stream)
        assert stream.response.is_closed
        return found


def test_events_have_their_classes() -> None:
    """The member `type` decides, and members that nobody knew are kept."""
    found = read(
        {"type": "word", "text": "Bonjour", "more": 1},
        {"type": "done", "tokens": 1},
        {"type": "stopped", "tokens": 2},
    )
    assert [each.__class__.__name__ for each in found] == ["Word", "Done", "Done"]
    assert found[0].more == 1


def test_unknown_events_arrive_whole() -> None:
    """A kind that nobody knew is no error; nor is an event without a kind."""
    found = read({"type": "sound", "data": {"a": 1}}, {"text": "x"})
    assert [type(each) for each in found] == [UnknownChunk, UnknownChunk]
    assert found[0].to_dict() == {"type": "sound", "data": {"a": 1}}
    assert found[1].text == "x"


def test_odd_events_keep_their_class() -> None:
    """A known kind with a member of another type is still of its class."""
    (found,) = read({"type": "word", "text": ["Bon", "jour"]})
    assert (found.__class__, found.text) == (Word, ["Bon", "jour"])


@pytest.mark.parametrize("end", ["", "data: [DONE]\n\n", "data: [DONE]"])
def test_streams_end(end: str) -> None:
    """With the response, or with the payload that says so."""
    assert len(read({"type": "done", "tokens": 1}, end=end)) == 1


@pytest.mark.parametrize(
    ("error", "message"),
    [
        ({"object": "error", "message": "too much", "type": "capacity"}, "too much"),
        ({"error": {"message": "broken"}}, "broken"),
        ({"type": "word", "text": "x", "error": {"message": "late"}}, "late"),
        (["no object"], "no object"),
    ],
)
def test_streamed_errors_are_raised(error: object, message: str) -> None:
    """Nested or flat, as for the chunks of chat."""
    with pytest.raises(openai.APIError, match=message):
        read({"type": "word", "text": "x"}, error)


def test_what_is_no_json_is_an_error() -> None:
    """And no event."""
    with pytest.raises(openai.APIError, match="not JSON"):
        read(end="data: {half\n\n")


async def test_both_clients_read_alike() -> None:
    """Asynchronous streams give the same events and close their response."""
    events = ({"type": "word", "text": "a"}, {"type": "new"}, {"type": "word"})
    async with wire(*events, end="data: [DONE]\n\n").async_client() as client:
        stream = await client.post(
            "/words", cast_to=object, stream=True, stream_cls=AsyncEventStream[Event]
        )
        found = [each async for each in stream]
        assert stream.response.is_closed
    assert found == read(*events)
