"""Past a thousand problems of one kind a report counts the others."""

from __future__ import annotations

import pytest

from mistyped import Problem, check

CHAT = "/v1/chat/completions"
USER = {"role": "user", "content": "Bonjour"}
MANY = 1_500
BROKEN: dict[str, dict[str, object]] = {
    "empty-assistant": {
        "messages": [*[{"role": "assistant", "content": ""}] * MANY, USER]
    },
    "not-json": {"messages": [{"role": "user", "content": b"Bonjour"}] * MANY},
    "unknown-key": {"messages": [USER], **{f"key{i}": 1 for i in range(MANY)}},
    "wrong-value": {
        "messages": [{"role": "user", "content": [{"type": "smell"}]}] * MANY
    },
}


def found(rule: str) -> list[Problem]:
    """Return the problems of a rule in a body that breaks it too often."""
    report = check(CHAT, {"model": "m", **BROKEN[rule]})
    assert not report.ok
    return [problem for problem in report.problems if problem.rule == rule]


@pytest.mark.parametrize("rule", BROKEN)
def test_a_thousand_are_told_and_the_others_counted(rule: str) -> None:
    """The last problem says how many more there are, and stops a request too."""
    *told, last = found(rule)
    assert len(told) == 1_000
    assert "500 more like the first 1,000" in last.message
    assert last.severity == "error"


@pytest.mark.parametrize("rule", BROKEN)
def test_the_count_stands_at_the_first_place_left_out(rule: str) -> None:
    """Whoever mends the first thousand knows where to go on."""
    last = found(rule)[-1]
    place = last.loc[0] if rule == "unknown-key" else last.loc[1]
    assert place == ("key1000" if rule == "unknown-key" else 1_000)
