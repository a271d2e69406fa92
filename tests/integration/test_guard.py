"""A guard in clients that other code builds: the plain OpenAI SDK, httpx and httpx2."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable, Iterator
from importlib import import_module
from importlib.util import find_spec
from typing import Any

import openai
import pytest

from mistyped import Change, guard
from mistyped.guard import CHANGES
from mistyped.server import RunningServer
from tests.unit.support import (
    CHUNKS,
    HTTPX,
    MODEL,
    USER,
    Wire,
    chunk,
    completion,
    response,
)

THINKING = [
    {"type": "thinking", "thinking": [{"type": "text", "text": "hm"}]},
    {"type": "text", "text": "Salut"},
]
ERRORS: list[dict[str, Any]] = [
    {"object": "error", "message": "it broke off"},
    {"error": {"message": "it broke off"}},
    {"message": "it broke off"},
    {"detail": "it broke off"},
]
URL = "https://api.mistral.ai/v1"
pytestmark = pytest.mark.anyio
FOREIGN: dict[str, Any] = {
    "model": MODEL,
    "messages": [{"role": "developer", "content": "x"}, USER],
    "seed": 1,
}


@pytest.fixture
def plain(server: RunningServer) -> Iterator[Callable[..., openai.OpenAI]]:
    """Make plain OpenAI clients with a guard, on the local server."""
    made: list[openai.OpenAI] = []

    def make(**options: Any) -> openai.OpenAI:
        transport = guard.transport(base_url=server.url, **options)
        http = HTTPX.Client(transport=transport)
        client = openai.OpenAI(
            api_key="any", base_url=server.url, http_client=http, max_retries=0
        )
        made.append(client)
        return client

    yield make
    for each in made:
        each.close()


def create(client: Any, **request: Any) -> Any:
    """Create a completion, whatever type checkers say of the request."""
    return client.chat.completions.create(**request)


def test_a_plain_client_gets_a_refusal_that_says_what_to_do(
    plain: Callable[..., openai.OpenAI], server: RunningServer
) -> None:
    """Nothing was sent, nothing is tried again, and the message has place and hint."""
    before = len(server.requests)
    with pytest.raises(openai.UnprocessableEntityError) as caught:
        create(plain(), **FOREIGN)
    assert "messages[0].role" in caught.value.message
    assert "use random_seed" in caught.value.message
    assert caught.value.param == "messages[0].role"
    assert len(server.requests) == before


def test_the_same_client_runs_when_it_is_adapted(
    plain: Callable[..., openai.OpenAI], server: RunningServer
) -> None:
    """The strict server takes what arrives, and each change is told."""
    seen: list[Change] = []
    client = plain(compat="adapt", on_change=seen.append)
    raw = client.chat.completions.with_raw_response.create(**FOREIGN)
    assert raw.parse().choices[0].message.content
    assert json.loads(server.requests[-1].raw)["random_seed"] == 1
    assert {each.rule for each in seen} == {"chat.developer-message", "chat.seed"}
    assert "seed [chat.seed]" in raw.headers[CHANGES]


def test_usage_comes_apart_in_an_adapted_stream(
    plain: Callable[..., openai.OpenAI],
) -> None:
    """As OpenAI sends it, over a real connection."""
    chunks = list(
        create(
            plain(compat="adapt"),
            model=MODEL,
            messages=[USER],
            stream=True,
            stream_options={"include_usage": True},
        )
    )
    assert chunks[-1].usage.total_tokens
    assert chunks[-1].choices == []
    assert all(each.usage is None for each in chunks[:-1])


def test_the_responses_api_is_played_on_chat(
    plain: Callable[..., openai.OpenAI],
) -> None:
    """Whole and streamed, with the SDK's own classes and its own accumulation."""
    client = plain()
    answer = client.responses.create(model=MODEL, instructions="x", input="Bonjour")
    assert answer.status == "completed"
    assert answer.output_text
    with client.responses.stream(model=MODEL, input="Bonjour") as stream:
        types = [event.type for event in stream]
        final = stream.get_final_response()
    assert types[0] == "response.created"
    assert types[-1] == "response.completed"
    assert final.output_text


