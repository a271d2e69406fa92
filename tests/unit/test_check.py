"""`mistyped.check`: what a report says, in which order, about which place."""

from __future__ import annotations

import copy
import dataclasses
import pickle
from typing import Any, cast

import pytest

from mistyped import (
    ErrorDetail,
    InvalidRequestError,
    InvalidRequestWarning,
    Problem,
    check,
)
from tests.unit.support import PATH, USER, Wire, body, found, message, only, part


def test_a_good_request_has_no_problem() -> None:
    """A request that Mistral accepts gives an empty report that is ok."""
    report = check(PATH, body(temperature=0.7, safe_prompt=True))
    assert report.ok
    assert report.problems == report.errors == report.warnings == ()
    assert str(report) == "POST /v1/chat/completions: no problem found"


@pytest.mark.parametrize(
    "path",
    [
        "/v1/chat/completions",
        "/chat/completions",
        "chat/completions",
        "/v1/chat/completions/",
        "/v1/chat/completions?a=b",
        "https://api.mistral.ai/v1/chat/completions",
    ],
)
def test_an_operation_is_found_however_its_path_is_written(path: str) -> None:
    """With and without `/v1`, slashes, a query and a host it is the same path."""
    assert check(path, body()).problems == ()
    assert check(path, body(store=False)).operation == "POST /v1/chat/completions"
    assert not check(path, body(store=False)).ok


@pytest.mark.parametrize(
    ("method", "path", "hint"),
    [
        ("POST", "/v1/nothing", "correct it"),
        ("POST", "/v1/embedings", "did you mean /v1/embeddings?"),
        ("POST", "chat/completion", "did you mean /v1/chat/completions?"),
        ("GET", "/v1/embeddings", "use POST"),
        ("PUT", "/v1/files/f_1", "use GET or DELETE"),
    ],
)
def test_an_unknown_path_is_said_to_be_unchecked(
    method: str, path: str, hint: str
) -> None:
    """It may be newer than mistyped: it passes, and what is close to it is named."""
    report = check(path, {"anything": 1}, method=method)
    assert report.ok
    (problem,) = report.problems
    assert (problem.rule, problem.severity) == ("unknown-operation", "warning")
    assert problem.message == f"no such path: {method} {path}, so nothing was checked"
    assert hint in problem.hint


@pytest.mark.parametrize(
    ("method", "path", "hint"),
    [
        ("POST", "/v1/images/generations", "use a tool of type image_generation"),
        ("post", "images/generations", "use a tool of type image_generation"),
        (
            "GET",
            "https://api.mistral.ai/v1/videos?a=b",
            "no videos endpoint",
        ),
        ("GET", "/v1/chat/completions", "Mistral stores no completions"),
    ],
)
def test_what_only_openai_has_is_an_error(method: str, path: str, hint: str) -> None:
    """As it is of the client, with the same hint."""
    report = check(path, {}, method=method)
    (problem,) = report.errors
    assert (problem.rule, problem.path) == ("not-offered", "$")
    assert hint in problem.hint
    assert problem.message == f"only OpenAI has {method} {path}"


def test_a_method_may_be_in_small_letters() -> None:
    """HTTP methods are found whatever their case."""
    assert check(PATH, body(), method="post").problems == ()


@pytest.mark.parametrize("wrong", [None, [], "text", 5, True, b"bytes", object()])
def test_a_body_that_is_no_object_is_named_as_the_root(wrong: object) -> None:
    """The body itself is called `$`."""
    problem = only(wrong)
    assert (problem.path, problem.loc) == ("$", ())


def test_an_empty_body_lacks_what_is_required() -> None:
    """Each required parameter has its line."""
    assert sorted(found({})) == [("messages", "missing"), ("model", "missing")]


def test_all_problems_come_at_once_in_the_order_of_the_body() -> None:
    """Nobody has to repair one problem to hear of the next."""
    request = {
        "seed": 1,
        "messages": [USER, {**USER, "name": "Ada"}, {"role": "tutor"}],
        "temperature": 3,
        "model": "m",
        "colour": "red",
    }
    assert found(request) == [
        ("seed", "chat.seed"),
        ("messages[1].name", "chat.user-message.name"),
        ("messages[2].role", "wrong-value"),
        ("temperature", "out-of-range"),
        ("colour", "unknown-key"),
    ]


def test_what_is_missing_comes_after_what_is_there() -> None:
    """Within an object, missing keys stand last."""
    request = {"messages": [{"role": "user", "content": [{"type": "file", "file": 1}]}]}
    assert found(request) == [
        ("messages[0].content[0].file", "chat.file.file"),
        ("messages[0].content[0].file_id", "missing"),
        ("model", "missing"),
    ]


