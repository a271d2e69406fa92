"""A request while it is adapted: a plain copy, and what was changed in it."""

from __future__ import annotations

from copy import deepcopy
from typing import Final

from mistyped._values.guards import is_list, is_object
from mistyped._values.json_values import child
from mistyped._values.rows import Conversion
from mistyped.changes import Change
from mistyped.problems import Location


class _Nothing:
    """What stands where nothing does; null stands there as None."""


NOTHING: Final = _Nothing()


class Draft:
    """A plain body that conversions write on; each edit is a change.

    Attributes:
        body: The body, which nobody else holds.
        changes: What was changed so far.
    """

    def __init__(self, body: dict[object, object]) -> None:
        self.body = body
        self.changes: list[Change] = []
        self._edited: set[Location] = set()
        self._around: set[Location] = set()
        self._rule = ""
        self._conversion = Conversion("")

    def apply(self, rule: str, conversion: Conversion) -> None:
        """Put the edits that follow down to a conversion for a rule."""
        self._rule, self._conversion = rule, conversion

    def begin(self) -> None:
        """Forget what was edited, since the check has looked at it."""
        self._edited.clear()
        self._around.clear()

    def is_settled(self, loc: Location) -> bool:
        """Whether nothing at, in or around a place was edited since the check."""
        inside = loc in self._around
        return not inside and self._edited.isdisjoint(loc[:n] for n in range(len(loc)))

    def value(self, loc: Location) -> object:
        """Return what stands at a place, `NOTHING` if nothing does."""
        if not loc:
            return self.body
        holder: object = self.body
        for item in loc[:-1]:
            holder = child(holder, item)
        last = loc[-1]
        if is_object(holder):
            return holder.get(last, NOTHING)
        if is_list(holder) and isinstance(last, int) and last < len(holder):
            return holder[last]
        return NOTHING

    def members(self, loc: Location) -> dict[object, object]:
        """Return the object at a place; an empty one if there is none."""
        found = self.value(loc)
        return found if is_object(found) else {}

    def items(self, loc: Location) -> list[object]:
        """Return the list at a place; an empty one if there is none."""
        found = self.value(loc)
        return found if is_list(found) else []

    def put(self, loc: Location, value: object) -> None:
        """Let a value stand at a place."""
        before = self.value(loc)
        self._set(loc, value)
        self._note(loc, before, value)

    def remove(self, loc: Location) -> None:
        """Take away what stands at a place."""
        before = self.value(loc)
        if before is NOTHING:
            return
        self._delete(loc)
        self._note(loc, before, NOTHING)

    def append(self, loc: Location, value: object) -> None:
        """Put a value at the end of a list."""
        items = self.items(loc)
        self._edit(loc)
        items.append(value)
        self._note((*loc, len(items) - 1), NOTHING, value)

    def move(self, loc: Location, to: Location, value: object = NOTHING) -> bool:
        """Let what stands at a place, or a value made of it, stand at another.

        Returns:
            Whether it was done; it is not if something stands there already.
        """
        before = self.value(loc)
        if before is NOTHING or self.value(to) not in (NOTHING, None):
            return False
        self._delete(loc)
        made = before if value is NOTHING else value
        if made is not None:
            self._set(to, made)
        self._note(loc, before, NOTHING)
        return True

    def _edit(self, loc: Location) -> None:
        self._edited.add(loc)
        self._around.update(loc[: n + 1] for n in range(len(loc)))

    def _set(self, loc: Location, value: object) -> None:
        self._edit(loc)
        last = loc[-1]
        if isinstance(last, int):
            self.items(loc[:-1])[last] = value
        else:
            self.members(loc[:-1])[last] = value

    def _delete(self, loc: Location) -> None:
        self._edit(loc)
        last = loc[-1]
        if isinstance(last, int):
            del self.items(loc[:-1])[last]
        else:
            del self.members(loc[:-1])[last]

    def _note(self, loc: Location, before: object, after: object) -> None:
        # As they are now: a later edit may be within them.
        self.changes.append(
            Change(
                self._rule,
                loc,
                None if before is NOTHING else deepcopy(before),
                None if after is NOTHING else deepcopy(after),
                self._conversion.says,
                self._conversion.lossy,
            )
        )
