"""`InvalidRequestError`: what a handler of Mistral's 422 finds in ours."""

from __future__ import annotations

import copy
import pickle
from typing import Any, cast

import openai
import pytest

from mistyped import InvalidRequestError, InvalidRequestWarning, check
from tests.unit.support import KEY, PATH, USER, Wire, body

WRONG = body(
    messages=[{**USER, "name": "Ada"}],
    max_completion_tokens=64,
    stream_options={},
    temperature=2,
)


@pytest.fixture
def error(wire: Wire) -> InvalidRequestError:
    """The error of a request with three problems and a warning."""
    with pytest.raises(InvalidRequestError) as caught:
        wire.client().chat.completions.create(**WRONG)
    return caught.value


def test_who_handles_mistrals_422_handles_it(error: InvalidRequestError) -> None:
    """It is the SDK's error for 422, and so each of its bases."""
    assert isinstance(error, openai.UnprocessableEntityError)
    assert isinstance(error, openai.APIStatusError)
    assert isinstance(error, openai.APIError)
    assert error.status_code == 422


def test_it_says_that_nothing_was_sent(error: InvalidRequestError) -> None:
    """As an attribute and in words."""
    assert error.sent is False
    assert "was not sent" in str(error)


def test_it_has_the_report_and_its_errors(error: InvalidRequestError) -> None:
    """The report is that of `check`; warnings are not among the problems."""
    assert error.report == check(PATH, WRONG)
    assert error.problems == error.report.errors
    assert [each.path for each in error.problems] == [
        "messages[0].name",
        "max_completion_tokens",
        "temperature",
    ]
    assert [each.path for each in error.report.warnings] == ["stream_options"]


def test_its_body_has_mistrals_envelope(error: InvalidRequestError) -> None:
    """Code that reads `body` reads ours as the server's."""
    body_: Any = error.body
    assert (body_["object"], body_["type"]) == ("error", "invalid_request_error")
    details = body_["message"]["detail"]
    assert [each["loc"] for each in details] == [
        ["body", "messages", 0, "name"],
        ["body", "max_completion_tokens"],
        ["body", "temperature"],
    ]
    assert [each["type"] for each in details] == [p.rule for p in error.problems]
    assert all(each["msg"] for each in details)


def test_its_attributes_are_those_of_an_api_error(error: InvalidRequestError) -> None:
    """`type`, `code`, `param`, `request_id`, `response` and `request` are there."""
    assert error.type == "invalid_request_error"
    assert error.param == "messages[0].name"
    assert error.code is None
    assert error.request_id is None
    assert error.response.status_code == 422
    assert str(error.request.url) == "https://api.mistral.ai/v1/chat/completions"
    assert error.request.method == "POST"


def test_it_reads_as_one_line_a_problem(error: InvalidRequestError) -> None:
    """A sentence, the problems, the warnings, the way to send it all the same."""
    first, *problems, head, warning, last = str(error).splitlines()
    assert "POST /v1/chat/completions has 3 problems" in first
    assert problems == [f"  {each}" for each in error.problems]
    assert (head, warning) == ("It also warns:", f"  {error.report.warnings[0]}")
    assert "check='warn'" in last


def test_one_problem_is_not_called_problems(wire: Wire) -> None:
    """Small, and read a hundred times."""
    with pytest.raises(InvalidRequestError, match=r"has 1 problem:") as caught:
        wire.client().chat.completions.create(**body(seed=1))
    assert len(str(caught.value).splitlines()) == 3


def test_alike_problems_are_one_line(wire: Wire) -> None:
    """A thousand tokens are one mistake; the error still has every place."""
    with pytest.raises(InvalidRequestError) as caught:
        wire.client().embeddings.create(model="m", input=cast("Any", [*range(200)]))
    _, line, _ = str(caught.value).splitlines()
    assert line.startswith("  input[0]: ")
    assert line.endswith("(and 199 more, up to input[199])")
    assert len(caught.value.problems) == 200


def test_a_few_alike_problems_are_each_named(wire: Wire) -> None:
    """Three places can be read one by one."""
    with pytest.raises(InvalidRequestError) as caught:
        wire.client().embeddings.create(model="m", input=cast("Any", [1, 2, 3]))
    assert [line[:11] for line in str(caught.value).splitlines()[1:4]] == [
        f"  input[{n}]:" for n in range(3)
    ]


def test_what_it_would_warn_of_stands_there_too(wire: Wire) -> None:
    """The warning may explain the error: here `messages` are the missing inputs."""
    with pytest.raises(InvalidRequestError) as caught:
        wire.client().conversations.start(
            **cast("Any", {"model": "m", "messages": [{"role": "user"}]})
        )
    _, error, head, warning, _ = str(caught.value).splitlines()
    assert error.startswith("  inputs: it is missing")
    assert head == "It also warns:"
    assert "use inputs" in warning


def test_the_text_shows_no_key(error: InvalidRequestError) -> None:
    """Neither the text nor the request behind the error has it."""
    assert KEY not in f"{error} {error!r} {error.body} {error.request.headers}"


def test_what_cannot_be_waived_says_so(wire: Wire) -> None:
    """`check='warn'` does not help against NaN, so nobody is sent there."""
    with pytest.raises(InvalidRequestError) as caught:
        wire.client(check="warn").chat.completions.create(**body(top_k={1}))
    assert "check='warn'" not in str(caught.value)


def test_it_points_at_the_call_and_has_no_inner_cause(
    error: InvalidRequestError,
) -> None:
    """The traceback shows no validator."""
    assert error.__cause__ is None
    assert error.__context__ is None


def test_it_survives_copying_and_pickling(error: InvalidRequestError) -> None:
    """As it must to come out of another process."""
    for twin in (copy.copy(error), pickle.loads(pickle.dumps(error))):
        assert type(twin) is InvalidRequestError
        assert str(twin) == str(error)
        assert twin.problems == error.problems
        assert twin.body == error.body


def test_the_warning_is_a_user_warning(wire: Wire) -> None:
    """It can be turned into an error or silenced with Python's own filters."""
    with pytest.warns(UserWarning, match="stream_options") as caught:
        wire.client().chat.completions.create(**body(stream_options={}))
    assert caught[0].category is InvalidRequestWarning
    assert str(caught[0].message) == str(
        check(PATH, body(stream_options={})).problems[0]
    )


@pytest.mark.filterwarnings("error")
def test_a_warning_turned_into_an_error_stops_the_request(wire: Wire) -> None:
    """`-W error` is the strictest mode there is."""
    with pytest.raises(InvalidRequestWarning):
        wire.client().chat.completions.create(**body(stream_options={}))
    assert wire.seen == []
