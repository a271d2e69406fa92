"""Compares two descriptions of one value: members, required, null, types, values."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from drift.schemas import Alternative, Schema, Schemas

OURS, THEIRS = "ours", "mistralai"
_WIDER = (("integer", "number"), ("enum", "string"))
_SHOWN = {"any": "any value", "map": "a map"}


@dataclass(frozen=True, slots=True)
class Difference:
    """One difference.

    Attributes:
        place: Where in our document: `ChatCompletionRequest.stop[]`.
        text: What it is.
        theirs: Where in the official SDK.
    """

    place: str
    text: str
    theirs: str

    def __str__(self) -> str:
        return f"{self.place}: {self.text}"


@dataclass(frozen=True, slots=True)
class Place:
    """A place in both, by the names that each side has for it."""

    ours: str
    theirs: str

    def inner(self, suffix: str) -> Place:
        """Return what is in it: `.key`, `[]` for items, `{}` for a map's values."""
        return Place(f"{self.ours}{suffix}", f"{self.theirs}{suffix}")


class Comparison:
    """Walks through two descriptions at the same time.

    Attributes:
        fields: The members that were compared, `ChatCompletionRequest.stop`.
        found: What differs.
    """

    def __init__(self, ours: Schemas, theirs: Schemas) -> None:
        self._ours = ours
        self._theirs = theirs
        self._met: set[tuple[str, str]] = set()
        self.fields: set[str] = set()
        self.found: dict[str, Difference] = {}

    def compare(self, mine: Schema, other: Schema, place: Place) -> None:
        """Compare two schemas."""
        ours = self._ours.alternatives(mine)
        theirs = self._theirs.alternatives(other)
        self._values(list(ours), list(theirs), place)

    def note(self, place: Place, text: str) -> None:
        """Keep a difference."""
        each = Difference(place.ours, text, place.theirs)
        self.found[str(each)] = each

    def _values(
        self, ours: Sequence[Alternative], theirs: Sequence[Alternative], place: Place
    ) -> None:
        mine, other = _kinds(ours), _kinds(theirs)
        for kind in sorted(mine.keys() ^ other.keys()):
            side, found = (OURS, mine) if kind in mine else (THEIRS, other)
            if "any" not in mine.keys() ^ other.keys() or kind == "any":
                self.note(place, f"{_described(kind, found[kind])} only in {side}")
        for kind in sorted(mine.keys() & other.keys()):
            self._alike(kind, mine[kind], other[kind], place)

    def _alike(
        self,
        kind: str,
        ours: Sequence[Alternative],
        theirs: Sequence[Alternative],
        place: Place,
    ) -> None:
        """Compare what is of one kind on both sides."""
        match kind:
            case "object":
                self._union(ours, theirs, place)
            case "enum":
                self._sets("values", _values(ours), _values(theirs), place)
            case "array":
                items = _inner(self._ours, ours, "items")
                others = _inner(self._theirs, theirs, "items")
                self._values(items, others, place.inner("[]"))
            case "map":
                values = _inner(self._ours, ours, "additionalProperties")
                others = _inner(self._theirs, theirs, "additionalProperties")
                self._values(values, others, place.inner("{}"))
            case _:
                pass

    def _sets(self, what: str, ours: set[str], theirs: set[str], place: Place) -> None:
        for side, only in ((OURS, ours - theirs), (THEIRS, theirs - ours)):
            if only:
                self.note(place, f"{what} {', '.join(sorted(only))} only in {side}")

    def _union(
        self, ours: Sequence[Alternative], theirs: Sequence[Alternative], place: Place
    ) -> None:
        """Pair the objects of two unions, by the tags that tell them apart if any."""
        if len(ours) == len(theirs) == 1:
            self._objects(ours[0], theirs[0], place)
            return
        key = _tag_key(self._ours, self._theirs, ours, theirs)
        mine = _by_tag(self._ours, ours, key)
        other = _by_tag(self._theirs, theirs, key)
        if key:
            self._sets(f"{key}s", set(mine), set(other), place)
        for tag in mine:
            if tag in other:
                for each in mine[tag]:
                    self._objects(each, _nearest(each, other[tag]), place, key)
        if not key:
            self._left_over(ours, theirs, place)

    def _left_over(
        self, ours: Sequence[Alternative], theirs: Sequence[Alternative], place: Place
    ) -> None:
        """Note the objects of a union without tags that nothing was paired with."""
        paired = {_nearest(each, theirs).name for each in ours}
        for each in theirs:
            if each.name not in paired:
                self.note(place, f"object {each.name} only in {THEIRS}")

    def _objects(
        self, mine: Alternative, other: Alternative, place: Place, tag: str = ""
    ) -> None:
        """Compare two objects; the values of a union's tag are compared already."""
        here = Place(mine.name or place.ours, other.name or place.theirs)
        if (here.ours, here.theirs) in self._met:
            return
        self._met.add((here.ours, here.theirs))
        for key in {**mine.properties, **other.properties}:
            at = here.inner(f".{key}")
            self.fields.add(at.ours)
            if key not in mine.properties or key not in other.properties:
                side = OURS if key in mine.properties else THEIRS
                self.note(at, f"only in {side}")
                continue
            required = mine.requires(key), other.requires(key)
            if required == (False, True):
                self.note(at, f"required only in {THEIRS}")
            if key == tag:
                continue  # a union needs it, and the official SDK always sends it
            if required == (True, False):
                self.note(at, f"required only in {OURS}")
            self.compare(mine.properties[key], other.properties[key], at)


