"""What is known of models: names, what they take, and what a client is told."""

from __future__ import annotations

from typing import Any

import pytest

from mistyped import InvalidRequestWarning, check
from mistyped._check.known_models import is_pinned, known_model, meant_model
from mistyped._generated.known_models import ALIASES, FAMILIES, FOREIGN, MODELS
from mistyped._generated.model_names import QUIET
from mistyped._generated.operations import OPERATIONS
from mistyped._generated.rules import RULES
from mistyped._values.rows import Rule
from tests.unit.support import PATH, USER, Wire, body, completion, replying

KNOWN = sorted({*MODELS, *ALIASES})
NAMES = ("foreign-name", "misspelt-name", "retired-name")


def rules_of(model: str, **members: Any) -> list[str]:
    """Return the rules of all problems of a chat request."""
    return [p.rule for p in check(PATH, body(model=model, **members)).problems]


@pytest.mark.parametrize("rule", [r for r in RULES if r.lacking], ids=lambda r: r.id)
def test_no_error_rests_on_a_name_that_moves(rule: Rule) -> None:
    """An alias, and a name known by its family alone, may be another model tomorrow."""
    moving = [*ALIASES, *(f"{each.name[:-1]}new" for each in FAMILIES)]
    lacking = [name for name in moving if rule.lacking in known_model(name).cannot]
    assert lacking
    nine = {"id": "call_1", "function": {"name": "f", "arguments": "{}"}}
    asked: list[tuple[str, dict[str, Any]]] = [
        (PATH, {"messages": [USER], "logprobs": True, "top_logprobs": 2}),
        (PATH, {"messages": [USER, {"role": "assistant", "tool_calls": [nine]}, USER]}),
        ("/v1/embeddings", {"input": ["x"], "output_dimension": 8}),
        (
            "/v1/audio/transcriptions",
            {
                "file_url": "https://example.com/a.mp3",
                "language": "fr",
                "timestamp_granularities": ["word"],
                "context_bias": ["two words"],
            },
        ),
    ]
    for name in lacking:
        for path, request in asked:
            report = check(path, {**request, "model": name})
            assert rule.id not in [problem.rule for problem in report.errors]


@pytest.mark.parametrize("name", KNOWN)
def test_a_known_name_is_neither_foreign_nor_misspelt(name: str) -> None:
    """Whatever it looks like; and only a retired one is warned of."""
    found = [rule for rule in rules_of(name) if rule in NAMES]
    assert found == (["retired-name"] if known_model(name).retired else [])


@pytest.mark.parametrize("operation", QUIET)
def test_a_quiet_name_is_known_and_breaks_nothing(operation: str) -> None:
    """So that no rule is loaded for it."""
    call = next(each for each in OPERATIONS.values() if each.id == operation)
    for name in QUIET[operation]:
        problems = check(call.path, {"model": name}, method=call.method).problems
        assert [each for each in problems if each.loc == ("model",)] == []


@pytest.mark.parametrize(
    "name",
    [
        "mistral-large-2712",
        "mistral-small-5-latest",
        "voxtral-mini-transcribe-4",
        "ft:mistral-small-2603:abc:20260101:1",
        "aurora",
        "glm-6",
        "my-deployment",
        "",
    ],
)
def test_an_unknown_name_passes_in_silence(name: str) -> None:
    """It may be newer than the table, or the caller's own."""
    assert rules_of(name) == []


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("mistral-smal-latest", "mistral-small-latest"),
        ("mistral-smalll-latest", "mistral-small-latest"),
        ("mistral-smell-latest", "mistral-small-latest"),
        ("Mistral Small Latest", "mistral-small-latest"),
        ("codestral_2508", "codestral-2508"),
        ("codestral-2509", ""),
        ("mistral-smart-latest", ""),
        ("mistral-small-latest", ""),
    ],
)
def test_a_near_miss_is_one_letter_off(name: str, meant: str) -> None:
    """Other digits are another model, and two letters are another name."""
    assert meant_model(name) == meant


def test_every_nearest_model_lives() -> None:
    """What a hint sends people to is known, and not retired."""
    for each in FOREIGN:
        if each.nearest:
            model = known_model(each.nearest)
            assert model.name
            assert not model.retired


def test_only_full_names_are_pinned() -> None:
    """The name with a date, and none that ends with latest."""
    assert is_pinned("mistral-small-2603")
    assert not is_pinned("mistral-small-latest")
    assert not is_pinned("devstral-latest")
    assert not is_pinned("mistral-small-9999")


def card(name: str, **capabilities: bool) -> dict[str, Any]:
    """Return a model's card."""
    return {
        "id": name,
        "object": "model",
        "created": 1,
        "owned_by": "mistralai",
        "capabilities": capabilities,
        "aliases": ["gpt-4o"],
    }


def test_what_a_client_was_told_knows_better_than_the_table() -> None:
    """A listed name is no foreign one, and its card counts; for copies too."""
    listed = {"object": "list", "data": [card("mistral-large-2512", reasoning=True)]}
    wire = replying(listed, *[completion("x")] * 2)
    client = wire.client()
    client.models.list()
    copy = client.with_options(max_retries=0)
    asked = body(model="mistral-large-2512", reasoning_effort="high")
    client.chat.completions.create(**asked)
    copy.chat.completions.create(**body(model="gpt-4o"))


def test_a_card_may_also_say_what_a_model_cannot(wire: Wire) -> None:
    """One card is enough, and no other client knows of it."""
    told = replying(card("aurora", reasoning=False), completion("x")).client()
    told.models.retrieve("aurora")
    asked = body(model="aurora", reasoning_effort="high")
    with pytest.warns(InvalidRequestWarning, match="effort-of-model"):
        told.chat.completions.create(**asked)
    wire.client().chat.completions.create(**asked)
