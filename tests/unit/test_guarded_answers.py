"""Answers through a guard: what is none is an error, and no error repeats a key."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from importlib import import_module
from importlib.util import find_spec
from typing import Any, Literal

import openai
import pytest

from mistyped import guard
from tests.unit.support import CHUNKS, HTTPX, KEY, MODEL, USER, Wire, chunk, completion

URL = "https://api.mistral.ai/v1"
Ask = Callable[[Any, bool], Any]


def chat(client: Any, stream: bool) -> Any:
    """Ask for a completion."""
    return client.chat.completions.create(model=MODEL, messages=[USER], stream=stream)


def responses(client: Any, stream: bool) -> Any:
    """Ask for a response."""
    return client.responses.create(model=MODEL, input="Bonjour", stream=stream)


ASKING: dict[str, Ask] = {"chat": chat, "responses": responses}


def guarded(wire: Wire, compat: Literal["adapt", "strict"] = "adapt") -> Any:
    """Return a plain client with a guard, before a wire."""
    transport = guard.transport(inner=HTTPX.MockTransport(wire), compat=compat)
    http = HTTPX.Client(transport=transport)
    return openai.OpenAI(api_key=KEY, base_url=URL, http_client=http, max_retries=2)


def strictly(wire: Wire) -> Any:
    """Return a plain client with a guard that changes nothing, before a wire."""
    return guarded(wire, "strict")


def ours(wire: Wire) -> Any:
    """Return a client of ours that adapts, before a wire."""
    return wire.client(compat="adapt", max_retries=0)


NO_ANSWERS: dict[str, tuple[bytes, str]] = {
    "a flat error": (b'{"object":"error","message":"no room"}', "no room"),
    "a nested error": (b'{"error":{"message":"no room"}}', "no room"),
    "a detail": (b'{"detail":[{"loc":["x"],"msg":"no room"}]}', "no room"),
    "a page": (b"<html>no room</html>", "no room"),
    "null": (b"null", "object"),
    "a list": (b"[]", "object"),
    "an empty object": (b"{}", "choices"),
    "choices that are none": (b'{"choices":null}', "choices"),
    "nothing": (b"", "empty|no events"),
}


@pytest.mark.parametrize("make", [guarded, strictly, ours])
@pytest.mark.parametrize("ask", ASKING.values(), ids=ASKING)
@pytest.mark.parametrize(("content", "said"), NO_ANSWERS.values(), ids=NO_ANSWERS)
def test_a_success_without_an_answer_is_an_error(
    content: bytes, said: str, ask: Ask, make: Callable[[Wire], Any]
) -> None:
    """With the server's words; it is not tried again, and never an empty answer."""
    headers = {"content-type": "application/json"}
    wire = Wire(lambda _: HTTPX.Response(200, content=content, headers=headers))
    with pytest.raises(openai.APIError, match=said):
        ask(make(wire), False)
    assert len(wire.seen) == 1


@pytest.mark.parametrize("make", [guarded, strictly])
@pytest.mark.parametrize(
    ("content", "said"), [NO_ANSWERS["a flat error"], (b'{"data":[]}', "data")]
)
def test_an_embedding_without_vectors_is_an_error(
    make: Callable[[Wire], Any], content: bytes, said: str
) -> None:
    """The one request or the parts of a long one alike."""
    headers = {"content-type": "application/json"}
    wire = Wire(lambda _: HTTPX.Response(200, content=content, headers=headers))
    with pytest.raises(openai.APIStatusError, match=said):
        make(wire).embeddings.create(model="mistral-embed", input="Bonjour")


def test_a_guard_that_adapts_nothing_leaves_answers_as_they_are() -> None:
    """Whole to the byte, and each event of a stream."""
    thinking: Any = [{"type": "thinking", "thinking": [{"type": "text", "text": "h"}]}]
    whole = json.dumps(completion(thinking), indent=3).encode()
    chunks = [chunk(thinking), *CHUNKS]
    stream = framed(*(json.dumps(each).encode() for each in chunks), b"[DONE]")
    sent = {"application/json": whole, "text/event-stream": stream}
    for kind, content in sent.items():
        wire = Wire(
            lambda _, kind=kind, content=content: HTTPX.Response(
                200, content=content, headers={"content-type": kind}
            )
        )
        transport = guard.transport(inner=HTTPX.MockTransport(wire))
        with HTTPX.Client(transport=transport) as http:
            request = {"model": MODEL, "messages": [USER]}
            answer = http.post(f"{URL}/chat/completions", json=request)
        if kind == "application/json":
            assert answer.content == whole
        else:
            lines = answer.text.removesuffix("data: [DONE]\n\n").split("\n\n")[:-1]
            assert [json.loads(each[6:]) for each in lines] == chunks


