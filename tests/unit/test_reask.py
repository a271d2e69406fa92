"""`parse(reask=True)` asks once more for an answer that does not fit its type."""

from __future__ import annotations

import asyncio
import pickle
from typing import Any

import pytest
from pydantic import BaseModel

from mistyped import (
    InvalidOutputError,
    RefusedOutputError,
    TruncatedOutputError,
)
from tests.unit.support import USER, Wire, body, chunk, completion, replying


class Weather(BaseModel):
    """What is read of an answer."""

    sky: str


GOOD, BAD = completion('{"sky": "blue"}'), completion('{"sky": 5')
CALL = {"id": "Ab3dE6gH9", "function": {"name": "f", "arguments": "{}"}}


def ended(content: object, why: str) -> dict[str, Any]:
    """Return an answer that ended for a reason."""
    answer = completion(content)
    answer["choices"][0]["finish_reason"] = why
    return answer


def parsed(wire: Wire, twin: str, **how: Any) -> Any:
    """Ask for a type, by either client."""
    asked: Any = {"response_format": Weather, "reask": True, **body(), **how}
    if twin == "sync":
        return wire.client().chat.completions.parse(**asked)
    return asyncio.run(wire.async_client().chat.completions.parse(**asked))


TWINS = pytest.mark.parametrize("twin", ["sync", "async"])


@TWINS
class TestReask:
    """Both clients."""

    def test_what_does_not_fit_is_asked_for_again(self, twin: str) -> None:
        """With the answer, what was wrong with it, and all else as it was."""
        wire = replying(BAD, GOOD)
        answer = parsed(wire, twin, temperature=0)
        first, second = wire.sent
        assert answer.parsed == Weather(sky="blue")
        *before, said, complaint = second["messages"]
        assert (before, said["content"]) == (first["messages"], '{"sky": 5')
        assert "no Weather" in complaint["content"]
        assert {**second, "messages": ()} == {**first, "messages": ()}

    def test_the_answer_tells_what_came_first(self, twin: str) -> None:
        """Its text, and its usage, since both are paid for; also after a pickle."""
        answer = parsed(replying(BAD, GOOD), twin)
        first = pickle.loads(pickle.dumps(answer)).mistyped.reasked
        assert isinstance(first, InvalidOutputError)
        assert (first.text, first.answer.usage) == ('{"sky": 5', answer.usage)

    def test_all_options_hold_for_both_calls(self, twin: str) -> None:
        """Those of the call, and a client's that are steps of their own."""
        wire = replying(BAD, GOOD)
        headers = {"x-trace": "7"}
        parsed(wire, twin, deadline=60, extra_headers=headers, extra_body={"n": 1})
        assert [each.headers["x-trace"] for each in wire.seen] == ["7", "7"]
        assert [each["n"] for each in wire.sent] == [1, 1]

    def test_what_fits_is_not_asked_for_again(self, twin: str) -> None:
        """One call, and nothing to tell."""
        wire = replying(GOOD)
        assert parsed(wire, twin).mistyped.reasked is None
        assert len(wire.sent) == 1

    def test_the_second_time_it_is_an_error(self, twin: str) -> None:
        """Of the second answer."""
        wire = replying(BAD, completion("Blue."))
        with pytest.raises(InvalidOutputError, match="Blue"):
            parsed(wire, twin)
        assert len(wire.sent) == 2

    @pytest.mark.parametrize(
        ("answer", "error"),
        [
            (ended('{"sky": ', "length"), TruncatedOutputError),
            (ended("No.", "content_filter"), RefusedOutputError),
        ],
    )
    def test_what_is_cut_or_refused_is_an_error_at_once(
        self, answer: Any, error: type[Exception], twin: str
    ) -> None:
        """It would be so again."""
        wire = replying(answer)
        with pytest.raises(error):
            parsed(wire, twin)
        assert len(wire.sent) == 1

    def test_messages_are_read_once(self, twin: str) -> None:
        """A generator of them is sent whole both times."""
        for messages in ((each for each in [USER]), (USER,)):
            wire = replying(BAD, GOOD)
            parsed(wire, twin, messages=messages)
            assert [each["messages"][0] for each in wire.sent] == [USER, USER]

    def test_of_several_choices_the_unfit_one_is_repeated(self, twin: str) -> None:
        """Not the first one."""
        both = {
            **GOOD,
            "choices": [GOOD["choices"][0], {**BAD["choices"][0], "index": 1}],
        }
        wire = replying(both, GOOD)
        parsed(wire, twin, n=2)
        assert wire.sent[1]["messages"][-2]["content"] == '{"sky": 5'


@pytest.mark.parametrize("form", ["with_raw_response", "with_streaming_response"])
def test_a_raw_response_is_of_one_call(form: str) -> None:
    """So `reask` beside it is refused before anything is sent."""
    wire = replying(BAD)
    method = getattr(wire.client().chat.completions, form).parse
    with (
        pytest.raises(TypeError, match="reask"),
        method(response_format=Weather, reask=True, **body()),
    ):
        pass
    assert wire.seen == []


def test_text_beside_calls_is_no_answer_yet() -> None:
    """It need not fit, streamed or not: the calls are what is to be done."""
    tools: Any = [{"type": "function", "function": {"name": "f", "parameters": {}}}]
    asked: Any = {"response_format": Weather, **body(tools=tools)}
    answer = replying(completion("Let me look.", tool_calls=[CALL])).client()
    assert answer.chat.completions.parse(**asked).parsed is None
    called = chunk(None, "tool_calls")
    called["choices"][0]["delta"]["tool_calls"] = [{**CALL, "index": 0}]
    client = replying([chunk("Let me look."), called]).client()
    with client.chat.completions.stream(**asked) as events:
        (done,) = [each for each in events if each.type == "content.done"]
        final = events.get_final_completion()
    assert (done.parsed, final.parsed) == (None, None)
    assert final.message.tool_calls
