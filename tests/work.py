"""How much work something is, without a clock."""

from __future__ import annotations

import sys
from collections.abc import Callable


def work_of(function: Callable[[], object]) -> int:
    """Return how many calls a function makes: its work, on whatever machine."""
    events: list[None] = []
    sys.setprofile(lambda _frame, _event, _arg, add=events.append: add(None))
    try:
        function()
    finally:
        sys.setprofile(None)
    return len(events)
