"""The text of a server's error says why, in whatever shape the server says it."""

from __future__ import annotations

import pickle
import re
import warnings
from typing import Any

import openai
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mistyped import BadRequestError, ContextLengthError, InvalidRequestError
from tests.unit.support import HTTPX, Wire, answer_well, body

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


@pytest.mark.parametrize("status", [400, 422, 429])
@pytest.mark.parametrize("said", [FLAT, {"error": FLAT}])
def test_the_sdks_attributes_stay(status: int, said: Any) -> None:
    """Code, body and request id are what the SDK makes of them, OpenAI's shape too."""
    error = refused(status, json=said, headers={"x-request-id": "r1"})
    assert (error.code, error.body, error.request_id) == ("1500", FLAT, "r1")
    assert error.response.json() == said


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


def test_a_refusal_is_of_our_kind() -> None:
    """422 and 400 are what the check raises too, and OpenAI's errors as before."""
    error = refused(422, json={"detail": [HOT]})
    assert isinstance(error, InvalidRequestError)
    assert error.sent
    (problem,) = error.problems
    assert (problem.path, problem.rule) == ("temperature", "less_than_equal")
    error = refused(400, json=FLAT)
    assert isinstance(error, BadRequestError)
    assert isinstance(error, openai.BadRequestError)
    assert isinstance(error, InvalidRequestError)
    assert error.code == "1500"
    assert not isinstance(refused(404, json=FLAT), InvalidRequestError)


@pytest.mark.parametrize(
    "said",
    [
        FLAT,
        {"error": {"message": "No such model", "code": 1500}},
        {"message": {"detail": [HOT]}, "code": "1500"},
        {"message": {"detail": "No such model", "code": "1500"}},
    ],
)
def test_the_code_is_found_in_every_envelope(said: Any) -> None:
    """And a type is none: without a code there is None."""
    assert refused(400, json=said).code == "1500"
    assert refused(400, json={"message": "no", "type": "x"}).code is None


def test_the_text_stays_short_however_much_is_wrong() -> None:
    """Thousands of entries are all there, a thousand with our hints, told by a few."""
    entries = [
        {"type": "t" * 5000, "loc": ["body", "messages", n, "name"], "msg": "no"}
        for n in range(3000)
    ]
    named = [{"role": "user", "content": "x", "name": "n"}] * 3000
    client = answering(422, json={"message": {"detail": entries}}).client(check="off")
    with pytest.raises(InvalidRequestError) as caught:
        client.chat.completions.create(**body(messages=named))
    assert len(caught.value.problems) == 3000
    assert all(each.hint for each in caught.value.problems[:1000])
    assert len(str(caught.value)) < 30_000
    assert "981 more, in error.problems" in str(caught.value)


def test_a_place_is_one_of_the_body() -> None:
    """The server names branches of unions in its paths; ours lead through the body."""
    branch = {**SEED, "loc": ["body", "messages", 0, "user", "content", "str"]}
    error = refused(422, json={"detail": [branch, SEED]})
    assert isinstance(error, InvalidRequestError)
    assert [each.path for each in error.problems] == [
        "messages[0].content",
        'messages[0]["na me"]',
    ]


def test_a_servers_problem_keeps_what_pydantic_said() -> None:
    """As a problem of our own check does, so that both are handled alike."""
    said = {**HOT, "loc": ["body", "stop", "str"], "ctx": {"le": 1.5}}
    error = refused(422, json={"detail": [said, HOT]})
    assert isinstance(error, InvalidRequestError)
    (one,), (two,) = (each.details for each in error.problems)
    assert one == ("less_than_equal", ("stop", "str"), "Too much", {"le": 1.5})
    assert two == ("less_than_equal", ("temperature",), "Too much", {})


def test_our_hints_stand_beside_the_servers_words() -> None:
    """Where our table knows the field, the error says what to do."""
    entry = {**HOT, "loc": ["body", "seed"], "msg": "Extra inputs are not permitted"}
    client = answering(422, json={"detail": [entry]}).client(check="off")
    with pytest.raises(InvalidRequestError, match=r"(?s)Extra.*seed: use random_seed"):
        client.chat.completions.create(**body(extra_body={"seed": 1}))


@pytest.mark.parametrize(
    "said",
    [
        "Prompt contains 40000 tokens, too large for model with 32768 maximum context",
        "This model's maximum context length is 32768 tokens",
        "The prompt is too long",
    ],
)
def test_too_long_a_context_has_an_error_of_its_own(said: str) -> None:
    """It is a bad request as well, and keeps Mistral's code."""
    error = refused(400, json={**FLAT, "message": said, "code": "3051"})
    assert isinstance(error, ContextLengthError)
    assert error.code == "3051"


def test_the_code_of_the_context_alone_is_no_proof() -> None:
    """3051 stands for other refusals too."""
    said = "Logprobs are not enabled for this model"
    error = refused(400, json={**FLAT, "message": said, "code": "3051"})
    assert type(error) is BadRequestError


@pytest.mark.parametrize(
    ("content", "text"),
    [
        (b"", "Bad Request|the answer is empty"),
        (b"<html>gone</html>", "the answer is no JSON: '<html>gone</html>'"),
        (b"<p>" + b"x" * 100_000, "the answer is no JSON: '<p>xxx"),
        (b'"just text"', "just text"),
        (b"[]", "Bad Request"),
        (b"{}", "Bad Request"),
    ],
)
def test_a_body_without_words_still_gives_an_error(content: bytes, text: str) -> None:
    """Empty, no JSON, huge or odd: the status and what there is, and no more."""
    error = refused(400, content=content)
    assert isinstance(error, BadRequestError)
    assert re.search(text, str(error))
    assert len(str(error)) < 500


def test_the_ids_for_support_are_kept() -> None:
    """The request id and the correlation id, whatever the status."""
    ids = {"x-request-id": "r1", "mistral-correlation-id": "c1"}
    for status in (400, 422, 429, 500):
        error: Any = refused(status, json=FLAT, headers=ids)
        assert (error.request_id, error.correlation_id) == ("r1", "c1")


@pytest.mark.parametrize("status", [400, 422])
def test_a_refusal_survives_pickling(status: int) -> None:
    """With its report, its text and its answer."""
    error = refused(status, json={"detail": [HOT]})
    again = pickle.loads(pickle.dumps(error))
    assert type(again) is type(error)
    assert isinstance(again, InvalidRequestError)
    assert (str(again), again.sent) == (str(error), True)
    assert again.problems == getattr(error, "problems", None)


@pytest.mark.parametrize("streamed", [False, True])
def test_a_model_that_goes_is_told_once(streamed: bool) -> None:
    """A DeprecationWarning for each model, from the header of its answer."""
    name = f"going-{streamed}"
    headers = {"x-model-deprecation-timestamp": "2027-01-01T00:00:00Z"}

    def answer(request: Any) -> Any:
        made = answer_well(request)
        made.headers.update(headers)
        return made

    client = Wire(answer).client()
    with pytest.warns(DeprecationWarning, match=f"removes {name} on 2027-01-01"):
        client.chat.completions.create(**{**body(), "model": name}, stream=streamed)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        client.chat.completions.create(**{**body(), "model": name}, stream=streamed)