def _kinds(found: Iterable[Alternative]) -> dict[str, list[Alternative]]:
    """Group what a value may be by kind, without what another kind includes."""
    kinds: dict[str, list[Alternative]] = defaultdict(list)
    for each in found:
        kinds[each.kind].append(each)
    for narrow, wide in _WIDER:
        if wide in kinds:
            kinds.pop(narrow, None)
    return kinds


def _described(kind: str, found: Sequence[Alternative]) -> str:
    if kind == "enum":
        return f"values {', '.join(sorted(_values(found)))}"
    if kind == "object":
        return f"object {', '.join(sorted(each.name for each in found))}"
    return _SHOWN.get(kind, kind)


def _values(found: Iterable[Alternative]) -> set[str]:
    return {str(value) for each in found for value in each.schema["enum"]}


def _inner(
    schemas: Schemas, found: Iterable[Alternative], key: str
) -> list[Alternative]:
    """Return what items of arrays or values of maps may be."""
    inner = (each.schema.get(key, True) for each in found)
    plain: Iterator[Schema] = ({} if each is True else each for each in inner)
    return [each for schema in plain for each in schemas.alternatives(schema)]


def _tags(schemas: Schemas, each: Alternative, key: str) -> set[str]:
    """Return the values of a member if it has a few listed ones, else nothing."""
    found = list(schemas.alternatives(each.properties.get(key, {})))
    return _values(found) if all(one.kind == "enum" for one in found) else set()


def _tag_key(
    ours: Schemas,
    theirs: Schemas,
    mine: Sequence[Alternative],
    other: Sequence[Alternative],
) -> str:
    """Return the member that tells the objects of a union apart, or an empty text."""
    sides = [*((ours, each) for each in mine), *((theirs, each) for each in other)]
    for key in mine[0].properties:
        if all(_tags(schemas, each, key) for schemas, each in sides):
            return key
    return ""


def _by_tag(
    schemas: Schemas, found: Sequence[Alternative], key: str
) -> dict[str, list[Alternative]]:
    """Group objects by tag; without tags all are in one group."""
    groups: dict[str, list[Alternative]] = defaultdict(list)
    for each in found:
        for tag in sorted(_tags(schemas, each, key)) if key else ("",):
            groups[tag].append(each)
    return groups


def _nearest(mine: Alternative, others: Sequence[Alternative]) -> Alternative:
    """Return the object that has the most members in common with one of ours."""
    return max(others, key=lambda it: len(mine.properties.keys() & it.properties))
