"""Makes a conversation fit: what is oldest goes first, and no pair is broken."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Generic, TypeVar

from mistyped._values.guards import is_list, is_object
from mistyped._values.json_values import to_plain
from mistyped.tokens.counting import (
    TokenCount,
    TokenizerName,
    UncountableError,
    count,
)

MessageT = TypeVar("MessageT")
_CHAT = "/v1/chat/completions"


@dataclass(frozen=True, slots=True)
class Fitted(Generic[MessageT]):
    """A conversation that fits.

    Attributes:
        messages: What is left, the caller's own objects in their order.
        dropped: Positions of the messages that went, in what was given.
        count: How many tokens are left, and how sure that is.
    """

    messages: list[MessageT]
    dropped: tuple[int, ...]
    count: TokenCount


def fit(
    messages: Sequence[MessageT],
    budget: int,
    *,
    model: str,
    keep: Collection[int] = (),
    tools: Sequence[Mapping[str, object]] | None = None,
    tokenizer: TokenizerName | None = None,
) -> Fitted[MessageT]:
    """Drop the oldest of a conversation until it fits into a number of tokens.

    Whole turns go, a question with all that followed it; then, within the last turn,
    calls of tools with their results. Prompts of the system, the last question and what
    came last always stay, so that what is left is a conversation that Mistral takes.

    Args:
        messages: The conversation, as `messages` of a request.
        budget: How many tokens it may have, the tools included; take off what the
            answer needs.
        model: The model whose tokens count.
        keep: Positions of messages that stay, and with each its whole turn or calls.
        tools: The tools of the request, which take tokens too.
        tokenizer: As for `count`.

    Raises:
        UncountableError: If what has to stay is longer than the budget, or cannot be
            counted.
        ImportError: If mistral-common is not installed.
    """
    plain, _ = to_plain(list(messages))
    read = plain if is_list(plain) else []
    kept = {at if at >= 0 else at + len(messages) for at in keep}
    loose = [each for each in _loose(read) if kept.isdisjoint(each)]

    @cache
    def without(groups: int) -> TokenCount:
        gone = {at for group in loose[:groups] for at in group}
        left = [each for at, each in enumerate(read) if at not in gone]
        body = {"model": model, "messages": left, "tools": tools}
        return count(_CHAT, body, tokenizer=tokenizer)

    # The more goes the shorter it is, so half of what is left to try goes at a time.
    groups = bisect_left(
        range(len(loose)), True, key=lambda n: without(n).tokens <= budget
    )
    counted = without(groups)
    if counted.tokens > budget:
        raise UncountableError(
            f"messages: what has to stay has {counted.tokens} tokens, more than the "
            f"budget of {budget}; shorten a message, or keep fewer"
        )
    gone = sorted(at for group in loose[:groups] for at in group)
    left = [each for at, each in enumerate(messages) if at not in gone]
    return Fitted(left, tuple(gone), counted)


def _loose(messages: Sequence[object]) -> Iterator[list[int]]:
    """Yield what may go, the oldest first, as positions that go together."""
    roles = [each.get("role") if is_object(each) else None for each in messages]
    turns: list[list[int]] = []
    for at, role in enumerate(roles):
        if role in ("system", "developer"):
            continue
        starts = role == "user" and (at == 0 or roles[at - 1] != "user")
        if starts or not turns:
            turns.append([])
        turns[-1].append(at)
    yield from turns[:-1]
    if turns:
        yield from _steps(turns[-1], roles)[:-1]


def _steps(turn: Sequence[int], roles: Sequence[object]) -> list[list[int]]:
    """Return the steps of a turn: each answer of the model, with results of its calls.

    The question itself is no step.
    """
    steps: list[list[int]] = []
    for at in turn:
        if roles[at] == "assistant":
            steps.append([at])
        elif roles[at] == "tool" and steps:
            steps[-1].append(at)
    return steps
