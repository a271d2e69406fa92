"""The text of a server's error says why, in whatever shape the server says it."""

from __future__ import annotations

from typing import Any

import openai
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.support import HTTPX, Wire, body

pytestmark = pytest.mark.anyio

SEED = {
    "type": "extra_forbidden",
    "loc": ["body", "messages", 0, "user", "na me"],
    "msg": "Extra inputs are not permitted",
    "input": "SECRET",
}
HOT = {"type": "less_than_equal", "loc": ["body", "temperature"], "msg": "Too much"}
SEED_LINE = (
    'messages[0].user["na me"]: Extra inputs are not permitted [extra_forbidden]'
)
TWO = f"2 problems:\n  {SEED_LINE}\n  temperature: Too much [less_than_equal]"
FLAT = {"object": "error", "message": "No such model", "code": "1500", "param": None}


def answering(status: int, **content: Any) -> Wire:
    """Return a wire that refuses everything."""
    return Wire(lambda _: HTTPX.Response(status, **content))


def refused(status: int, **content: Any) -> openai.APIStatusError:
    """Return the error of a call that gets this answer."""
    client = answering(status, **content).client(max_retries=0)
    with pytest.raises(openai.APIStatusError) as caught:
        client.chat.completions.create(**body())
    assert caught.value.status_code == status
    return caught.value


@pytest.mark.parametrize(
    ("status", "said", "text"),
    [
        (401, {"detail": "Unauthorized"}, "Unauthorized"),
        (422, {"detail": [SEED]}, SEED_LINE),
        (422, {"object": "error", "message": {"detail": [SEED, HOT]}}, TWO),
        (422, {"object": "Error", "detail": [HOT], "message": ["x"]}, "temperature: "),
        (422, {"error": {"message": {"detail": [SEED, HOT]}}}, TWO),
        (422, {"detail": ["odd", {"why": "odd"}, 7]}, "3 problems:\n  odd\n  {'why'"),
        (400, FLAT, "No such model"),
        (400, {"error": FLAT}, "No such model"),
        (429, {"message": "Requests rate limit exceeded"}, "Requests rate limit"),
        (503, {"error": "busy"}, "busy"),
    ],
)
def test_every_envelope_is_read(status: int, said: Any, text: str) -> None:
    """Bare, flat and nested: the words follow the status, values are not shown."""
    error = refused(status, json=said)
    assert str(error).startswith(f"Error code: {status} - {text}")
    assert "SECRET" not in str(error)


async def test_the_same_asynchronously_and_streamed() -> None:
    """A refusal comes before the stream, from either client, raw or not."""
    wire = answering(422, json={"detail": [SEED]})
    create = wire.async_client().chat.completions.create
    with pytest.raises(openai.UnprocessableEntityError, match="na me"):
        await create(**body(), stream=True)
    raw = wire.client().chat.completions.with_raw_response
    with pytest.raises(openai.UnprocessableEntityError, match="na me"):
        raw.create(**body())


def test_the_sdks_attributes_stay() -> None:
    """Code, body, request id and response are as the server sent them."""
    error = refused(400, json=FLAT, headers={"x-request-id": "r1"})
    assert isinstance(error, openai.BadRequestError)
    assert (error.code, error.body, error.request_id) == ("1500", FLAT, "r1")


def test_many_problems_are_counted() -> None:
    """The text stays readable; all of them are in `error.body`."""
    error = refused(422, json={"detail": [HOT] * 1000})
    assert "1000 problems:" in str(error)
    assert "... and 980 more, in error.body" in str(error)
    assert len(str(error)) < 2_000


def test_a_huge_message_is_cut() -> None:
    """What the exception shows has a bound, what it holds has none."""
    error = refused(400, json={"message": "x" * 1_000_000})
    assert len(str(error)) < 2_000
    assert len(str(error.body)) > 1_000_000


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(),
        lambda inner: (
            st.lists(inner)
            | st.dictionaries(
                st.sampled_from(["detail", "message", "error", "msg", "loc", "x"]),
                inner,
            )
        ),
    )
)
def test_any_body_gives_an_error_of_the_status(said: Any) -> None:
    """Whatever JSON a server sends, the SDK's own exception is raised."""
    error = refused(422, json=said)
    assert isinstance(error, openai.UnprocessableEntityError)
    assert str(error).startswith("Error code: 422")


@pytest.mark.parametrize("content", [b"", b"<h1>Bad</h1>", b"\xff\xfe", b"{", b"[1"])
def test_a_body_that_is_no_json(content: bytes) -> None:
    """A gateway's page or nothing at all is the SDK's error: the text is its choice."""
    error = refused(502, content=content)
    assert isinstance(error, openai.InternalServerError)
    assert error.response.content == content
    assert str(error)