@pytest.mark.parametrize("key", ["na\u00efve", "\u65e5\u672c", "a\nb: c"])
def test_whatever_name_was_removed_stands_in_a_header(key: str) -> None:
    """A header is ASCII, and nothing that a request holds makes a transport raise."""
    inner = HTTPX.MockTransport(lambda _: HTTPX.Response(200, json=completion()))
    transport = guard.transport(inner=inner, compat="adapt")
    with HTTPX.Client(transport=transport) as http:
        request = {"model": MODEL, "messages": [USER], key: None}
        said = http.post(f"{URL}/chat/completions", json=request)
    assert said.status_code == 200
    assert said.headers[guard.CHANGES].endswith("[unknown-key]")


def test_an_answer_without_choices_is_no_response() -> None:
    """The response failed, and says so."""
    wire = Wire(lambda _: HTTPX.Response(200, json={**completion(), "choices": []}))
    response = responses(ours(wire), False)
    assert (response.status, response.error.message) == (
        "failed",
        "the answer has no choices",
    )
    with pytest.raises(openai.APIError, match="choices are empty"):
        responses(guarded(wire), False)


def framed(*payloads: bytes) -> bytes:
    """Return a stream of events."""
    return b"".join(b"data: %s\n\n" % each for each in payloads)


FIRST = json.dumps(CHUNKS[0]).encode()
NO_STREAMS: dict[str, tuple[bytes, str]] = {
    **{name: (framed(each), said) for name, (each, said) in NO_ANSWERS.items() if each},
    "a bare error": NO_ANSWERS["a flat error"],
    "a bare page": NO_ANSWERS["a page"],
    "nothing at all": (b"", "ended|no events"),
    "half": (framed(FIRST), "ended|interrupted"),
    "half, and an error": (framed(FIRST, NO_ANSWERS["a flat error"][0]), "no room"),
}
# What is merely new in a stream of chunks is handed out.
LENIENT = {"an empty object", "choices that are none"}


def outcome(stream: Any) -> str:
    """Read a stream to its end, and return how it failed; empty if it did not."""
    try:
        events = list(stream)
    except openai.APIError as error:
        return error.message
    if not events or not hasattr(events[-1], "response"):
        return ""
    last = events[-1].response
    return last.error.message if last.status == "failed" else ""


@pytest.mark.parametrize("make", [guarded, strictly, ours])
@pytest.mark.parametrize("ask", ASKING.values(), ids=ASKING)
@pytest.mark.parametrize("name", NO_STREAMS)
def test_a_stream_without_an_answer_is_an_error(
    name: str, ask: Ask, make: Callable[[Wire], Any]
) -> None:
    """Raised by the SDK, or as the end of a response; never a whole empty one."""
    content, said = NO_STREAMS[name]
    content += b"data: [DONE]\n\n" if name in LENIENT else b""
    headers = {"content-type": "text/event-stream"}
    wire = Wire(lambda _: HTTPX.Response(200, content=content, headers=headers))
    failure = outcome(ask(make(wire), True))
    if name in LENIENT and ask is chat:
        assert failure == ""
    else:
        assert any(word in failure for word in said.split("|")), failure


@pytest.mark.parametrize("ask", ASKING.values(), ids=ASKING)
def test_a_stream_that_says_why_it_ends_is_whole(ask: Ask) -> None:
    """Though its `[DONE]` never came."""
    frames = framed(*(json.dumps(each).encode() for each in CHUNKS))
    headers = {"content-type": "text/event-stream"}
    wire = Wire(lambda _: HTTPX.Response(200, content=frames, headers=headers))
    assert outcome(ask(guarded(wire), True)) == ""


ECHOES: dict[str, bytes] = {
    "nested": json.dumps({"error": {"message": f"bad key {KEY}", "key": KEY}}).encode(),
    "flat": json.dumps({"object": "error", "message": f"bad key {KEY}"}).encode(),
    "details": json.dumps({"detail": [{"msg": "bad key", "input": KEY}]}).encode(),
    "a page": f"<html>bad key {KEY}</html>".encode(),
}


@pytest.mark.parametrize("stream", [False, True])
@pytest.mark.parametrize("status", [200, 401])
@pytest.mark.parametrize("ask", ASKING.values(), ids=ASKING)
@pytest.mark.parametrize("content", ECHOES.values(), ids=ECHOES)
def test_no_error_repeats_the_key(
    content: bytes, ask: Ask, status: int, stream: bool
) -> None:
    """Whatever the server puts into its error, in whole answers and in streams."""
    kind = "text/event-stream" if stream and status == 200 else "application/json"
    sent = framed(content) if stream and status == 200 else content
    wire = Wire(
        lambda _: HTTPX.Response(status, content=sent, headers={"content-type": kind})
    )
    seen: list[str] = []
    try:
        seen.append(repr([*ask(guarded(wire), stream)]))
    except openai.APIStatusError as error:
        seen += [str(error), repr(error.body), error.response.text]
    except openai.APIError as error:
        seen += [str(error), repr(error.body)]
    assert KEY not in " ".join(seen)
    assert "bad key" in " ".join(seen)


