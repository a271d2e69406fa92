"""What an answer tells of its request; the notes are loaded when they are asked for."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from mistyped.changes import Change, Notes

AnswerT = TypeVar("AnswerT")


class HasNotes:
    """An answer that tells what was done about its request."""

    @property
    def mistyped(self) -> Notes:
        """What the client did about the request beside sending it."""
        from mistyped.changes import Notes

        notes: object = vars(self).get("_mistyped")
        return notes if isinstance(notes, Notes) else Notes()


def noted(answer: AnswerT, changes: tuple[Change, ...]) -> AnswerT:
    """Note changes on an answer, as no member of it that would be sent back."""
    if changes and answer is not None:
        from mistyped.changes import Notes

        name = "_mistyped" if isinstance(answer, HasNotes) else "mistyped"
        with suppress(AttributeError):  # a text or a mapping bears no note
            object.__setattr__(answer, name, Notes(changes))
    return answer


def carried(answer: AnswerT, stream: HasNotes) -> AnswerT:
    """Note on an answer what its stream tells."""
    if notes := vars(stream).get("_mistyped"):
        object.__setattr__(answer, "_mistyped", notes)
    return answer
