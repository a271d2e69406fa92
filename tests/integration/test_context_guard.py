"""Prompts that are too long: refused by the server, and by a client that watches."""

from __future__ import annotations

import pickle
import warnings
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import openai
import pytest

from mistyped import (
    AsyncMistral,
    ContextLengthError,
    InvalidRequestWarning,
    Mistral,
)
from mistyped.server import RunningServer, running

pytestmark = pytest.mark.anyio

MODEL, ALIAS, CONTEXT = "ministral-3b-2512", "ministral-3b-latest", 131_072
LONG: Any = [{"role": "user", "content": "word " * 140_000}]
SHORT: Any = [{"role": "user", "content": "Bonjour"}]


@pytest.fixture(scope="module")
def server() -> Iterator[RunningServer]:
    """A server whose models have limits."""
    with running() as up:
        yield up


@pytest.fixture
def client(server: RunningServer) -> Mistral:
    """A client that does not watch."""
    return Mistral(base_url=server.url, api_key="any", max_retries=0)


def sent(server: RunningServer) -> int:
    """Return how many requests the server has seen."""
    return len(server.requests)


def test_the_server_refuses_what_is_too_long(client: Mistral) -> None:
    """With Mistral's words, so that a program can rehearse the error."""
    with pytest.raises(ContextLengthError, match="too large for model with 131072") as (
        caught
    ):
        client.chat.completions.create(model=MODEL, messages=LONG)
    assert (caught.value.status_code, caught.value.code) == (400, "3051")
    assert caught.value.sent


def test_the_server_s_limit_is_the_card_s(client: Mistral) -> None:
    """Of chat, of filling in and of each text to embed."""
    assert client.models.retrieve(MODEL).max_context_length == CONTEXT
    with pytest.raises(ContextLengthError, match="128000"):
        client.fim.create(model="codestral-2508", prompt="word " * 130_000)
    with pytest.raises(ContextLengthError, match="8192"):
        client.embeddings.create(model="mistral-embed", input=["a", "word " * 9000])


def test_a_client_that_watches_sends_nothing(
    client: Mistral, server: RunningServer
) -> None:
    """It raises the same error, with the count, the limit and the way out."""
    before, watching = sent(server), client.with_options(context="error")
    with pytest.raises(ContextLengthError) as caught:
        watching.chat.completions.create(model=MODEL, messages=LONG)
    error = caught.value
    assert sent(server) == before
    assert (error.status_code, error.sent) == (400, False)
    assert "the model's context has 131072" in str(error)
    assert "client.with_options(context='warn')" in str(error)
    assert str(pickle.loads(pickle.dumps(error))) == str(error)


def test_a_warning_lets_it_pass(client: Mistral, server: RunningServer) -> None:
    """The server has the last word."""
    before, watching = sent(server), client.with_options(context="warn")
    with (
        pytest.warns(InvalidRequestWarning, match="context has 131072"),
        pytest.raises(ContextLengthError) as caught,
    ):
        watching.chat.completions.create(model=MODEL, messages=LONG)
    assert caught.value.sent
    assert sent(server) == before + 1


def test_no_error_rests_on_an_alias(server: RunningServer) -> None:
    """It may stand for a longer model by now; its card knows."""
    watching = Mistral(
        base_url=server.url, api_key="any", context="error", max_retries=0
    )
    with (
        pytest.warns(InvalidRequestWarning, match="context has 131072"),
        pytest.raises(ContextLengthError) as caught,
    ):
        watching.chat.completions.create(model=ALIAS, messages=LONG)
    assert caught.value.sent
    watching.models.retrieve(ALIAS)
    with pytest.raises(ContextLengthError) as caught:
        watching.chat.completions.create(model=ALIAS, messages=LONG)
    assert not caught.value.sent


def test_an_answer_on_top_only_warns(client: Mistral) -> None:
    """That Mistral refuses it is not on record."""
    watching = client.with_options(context="error")
    with pytest.warns(InvalidRequestWarning, match="give at most 131067"):
        watching.chat.completions.create(
            model=MODEL, messages=SHORT, max_tokens=CONTEXT
        )


def test_an_unknown_model_and_a_short_prompt_pass(client: Mistral) -> None:
    """Nothing is said of what nothing is known of."""
    watching = client.with_options(context="error")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        watching.chat.completions.create(model="nobody-s", messages=LONG)
        watching.chat.completions.create(model=MODEL, messages=SHORT)
        watching.embeddings.create(model="mistral-embed", input=["word " * 400] * 40)


