"""A success that is no answer is an error, with the server's words, at every call."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import openai
import pydantic
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.operations import TABLE
from tests.unit.support import BARE, CHUNKS, HTTPX, Wire, body, completion, response
from tests.unit.test_operations import found, positional

pytestmark = [
    pytest.mark.anyio,
    # What the SDK says of odd answers as it accumulates and parses them.
    pytest.mark.filterwarnings("ignore:Pydantic serializer warnings"),
]

WORDS = "the house is on fire"
NONE: dict[str, bytes] = {
    "a flat error": json.dumps({"object": "error", "message": WORDS}).encode(),
    "a nested error": json.dumps({"error": {"message": WORDS}}).encode(),
    "an error that is a text": json.dumps({"error": WORDS}).encode(),
    "a detail": json.dumps({"detail": WORDS}).encode(),
    "a page": b"<html>the house is on fire</html>",
    "nothing": b"",
    "null": b"null",
    "a number": b"7",
    "a text": b'"the house is on fire"',
    "numbers": b"[1, 2]",
    "an empty object": b"{}",
    "half an object": b'{"id": "the house is on fire',
    "bad UTF-8": b'{"id": "\xff\xfe"}',
    "a long integer": b'{"id": ' + b"7" * 5_000 + b"}",
    "many levels": b"[" * 100_000,
    "many levels of objects": b'{"a":' * 100_000,
    "NUL": b"\0\0\0",
    "not a number": b"NaN",
}
WHOLE = {
    id_: row
    for id_, row in TABLE.items()
    if row.answer.whole not in ("None", "str", "HttpxBinaryResponseContent")
    and id_ != "batches.create"  # what it answers the other batches answer, too
}
STREAMED = {id_: row for id_, row in TABLE.items() if row.streams}


def sending(data: bytes, kind: str = "application/json") -> Wire:
    """Return a wire that answers 200 with these bytes, and with a request id."""
    headers = {"content-type": kind, "x-request-id": "r1"}
    return Wire(lambda _: HTTPX.Response(200, content=data, headers=headers))


def called(client: Any, id_: str, **more: Any) -> Any:
    """Call an operation with the fewest arguments."""
    method = found(client, id_)
    return method(*positional(method), **{**TABLE[id_].least, **more})


@pytest.mark.parametrize("sent", NONE)
@pytest.mark.parametrize("id_", WHOLE)
def test_at_every_call(id_: str, sent: str) -> None:
    """The error has the words, the status, the request id and what was sent."""
    with pytest.raises(openai.APIResponseValidationError) as caught:
        called(sending(NONE[sent]).client(), id_)
    error: Any = caught.value
    assert error.status_code == 200
    assert error.request_id == "r1"
    assert "status 200" in str(error)
    assert "r1" in str(error)
    assert (WORDS in str(error)) == (WORDS.encode() in NONE[sent])
    assert len(str(error)) < 1_000


@pytest.mark.parametrize("kind", ["text/html", ""])
@pytest.mark.parametrize("sent", NONE)
def test_of_any_type(sent: str, kind: str) -> None:
    """What the server calls it does not matter."""
    with pytest.raises(openai.APIResponseValidationError):
        called(sending(NONE[sent], kind).client(), "chat.completions.create")


@pytest.mark.parametrize("sent", NONE)
@pytest.mark.parametrize("id_", WHOLE)
async def test_at_every_asynchronous_call(id_: str, sent: str) -> None:
    """The other twin says the same."""
    client = sending(NONE[sent]).async_client()
    with pytest.raises(openai.APIResponseValidationError):
        await called(client, id_)


@pytest.mark.parametrize("sent", NONE)
@pytest.mark.parametrize("id_", STREAMED)
def test_a_stream_that_is_none(id_: str, sent: str) -> None:
    """What is no stream of events, or has none, says so at the first event."""
    with pytest.raises(openai.APIResponseValidationError, match="status 200"):
        list(called(sending(NONE[sent]).client(), id_, stream=True))


@pytest.mark.parametrize("sent", ["a flat error", "nothing", "a page"])
async def test_an_asynchronous_stream_that_is_none(sent: str) -> None:
    """The other twin says the same."""
    client = sending(NONE[sent]).async_client()
    stream = await client.chat.completions.create(**body(stream=True))
    with pytest.raises(openai.APIResponseValidationError, match="status 200"):
        async for _ in stream:
            pass


@pytest.mark.parametrize("sent", NONE)
async def test_raw_and_unread(sent: str) -> None:
    """`parse()` of a raw or an unread answer raises the same."""
    wire = sending(NONE[sent])
    raw = wire.client().chat.completions.with_raw_response.create(**body())
    with pytest.raises(openai.APIResponseValidationError):
        raw.parse()
    unread = wire.client().chat.completions.with_streaming_response
    with (
        unread.create(**body()) as answer,
        pytest.raises(openai.APIResponseValidationError),
    ):
        answer.parse()
    slow = wire.async_client().chat.completions.with_streaming_response
    async with slow.create(**body()) as late:
        with pytest.raises(openai.APIResponseValidationError):
            await late.parse()


@pytest.mark.parametrize("choices", [None, "no", 7, {}, [None], [1], ["a"]], ids=repr)
def test_choices_that_are_none(choices: object) -> None:
    """What is asked for has to be there, and of the right kind."""
    answer = {**completion(), "choices": choices}
    with pytest.raises(openai.APIResponseValidationError, match="choices"):
        Wire(lambda _: response(answer)).client().chat.completions.create(**body())


def test_what_is_new_is_no_error() -> None:
    """Unknown members and values, and missing ones nobody asks for, are let through."""
    answer = {"choices": [{"message": {"content": "Salut"}, "new": 1}], "error": None}
    client = Wire(lambda _: response(answer)).client()
    assert client.chat.completions.create(**body()).choices[0].message.text == "Salut"


@pytest.mark.parametrize("empty", [{"object": "list"}, {"total": 0}, [], {"data": []}])
def test_an_empty_list_is_no_error(empty: object) -> None:
    """Some servers leave out what is empty."""
    client = Wire(lambda _: HTTPX.Response(200, json=empty)).client()
    assert client.files.list().data == []


SCALARS = st.sampled_from(
    [None, True, -1, 7**70, 0.5, "", "x", "null", [], {}, [1], [None], {"a": 1}]
)


PICKS = st.lists(st.tuples(st.integers(0, 99), SCALARS | st.just(...)), min_size=1)


def mutated(answer: Any) -> st.SearchStrategy[Any]:
    """Return answers in which some places hold something else, or nothing."""
    return st.builds(lambda picks: _mutated(answer, picks), PICKS)


def _mutated(answer: Any, picks: list[tuple[int, Any]]) -> Any:
    root = {"": copy.deepcopy(answer)}
    for at, value in picks:
        places = list(_places(root)) or [(root, "")]
        holder, key = places[at % len(places)]
        if value is not ...:
            holder[key] = copy.deepcopy(value)
        elif holder is not root:
            holder.pop(key)
    return root[""]


def _places(value: Any) -> Any:
    pairs = value.items() if isinstance(value, dict) else enumerate(value)
    for key, each in pairs:
        yield value, key
        if isinstance(each, dict | list):
            yield from _places(each)


ONE: dict[str, Any] = {
    "id": "f1",
    "object": "file",
    "bytes": 1,
    "created_at": 1,
    "filename": "a",
    "purpose": "batch",
}
CALL = {"id": "D681PevKs", "function": {"name": "f", "arguments": '{"a": 1}'}}
COMPLETION = completion([{"type": "text", "text": "Salut"}], tool_calls=[CALL])


def bearing(call: Callable[[], object]) -> None:
    """Call; what is raised is the SDK's."""
    with suppress(openai.OpenAIError):
        call()


