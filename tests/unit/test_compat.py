"""Clients with `compat`: requests are adapted, told of, and answered as OpenAI does."""

from __future__ import annotations

import asyncio
import json
import logging
from typing import Any

import openai
import pytest
from openai.types.chat import ChatCompletion as SdkChatCompletion
from openai.types.chat import ChatCompletionChunk

from mistyped import Change, InvalidRequestError, InvalidRequestWarning
from tests.unit.support import (
    BARE,
    CHUNKS,
    MODEL,
    USAGE,
    USER,
    Wire,
    body,
    chunk,
    completion,
    replying,
    response,
)

THINKING = [
    {"type": "thinking", "thinking": [{"type": "text", "text": "hm"}]},
    {"type": "text", "text": "Salut"},
]
FOREIGN: dict[str, Any] = {
    "model": MODEL,
    "messages": [{"role": "developer", "content": "x"}, USER],
    "max_completion_tokens": 5,
    "seed": 1,
}
NATIVE: dict[str, Any] = {
    "model": MODEL,
    "messages": [{"role": "system", "content": "x"}, USER],
    "max_tokens": 5,
    "random_seed": 1,
}
RULES = {"chat.developer-message", "chat.max_completion_tokens", "chat.seed"}


def create(client: Any, **request: Any) -> Any:
    """Create a completion, whatever type checkers say of the request."""
    return client.chat.completions.create(**request)


def test_a_request_is_adapted_on_its_way() -> None:
    """What arrives is Mistral's, and the answer tells what was changed."""
    wire = Wire()
    answer = create(wire.client(compat="adapt"), **FOREIGN)
    assert wire.sent == [NATIVE]
    assert {each.rule for each in answer.mistyped.changes} == RULES


def test_an_asynchronous_request_is_adapted_on_its_way() -> None:
    """The asynchronous client does the same."""
    wire = Wire()

    async def run() -> Any:
        return await create(wire.async_client(compat="adapt"), **FOREIGN)

    answer = asyncio.run(run())
    assert wire.sent == [NATIVE]
    assert {each.rule for each in answer.mistyped.changes} == RULES


def test_strict_refuses_what_adapt_converts() -> None:
    """Nothing is converted unasked, and a copy may ask for it."""
    wire = Wire()
    with pytest.raises(InvalidRequestError):
        create(wire.client(), **FOREIGN)
    create(wire.client().with_options(compat="adapt"), **FOREIGN)
    assert wire.sent == [NATIVE]


def test_a_good_request_stays_as_it_is() -> None:
    """There is nothing to tell."""
    wire = Wire()
    answer = create(wire.client(compat="adapt"), **body())
    assert wire.sent == [body()]
    assert answer.mistyped.changes == ()


def test_what_loses_something_has_to_be_asked_for() -> None:
    """The error of `adapt` says how to have it all the same."""
    wire = Wire()
    with pytest.raises(InvalidRequestError, match="compat='adapt-lossy'"):
        create(wire.client(compat="adapt"), **body(verbosity="low"))
    answer = create(wire.client(compat="adapt-lossy"), **body(verbosity="low"))
    assert wire.sent == [body()]
    assert [each.lossy for each in answer.mistyped.changes] == [True]


def test_each_change_is_logged_and_given_to_the_callback(
    caplog: pytest.LogCaptureFixture,
) -> None:
    """A log says where and what, and nothing of the user's words."""
    seen: list[Change] = []
    client = Wire().client(compat="adapt", on_change=seen.append)
    with caplog.at_level(logging.INFO, "mistyped"):
        create(client, **body(user="secret"))
    assert [each.rule for each in seen] == ["chat.user"]
    assert "user: it went" in caplog.text
    assert "secret" not in caplog.text


@pytest.mark.parametrize("check", ["warn", "off"])
def test_adapting_needs_no_refusals(check: str) -> None:
    """What cannot be converted is sent as it is; `off` does not even warn of it."""
    wire = Wire()
    client = wire.client(compat="adapt", check=check)
    if check == "warn":
        with pytest.warns(InvalidRequestWarning, match="verbosity"):
            create(client, **body(verbosity="low", seed=1))
    else:
        create(client, **body(verbosity="low", seed=1))
    assert wire.sent == [body(verbosity="low", random_seed=1)]


def test_an_unknown_mode_is_refused() -> None:
    """The three modes are named."""
    with pytest.raises(ValueError, match="'strict', 'adapt' or 'adapt-lossy'"):
        Wire().client(compat="adopt")


def test_thoughts_come_as_openai_compatible_servers_send_them() -> None:
    """Content is text, and reasoning_content has the thoughts; strict keeps chunks."""
    wire = replying(completion(THINKING), completion(THINKING))
    adapted = create(wire.client(compat="adapt"), **body()).choices[0].message
    assert (adapted.content, adapted.reasoning_content) == ("Salut", "hm")
    strict = create(wire.client(), **body()).choices[0].message
    assert isinstance(strict.content, list)


