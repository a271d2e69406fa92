"""What is noted of a request while it is answered, for the record and the log."""

from __future__ import annotations

from collections.abc import Generator, Iterable
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field

from mistyped.problems import Problem


@dataclass(slots=True)
class Notes:
    """What became of one request.

    Attributes:
        problems: What the check found, errors and warnings.
        reason: Why the server itself refused it; empty if it did not.
        scripted: Whether a script had its hand in the answer.
    """

    problems: list[Problem] = field(default_factory=list[Problem])
    reason: str = ""
    scripted: bool = False


_NOTES: ContextVar[Notes | None] = ContextVar("mistyped_notes", default=None)


@contextmanager
def taking_notes() -> Generator[Notes, None, None]:
    """Note what happens in a `with` block, and in the threads that it starts."""
    made = Notes()
    token = _NOTES.set(made)
    try:
        yield made
    finally:
        _NOTES.reset(token)


def note_problems(problems: Iterable[Problem]) -> None:
    """Note what the check found."""
    if notes := _NOTES.get():
        notes.problems.extend(problems)


def note_refusal(reason: str) -> None:
    """Note why the server refuses."""
    if notes := _NOTES.get():
        notes.reason = reason


def note_script() -> None:
    """Note that the answer is a script's."""
    if notes := _NOTES.get():
        notes.scripted = True
