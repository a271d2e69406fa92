"""Where in a Responses request stands what is said of its request for a completion."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from mistyped.changes import Change
from mistyped.problems import Location, Problem

INSTRUCTIONS: Final = -1
"""The origin of the message that the instructions are."""
WHOLE_INPUT: Final = -2
"""The origin of a message that is the whole input, or of which nothing stands in it."""
_NAMES: Final[dict[object, Location]] = {
    "max_tokens": ("max_output_tokens",),
    "messages": ("input",),
    "reasoning_effort": ("reasoning", "effort"),
    "response_format": ("text", "format"),
}
# What chat calls otherwise, or has alone.
_WORDS: Final = (
    (
        "add a tool message with this tool_call_id",
        "add a function_call_output with this call_id",
    ),
    (
        "end with a user or tool message, or set prefix: true",
        "end with a message of the user or a function_call_output",
    ),
)


class Places:
    """Knows of each message of a chat's request what item it was made of.

    Args:
        origins: The number of the item of each message, or what stands for one.
    """

    def __init__(self, origins: Sequence[int]) -> None:
        self._origins = [*origins]

    def change(self, change: Change) -> Change:
        """Return a change where it was made; they are given in their order."""
        there = replace(change, loc=self._of(change.loc))
        if change.loc[:1] == ("messages",) and len(change.loc) == 2:
            at = change.loc[1]
            assert isinstance(at, int)
            if change.before is None:
                self._origins.insert(at, WHOLE_INPUT)
            elif change.after is None:
                del self._origins[at]
        return there

    def problem(self, problem: Problem) -> Problem:
        """Return a problem of what is sent where it stands, in the words used there."""
        hint = problem.hint
        for chats, ours in _WORDS:
            hint = hint.replace(chats, ours)
        return replace(problem, loc=self._of(problem.loc), hint=hint)

    def _of(self, loc: Location) -> Location:
        at = loc[1] if loc[:1] == ("messages",) and len(loc) > 1 else None
        if not isinstance(at, int):
            return _NAMES.get(loc[0], loc) if loc else loc
        origin = self._origins[at] if at < len(self._origins) else WHOLE_INPUT
        if origin == INSTRUCTIONS:
            return ("instructions",)
        return ("input",) if origin == WHOLE_INPUT else ("input", origin)