@pytest.mark.parametrize("make", [guarded, ours])
def test_parts_of_calls_come_as_openai_sends_them(make: Callable[[Wire], Any]) -> None:
    """With a type, which Mistral may omit, and without an id of "null"."""
    call = {"index": 0, "id": "null", "function": {"name": "f", "arguments": "{}"}}
    frames = [chunk(), chunk("", "tool_calls")]
    frames[0]["choices"][0]["delta"] = {"tool_calls": [call]}
    content = framed(*(json.dumps(each).encode() for each in frames))
    headers = {"content-type": "text/event-stream"}
    wire = Wire(lambda _: HTTPX.Response(200, content=content, headers=headers))
    first, _ = list(chat(make(wire), True))
    (made,) = first.choices[0].delta.tool_calls
    assert (made.id, made.type, made.function.name) == (None, "function", "f")


def embedding(request: Any) -> dict[str, Any]:
    """Answer a vector for each text, which begins with the text's number."""
    texts = json.loads(request.content)["input"]
    data = [
        {"object": "embedding", "index": n, "embedding": [float(text)]}
        for n, text in enumerate(texts)
    ]
    usage = {"prompt_tokens": len(texts), "total_tokens": len(texts)}
    return {"id": "e", "object": "list", "model": "m", "data": data, "usage": usage}


LONG: dict[str, Any] = {
    "model": "mistral-embed",
    "input": [str(number) for number in range(600)],
    "user": "ada",
}


@pytest.mark.parametrize("name", ["httpx", "httpx2"])
@pytest.mark.parametrize("is_async", [False, True])
def test_many_texts_become_several_requests(name: str, is_async: bool) -> None:
    """Through the guard of either library, in either form; one answer comes back."""
    if find_spec(name) is None:
        pytest.skip(f"{name} is not installed")
    library: Any = import_module(name)
    wire = Wire(lambda request: library.Response(200, json=embedding(request)))
    mock = library.MockTransport(wire)
    told: list[str] = []
    transport = guard.transport(
        inner=mock,
        async_inner=mock,
        compat="adapt",
        on_change=lambda change: told.append(change.rule),
    )

    async def run() -> Any:
        async with library.AsyncClient(transport=transport) as http:
            return await http.post(f"{URL}/embeddings", json=LONG)

    if is_async:
        answer = asyncio.run(run())
    else:
        with library.Client(transport=transport) as http:
            answer = http.post(f"{URL}/embeddings", json=LONG)
    assert [len(each["input"]) for each in wire.sent] == [256, 256, 88]
    made = answer.json()
    assert [each["embedding"] for each in made["data"]] == [[n] for n in range(600)]
    assert [each["index"] for each in made["data"]] == list(range(600))
    assert made["usage"] == {"prompt_tokens": 600, "total_tokens": 600}
    assert told == ["embeddings.user", "too-many"]
    assert "input [too-many]" in answer.headers[guard.CHANGES]


@pytest.mark.parametrize(
    ("status", "body", "said"),
    [
        (429, {"message": "slow down"}, "slow down"),
        (200, {"object": "error", "message": "slow down"}, "slow down"),
        (200, {"object": "list"}, "it has no data"),
    ],
)
def test_the_first_part_that_fails_is_the_answer(
    status: int, body: dict[str, Any], said: str
) -> None:
    """An answer with vectors missing would be worse than none."""

    def answer(request: Any) -> Any:
        is_second = json.loads(request.content)["input"][0] == "256"
        return HTTPX.Response(
            status if is_second else 200, json=body if is_second else embedding(request)
        )

    client: Any = guarded(Wire(answer)).with_options(max_retries=0)
    with pytest.raises(openai.APIStatusError, match=said):
        client.embeddings.create(**LONG)


@pytest.mark.parametrize("make", [guarded, ours])
def test_a_wrong_text_is_found_before_anything_is_sent(
    make: Callable[[Wire], Any],
) -> None:
    """At its place in the whole list."""
    wire = Wire(lambda request: HTTPX.Response(200, json=embedding(request)))
    asked = {**LONG, "input": [*LONG["input"], None]}
    with pytest.raises(openai.UnprocessableEntityError, match=r"input\[600\]"):
        make(wire).embeddings.create(**asked)
    assert wire.seen == []