@pytest.mark.parametrize(
    ("key", "path"),
    [
        ("plain_word", "messages[0].plain_word"),
        ("two words", 'messages[0]["two words"]'),
        ("7up", 'messages[0]["7up"]'),
        ('say "hi"', 'messages[0]["say \\"hi\\""]'),
        ("", 'messages[0][""]'),
        ("a.b", 'messages[0]["a.b"]'),
        ("line\nbreak", 'messages[0]["line\\nbreak"]'),
    ],
)
def test_a_path_reads_like_code(key: str, path: str) -> None:
    """Plain words follow a dot, any other key is quoted, on one line."""
    problem = only(message(role="user", content="x", **{key: 1}))
    assert problem.path == path
    assert problem.loc == ("messages", 0, key)


def test_a_problem_is_one_line_with_place_fault_way_out_and_rule() -> None:
    """The line can be read aloud in a terminal."""
    line = str(only(body(max_completion_tokens=64)))
    assert line == (
        "max_completion_tokens: Mistral calls it max_tokens; use max_tokens "
        "[chat.max_completion_tokens]"
    )


def test_a_report_reads_as_its_operation_and_one_line_a_problem() -> None:
    """`print(report)` is all that one needs."""
    lines = str(check(PATH, body(seed=1, user="u"))).splitlines()
    assert lines[0] == "POST /v1/chat/completions:"
    assert [line.split(":")[0] for line in lines[1:]] == ["  seed", "  user"]


def test_a_long_path_is_cut_in_the_line_and_whole_in_the_problem() -> None:
    """A path from a deep place does not flood the terminal."""
    value: object = float("nan")
    for _ in range(60):
        value = {"level": value}
    problem = only(body(metadata=value))
    assert len(str(problem)) < 250
    assert problem.path == "metadata" + ".level" * 60


def test_a_near_miss_gets_a_suggestion() -> None:
    """A misspelt parameter is answered with the right one."""
    assert "did you mean temperature?" in only(body(temprature=1)).hint
    assert "did you mean safe_prompt?" in only(body(safe_promt=True)).hint


def test_the_value_in_a_message_is_cut_and_shown_in_ascii() -> None:
    """No value can flood or confuse a terminal."""
    text = str(only(body(tool_choice="é\x1b[31m" * 40)))
    assert text.isascii()
    assert "\x1b" not in text
    assert len(text) < 200


def test_problems_carry_evidence() -> None:
    """A refusal names what it rests on."""
    assert "store-422" in only(body(store=False)).evidence
    assert "probe-2026-08" in only(body(temperature=1.6)).evidence


def test_a_disputed_rule_warns_and_lets_the_request_pass() -> None:
    """`stream_options` was refused once and is documented now."""
    report = check(PATH, body(stream=True, stream_options={"include_usage": True}))
    assert report.ok
    assert report.errors == ()
    (problem,) = report.warnings
    assert (problem.path, problem.severity) == ("stream_options", "warning")


def test_a_key_in_an_open_object_warns() -> None:
    """Mistral leaves guardrails open, so a key we do not know may be right."""
    report = check(PATH, body(guardrails=[{"moderation_llm_v9": {}}]))
    assert report.ok
    assert [each.path for each in report.warnings] == [
        "guardrails[0].moderation_llm_v9"
    ]


def test_errors_and_warnings_stand_in_one_order() -> None:
    """`problems` holds both, and `errors` and `warnings` share it out."""
    report = check(PATH, body(stream_options={}, store=True))
    assert [each.path for each in report.problems] == ["stream_options", "store"]
    assert report.errors + report.warnings == report.problems[::-1]


def test_reports_and_problems_are_plain_values() -> None:
    """They compare by value and cannot be changed."""
    report = check(PATH, body(store=True))
    assert report == check(PATH, body(store=True))
    with pytest.raises(dataclasses.FrozenInstanceError):
        report.problems[0].rule = "mine"  # type: ignore[misc]


def test_a_check_leaves_the_body_as_it_was() -> None:
    """Checking changes nothing in what it is given."""
    request = part(type="file", file={"file_data": "x"})
    copy = part(type="file", file={"file_data": "x"})
    check(PATH, request)
    assert request == copy


