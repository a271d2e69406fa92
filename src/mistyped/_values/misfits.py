"""What pydantic says of a value that does not fit a type, in a line."""

from __future__ import annotations

from typing import Final

from pydantic import ValidationError

from mistyped.problems import format_path

_SHOWN: Final = 5


def misfits(error: ValidationError, whole: str) -> str:
    """Say what does not fit, and where; the first few places are enough.

    Args:
        error: What pydantic found.
        whole: What the value itself is called.
    """
    told = [
        f"{format_path(each['loc']) if each['loc'] else whole}: {each['msg']}"
        for each in error.errors(include_url=False)
    ]
    more = len(told) - _SHOWN
    return "; ".join(told[:_SHOWN]) + (f"; and {more:,} more" if more > 0 else "")
