"""A seeded sample: the same seed gives the same mutants of the same tree."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from random import Random

from mutation.mutant import Mutant, Sites
from mutation.rooms import SITES, Room

_TRIES = 50
"""So many places in a row that are known, or have no change to offer, are the end."""


def sample(root: Path, room: Room, count: int, seed: int) -> list[Mutant]:
    """Return mutants of a room, each of another change.

    A file is drawn by its length, then a kind of change, then a place: else the kinds
    with many places, such as arguments, would be nearly all there is.
    """
    random = Random(f"{seed} {room.name}")
    files = room.files(root)
    texts = {path: (root / path).read_text("utf-8") for path in files}

    @cache
    def sites_of(path: Path) -> Sites:
        return SITES[path.suffix](texts[path])

    drawn: dict[tuple[Path, str], Mutant] = {}
    tries = 0
    while len(drawn) < count and tries < _TRIES and files:
        tries += 1
        (path,) = random.choices(files, weights=[len(texts[each]) for each in files])
        sites = sites_of(path)
        if not sites:
            continue
        changed = random.choice(sites[random.choice(list(sites))])(random)
        if changed not in (None, texts[path]) and (path, changed) not in drawn:
            drawn[path, changed] = Mutant(room.name, path, texts[path], changed)
            tries = 0
    return list(drawn.values())