class TestWaive:
    """A rule that does not apply can be waived, for a client or for a call."""

    def test_a_waived_rule_is_not_applied(self, wire: Wire) -> None:
        """The request is sent with what the rule would have refused."""
        client = wire.client(waive={"chat.seed"})
        client.chat.completions.create(**body(seed=3))
        assert wire.sent == [body(seed=3)]

    def test_other_rules_still_hold(self, wire: Wire) -> None:
        """Waiving one rule waives no other, and the report leaves it out."""
        client = wire.client().with_options(waive={"chat.seed"})
        with pytest.raises(InvalidRequestError) as caught:
            client.chat.completions.create(**body(seed=3, user="u"))
        assert [each.rule for each in caught.value.problems] == ["chat.user"]
        assert wire.seen == []

    def test_a_waived_warning_is_silent(self, wire: Wire) -> None:
        """Warnings are waived in the same way."""
        client = wire.client(waive=["chat.stream_options"])
        client.chat.completions.create(**body(stream_options={}))
        assert wire.sent == [body(stream_options={})]

    @pytest.mark.anyio
    async def test_check_is_no_parameter_of_a_call(self, wire: Wire) -> None:
        """It would be sent as a member of the body; the way for one call is named."""
        way = r"client\.with_options\(check=\.\.\.\)"
        with pytest.raises(TypeError, match=way):
            wire.client().chat.completions.create(**body(check="off"))
        with pytest.raises(TypeError, match=way):
            await wire.async_client().models.list(**cast("Any", {"check": "off"}))
        assert wire.seen == []

    def test_what_json_cannot_carry_cannot_be_waived(self, wire: Wire) -> None:
        """There would be nothing to send."""
        client = wire.client(waive={"not-finite"})
        with pytest.raises(InvalidRequestError):
            client.chat.completions.create(**body(temperature=float("nan")))
        assert wire.seen == []


class TestCheckModes:
    """`check` decides what happens to a request with problems."""

    def test_warn_sends_and_warns_of_every_problem(self, wire: Wire) -> None:
        """Each problem is one warning, from the caller's own line."""
        client = wire.client(check="warn")
        with pytest.warns(InvalidRequestWarning) as caught:
            client.chat.completions.create(**body(seed=1, user="u"))
        assert [str(each.message).split(":")[0] for each in caught] == ["seed", "user"]
        assert {each.filename for each in caught} == {__file__}
        assert wire.sent == [body(seed=1, user="u")]

    def test_warn_still_refuses_what_json_cannot_carry(self, wire: Wire) -> None:
        """A cycle cannot be sent at all."""
        with pytest.raises(InvalidRequestError):
            wire.client(check="warn").chat.completions.create(**body(stop=[{1, 2}]))
        assert wire.seen == []

    def test_off_checks_nothing(self, wire: Wire) -> None:
        """The request goes out as the OpenAI SDK would send it."""
        wire.client(check="off").chat.completions.create(**body(seed=1, colour="red"))
        assert wire.sent == [body(seed=1, colour="red")]


def test_a_problem_keeps_what_pydantic_says() -> None:
    """Its kind of error, its location, its words and the values in them."""
    problem = only(body(temperature=2))
    assert problem.details == (
        ErrorDetail(
            type="less_than_equal",
            loc=("temperature",),
            msg="Input should be less than or equal to 1.5",
            ctx={"le": 1.5},
        ),
    )


def test_a_location_of_pydantic_names_the_branch() -> None:
    """A problem's own location is the body's alone."""
    problem = only(message(role="user", content="x", nme="y"))
    (detail,) = problem.details
    assert problem.loc == ("messages", 0, "nme")
    assert (detail.type, detail.loc) == (
        "extra_forbidden",
        ("messages", 0, "user", "nme"),
    )


def test_a_value_in_no_branch_has_an_error_for_each() -> None:
    """One problem, and what every branch of the union says."""
    details = only(body(stop=5)).details
    assert [each.type for each in details] == ["string_type", "list_type"]
    assert {each.loc[0] for each in details} == {"stop"}


@pytest.mark.parametrize(
    "wrong",
    [{"metadata": {"a": b"x"}}, {"messages": [USER, {**USER, "role": "assistant"}]}],
)
def test_what_no_schema_finds_has_no_details(wrong: Any) -> None:
    """What JSON cannot carry, and what a rule finds."""
    (problem,) = check(PATH, body(**wrong)).errors
    assert problem.details == ()


def test_details_are_no_part_of_what_a_problem_is() -> None:
    """It equals one that a user writes without them, and can be copied and pickled."""
    problem = only(body(temperature=2))
    written = Problem(
        problem.rule,
        problem.loc,
        problem.message,
        problem.hint,
        evidence=problem.evidence,
    )
    assert written == problem
    assert hash(written) == hash(problem)
    assert len({written, problem}) == 1
    assert written.details == ()
    for again in (copy.deepcopy(problem), pickle.loads(pickle.dumps(problem))):
        assert again == problem
        assert again.details == problem.details
