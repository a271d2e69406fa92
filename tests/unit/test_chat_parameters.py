"""Top-level parameters of a chat request: names, ranges, types, null, on the wire too.

Every member of every request, new ones included, is walked by `test_bounds`.
"""

from __future__ import annotations

from typing import Any

import pytest

from mistyped import InvalidRequestError, check
from tests.unit.support import PATH, Wire, body, found, only

REFUSED = {
    "audio": ({"voice": "alloy", "format": "mp3"}, "remove it"),
    "modalities": (["text"], "remove it"),
    "function_call": ("auto", "tool_choice"),
    "functions": ([], "use tools"),
    "logit_bias": ({"50256": -100}, "remove it"),
    "moderation": ({}, "guardrails"),
    "prompt_cache_options": ({}, "prompt_cache_key"),
    "prompt_cache_retention": ("24h", "prompt_cache_key"),
    "safety_identifier": ("user-1", "metadata"),
    "store": (False, "stores no completions"),
    "user": ("user-1", "metadata"),
    "verbosity": ("low", "system message"),
    "web_search_options": ({}, "web_search"),
    "thinking": ({"type": "enabled"}, "reasoning_effort"),
    "reasoning": ({"effort": "high"}, "reasoning_effort"),
    "chat_template_kwargs": ({}, "remove it"),
    "min_p": (0.1, "top_p"),
}
DISPUTED = {
    "stream_options": "remove it if refused",
    "document_image_limit": "no longer documented",
    "document_page_limit": "no longer documented",
}
RENAMED = {"max_completion_tokens": "max_tokens", "seed": "random_seed"}

RANGES = {
    "temperature": ([0, 0.0, 0.7, 1, 1.5], [-0.01, -1, 1.51, 2, 1e300]),
    "top_p": ([0.0001, 5e-324, 0.5, 1, 1.0], [0, 0.0, -0.1, 1.0001, 2]),
    "max_tokens": ([0, 1, 2**63 - 1], [-1, -(2**62)]),
    "n": ([1, 2, 8], [0, -1]),
    "presence_penalty": ([-2, -2.0, 0, 2, 2.0], [-2.01, -3, 2.01, 3]),
    "frequency_penalty": ([-2, -2.0, 0, 2, 2.0], [-2.01, -3, 2.01, 3]),
    "random_seed": ([0, 1, 2**63 - 1], [-1]),
}
UNBOUNDED = {
    "min_tokens": [0, -1, 10**9],
    "top_k": [0, -1, 50],
    "repetition_penalty": [0, -1, 1.1, 1e300],
    "top_logprobs": [0, 20, 100],
    "top_prompt_logprobs": [0, 20],
}
VALUES = {
    "service_tier": (
        ["auto", "standard_only"],
        ["default", "flex", "priority", "AUTO"],
    ),
    "reasoning_effort": (
        ["none", "minimal", "low", "medium", "high", "xhigh", "max"],
        ["auto", "maximum", "High", ""],
    ),
    "prompt_mode": (["reasoning"], ["thinking"]),
    "tool_choice": (["auto", "none", "any", "required"], ["AUTO", "function", ""]),
}
NULLABLE = {
    *("temperature", "top_p", "max_tokens", "n", "presence_penalty", "stop"),
    *("frequency_penalty", "random_seed", "metadata", "service_tier", "tools"),
    *("reasoning_effort", "prompt_mode", "guardrails", "prompt_cache_key"),
    *("min_tokens", "top_k", "repetition_penalty", "logprobs", "prompt_logprobs"),
    *("top_logprobs", "top_prompt_logprobs"),
}
NEVER_NULL = {
    *("messages", "model", "stream", "safe_prompt", "parallel_tool_calls"),
    *("prediction", "response_format", "tool_choice"),
}
TEXT, INTEGER, NUMBER, FLAG, LIST, OBJECT = "x", 3, 0.5, True, [[]], {"a": {"b": 1}}
FLOATS = ["temperature", "top_p", "presence_penalty", "frequency_penalty"]
COUNTS = ["max_tokens", "n", "random_seed", "min_tokens", "top_k", "top_logprobs"]
FLAGS = ["stream", "safe_prompt", "parallel_tool_calls", "logprobs", "prompt_logprobs"]
WRONG_TYPES: dict[str, list[object]] = {
    "messages": [TEXT, INTEGER, FLAG, OBJECT],
    "model": [INTEGER, NUMBER, FLAG, LIST, OBJECT],
    **{name: ["1", FLAG, LIST, OBJECT] for name in [*FLOATS, "repetition_penalty"]},
    **{
        name: ["1", 1.5, FLAG, LIST, OBJECT]
        for name in [*COUNTS, "top_prompt_logprobs"]
    },
    **{name: ["true", 1, 0, 0.0, LIST, OBJECT] for name in FLAGS},
    "stop": [INTEGER, FLAG, OBJECT],
    "metadata": [TEXT, INTEGER, LIST],
    "tools": [TEXT, INTEGER, OBJECT],
    "guardrails": [TEXT, FLAG, OBJECT],
    "prediction": [TEXT, INTEGER, LIST],
    "response_format": [TEXT, INTEGER, LIST],
    "tool_choice": [INTEGER, FLAG, LIST],
    "prompt_cache_key": [INTEGER, LIST],
    "service_tier": [INTEGER, LIST, OBJECT],
    "reasoning_effort": [INTEGER, FLAG, LIST],
    "prompt_mode": [INTEGER, FLAG],
}


