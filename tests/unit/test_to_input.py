"""Messages of answers become messages of requests: `mistyped.to_input`."""

from __future__ import annotations

import copy
import warnings
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openai.types.chat import ChatCompletionMessage as OpenAIMessage

from mistyped import InvalidRequestWarning, check, to_input
from tests.unit.support import PATH, USER, completion, replying

THOUGHT = {"type": "thinking", "thinking": [{"type": "text", "text": "Hm."}]}
CALL = {
    "id": "Ab3dE6gH9",
    "type": "function",
    "function": {"name": "f", "arguments": "{}"},
}
AUDIO = {"id": "a", "data": "", "expires_at": 1, "transcript": ""}
CITATION = {"start_index": 0, "end_index": 1, "title": "t", "url": "u"}
FOREIGN = {
    "refusal": "No.",
    "annotations": [{"type": "url_citation", "url_citation": CITATION}],
    "audio": AUDIO,
    "function_call": {"name": "f", "arguments": "{}"},
    "finish_reason": "stop",
    "id": "m1",
}


def converted(message: object) -> tuple[Any, list[str]]:
    """Convert a message; return it, and the members that a warning names."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        made = to_input(message)
    assert all(each.category is InvalidRequestWarning for each in caught)
    return made, [str(each.message).split(":")[0] for each in caught]


@pytest.mark.parametrize(
    ("given_", "wanted"),
    [
        ({"content": "x"}, {"content": "x"}),
        ({"content": None, "tool_calls": [CALL]}, {"tool_calls": [CALL]}),
        ({"content": [THOUGHT]}, {"content": [THOUGHT]}),
        ({"content": "x", "tool_calls": None, "refusal": None}, {"content": "x"}),
        ({"content": "x", "annotations": [], "audio": None}, {"content": "x"}),
        ({"content": None}, {"content": ""}),
        (
            {"content": "x", "reasoning_content": "Hm."},
            {"content": [THOUGHT, {"type": "text", "text": "x"}]},
        ),
        ({"content": None, "reasoning_content": "Hm."}, {"content": [THOUGHT]}),
        (
            {"content": "", "tool_calls": [{**CALL, "index": 0, "name": None}]},
            {"content": "", "tool_calls": [{**CALL, "index": 0}]},
        ),
        ({"role": "user", "content": "x"}, {"role": "user", "content": "x"}),
    ],
)
def test_what_a_request_takes_stays(given_: Any, wanted: Any) -> None:
    """Content, thoughts and calls; what was empty goes without a word."""
    before = copy.deepcopy(given_)
    made, told = converted(given_)
    assert made == {"role": "assistant", **wanted}
    assert told == []
    assert given_ == before


@pytest.mark.parametrize(("name", "value"), FOREIGN.items())
def test_what_mistral_refuses_is_left_out_and_told(name: str, value: Any) -> None:
    """Each member that had a value has a warning of its own."""
    made, told = converted({"content": "x", name: value})
    assert made == {"role": "assistant", "content": "x"}
    assert told == [name]


def test_members_of_calls_are_told_with_their_place() -> None:
    """A call's foreign members are left out as well."""
    call = {**CALL, "extra": 1, "function": {**CALL["function"], "strict": True}}  # type: ignore[dict-item]
    made, told = converted({"content": "", "tool_calls": [call]})
    assert made["tool_calls"] == [CALL]
    assert told == ["tool_calls[0].extra", "tool_calls[0].function.strict"]


def test_the_openai_sdks_own_message() -> None:
    """With everything that its answers have."""
    message = OpenAIMessage.model_validate(
        {"role": "assistant", "content": "x", "tool_calls": [CALL], **FOREIGN}
    )
    made, told = converted(message)
    assert made == {"role": "assistant", "content": "x", "tool_calls": [CALL]}
    assert sorted(told) == sorted(FOREIGN)


def test_a_message_object_stands_in_messages_as_it_is() -> None:
    """Of whichever client: the wire has what Mistral takes, the rest is told."""
    wire = replying(completion())
    message = OpenAIMessage.model_validate(
        {"role": "assistant", "content": "x", "refusal": None, "audio": AUDIO}
    )
    with pytest.warns(InvalidRequestWarning, match=r"messages\[1\].audio: .*left out"):
        wire.client().chat.completions.create(model="m", messages=[USER, message, USER])
    assert wire.sent[0]["messages"][1] == {"role": "assistant", "content": "x"}


@pytest.mark.parametrize("wrong", [None, "x", [], {}, {"choices": []}, completion(), 3])
def test_what_is_no_message_is_an_error(wrong: Any) -> None:
    """It says what to give."""
    with pytest.raises(TypeError, match=r"give choices\[0\].message"):
        to_input(wrong)


def test_what_cannot_be_sent_is_an_error() -> None:
    """It names the place."""
    with pytest.raises(TypeError, match="content"):
        to_input({"content": float("nan")})


members = st.dictionaries(
    st.sampled_from(["content", "refusal", "audio", "reasoning_content", "id", "x"]),
    st.none() | st.text(max_size=5) | st.lists(st.integers(-9, 9), max_size=1),
    min_size=1,
)


@given(members)
def test_what_comes_out_has_only_members_of_a_request(message: dict[str, Any]) -> None:
    """No unknown key is left, whatever the answer held."""
    message = {"content": "", **message}
    made, _ = converted(message)
    report = check(PATH, {"model": "m", "messages": [USER, made, USER]})
    assert not [p for p in report.problems if p.rule.startswith("chat.")]
    assert not [p for p in report.problems if p.rule == "unknown-key"]