def test_a_response_that_chat_has_nothing_for_is_refused(
    plain: Callable[..., openai.OpenAI],
) -> None:
    """The place is that of the request, and there is a way out."""
    with pytest.raises(openai.UnprocessableEntityError, match="send the history"):
        plain().responses.create(model=MODEL, input="x", previous_response_id="r")


def on(wire: Wire, base_url: str = URL, **options: Any) -> Any:
    """Return a plain client with a guard before a wire."""
    transport = guard.transport(inner=HTTPX.MockTransport(wire), **options)
    return openai.OpenAI(
        api_key="any",
        base_url=base_url,
        http_client=HTTPX.Client(transport=transport),
        max_retries=0,
    )


def test_other_hosts_pass_untouched() -> None:
    """What another API takes is not ours to judge."""
    wire = Wire()
    create(on(wire, "https://api.example.com/v1", compat="adapt"), **FOREIGN)
    assert wire.sent == [FOREIGN]


def test_thoughts_come_as_text() -> None:
    """Whole and streamed; in strict mode they stay chunks."""
    wire = Wire(lambda _: response(completion(THINKING)))
    message = create(on(wire, compat="adapt"), model=MODEL, messages=[USER])
    message = message.choices[0].message
    assert (message.content, message.reasoning_content) == ("Salut", "hm")
    strict = create(on(wire), model=MODEL, messages=[USER]).choices[0].message
    assert strict.content == THINKING
    wire = Wire(lambda _: response([chunk(THINKING[:1]), chunk("a", "stop")]))
    streamed = create(
        on(wire, compat="adapt"), model=MODEL, messages=[USER], stream=True
    )
    first, second = [each.choices[0].delta for each in streamed]
    assert (first.content, first.reasoning_content) == (None, "hm")
    assert second.content == "a"


def test_a_servers_refusal_is_printed_by_every_client() -> None:
    """Mistral's envelopes have no text where clients look for one."""
    body = {"object": "error", "message": {"detail": [{"msg": "no", "loc": ["x"]}]}}
    wire = Wire(lambda _: HTTPX.Response(422, json=body))
    with pytest.raises(openai.UnprocessableEntityError, match="no"):
        create(on(wire), model=MODEL, messages=[USER])


@pytest.mark.parametrize("error", ERRORS)
def test_a_stream_that_breaks_off_fails_as_a_response(error: dict[str, Any]) -> None:
    """An error in the stream ends the response, and is in it."""
    frames = [chunk("a"), error, chunk("b")]
    wire = Wire(lambda _: response(frames))
    events = list(on(wire).responses.create(model=MODEL, input="x", stream=True))
    assert events[-1].type == "response.failed"
    assert events[-1].response.error.message == "it broke off"


@pytest.mark.parametrize("error", ERRORS)
def test_a_stream_that_breaks_off_fails_as_a_completion(error: dict[str, Any]) -> None:
    """In whichever shape the server streams an error, the SDK raises it."""
    wire = Wire(lambda _: response([chunk("a"), error, chunk("b")]))
    asked = {"model": MODEL, "messages": [USER], "stream": True}
    stream = create(on(wire, compat="adapt"), **asked)
    assert next(stream).choices[0].delta.content == "a"
    with pytest.raises(openai.APIError, match="it broke off"):
        next(stream)


def test_a_refused_form_says_why(plain: Callable[..., openai.OpenAI]) -> None:
    """It passes as it is, and the server's refusal has its words in `message`."""
    client: Any = plain(compat="adapt")
    with pytest.raises(openai.UnprocessableEntityError, match="purpose"):
        client.files.create(file=("a.pdf", b"%PDF"), purpose="user_data")