def pairs(table: dict[str, Any], side: int | None = None) -> list[Any]:
    """Return each name with each value, of one side of the table."""
    return [
        pytest.param(name, value, id=f"{name}={value!r}")
        for name, values in table.items()
        for value in (values if side is None else values[side])
    ]


@pytest.mark.parametrize("name", REFUSED)
def test_what_openai_has_and_mistral_refuses(name: str, wire: Wire) -> None:
    """Refused by a rule of its own, with a way out, before anything is sent."""
    value, hint = REFUSED[name]
    for given in (value, None):
        problem = only(body(**{name: given}))
        assert (problem.path, problem.rule) == (name, f"chat.{name}")
        assert problem.severity == "error"
        assert problem.evidence
        assert hint in problem.hint
    with pytest.raises(InvalidRequestError, match=f"chat.{name}"):
        wire.client().chat.completions.create(**body(**{name: value}))
    assert wire.seen == []


@pytest.mark.parametrize("name", RENAMED)
def test_what_has_another_name(name: str, wire: Wire) -> None:
    """The message says what Mistral calls it; under that name it is sent."""
    problem = only(body(**{name: 5}))
    assert (problem.path, problem.rule) == (name, f"chat.{name}")
    assert RENAMED[name] in problem.message
    assert problem.hint == f"use {RENAMED[name]}"
    wire.client().chat.completions.create(**body(**{RENAMED[name]: 5}))
    assert wire.sent == [body(**{RENAMED[name]: 5})]


@pytest.mark.parametrize("name", ["colour", "Temperature", "max-tokens", "", "n "])
def test_what_nobody_knows(name: str) -> None:
    """Any other name is unknown."""
    assert only(body(**{name: 1})).rule == "unknown-key"


@pytest.mark.parametrize(("name", "value"), pairs(RANGES, 0) + pairs(UNBOUNDED))
def test_up_to_its_bounds_a_number_is_accepted(name: str, value: float) -> None:
    """Bounds belong to the range, and where none is published none is invented."""
    assert found(body(**{name: value})) == []


@pytest.mark.parametrize(("name", "value"), pairs(RANGES, 1))
def test_beyond_its_bounds_a_number_is_refused(name: str, value: float) -> None:
    """The message shows the value, the hint the range."""
    problem = only(body(**{name: value}))
    assert (problem.path, problem.rule) == (name, "out-of-range")
    assert str(value) in problem.message
    assert any(character.isdigit() for character in problem.hint)


