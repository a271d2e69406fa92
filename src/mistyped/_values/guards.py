"""Type guards: what a value of unknown shape is, for type checkers too."""

from __future__ import annotations

from collections.abc import Mapping
from os import PathLike
from typing import TypeGuard


def is_mapping(value: object) -> TypeGuard[Mapping[object, object]]:
    """Tell whether a value is a mapping, of whatever it may be."""
    return isinstance(value, (dict, Mapping))  # dict first: the other is slow to ask


def is_object(value: object) -> TypeGuard[dict[object, object]]:
    """Tell whether a value is a JSON object."""
    return isinstance(value, dict)


def is_tuple(value: object) -> TypeGuard[tuple[object, ...]]:
    """Tell whether a value is a tuple."""
    return isinstance(value, tuple)


def is_path(value: object) -> TypeGuard[PathLike[str]]:
    """Tell whether a value is a path, and no text of one."""
    return isinstance(value, PathLike)


def is_list(value: object) -> TypeGuard[list[object]]:
    """Tell whether a value is a list."""
    return isinstance(value, list)
