"""Recognises a name that went and a name that came as one thing renamed."""

from __future__ import annotations

from collections.abc import Callable, Collection
from difflib import SequenceMatcher

LIKENESS = 0.6
"""How alike two names have to be if neither has all words of the other."""


def renames(
    gone: Collection[str],
    new: Collection[str],
    alike: Callable[[str, str], bool],
    least: float = LIKENESS,
) -> dict[str, str]:
    """Pair names that went with names that came, the most alike first.

    Args:
        gone: The names that only the older side has.
        new: The names that only the newer side has.
        alike: Whether what the two names stand for is the same kind of thing.
        least: How alike two names have to be, from 0 to 1.
    """
    pairs = [(_likeness(old, name), old, name) for old in gone for name in new]
    found: dict[str, str] = {}
    for likeness, old, name in sorted(pairs, key=lambda each: (-each[0], *each[1:])):
        is_free = old not in found and name not in found.values()
        if is_free and likeness >= least and alike(old, name):
            found[old] = name
    return found


def _likeness(old: str, new: str) -> float:
    words, more = set(old.split("_")), set(new.split("_"))
    if words < more or more < words:
        return 1.0
    return SequenceMatcher(None, old, new).ratio()