@given(mutated(COMPLETION))
@settings(max_examples=300)
def test_mutated_answers(answer: Any) -> None:
    """Whatever an answer holds, no foreign error comes out of a call."""
    client = Wire(lambda _: HTTPX.Response(200, json=answer)).client()
    bearing(lambda: client.chat.completions.create(**body()))
    bearing(lambda: client.chat.completions.parse(**body()))


@given(mutated({"object": "list", "data": [ONE] * 2, "total": 2}))
@settings(max_examples=200)
def test_mutated_pages(answer: Any) -> None:
    """Whatever a page holds, paging ends, or says what is wrong."""
    empty = {"object": "list", "data": [], "total": 2}
    answers = iter([answer])
    wire = Wire(lambda _: HTTPX.Response(200, json=next(answers, empty)))
    bearing(lambda: list(wire.client().files.list()))


@given(mutated([*CHUNKS, CHUNKS[-1]]))
@settings(max_examples=300)
def test_mutated_streams(chunks: Any) -> None:
    """Whatever a chunk holds, no foreign error comes out of a stream."""
    client = Wire(lambda _: response(chunks)).client()
    bearing(lambda: list(client.chat.completions.create(**body(stream=True))))

    def accumulate() -> None:
        with client.chat.completions.stream(**body()) as stream:
            stream.get_final_completion()

    bearing(accumulate)


EVENTS: list[Any] = [
    {"type": "transcription.language", "audio_language": "fr"},
    {"type": "transcription.text.delta", "text": "Sa"},
    {"type": "transcription.segment", "text": "Sa", "start": 0.0, "end": 1.0},
    {
        "type": "transcription.done",
        "text": "Salut",
        "model": "m",
        "language": "fr",
        "usage": {"prompt_tokens": 1, "completion_tokens": 1, "total_tokens": 2},
        "segments": [],
    },
]


@given(mutated(EVENTS))
@settings(max_examples=200)
def test_mutated_transcriptions(events: Any) -> None:
    """Whatever an event holds, no foreign error comes out of a transcription."""
    client = Wire(lambda _: response(events)).client()
    asked: Any = {"model": "voxtral-mini-latest", "file_id": "x", "stream": True}

    def transcribe() -> None:
        client.audio.transcriptions.create(**asked).get_final_transcription()

    bearing(transcribe)


@pytest.mark.parametrize(
    ("cast_to", "sent"),
    [
        pytest.param(list, [1, "two"], marks=BARE),
        (list[object], [1, "two"]),
        (list[int | str], [1, "two"]),
        pytest.param(dict, {"a": 1}, marks=BARE),
        (dict[str, object], {"a": 1}),
        (object, [1, "two"]),
    ],
)
def test_a_plain_container_takes_what_is_in_it(cast_to: Any, sent: Any) -> None:
    """What is asked for without a class of items is no less an answer."""
    client = sending(json.dumps(sent).encode()).client()
    assert client.get("/anything", cast_to=cast_to) == sent


class OwnResponse(HTTPX.Response):
    """A program's own response, which the SDK makes of no answer."""


class OwnModel(pydantic.BaseModel):
    """A model that is none of the SDK's."""


@pytest.mark.parametrize(
    ("cast_to", "kind"), [(OwnResponse, ValueError), (OwnModel, TypeError)]
)
def test_a_class_that_is_made_of_no_answer(cast_to: Any, kind: type[Exception]) -> None:
    """It is not said of the answer, but as the SDK says it of the class."""
    client = sending(b'{"id": "m"}').client()
    with pytest.raises(kind):
        client.get("/anything", cast_to=cast_to)
    with pytest.raises(kind):
        client.models.with_raw_response.retrieve("m").parse(to=cast_to)
