"""How long a call may take as a whole."""

from __future__ import annotations

from dataclasses import dataclass, fields
from math import isfinite


@dataclass(frozen=True, slots=True, kw_only=True)
class Deadline:
    """Seconds after which a call is given up, whatever arrives until then.

    A number in its place stands for all three. What is None has no bound.

    Attributes:
        call: For a whole answer: all attempts, the pauses between them, every byte.
        first_event: For a stream, from the call to its first event.
        between_events: For a stream, from one event to the next, while it is waited
            for; a stream may go on as long as it likes.

    Raises:
        ValueError: If one of them is no number of seconds above zero.
    """

    call: float | None = None
    first_event: float | None = None
    between_events: float | None = None

    def __post_init__(self) -> None:
        for each in fields(self):
            value: object = getattr(self, each.name)
            if value is not None and not _is_seconds(value):
                raise ValueError(f"deadline: {each.name} is seconds above 0, or None")


def as_deadline(given: object) -> Deadline | None:
    """Return what is given as a `Deadline`; None if it bounds nothing.

    Raises:
        ValueError: If it is no number of seconds above zero.
    """
    if given is None or isinstance(given, Deadline):
        return given
    if isinstance(given, int | float) and _is_seconds(given):
        return Deadline(call=given, first_event=given, between_events=given)
    raise ValueError(f"deadline is {given!r}; give seconds above 0, or a Deadline")


def _is_seconds(value: object) -> bool:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    return isfinite(value) and value > 0
