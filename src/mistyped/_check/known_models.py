"""What is known of a model by its name, or by what the caller's client was told."""

from __future__ import annotations

from collections.abc import Mapping
from fnmatch import fnmatchcase
from functools import lru_cache

from mistyped._generated.known_models import ALIASES, FAMILIES, FOREIGN, MODELS
from mistyped._values.rows import ForeignModel, KnownModel

UNKNOWN = KnownModel("")


@lru_cache(maxsize=1024)
def known_model(name: str) -> KnownModel:
    """Return what the table says of a name; `UNKNOWN` if it says nothing."""
    exact = MODELS.get(ALIASES.get(name, name))
    if exact is not None:
        return exact
    begins = (each for each in FAMILIES if name.startswith(each.name[:-1]))
    return next(begins, UNKNOWN)


def is_pinned(name: str) -> bool:
    """Whether a name stands for one model for ever; only on these an error may rest."""
    return name in MODELS and not name.endswith("-latest")


@lru_cache(maxsize=1024)
def foreign_model(name: str) -> ForeignModel | None:
    """Return whose model it is, if another vendor's."""
    if known_model(name) is not UNKNOWN:
        return None
    return next((each for each in FOREIGN if fnmatchcase(name, each.pattern)), None)


@lru_cache(maxsize=1024)
def meant_model(name: str) -> str:
    """Return the known name that one is written like, or empty.

    They differ in one letter at most, or in case and separators. A name with other
    digits is another model, which may be newer than the table.
    """
    if name in MODELS or name in ALIASES:
        return ""
    plain = _plain(name)
    alike = (
        known
        for known in (*ALIASES, *MODELS)
        if _is_one_off(plain, known) and _digits(plain) == _digits(known)
    )
    return next(alike, "")


@lru_cache(maxsize=1024)
def is_nothing_known(name: str) -> bool:
    """Whether nothing at all is known of a name, so that no rule has a say on it."""
    known = known_model(name) is not UNKNOWN
    return not (known or foreign_model(name) or meant_model(name))


def _is_one_off(text: str, other: str) -> bool:
    """Whether two texts differ in one letter: another, one more, or two swapped."""
    pairs = enumerate(zip(text, other, strict=False))
    at = next((n for n, (one, two) in pairs if one != two), min(len(text), len(other)))
    mine, theirs = text[at:], other[at:]
    swapped = mine[:2] == theirs[1::-1] and mine[2:] == theirs[2:]
    return swapped or mine[1:] in (theirs, theirs[1:]) or mine == theirs[1:]


def _plain(name: str) -> str:
    return "-".join(name.lower().replace("_", " ").split())


def _digits(name: str) -> str:
    return "".join(filter(str.isdigit, name))


def learnt_model(
    names: tuple[str, ...], capabilities: Mapping[str, bool], context: int = 0
) -> dict[str, KnownModel]:
    """Return what a model's card teaches, for each of its names.

    Args:
        names: The card's id and aliases.
        capabilities: What the card says that the model can and cannot.
        context: How many tokens fit, by the card; 0 if it does not say.
    """
    table = known_model(names[0])
    can = {each for each, able in capabilities.items() if able}
    cannot = capabilities.keys() - can
    efforts = table.efforts
    if "reasoning" in cannot:
        efforts = ()
    elif "reasoning" in can:
        efforts = efforts or None
    told = table._replace(
        name=names[0],
        can=tuple(sorted(can.union(table.can) - cannot)),
        cannot=tuple(sorted(cannot.union(table.cannot) - can)),
        efforts=efforts,
        context=context or table.context,
        retired=False,
    )
    return dict.fromkeys(names, told)
