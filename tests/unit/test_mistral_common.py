"""Our rules and the validators of Mistral's own tokenizers judge the same requests.

`mistral-common` is what Mistral's models are served with, so where the two differ, we
are wrong or have a reason. The reasons are in a table; an entry that is never needed
fails, and so does a difference that no entry explains.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from random import Random
from typing import Any, NamedTuple

import pytest
from mistral_common.exceptions import MistralCommonException
from mistral_common.protocol.instruct.request import ChatCompletionRequest
from mistral_common.protocol.instruct.validator import ValidationMode, get_validator
from mistral_common.tokens.tokenizers.base import TokenizerVersion

from mistyped import Problem, check
from mistyped._generated.rules import RULES
from tests.unit.support import PATH, body
from tests.unit.talk import conversation, good_conversation, tools

MANY = 4_000
MODELS = {
    "v3": "open-mistral-nemo",
    "v7": "mistral-large-2411",
    "v11": "mistral-medium-latest",
    "v13": "mistral-medium-latest",
    "v15": "mistral-medium-latest",
}
"""A model that our rules know to have, or may have, a tokenizer of this version."""
OLD = ("v3", "v7")
GROUPS = {rule.id: rule.group for rule in RULES}


class Judged(NamedTuple):
    """One request and what both judges say."""

    version: str
    messages: list[Any]
    ours: tuple[Problem, ...]
    theirs: str

    @property
    def rules(self) -> set[str]:
        """The rules that we find broken."""
        return {problem.rule for problem in self.ours}

    @property
    def opening(self) -> str:
        """The role that stands first."""
        return self.messages[0]["role"] if self.messages else ""


def calls(message: Any) -> Any:
    """Return the calls of a message."""
    return message.get("tool_calls") or []


def verdict(version: str, request: Any) -> str:
    """Return the complaint of Mistral's validator, or nothing."""
    wanted = {key: request[key] for key in ("model", "messages", "tools")}
    validator = get_validator(TokenizerVersion(version), ValidationMode.serving)
    try:
        validator.validate_request(ChatCompletionRequest.model_validate(wanted))
    except MistralCommonException as error:
        return str(error)
    return ""


def judged(version: str, messages: list[Any], listed: Any = None) -> Judged:
    """Ask both."""
    request = body(messages=messages, model=MODELS[version], tools=listed)
    report = check(PATH, request)
    assert all(problem.rule in GROUPS for problem in report.problems), str(report)
    return Judged(version, messages, report.errors, verdict(version, request))


@cache
def conversations() -> list[Judged]:
    """Return what both say of thousands of conversations, for every tokenizer."""
    random = Random(20261120)
    talks = [conversation(random) for _ in range(MANY)]
    return [judged(version, talk) for talk in talks for version in MODELS]


def starts_with_calls(each: Judged) -> bool:
    """Whether the first message calls tools."""
    return bool(each.messages and calls(each.messages[0]))


@cache
def judgements() -> list[Judged]:
    """Return these and what both say of a thousand lists of tools."""
    random = Random(20261121)
    plain = [{"role": "user", "content": "Paris?"}]
    return conversations() + [judged("v13", plain, tools(random)) for _ in range(1_000)]


STRICTER: dict[str, Callable[[Judged], bool]] = {
    # From v7 on it takes them; the server answers 400, and for some models 500.
    "an assistant message with nothing in it": lambda each: (
        each.version != "v3" and each.rules == {"empty-assistant"}
    ),
    # It leaves the first message out when it pairs. The server does not: it was seen
    # to accept a call in the first message together with its result.
    "a call or a result in the first message": lambda each: (
        {problem.loc[:2] for problem in each.ours} == {("messages", 0)}
    ),
}
"""Why we refuse what it accepts."""
LOOSER: dict[str, Callable[[Judged], bool]] = {
    "a call in the first message, with its result": lambda each: (
        starts_with_calls(each)
        and each.theirs.startswith(("Unexpected tool call id", "Not the same number"))
    ),
    # Clients send both, and the server was seen to accept it.
    "content beside calls, before v7": lambda each: (
        each.version == "v3" and each.theirs.endswith("but not both.")
    ),
    # No model is known to have this tokenizer, so an odd id warns.
    "an id that is not nine letters or digits": lambda each: (
        each.version == "v11" and each.theirs.startswith("Tool call id was")
    ),
    # It asks Python's `re`; which dialect the server knows is not known.
    "a pattern that Python cannot read": lambda each: each.theirs.endswith(
        "is not a 'regex'"
    ),
}
"""Why we accept what it refuses."""


def differences(all_: list[Judged]) -> tuple[list[Judged], list[Judged]]:
    """Return what we refuse and it accepts, and what we accept and it refuses."""
    return (
        [each for each in all_ if each.ours and not each.theirs],
        [each for each in all_ if each.theirs and not each.ours],
    )


def test_thousands_of_conversations_are_tried() -> None:
    """Good ones and bad ones in thousands, of every size, for every tokenizer."""
    every = conversations()
    assert len(every) == MANY * len(MODELS)
    assert {len(each.messages) for each in every} == set(range(9))
    assert sum(not each.ours and not each.theirs for each in every) > 2 * MANY
    assert sum(bool(each.ours and each.theirs) for each in every) > 2 * MANY
    found = {rule for each in every for rule in each.rules}
    errors = {rule.id for rule in RULES if rule.severity == "error"}
    assert found >= {rule for rule in errors if GROUPS[rule] in ("order", "calls")} | {
        "function-name"
    }


def test_what_we_refuse_it_refuses() -> None:
    """But for what the table says."""
    stricter, _ = differences(judgements())
    for each in stricter:
        assert any(reason(each) for reason in STRICTER.values()), each


def test_what_it_refuses_we_refuse() -> None:
    """But for what the table says."""
    _, looser = differences(judgements())
    for each in looser:
        assert any(reason(each) for reason in LOOSER.values()), each


def test_every_reason_is_needed() -> None:
    """A difference that is gone leaves the table."""
    for found, reasons in zip(
        differences(judgements()), (STRICTER, LOOSER), strict=True
    ):
        for name, reason in reasons.items():
            assert any(map(reason, found)), f"{name!r} does not occur: remove it"


@pytest.mark.parametrize("version", MODELS)
def test_good_conversations_have_no_problem(version: str) -> None:
    """Neither for us nor for it, and we do not even warn."""
    random = Random(7)
    for _ in range(500):
        messages = good_conversation(random)
        request = body(messages=messages, model=MODELS[version])
        assert check(PATH, request).problems == ()
        theirs = verdict(version, {**request, "tools": None})
        assert not theirs or version == "v3", theirs
