"""Requests that are right although they look like wrong ones: none is refused."""

from __future__ import annotations

from typing import Any

import openai
import pydantic
import pytest

from mistyped import BadRequestError, InvalidRequestError, check
from mistyped.messages import function_tool
from tests.unit.support import (
    PATH,
    USER,
    Wire,
    body,
    completion,
    response,
)

pytestmark = pytest.mark.anyio

JSON_OBJECT = {"response_format": {"type": "json_object"}}
ASKS = {"messages": [{"role": "user", "content": "Answer in JSON."}]}
TRANSCRIPTIONS = "/v1/audio/transcriptions"
HEARD = {"model": "voxtral-mini-latest", "file_id": "f_1"}


def marks(path: str, request: Any) -> list[tuple[str, str, str]]:
    """Return severity, path and rule of everything that is found."""
    return [(p.severity, p.path, p.rule) for p in check(path, request).problems]


@pytest.mark.parametrize("tools", [{}, {"tools": []}, {"tools": None}])
def test_a_json_format_beside_no_tools(tools: Any) -> None:
    """Only what is beside tools does not go with a demand for one."""
    request = body(**ASKS, **JSON_OBJECT, **tools, tool_choice="any")
    assert marks(PATH, request) == [("warning", "tool_choice", "choice-without-tools")]


@pytest.mark.parametrize("choice", ["auto", "none"])
def test_a_json_format_beside_tools_that_may_be_called(choice: str) -> None:
    """Nothing demands one."""
    tools = [function_tool("f", {"type": "object", "properties": {}})]
    request = body(**ASKS, **JSON_OBJECT, tools=tools, tool_choice=choice)
    assert marks(PATH, request) == []


@pytest.mark.parametrize("diarize", [True, "true", "True", "1"])
def test_diarize_may_be_a_text(diarize: object) -> None:
    """A form holds nothing else."""
    request = {**HEARD, "speaker_references": {"ada": "eA=="}, "diarize": diarize}
    assert marks(TRANSCRIPTIONS, request) == []


@pytest.mark.parametrize("diarize", [False, "false", "False", "0"])
def test_diarize_may_be_a_no(diarize: object) -> None:
    """Which is no text that stands for yes."""
    request = {**HEARD, "speaker_references": {"ada": "eA=="}, "diarize": diarize}
    assert marks(TRANSCRIPTIONS, request) == [
        ("warning", "speaker_references", "speakers-without-diarize")
    ]


class Note(pydantic.BaseModel):
    """A caller's own model, whose fields have names that answers have too."""

    parsed: dict[str, int]
    parsed_arguments: str
    refusal: str


async def test_a_field_called_parsed_is_sent(wire: Wire) -> None:
    """It is left out of answers alone, whose content says it as well."""
    whole: Any = {"parsed": {"a": 1}, "parsed_arguments": "x", "refusal": "none"}
    for metadata in (Note(**whole), {"note": Note(**whole)}):
        asked: Any = body(metadata=metadata)
        wire.client().chat.completions.create(**asked)
        wire.client(check="off").chat.completions.create(**asked)
        await wire.async_client().chat.completions.create(**asked)
    sent = [each["metadata"] for each in wire.sent]
    assert sent == [whole] * 3 + [{"note": whole}] * 3


ID = "Ab3dE6gH9"
RESULT = {"role": "tool", "content": "4", "tool_call_id": ID}
TWICE = {
    "role": "assistant",
    "tool_calls": [{"id": ID, "function": {"name": "f", "arguments": "{}"}}] * 2,
}


