"""What a program says about the check: its mode, and the rules that do not apply."""

from __future__ import annotations

from collections.abc import Collection
from typing import Literal, TypeAlias, get_args

from mistyped.problems import InvalidRequestWarning

CheckMode: TypeAlias = Literal["error", "warn", "off"]


def check_mode(check: CheckMode) -> CheckMode:
    """Return the mode.

    Raises:
        ValueError: If it is none of the three.
    """
    if check not in get_args(CheckMode):
        raise ValueError(f"check is {check!r}; use 'error', 'warn' or 'off'")
    return check


def waived_rules(waive: Collection[str]) -> frozenset[str]:
    """Return the ids of the rules to waive; warn of those that no rule has.

    An unknown id is no error, since a rule may be gone in a newer version.

    Raises:
        TypeError: If it is a single string, whose letters are no ids.
    """
    if isinstance(waive, str):
        raise TypeError(f"waive is a string; give a set of rule ids: {{{waive!r}}}")
    if waive:
        # It loads the tables of all areas, which a client does not need.
        from mistyped._check.explanations import unknown_rules
        from mistyped._openai.user_warnings import warn_user

        for text in unknown_rules(waive):
            warn_user(f"waive: {text}", InvalidRequestWarning)
    return frozenset(waive)