def test_a_raw_answer_is_parsed_to_the_same() -> None:
    """Frameworks read answers through the raw response."""
    wire = replying(completion(THINKING))
    client: Any = wire.client(compat="adapt")
    raw = client.chat.completions.with_raw_response.create(**body(seed=1))
    assert raw.parse().choices[0].message.content == "Salut"
    assert [each.rule for each in raw.mistyped.changes] == ["chat.seed"]


def rules(answer: Any) -> list[str]:
    """Return the rules of the changes that an answer tells."""
    return [each.rule for each in answer.mistyped.changes]


@pytest.mark.parametrize("stream", [False, True])
def test_what_is_parsed_from_a_raw_answer_tells_its_changes(stream: bool) -> None:
    """Frameworks hand that out, and let the raw answer go."""
    client: Any = Wire().client(compat="adapt")
    asked = body(seed=1, stream=stream)
    assert rules(client.chat.completions.with_raw_response.create(**asked).parse()) == [
        "chat.seed"
    ]
    with client.chat.completions.with_streaming_response.create(**asked) as raw:
        assert rules(raw.parse()) == ["chat.seed"]
    bridged = client.responses.with_raw_response.create(
        model=MODEL, input="Bonjour", store=False, stream=stream
    )
    assert rules(bridged.parse()) == ["responses-over-chat"]


def test_another_operations_raw_answer_tells_its_changes() -> None:
    """Not chat's alone."""
    client: Any = Wire(embedded).client(compat="adapt")
    raw = client.embeddings.with_raw_response.create(
        model="codestral-embed", input=["1"], dimensions=4, encoding_format="float"
    )
    assert rules(raw.parse()) == ["embeddings.dimensions"]


@pytest.mark.parametrize(
    "cast_to", [pytest.param(dict, marks=BARE), dict[str, object], object, str]
)
def test_an_answer_that_bears_no_note_is_handed_out_as_it_is(cast_to: Any) -> None:
    """`post` gives whatever it is asked for."""
    client: Any = Wire().client(compat="adapt")
    answer = client.post("/chat/completions", cast_to=cast_to, body=body(seed=1))
    assert "choices" in answer


def test_a_parsed_answer_tells_its_changes() -> None:
    """`parse` adapts as `create` does."""
    client: Any = Wire().client(compat="adapt")
    answer = client.chat.completions.parse(**body(seed=1))
    assert [each.rule for each in answer.mistyped.changes] == ["chat.seed"]


def streamed(client: Any, **more: Any) -> list[Any]:
    """Return the chunks of a streamed answer."""
    return list(create(client, **body(stream=True, **more)))


def test_usage_comes_apart_when_it_was_asked_for() -> None:
    """OpenAI's last chunk has the usage and no choices; no word is lost with it."""
    wire = Wire(lambda _: response(CHUNKS))
    chunks = streamed(
        wire.client(compat="adapt"), stream_options={"include_usage": True}
    )
    assert [bool(each.choices) for each in chunks] == [True, True, True, False]
    assert [bool(each.usage) for each in chunks] == [False, False, False, True]
    assert chunks[-1].usage.total_tokens == USAGE["total_tokens"]
    assert chunks[2].choices[0].finish_reason == "stop"


def test_usage_stays_where_it_is_when_nobody_asked() -> None:
    """Then it is in the last chunk, as Mistral sends it."""
    wire = Wire(lambda _: response(CHUNKS))
    chunks = streamed(wire.client(compat="adapt"))
    assert [bool(each.usage) for each in chunks] == [False, False, True]


def test_streamed_thoughts_are_text() -> None:
    """Each delta has text as content, or reasoning_content, or both."""
    wire = Wire(lambda _: response([chunk(THINKING[:1]), chunk("Salut", "stop")]))
    client = wire.client(compat="adapt")
    stream = create(client, **body(stream=True, seed=1))
    deltas = [each.choices[0].delta for each in stream]
    assert deltas[0].reasoning_content == "hm"
    assert [each.content for each in deltas] == [None, "Salut"]
    assert [each.rule for each in stream.mistyped.changes] == ["chat.seed"]


THOUGHTFUL = [chunk(THINKING[:1]), chunk(THINKING[1:], "stop")]


def is_openais(answer: Any) -> bool:
    """Whether an answer is in OpenAI's shape, and tells what was changed for it."""
    message = answer.choices[0].message
    said = (message.content, message.reasoning_content, message.thinking)
    return said == ("Salut", "hm", "hm") and rules(answer) == ["chat.seed"]