def test_two_calls_of_one_id() -> None:
    """Models that count results take two answers; those that pair ids do not."""
    answered = [USER, TWICE, RESULT, RESULT]
    assert marks(PATH, body(model="mistral-large-2411", messages=answered)) == []
    assert marks(PATH, body(messages=answered)) == [
        ("error", "messages[1].tool_calls[1].id", "duplicate-call"),
        ("error", "messages[3].tool_call_id", "duplicate-result"),
    ]
    once = [USER, TWICE, RESULT]
    assert marks(PATH, body(messages=once)) == [
        ("error", "messages[1].tool_calls[1].id", "duplicate-call")
    ]
    assert marks(PATH, body(model="mistral-large-2411", messages=once)) == [
        ("error", "messages[1].tool_calls", "result-count")
    ]


def test_bytes_in_a_form_are_a_file() -> None:
    """Where none is wanted that is said; it is no crash."""
    wrong = ("error", "model", "wrong-type")
    assert marks(TRANSCRIPTIONS, {**HEARD, "model": b"x"}) == [wrong]
    assert marks(TRANSCRIPTIONS, {"model": b"x"}) == [
        wrong,
        ("error", "file", "exactly-one"),
    ]
    assert marks("/v1/files", {"file": b"x", "purpose": b"ocr"}) == [
        ("error", "purpose", "wrong-type")
    ]


async def test_bytes_in_a_form_are_a_file_for_clients(wire: Wire) -> None:
    """They refuse the request as the check does."""
    asked: Any = {**HEARD, "model": b"x"}
    with pytest.raises(InvalidRequestError, match="model: it is a file"):
        wire.client().audio.transcriptions.create(**asked)
    with pytest.raises(InvalidRequestError, match="model: it is a file"):
        await wire.async_client().audio.transcriptions.create(**asked)
    assert wire.seen == []


@pytest.mark.parametrize("path", ["/nothing", "/agents/a/b/c", "/v9/things"])
@pytest.mark.parametrize(
    ("status", "kind"), [(400, BadRequestError), (422, InvalidRequestError)]
)
async def test_a_refusal_of_an_unknown_path(
    path: str, status: int, kind: type[InvalidRequestError]
) -> None:
    """It is sent, and the server's answer is an error as ever."""
    wire = Wire(lambda _: response({"message": "no such thing", "code": 7}, status))
    with pytest.raises(kind, match="no such thing") as caught:
        wire.client().post(path, body={"a": 1}, cast_to=object)
    with pytest.raises(kind) as again:
        await wire.async_client().post(path, body={"a": 1}, cast_to=object)
    for error in (caught.value, again.value):
        assert error.sent
        assert error.status_code == status
        assert [(p.path, p.rule) for p in error.problems] == [("$", "7")]
        assert error.report.operation == f"POST /v1{path}"
    assert wire.sent == [{"a": 1}] * 2


async def test_a_provider_alone() -> None:
    """A filter of the list of models needs no other beside it."""
    assert check("/v1/models", {"provider": "x"}, method="GET").problems == ()
    wire = Wire(lambda _: response({"object": "list", "data": []}))
    wire.client().models.list(provider="x")
    wire.client(check="off").models.list(provider="x")
    await wire.async_client().models.list(provider="x")
    assert [each.url.query for each in wire.seen] == [b"provider=x"] * 3


class Forecast(pydantic.BaseModel):
    """A tool of the caller's."""

    city: str


async def test_a_generator_of_tools() -> None:
    """`parse` reads it once, for what is sent and for the calls in the answer."""
    call = {"name": "Forecast", "arguments": '{"city": "Nice"}'}
    made = [{"id": ID, "type": "function", "function": call}]
    answering = Wire(lambda _: response(completion(None, tool_calls=made)))
    for parse in (
        answering.client().chat.completions.parse,
        answering.async_client().chat.completions.parse,
    ):
        tools = (openai.pydantic_function_tool(each) for each in [Forecast])
        given: Any = parse(**body(), tools=tools)
        answer = given if hasattr(given, "choices") else await given
        (found,) = answer.choices[0].message.tool_calls
        assert found.function.parsed_arguments == Forecast(city="Nice")
    for sent in answering.sent:
        assert [each["function"]["name"] for each in sent["tools"]] == ["Forecast"]