def test_what_is_no_json_passes() -> None:
    """Forms and the like are for the server to judge."""
    wire = Wire(lambda _: HTTPX.Response(200, json={"text": "x"}))
    client = on(wire, compat="adapt")
    client.audio.transcriptions.create(model="voxtral-mini-2602", file=b"x")
    assert len(wire.seen) == 1


@pytest.mark.parametrize("name", ["httpx", "httpx2"])
def test_one_object_serves_both_libraries(name: str) -> None:
    """Whichever library a framework has, it gets responses of its own."""
    if find_spec(name) is None:
        pytest.skip(f"{name} is not installed")
    library: Any = import_module(name)
    transport = guard.transport(compat="adapt")
    transport._inner = library.MockTransport(
        lambda _: library.Response(200, json=completion(THINKING))
    )
    with library.Client(transport=transport) as http:
        answer = http.post(f"{URL}/chat/completions", json=FOREIGN)
    assert type(answer) is library.Response
    assert answer.json()["choices"][0]["message"]["content"] == "Salut"


def test_a_request_of_a_class_of_ones_own_is_guarded() -> None:
    """Its module is no HTTP library, but what it extends is from one."""

    class Own(HTTPX.Request):
        pass

    wire = Wire(lambda _: HTTPX.Response(200, json=completion(THINKING)))
    transport = guard.transport(inner=HTTPX.MockTransport(wire))
    answer = transport.handle_request(
        Own("POST", f"{URL}/chat/completions", json={"model": 1})
    )
    assert (answer.status_code, wire.seen) == (422, [])


async def test_an_asynchronous_client_is_guarded(server: RunningServer) -> None:
    """Requests, streams and refusals, over a real connection."""
    transport = guard.transport(compat="adapt", base_url=server.url)
    async with openai.AsyncOpenAI(
        api_key="any",
        base_url=server.url,
        http_client=HTTPX.AsyncClient(transport=transport),
        max_retries=0,
    ) as plain_client:
        client: Any = plain_client
        answer = await client.chat.completions.create(**FOREIGN)
        assert answer.choices[0].message.content
        stream = await client.responses.create(model=MODEL, input="x", stream=True)
        events = [event async for event in stream]
        assert events[-1].type == "response.completed"
        with pytest.raises(openai.UnprocessableEntityError, match="adapt-lossy"):
            await client.chat.completions.create(**FOREIGN, verbosity="low")


class Raw(HTTPX.SyncByteStream):
    """Bytes as they come from a connection."""

    def __init__(self, content: bytes) -> None:
        self._content = content

    def __iter__(self) -> Iterator[bytes]:
        yield self._content


def test_a_compressed_stream_that_stays_is_told_to_be_one() -> None:
    """What no shape is for is passed on as it came, though its request was adapted."""
    content = gzip.compress(f"data: {json.dumps(CHUNKS[0])}\n\n".encode())
    headers = {"content-type": "text/event-stream", "content-encoding": "gzip"}
    wire = Wire(lambda _: HTTPX.Response(200, headers=headers, stream=Raw(content)))
    transport = guard.transport(inner=HTTPX.MockTransport(wire), compat="adapt")
    asked = {"model": "codestral-latest", "prompt": "x", "stream": True, "seed": 1}
    with HTTPX.Client(transport=transport) as http:
        answer = http.post(f"{URL}/fim/completions", json=asked)
    assert "seed" in answer.headers[CHANGES]
    assert answer.text.startswith("data: {")


def test_streams_are_read_as_they_come() -> None:
    """The first event is there before the last was sent."""
    sent: list[str] = []

    def frames() -> Iterator[bytes]:
        for each in CHUNKS:
            sent.append("x")
            yield f"data: {json.dumps(each)}\n\n".encode()

    headers = {"content-type": "text/event-stream"}
    wire = Wire(lambda _: HTTPX.Response(200, headers=headers, content=frames()))
    stream = create(on(wire, compat="adapt"), model=MODEL, messages=[USER], stream=True)
    next(iter(stream))
    assert len(sent) < len(CHUNKS)