@pytest.mark.parametrize(
    ("name", "value"),
    [("n", 0.0), ("n", -1.0), ("max_tokens", -1.0), ("random_seed", -5.0)],
)
def test_a_whole_float_is_held_to_the_same_bounds(name: str, value: float) -> None:
    """JSON does not tell 1.0 from 1, so 1.0 passes and -1.0 does not."""
    assert found(body(**{name: 1.0})) == []
    assert found(body(**{name: value})) == [(name, "out-of-range")]


@pytest.mark.parametrize("name", ["top_k", "n", "max_tokens"])
def test_a_whole_float_beyond_64_bits_is_refused(name: str) -> None:
    """No integer parameter takes 1e300."""
    assert found(body(**{name: 1e300})) == [(name, "integer-range")]


@pytest.mark.parametrize(("name", "value"), pairs(VALUES, 0))
def test_each_word_of_an_enum_is_accepted(name: str, value: str) -> None:
    """All the words that Mistral has."""
    assert found(body(**{name: value})) == []


@pytest.mark.parametrize(("name", "value"), pairs(VALUES, 1))
def test_any_other_word_is_refused(name: str, value: str) -> None:
    """The message shows the word, the hint the words there are."""
    problem = only(body(**{name: value}))
    assert (problem.path, problem.rule) == (name, "wrong-value")
    assert repr(value) in problem.message
    assert VALUES[name][0][0] in problem.hint


@pytest.mark.parametrize("name", sorted(NULLABLE))
def test_null_where_mistral_takes_null(name: str, wire: Wire) -> None:
    """None is sent as null, not dropped."""
    wire.client().chat.completions.create(**body(**{name: None}))
    assert wire.sent == [body(**{name: None})]


@pytest.mark.parametrize("name", sorted(NEVER_NULL))
def test_null_where_it_does_not(name: str) -> None:
    """None is refused, and the hint says what to give or to leave it out."""
    problem = only(body(**{name: None}))
    assert (problem.path, problem.rule) == (name, "null")
    assert ("leave it out" in problem.hint) == (name not in ("messages", "model"))


@pytest.mark.parametrize(("name", "value"), pairs(WRONG_TYPES))
def test_a_value_of_another_type_is_refused(name: str, value: object) -> None:
    """Nothing is guessed: no text is read as a number, and true is not 1."""
    problem = only(body(**{name: value}))
    assert (problem.path, problem.rule) == (name, "wrong-type")


def test_stop_takes_a_text_or_a_list() -> None:
    """Also an empty one."""
    for stop in ("END", ["END", "STOP"], []):
        assert found(body(stop=stop)) == []


def test_metadata_takes_any_values() -> None:
    """OpenAI takes texts only."""
    assert found(body(metadata={"a": 1, "b": [None, {"c": 1.5}], "": "x"})) == []


@pytest.mark.parametrize("name", DISPUTED)
def test_what_is_disputed_warns_whatever_it_holds(name: str) -> None:
    """Null and odd values too: what is in it is disputed as a whole."""
    for value in ({"include_usage": True}, None, {"x": 1}, 5):
        report = check(PATH, body(**{name: value}))
        assert report.ok
        (problem,) = report.warnings
        assert (problem.path, problem.rule) == (name, f"chat.{name}")
        assert DISPUTED[name] in problem.hint


@pytest.mark.parametrize("name", ["n", "max_tokens", "temperature"])
def test_the_hint_for_a_wrong_type_names_the_type(name: str) -> None:
    """`n="3"` is helped by "an integer", not by "1 or more" alone."""
    hint = only(body(**{name: "3"})).hint
    assert "number" in hint or "integer" in hint


@pytest.mark.parametrize("name", ["top_k", "max_tokens", "temperature"])
def test_a_number_that_is_too_large_is_not_to_be_sent_as_text(name: str) -> None:
    """A hint never leads to the next refusal."""
    hint = only(body(**{name: 2**70})).hint
    assert "text" not in hint