WORDS = "word " * 140_000


def entries(client: Mistral) -> Any:
    """Start a conversation of entries, a result among them."""
    inputs: Any = [
        {"role": "user", "content": [{"type": "text", "text": WORDS}]},
        {"type": "function.result", "tool_call_id": "Ab3dE6gH9", "result": "4"},
    ]
    return client.conversations.start(model=MODEL, inputs=inputs)


CONVERSATIONS: dict[str, Any] = {
    "a conversation": lambda c: c.conversations.start(model=MODEL, inputs=WORDS),
    "entries": entries,
    "a response": lambda c: c.with_options(responses="native").responses.create(
        model=MODEL, input=[{"role": "user", "content": WORDS}]
    ),
}


@pytest.mark.parametrize("name", CONVERSATIONS)
def test_of_conversations_and_responses_the_texts_count(
    name: str, server: RunningServer
) -> None:
    """They only warn, also where an error is asked for: no refusal is on record."""
    with (
        Mistral(
            base_url=server.url, api_key="k", context="error", max_retries=0
        ) as own,
        warnings.catch_warnings(record=True) as told,
        suppress(openai.APIStatusError),
    ):
        warnings.simplefilter("always")
        CONVERSATIONS[name](own)
    assert any("(estimate), and the model's context" in str(w.message) for w in told)


def test_texts_to_embed_stand_alone(client: Mistral, server: RunningServer) -> None:
    """Each has the whole context to itself; the longest counts."""
    before, watching = sent(server), client.with_options(context="error")
    with pytest.raises(ContextLengthError, match=r"input: \d+ tokens"):
        watching.embeddings.create(
            model="mistral-embed-2312", input=["a", "word " * 9000]
        )
    assert sent(server) == before


async def test_an_asynchronous_client_watches_too(server: RunningServer) -> None:
    """With the same option and the same error."""
    async with AsyncMistral(base_url=server.url, api_key="any", context="error") as own:
        with pytest.raises(ContextLengthError):
            await own.chat.completions.create(model=MODEL, messages=LONG)
        counted = await own.count_tokens(model=MODEL, messages=SHORT)
        served = await own.count_tokens(source="server", model=MODEL, messages=SHORT)
    assert int(counted) == 5
    assert served.tokenizer == "/v1/responses/input_tokens"


def test_other_modes_are_refused(
    client: Mistral, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And so is watching without anything to count with."""
    other: Any = "loud"
    with pytest.raises(ValueError, match="use 'off', 'warn' or 'error'"):
        client.with_options(context=other)
    monkeypatch.setattr("mistyped.tokens.loading.find_spec", lambda _: None)
    with pytest.raises(ImportError, match=r"mistyped\[tokens\]"):
        client.with_options(context="warn")
    assert client.with_options(context="off").context == "off"


def test_the_client_counts_each_kind_of_request(client: Mistral) -> None:
    """It tells them apart by what they have."""
    assert int(client.count_tokens(model=MODEL, messages=SHORT)) == 5
    assert int(client.count_tokens(model="mistral-embed", input="Hello world")) == 4
    fim = client.count_tokens(model="codestral-2508", prompt="a", suffix="b")
    assert int(fim) == 6
    with pytest.raises(ValueError, match="none of messages, prompt, requests, input"):
        client.count_tokens(model=MODEL)


def test_the_server_counts_a_chat_with_all_it_has(
    client: Mistral, server: RunningServer
) -> None:
    """As a request of the Responses API, which the check has nothing against."""
    called = {"id": "abcdefghi", "function": {"name": "f", "arguments": "{}"}}
    tool = {"type": "function", "function": {"name": "f", "parameters": {}}}
    image = {"type": "image_url", "image_url": {"url": "https://example.com/a.png"}}
    counted = client.count_tokens(
        source="server",
        model="mistral-small-2603",
        messages=[
            {"role": "system", "content": "Be brief."},
            {"role": "user", "content": [{"type": "text", "text": "Look"}, image]},
            {"role": "assistant", "content": "", "tool_calls": [called]},
            {"role": "tool", "tool_call_id": "abcdefghi", "content": "3"},
        ],
        tools=[tool],
        reasoning_effort="high",
    )
    assert counted.tokens > 0
    assert counted.certainty == "estimate"
    assert server.requests[-1].path == "/v1/responses/input_tokens"
    with pytest.raises(ValueError, match="the server counts chats alone"):
        client.count_tokens(source="server", model="mistral-embed", input="x")
