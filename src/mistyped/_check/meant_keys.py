"""Says what was meant by a key that nobody knows."""

from __future__ import annotations

from difflib import get_close_matches
from functools import lru_cache

from mistyped._check.schemas import Schema, Schemas, resolve

_ALIKE = 0.75


def meant_key(key: str, schema: Schema, schemas: Schemas) -> str:
    """Say what to do about a key that nobody knows."""
    home = _home_of(key, schema, schemas)
    if home:
        return f"put it into {home}"
    known = tuple(map(str, schema["fields"]))
    close = _closest(key, known)
    if close:
        return f"did you mean {close}? Otherwise remove it"
    return (
        f"remove it; known here: {', '.join(known)}" if len(known) < 6 else "remove it"
    )


def _home_of(key: str, schema: Schema, schemas: Schemas) -> str:
    """Return the member whose object has such a key, as `function` has a `name`."""
    homes = schemas.homes.get(schema["ref"])
    if homes is None:
        homes = schemas.homes[schema["ref"]] = {}
        for name, field in schema["fields"].items():
            for inner in resolve(field["schema"], schemas).get("fields", ()):
                homes.setdefault(inner, str(name))
    return homes.get(key, "")


@lru_cache(maxsize=1024)
def _closest(key: str, known: tuple[str, ...]) -> str:
    """Return the name that a key is written like, or empty.

    Names of another length and with other letters are left out, as difflib would leave
    them out, but slowly.
    """
    size, letters = len(key), set(key)
    shortest = size * _ALIKE / (2 - _ALIKE)
    longest = size * (2 - _ALIKE) / _ALIKE
    may = [
        name
        for name in known
        if shortest <= len(name) <= longest
        and _may_be_alike(size - len(letters.difference(name)), size + len(name))
        and _may_be_alike(sum(map(name.__contains__, key)), size + len(name))
    ]
    return "".join(get_close_matches(key, may, n=1, cutoff=_ALIKE)) if may else ""


def _may_be_alike(common: int, letters: int) -> bool:
    """Whether two words may be alike that have so many letters in common, of all."""
    return 2 * common >= _ALIKE * letters
