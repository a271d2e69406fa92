"""Which branch of a union was meant, told from a server's list of errors.

Pydantic tries every branch and lists the errors of all, with the branch's name in the
location. One is meant if what was sent has its shape, and least is wrong with it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import TypeAlias

from mistyped._values.guards import is_list, is_mapping
from mistyped.problems import ErrorDetail, Location

_ABSENT = object()
_OF_A_VALUE = ("_type", "enum", "literal_error", "none_required")
"""How the kinds of errors end that are about a value, which is then no missing one."""
_Branch: TypeAlias = tuple[Location, str | int]
"""Where a union is, and the name of one of its branches."""


def real_path(error: ErrorDetail, sent: object) -> Location:
    """Leave the names of branches out of a path: what was sent has no such members."""
    names = {len(place) for place, _ in _branches(error, sent)}
    return tuple(item for at, item in enumerate(error.loc) if at not in names)


def _branches(error: ErrorDetail, sent: object) -> Iterator[_Branch]:
    """Yield the branches that an error's path names."""
    value, path = sent, error.loc
    for at, item in enumerate(path):
        inner = _member(value, item)
        is_value = at < len(path) - 1 or error.type.endswith(_OF_A_VALUE)
        if inner is not _ABSENT:
            value = inner
        elif is_value or not is_mapping(value):
            yield path[:at], item


def without_noise(errors: Sequence[ErrorDetail], sent: object) -> list[int]:
    """Return the indices of the errors in branches that were meant.

    If no branch is better than the others, all were meant.
    """
    kept = dict(enumerate(errors))
    named = {at: list(_branches(error, sent)) for at, error in kept.items()}
    places = {place for each in named.values() for place, _ in each}
    # Inner unions first, so that their noise does not count against the outer branch.
    for place in sorted(places, key=len, reverse=True):
        found: dict[str | int, list[int]] = defaultdict(list)
        for at in kept:
            for where, name in named[at]:
                if where == place:
                    found[name].append(at)
        ranks = {
            name: (any(_is_shape(kept[at], place) for at in group), len(group))
            for name, group in found.items()
        }
        for name, group in found.items():
            if ranks[name] > min(ranks.values()):
                for at in group:
                    del kept[at]
    return list(kept)


def _is_shape(error: ErrorDetail, place: Location) -> bool:
    """Whether an error says that the value is no string, list or object at all."""
    at_branch = len(error.loc) == len(place) + 1
    return at_branch and (error.type.endswith("_type") or error.type == "none_required")


def _member(value: object, item: str | int) -> object:
    if is_mapping(value):
        return value.get(item, _ABSENT)
    if is_list(value) and isinstance(item, int) and item < len(value):
        return value[item]
    return _ABSENT
