"""What an answer tells of its request; the notes are loaded when they are asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mistyped.changes import Notes


class HasNotes:
    """An answer that tells what was done about its request."""

    @property
    def mistyped(self) -> Notes:
        """What the client did about the request beside sending it."""
        from mistyped.changes import Notes

        notes: object = vars(self).get("_mistyped")
        return notes if isinstance(notes, Notes) else Notes()
