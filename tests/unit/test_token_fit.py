"""Making a conversation fit: the oldest goes, and pairs stay whole."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mistyped import check
from mistyped.tokens import UncountableError, count, fit

MODEL = "mistral-small-2603"
CHAT = "/v1/chat/completions"
Json = dict[str, Any]


def turn(name: str, calls: int = 0) -> list[Json]:
    """Return a question, some steps with two calls each, and the answer."""
    said: list[Json] = [{"role": "user", "content": f"{name}? " * 9}]
    for step in range(calls):
        ids = [f"{name}{step}{side}".ljust(9, "x") for side in "ab"]
        called = [
            {"id": each, "function": {"name": "f", "arguments": "{}"}} for each in ids
        ]
        said.append({"role": "assistant", "content": "", "tool_calls": called})
        said += [
            {
                "role": "tool",
                "tool_call_id": each,
                "name": "f",
                "content": "result " * 9,
            }
            for each in ids
        ]
    return [*said, {"role": "assistant", "content": f"{name}. " * 9}]


SYSTEM: Json = {"role": "system", "content": "Be brief."}
LAST: Json = {"role": "user", "content": "And now?"}


@settings(deadline=None, max_examples=25)
@given(
    calls=st.lists(st.integers(0, 2), max_size=4),
    budget=st.integers(60, 600),
    open_end=st.booleans(),
)
def test_what_is_left_fits_and_is_whole(
    calls: list[int], budget: int, *, open_end: bool
) -> None:
    """It is at most the budget, no pair is broken, and the check has nothing on it."""
    talk = [SYSTEM]
    for at, number in enumerate(calls):
        talk += turn("abcd"[at], number)
    talk += turn("z", 2)[:-1] if open_end else [LAST]
    try:
        fitted = fit(talk, budget, model=MODEL)
    except UncountableError:
        return  # what has to stay is longer; its own test below
    assert int(fitted.count) <= budget
    assert fitted.count == count(CHAT, {"model": MODEL, "messages": fitted.messages})
    left = [each for at, each in enumerate(talk) if at not in fitted.dropped]
    assert fitted.messages == left
    assert fitted.messages[0] is SYSTEM
    report = check(CHAT, {"model": MODEL, "messages": fitted.messages})
    assert report.problems == ()


def test_no_more_goes_than_has_to() -> None:
    """What fits stays as it is; else whole turns go, the oldest first."""
    talk = [SYSTEM, *turn("a"), *turn("b", 1), LAST]
    whole = count(CHAT, {"model": MODEL, "messages": talk})
    assert fit(talk, int(whole), model=MODEL).dropped == ()
    assert fit(talk, int(whole) - 1, model=MODEL).dropped == (1, 2)


def test_within_the_last_turn_steps_go() -> None:
    """A long loop of tools loses its oldest calls, with all their results."""
    talk = [SYSTEM, *turn("a", 3)[:-1]]
    fitted = fit(talk, 100, model=MODEL)
    assert fitted.dropped == (2, 3, 4, 5, 6, 7)


def test_what_is_to_be_kept_stays() -> None:
    """With its whole turn; a position may count from the end."""
    talk = [SYSTEM, *turn("a"), *turn("b"), *turn("c"), LAST]
    assert fit(talk, 80, model=MODEL, keep=[1]).dropped == (3, 4, 5, 6)
    assert fit(talk, 80, model=MODEL, keep=[-3]).dropped == (1, 2, 3, 4)


def test_tools_count() -> None:
    """What they take is not there for messages."""
    tool: Json = {"name": "f", "description": "word " * 60, "parameters": {}}
    tools = [{"type": "function", "function": tool}]
    talk = [SYSTEM, *turn("a"), LAST]
    assert fit(talk, 120, model=MODEL).dropped == ()
    assert fit(talk, 120, model=MODEL, tools=tools).dropped == (1, 2)


def test_what_cannot_fit_says_how_long_it_is() -> None:
    """No message is cut, and no question is lost."""
    with pytest.raises(UncountableError, match="messages: give a list"):
        fit([], 5, model=MODEL)
    with pytest.raises(UncountableError, match=r"what has to stay has \d+ tokens"):
        fit([SYSTEM, LAST], 5, model=MODEL)
