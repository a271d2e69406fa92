"""What the user of our client sees when the server, or the check, says no."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import openai
import pytest

from mistyped import (
    AsyncMistral,
    BadRequestError,
    InvalidRequestError,
    InvalidRequestWarning,
    Mistral,
)
from mistyped.messages import assistant, user
from mistyped.server import RunningServer
from tests.unit.support import body


@pytest.fixture
def client(server: RunningServer) -> Iterator[Mistral]:
    """A client on the local server that checks nothing by itself."""
    with Mistral(api_key="any", base_url=server.url, check="off") as up:
        yield up


def details(error: openai.APIStatusError) -> list[tuple[str, list[Any]]]:
    """Return types and places of the problems in a 422."""
    said: Any = error.body
    return [(each["type"], each["loc"]) for each in said["message"]["detail"]]


def raised(kind: type[openai.APIStatusError], call: Any) -> openai.APIStatusError:
    """Return the error of a call, which is of this very kind, or ours of that name."""
    with pytest.raises(kind) as caught:
        call()
    ours: dict[type, type] = {
        openai.UnprocessableEntityError: InvalidRequestError,
        openai.BadRequestError: BadRequestError,
    }
    assert type(caught.value) is ours.get(kind, kind)
    assert caught.value.response.headers["mistral-correlation-id"]
    return caught.value


def test_without_a_key(client: Mistral) -> None:
    """401 is the SDK's error of authentication, with the server's word for it."""
    headers = {"Authorization": "Basic YTpi"}
    create = client.chat.completions.create
    error = raised(
        openai.AuthenticationError, lambda: create(**body(), extra_headers=headers)
    )
    assert error.status_code == 401
    assert error.body == {"detail": "Unauthorized"}


def test_at_a_wrong_address(server: RunningServer) -> None:
    """404 is the SDK's, and shows the address that was asked."""
    with Mistral(api_key="any", base_url=f"{server.origin}/v2") as lost:
        create = lost.chat.completions.create
        error = raised(openai.NotFoundError, lambda: create(**body()))
    assert error.request.url.path == "/v2/chat/completions"
    assert error.body == {"detail": "Not Found"}


def test_with_a_wrong_method(client: Mistral) -> None:
    """405 has no class of its own in the SDK."""
    get = lambda: client.get("/chat/completions", cast_to=object)  # noqa: E731
    assert raised(openai.APIStatusError, get).status_code == 405


def test_what_the_schema_refuses(client: Mistral) -> None:
    """422 unchecked: the server's list of problems, in one line and as data."""
    wrong = body(seed=7, temperature=9)
    create = client.chat.completions.create
    error = raised(openai.UnprocessableEntityError, lambda: create(**wrong))
    assert error.status_code == 422
    assert error.type == "invalid_request_error"
    assert details(error) == [
        ("extra_forbidden", ["body", "seed"]),
        ("less_than_equal", ["body", "temperature"]),
    ]


@pytest.mark.parametrize(
    ("more", "said"),
    [({"seed": 7}, "seed"), ({"extra_headers": {"Authorization": "x"}}, "Unauth")],
)
def test_the_text_of_an_error_says_why(client: Mistral, more: Any, said: str) -> None:
    """Mistral's bodies are not as OpenAI's; the words are shown all the same."""
    with pytest.raises(openai.APIStatusError, match=said):
        client.chat.completions.create(**body(**more))


@pytest.mark.anyio
async def test_what_the_schema_refuses_asynchronously(server: RunningServer) -> None:
    """The same error from the asynchronous client, also for a stream."""
    async with AsyncMistral(api_key="any", base_url=server.url, check="off") as client:
        for stream in (False, True):
            with pytest.raises(openai.UnprocessableEntityError) as caught:
                await client.chat.completions.create(**body(seed=7), stream=stream)
            assert details(caught.value) == [("extra_forbidden", ["body", "seed"])]


def test_the_check_says_it_before(server: RunningServer) -> None:
    """One `except` catches both; ours names the way out and sends nothing."""
    wrong = body(seed=7)
    seen = len(server.requests)
    with Mistral(api_key="any", base_url=server.url) as client:
        with pytest.raises(openai.UnprocessableEntityError) as caught:
            client.chat.completions.create(**wrong)
        assert len(server.requests) == seen
        unchecked = client.with_options(check="off")
        theirs = raised(
            openai.UnprocessableEntityError,
            lambda: unchecked.chat.completions.create(**wrong),
        )
        assert len(server.requests) == seen + 1
    ours = caught.value
    assert isinstance(ours, InvalidRequestError)
    assert "use random_seed" in str(ours)
    assert (ours.status_code, ours.type) == (theirs.status_code, theirs.type)
    (mine,), (other,) = details(ours), details(theirs)
    assert mine == ("chat.seed", ["body", "seed"])
    assert other == ("extra_forbidden", ["body", "seed"])


def test_warned_and_sent(server: RunningServer) -> None:
    """With `warn` both are heard: the check's warning, then the server's 422."""
    with Mistral(api_key="any", base_url=server.url, check="warn") as client:
        create = client.chat.completions.create
        with (
            pytest.warns(InvalidRequestWarning, match="use random_seed"),
            pytest.raises(openai.UnprocessableEntityError) as caught,
        ):
            create(**body(seed=7))
    assert isinstance(caught.value, InvalidRequestError)
    assert caught.value.sent
    assert details(caught.value) == [("extra_forbidden", ["body", "seed"])]


def test_waived_and_sent(server: RunningServer) -> None:
    """A waived rule lets its request pass in silence, and the server decides."""
    with Mistral(api_key="any", base_url=server.url, waive={"chat.seed"}) as client:
        create = client.chat.completions.create
        error = raised(openai.UnprocessableEntityError, lambda: create(**body(seed=7)))
    assert details(error) == [("extra_forbidden", ["body", "seed"])]


@pytest.mark.parametrize(
    ("wrong", "code", "said"),
    [
        ({"model": "gpt-4o"}, "1500", "Invalid model: gpt-4o"),
        ({"messages": [user("x"), assistant("y")]}, "3230", "Expected last role"),
        ({"logprobs": True}, "3051", "Logprobs are not enabled"),
    ],
)
def test_what_the_model_refuses(
    client: Mistral, wrong: Any, code: str, said: str
) -> None:
    """400 is the SDK's bad request, with Mistral's code and words."""
    create = client.chat.completions.create
    error = raised(openai.BadRequestError, lambda: create(**{**body(), **wrong}))
    assert error.code == code
    assert said in str(error)


def test_a_body_that_is_no_json(client: Mistral) -> None:
    """422 with the place where reading ended."""
    post = lambda: client.post(  # noqa: E731
        "/chat/completions", content=b'{"model": ', cast_to=object
    )
    error = raised(openai.UnprocessableEntityError, post)
    assert "JSON decode error" in json.dumps(error.body)


def test_nobody_there() -> None:
    """A refused connection is the SDK's error, after its retries."""
    with (
        Mistral(api_key="any", base_url="http://127.0.0.1:1/v1", max_retries=0) as lost,
        pytest.raises(openai.APIConnectionError),
    ):
        lost.chat.completions.create(**body())
