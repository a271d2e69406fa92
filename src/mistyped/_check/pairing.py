"""Tool calls and their results: which belong together, and which do not."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from mistyped._values.tool_calls import NO_ID
from mistyped.problems import Location


class Turn(NamedTuple):
    """An assistant message with tool calls: its position, and their ids in order."""

    at: int
    ids: list[str]

    def place(self, index: int) -> Location:
        """Where the id of a call stands."""
        return ("messages", self.at, "tool_calls", index, "id")


class Result(NamedTuple):
    """A tool message: its position, and the id of the call that it answers."""

    at: int
    id: str

    @property
    def place(self) -> Location:
        """Where the id stands."""
        return ("messages", self.at, "tool_call_id")


class Pairing(NamedTuple):
    """Places and ids of calls and results that do not belong together."""

    unanswered: list[tuple[Location, str]]
    unasked: list[Result]
    repeated_results: list[Result]
    repeated_calls: list[tuple[Location, str]]


def pair(
    roles: Sequence[str],
    turns: Sequence[Turn],
    results: Sequence[Result],
    *,
    unfinished: bool,
) -> Pairing:
    """Match calls and results within the turn of each assistant message.

    Calls and results without an id count for themselves and are matched to none.

    Args:
        roles: The role of each message.
        turns: The assistant messages that call tools.
        results: The tool messages.
        unfinished: Whether more follows, so that the last calls may lack results.
    """
    open_turn = _OpenTurn(Pairing([], [], [], []))
    if _is_paired(turns, results):
        return open_turn.found
    turn_at = {turn.at: turn for turn in turns}
    result_at = {result.at: result for result in results}
    for at, role in enumerate(roles):
        if role == "assistant":
            open_turn.start(turn_at.get(at))
        elif role == "tool":
            open_turn.answer(result_at[at])
    if not unfinished:
        open_turn.start(None)
    return open_turn.found


def _is_paired(turns: Sequence[Turn], results: Sequence[Result]) -> bool:
    """Whether results follow calls at once and in order, as in most programs."""
    wanted = [(at + n, each) for at, ids in turns for n, each in enumerate(ids, 1)]
    ids = [each for _, each in wanted]
    return (
        wanted == results
        and not any(each in ids for each in NO_ID)
        and all(len(own) == 1 or len(own) == len({*own}) for _, own in turns)
    )


class _OpenTurn:
    """The calls of one assistant message while their results come in."""

    def __init__(self, found: Pairing) -> None:
        self.found = found
        self.waiting: dict[str, Location] = {}
        self.answered: set[str] = set()

    def start(self, turn: Turn | None) -> None:
        """End the turn before, and wait for the results of this one's calls."""
        self.found.unanswered.extend((loc, id_) for id_, loc in self.waiting.items())
        self.waiting, self.answered = {}, set()
        if turn is None:
            return
        for index, each in enumerate(turn.ids):
            if each in self.waiting:
                self.found.repeated_calls.append((turn.place(index), each))
            elif each not in NO_ID:
                self.waiting[each] = turn.place(index)

    def answer(self, result: Result) -> None:
        """Match a result to the call that waits for it."""
        if result.id in self.answered:
            self.found.repeated_results.append(result)
        elif self.waiting.pop(result.id, None):
            self.answered.add(result.id)
        elif result.id not in NO_ID:
            self.found.unasked.append(result)