def test_what_a_stream_adds_up_to_has_openais_shape() -> None:
    """As the whole answer has, and so have events; both tell the changes."""
    client: Any = Wire(lambda _: response(THOUGHTFUL)).client(compat="adapt")
    assert is_openais(create(client, **body(stream=True, seed=1)).completion())
    with client.chat.completions.stream(**body(seed=1)) as stream:
        kinds = [event.type for event in stream]
        assert is_openais(stream.get_final_completion())
        assert stream.current_completion_snapshot.choices[0].message.content == "Salut"
    assert rules(stream) == ["chat.seed"]
    assert kinds.count("thinking.delta") == kinds.count("thinking.done") == 1


def test_what_an_asynchronous_stream_adds_up_to_has_openais_shape() -> None:
    """The same."""
    client: Any = Wire(lambda _: response(THOUGHTFUL)).async_client(compat="adapt")

    async def run() -> None:
        stream = await create(client, **body(stream=True, seed=1))
        assert is_openais(await stream.completion())
        async with client.chat.completions.stream(**body(seed=1)) as events:
            assert is_openais(await events.get_final_completion())
        assert rules(events) == ["chat.seed"]

    asyncio.run(run())


def test_asynchronous_streams_are_the_same() -> None:
    """Usage apart, and the changes on the stream."""
    wire = Wire(lambda _: response(CHUNKS))

    async def run() -> tuple[list[Any], Any]:
        client = wire.async_client(compat="adapt")
        asked = body(stream=True, stream_options={"include_usage": True})
        stream = await create(client, **asked)
        return [each async for each in stream], stream

    chunks, stream = asyncio.run(run())
    assert [bool(each.choices) for each in chunks] == [True, True, True, False]
    assert [each.rule for each in stream.mistyped.changes] == ["chat.stream_options"]


def test_chunks_of_content_can_be_read_as_mappings() -> None:
    """Frameworks read lists of content as the dicts that the plain SDK gives them."""
    answer = create(replying(completion(THINKING)).client(), **body())
    thought, text = answer.choices[0].message.content
    assert (text["type"], text.get("text")) == ("text", "Salut")
    assert thought["thinking"][0]["text"] == "hm"
    assert text.get("nothing", 3) == 3
    assert "text" in text
    with pytest.raises(KeyError):
        text["nothing"]
    assert dict(text) == {"type": "text", "text": "Salut"}


def embedded(request: Any) -> Any:
    """Answer a vector for each text, which begins with the text's number."""
    texts = json.loads(request.content)["input"]
    data = [
        {"object": "embedding", "index": n, "embedding": [float(text)]}
        for n, text in enumerate(texts)
    ]
    usage = {"prompt_tokens": len(texts), "total_tokens": len(texts)}
    return response(
        {"id": "e", "object": "list", "model": "m", "data": data, "usage": usage}
    )


def test_many_texts_become_several_requests_and_one_answer() -> None:
    """The vectors are in the order of the texts, and the tokens are added up."""
    wire = Wire(embedded)
    texts = [str(number) for number in range(600)]
    client: Any = wire.client(compat="adapt")
    answer = client.embeddings.create(model="mistral-embed", input=texts, user="u")
    assert [len(each["input"]) for each in wire.sent] == [256, 256, 88]
    assert [each.embedding for each in answer.data] == [[float(n)] for n in range(600)]
    assert [each.index for each in answer.data] == list(range(600))
    assert answer.usage.total_tokens == 600
    assert {each.rule for each in answer.mistyped.changes} == {
        "embeddings.user",
        "too-many",
    }


def test_many_texts_are_embedded_asynchronously_too() -> None:
    """One answer comes back."""
    wire = Wire(embedded)
    texts = [str(number) for number in range(300)]

    async def run() -> Any:
        client: Any = wire.async_client(compat="adapt")
        return await client.embeddings.create(model="mistral-embed", input=texts)

    answer = asyncio.run(run())
    assert len(answer.data) == 300


def test_strict_refuses_many_texts() -> None:
    """The limit is said."""
    client: Any = Wire(embedded).client()
    with pytest.raises(InvalidRequestError, match="256"):
        client.embeddings.create(model="mistral-embed", input=["x"] * 257)


def test_a_completion_asked_for_with_the_sdks_classes_is_adapted() -> None:
    """Some call `post` themselves, and read the SDK's classes, whole and streamed."""
    wire = replying(completion(THINKING), [chunk(THINKING), chunk("", "stop")])
    client = wire.client(compat="adapt")
    path = "/chat/completions"
    stream_cls = openai.Stream[ChatCompletionChunk]
    whole: Any = client.post(
        path, body=body(), cast_to=SdkChatCompletion, stream_cls=stream_cls
    )
    message = whole.choices[0].message
    assert isinstance(whole, SdkChatCompletion)
    assert (message.content, message.reasoning_content) == ("Salut", "hm")
    stream: Any = client.post(
        path,
        body=body(stream=True),
        cast_to=SdkChatCompletion,
        stream=True,
        stream_cls=stream_cls,
    )
    first, _ = stream
    assert isinstance(first, ChatCompletionChunk)
    assert first.choices[0].delta.content == "Salut"
