"""Compares two descriptions of one value, and says how ours would become theirs.

Compared are members, required, null, types, values, ranges, defaults, what is
deprecated, and whether an object is open to members that nobody names.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from drift import edits
from drift.edits import Edit, Spot, spot_of
from drift.renames import renames
from drift.schemas import Alternative, Schema, Schemas, step

OURS, THEIRS = "ours", "mistralai"
RANGES, DEFAULT, DEPRECATED, OPEN = "ranges", "default", "deprecated", "open"
ASKED = frozenset({RANGES, DEFAULT, DEPRECATED, OPEN})
"""What is compared of a request besides types; an answer is read, whatever it is."""
_WIDER = (("integer", "number"),)
_SHOWN = {"any": "any value", "map": "a map"}
_NUMBER = "minimum maximum exclusiveMinimum exclusiveMaximum multipleOf"
_BOUNDS: Mapping[str, Sequence[str]] = {
    "string": ("minLength", "maxLength", "pattern"),
    "integer": _NUMBER.split(),
    "number": _NUMBER.split(),
    "array": ("minItems", "maxItems", "uniqueItems"),
    "map": ("minProperties", "maxProperties"),
}


@dataclass(frozen=True, slots=True)
class Difference:
    """One difference.

    Attributes:
        place: Where in our document: `ChatCompletionRequest.stop[]`.
        text: What it is.
        theirs: Where on the other side; several places if they are one in ours.
        edits: What would make our document say what the other side says.
        narrows: Whether these would make us refuse what we let pass.
    """

    place: str
    text: str
    theirs: str
    edits: tuple[Edit, ...] = field(default=(), compare=False)
    narrows: bool = field(default=False, compare=False)

    def __str__(self) -> str:
        return f"{self.place}: {self.text}"


@dataclass(frozen=True, slots=True)
class Place:
    """A place in both, by the names that each side has for it."""

    ours: str
    theirs: str
    spot: Spot = field(default=Spot(), compare=False)

    def inner(self, suffix: str, spot: Spot | None = None) -> Place:
        """Return what is in it: `.key`, `[]` for items, `{}` for a map's values."""
        inside = f"{self.ours}{suffix}", f"{self.theirs}{suffix}"
        return Place(*inside, spot or Spot())


class Comparison:
    """Walks through two descriptions at the same time.

    Attributes:
        fields: The members that were compared, `ChatCompletionRequest.stop`.
        theirs: The same by the other side's names.
        found: What differs.
    """

    def __init__(
        self,
        ours: Schemas,
        theirs: Schemas,
        *,
        side: str = THEIRS,
        compared: Collection[str] = ASKED,
        silent: Collection[str] = (),
    ) -> None:
        """Prepare a comparison.

        Args:
            ours: The schemas of our document.
            theirs: The schemas of the other side.
            side: What the other side is called.
            compared: What is compared besides members and types.
            silent: Of what the other side says nothing by not speaking of it.
        """
        self._ours = ours
        self._theirs = theirs
        self._side = side
        self._compared = compared
        self._silent = silent
        self._met: set[tuple[str, str]] = set()
        self.fields: set[str] = set()
        self.theirs: set[str] = set()
        self.found: dict[str, Difference] = {}

    def compare(self, mine: Schema, other: Schema, place: Place) -> None:
        """Compare two schemas."""
        ours = list(self._ours.alternatives(mine, place.spot.path))
        theirs = list(self._theirs.alternatives(other))
        self._values(ours, theirs, place)

    def note(
        self,
        place: Place,
        text: str,
        edit: Iterable[Edit] = (),
        *,
        narrows: bool = False,
    ) -> None:
        """Keep a difference."""
        each = Difference(place.ours, text, place.theirs, tuple(edit), narrows)
        known = self.found.get(str(each))
        if known is not None and place.theirs not in known.theirs.split(", "):
            each = replace(known, theirs=f"{known.theirs}, {place.theirs}")
        self.found[str(each)] = each

    def _values(
        self, ours: Sequence[Alternative], theirs: Sequence[Alternative], place: Place
    ) -> None:
        mine, other = _kinds(ours), _kinds(theirs)
        differing = mine.keys() ^ other.keys()
        # What may be anything may be all that the other side has.
        self._types({"any"} & differing or differing, mine, other, place)
        for kind in sorted(mine.keys() & other.keys()):
            self._alike(kind, mine[kind], other[kind], place)

    def _types(
        self,
        differing: Collection[str],
        mine: _Kinds,
        other: _Kinds,
        place: Place,
    ) -> None:
        """Note what only one side may be, as one difference."""
        ours = [kind for kind in sorted(differing) if kind in mine]
        theirs = [kind for kind in sorted(differing) if kind in other]
        text = self._sides(_shown(ours, mine), _shown(theirs, other))
        if not text:
            return
        kept = [a for kind, found in mine.items() if kind not in ours for a in found]
        added = [each.branch for kind in theirs for each in other[kind]]
        if "any" in theirs:
            kept, added = [], []
        elif "any" in ours:
            kept, added = (
                [],
                [each.branch for found in other.values() for each in found],
            )
        steps = [
            *(e for each in added for e in self._imported(each)),
            *place.spot.retype([*(each.branch for each in kept), *added]),
        ]
        self.note(place, text, steps, narrows=bool(ours))

    def _sides(self, ours: str, theirs: str) -> str:
        """Return how a difference reads that has an end on one side or on both."""
        if ours and theirs:
            return f"{ours} in {OURS}, {theirs} in {self._side}"
        if ours or theirs:
            return f"{ours or theirs} only in {OURS if ours else self._side}"
        return ""

    def _alike(
        self,
        kind: str,
        ours: Sequence[Alternative],
        theirs: Sequence[Alternative],
        place: Place,
    ) -> None:
        """Compare what is of one kind on both sides."""
        self._ranges(kind, ours, theirs, place)
        match kind:
            case "object":
                self._union(ours, theirs, place)
            case "enum":
                self._enums(ours, theirs, place)
            case "array":
                self._inside("items", ours, theirs, place, "[]")
            case "map":
                self._inside("additionalProperties", ours, theirs, place, "{}")
            case _:
                pass

    def _inside(
        self,
        key: str,
        ours: Sequence[Alternative],
        theirs: Sequence[Alternative],
        place: Place,
        suffix: str,
    ) -> None:
        """Compare the items of arrays, or the values of maps."""
        first = ours[0]
        inner = first.schema.get(key)
        spot = Spot()
        if len(ours) == 1 and first.path and isinstance(inner, Mapping):
            spot = Spot(f"{first.path}{step(key)}", inner)
        at = place.inner(suffix, spot)
        mine = _inner(self._ours, ours, key)
        self._values(mine, _inner(self._theirs, theirs, key), at)

    def _ranges(
        self,
        kind: str,
        ours: Sequence[Alternative],
        theirs: Sequence[Alternative],
        place: Place,
    ) -> None:
        """Compare bounds, where both sides have one thing of the kind."""
        if RANGES not in self._compared or len(ours) != 1 or len(theirs) != 1:
            return
        for key in _BOUNDS.get(kind, ()):
            self._keyword(
                key, ours[0].schema, theirs[0].schema, place, spot_of(ours[0])
            )

    def _keyword(
        self, key: str, mine: Schema, other: Schema, place: Place, spot: Spot
    ) -> None:
        """Compare the values of one keyword."""
        old, new = mine.get(key), other.get(key)
        is_silent = (
            new is None and (RANGES if key not in ASKED else key) in self._silent
        )
        if old == new or is_silent:
            return
        ours, theirs = (
            "" if v is None else f"{key} {json.dumps(v, ensure_ascii=False)}"
            for v in (old, new)
        )
        steps = spot.drop(key) if new is None else spot.set(key, new)
        is_bound = key not in (DEFAULT, DEPRECATED)
        self.note(
            place,
            self._sides(ours, theirs),
            steps,
            narrows=is_bound and new is not None,
        )

    def _enums(
        self, ours: Sequence[Alternative], theirs: Sequence[Alternative], place: Place
    ) -> None:
        mine, other = _values(ours), _values(theirs)
        text = self._sides(
            _listed("values", mine - other), _listed("values", other - mine)
        )
        if text:
            spot = spot_of(ours[0]) if len(ours) == 1 and ours[0].path else Spot()
            known = [each for one in (*ours, *theirs) for each in one.schema["enum"]]
            added = [v for v in dict.fromkeys(known) if str(v) in other - mine]
            removed = [v for v in dict.fromkeys(known) if str(v) in mine - other]
            steps = edits.values(spot, added, removed) if spot.path else ()
            at = replace(place, ours=ours[0].name) if ours[0].name else place
            self.note(at, text, steps, narrows=bool(removed))

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
            self._tags(key, mine, other, place)
        for tag in mine:
            if tag in other:
                for each in mine[tag]:
                    self._objects(each, _nearest(each, other[tag]), place, key)
        if not key:
            self._left_over(ours, theirs, place)

    def _tags(self, key: str, mine: _Kinds, other: _Kinds, place: Place) -> None:
        """Note the objects of a union that only one side has."""
        gone = [tag for tag in mine if tag not in other]
        new = [tag for tag in other if tag not in mine]
        what = f"{key}s"
        text = self._sides(_listed(what, gone), _listed(what, new))
        if not text:
            return
        steps: list[Edit] = []
        for tag in new:
            each = other[tag][0]
            shared = [t for t in mine if each in other.get(t, ())]
            if shared:
                member = mine[shared[0]][0]
                at = Spot(
                    f"{member.path}.properties{step(key)}", member.properties[key]
                )
                steps += edits.values(at, [tag], ())
            else:
                steps += self._imported(each.branch)
                steps += [Edit(place.spot.path, {"anyOf": [each.branch]})]
        self.note(place, text, steps if place.spot.path else (), narrows=bool(gone))

    def _left_over(
        self, ours: Sequence[Alternative], theirs: Sequence[Alternative], place: Place
    ) -> None:
        """Note the objects of a union without tags that nothing was paired with."""
        paired = {_nearest(each, theirs).name for each in ours}
        for each in theirs:
            if each.name not in paired:
                self.note(place, f"object {each.name} only in {self._side}")

    def _objects(
        self, mine: Alternative, other: Alternative, place: Place, tag: str = ""
    ) -> None:
        """Compare two objects; the values of a union's tag are compared already."""
        here = Place(mine.name or place.ours, other.name or place.theirs, spot_of(mine))
        if (here.ours, here.theirs) in self._met:
            return
        self._met.add((here.ours, here.theirs))
        self._openness(mine, other, here)
        gone = [key for key in mine.properties if key not in other.properties]
        new = [key for key in other.properties if key not in mine.properties]
        renamed = renames(gone, new, lambda a, b: self._same(mine, a, other, b))
        for key in {**mine.properties, **other.properties}:
            if key in renamed.values():
                continue
            spot = Spot()
            if mine.path:
                path = f"{mine.path}.properties{step(renamed.get(key, key))}"
                spot = Spot(path, mine.properties.get(key))
            at = here.inner(f".{key}", spot)
            self.fields.add(at.ours)
            self.theirs.add(at.theirs)
            if key in renamed:
                self._renamed(key, renamed[key], mine, at)
            elif key in gone or key in new:
                self._alone(key, mine, other, at)
                continue
            names = key, renamed.get(key, key)
            self._member(names, mine, other, at, is_tag=key == tag)

    def _member(
        self,
        names: tuple[str, str],
        mine: Alternative,
        other: Alternative,
        at: Place,
        *,
        is_tag: bool,
    ) -> None:
        """Compare a member of two objects, by the name that each side has for it."""
        key, name = names
        required = mine.requires(key), other.requires(name)
        # A union needs its tag, and the official SDK always sends it.
        if required == (False, True):
            step_ = [Edit(mine.path, {"required": [name]})] if mine.path else ()
            self.note(at, f"required only in {self._side}", step_, narrows=True)
        if is_tag:
            return
        if required == (True, False):
            path = f"{mine.path}.required[?@ == {name!r}]"
            self.note(at, f"required only in {OURS}", [Edit(path)] if mine.path else ())
        ours, theirs = mine.properties[key], other.properties[name]
        for keyword in (DEFAULT, DEPRECATED):
            if keyword in self._compared:
                self._keyword(keyword, _said(ours), _said(theirs), at, at.spot)
        self.compare(ours, theirs, at)

    def _alone(
        self, key: str, mine: Alternative, other: Alternative, at: Place
    ) -> None:
        """Note a member that only one side has."""
        if key in mine.properties:
            steps = [Edit(at.spot.path)] if at.spot.path else ()
            self.note(at, f"only in {OURS}", steps, narrows=True)
            return
        schema = other.properties[key]
        steps = [*self._imported(schema)]
        if mine.path:
            steps.append(Edit(f"{mine.path}.properties", {key: edits.member(schema)}))
            if other.requires(key):
                steps.append(Edit(mine.path, {"required": [key]}))
        self.note(at, f"only in {self._side}", steps)

    def _renamed(self, old: str, new: str, mine: Alternative, at: Place) -> None:
        """Note a member that the other side has under another name."""
        steps: list[Edit] = []
        if mine.path:
            steps = [
                Edit(f"{mine.path}.properties{step(old)}"),
                Edit(f"{mine.path}.properties", {new: mine.properties[old]}),
            ]
            if mine.requires(old):
                steps.append(Edit(f"{mine.path}.required[?@ == {old!r}]"))
                steps.append(Edit(mine.path, {"required": [new]}))
        self.note(at, f"renamed {new} in {self._side}", steps, narrows=True)

    def _same(self, mine: Alternative, old: str, other: Alternative, new: str) -> bool:
        """Whether two members may be of the same kinds, null aside."""
        ours = self._ours.alternatives(mine.properties[old])
        theirs = self._theirs.alternatives(other.properties[new])
        kinds = [_kinds(each).keys() - {"null"} for each in (ours, theirs)]
        return kinds[0] == kinds[1]

    def _openness(self, mine: Alternative, other: Alternative, here: Place) -> None:
        """Compare whether objects are closed to members that nobody names."""
        if OPEN not in self._compared:
            return
        ours, theirs = _openness(mine.schema), _openness(other.schema)
        if ours != theirs and not (OPEN in self._silent and not theirs):
            steps = here.spot.set("additionalProperties", theirs != "closed")
            is_closed = theirs == "closed"
            self.note(here, self._sides(ours, theirs), steps, narrows=is_closed)

    def _imported(self, schema: Schema) -> Iterator[Edit]:
        return edits.imported(schema, self._ours, self._theirs)


_Kinds = Mapping[str, list[Alternative]]


def _said(schema: Schema) -> Schema:
    """Return what a member's default and deprecation say, without what is no news."""
    is_constant = "const" in schema or len(schema.get("enum", ())) == 1
    default = None if is_constant else schema.get(DEFAULT)
    return {DEFAULT: default, DEPRECATED: schema.get(DEPRECATED) or None}


def _openness(schema: Schema) -> str:
    if "additionalProperties" not in schema:
        return ""
    return "closed" if schema["additionalProperties"] is False else "open"


def _kinds(found: Iterable[Alternative]) -> dict[str, list[Alternative]]:
    """Group what a value may be by kind, without what another kind includes."""
    kinds: dict[str, list[Alternative]] = defaultdict(list)
    for each in found:
        kinds[each.kind].append(each)
    for narrow, wide in _WIDER:
        if wide in kinds:
            kinds.pop(narrow, None)
    return kinds


def _shown(kinds: Iterable[str], found: _Kinds) -> str:
    return " and ".join(_described(kind, found[kind]) for kind in kinds)


def _described(kind: str, found: Sequence[Alternative]) -> str:
    if kind == "enum":
        return _listed("values", _values(found))
    if kind == "object":
        return f"object {', '.join(sorted(each.name for each in found))}"
    return _SHOWN.get(kind, kind)


def _listed(what: str, values: Collection[str]) -> str:
    return f"{what} {', '.join(sorted(values))}" if values else ""


def _values(found: Iterable[Alternative]) -> set[str]:
    return {str(value) for each in found for value in each.schema["enum"]}


def _inner(
    schemas: Schemas, found: Iterable[Alternative], key: str
) -> list[Alternative]:
    """Return what items of arrays or values of maps may be."""
    inner: list[Alternative] = []
    for each in found:
        schema: Any = each.schema.get(key, True)
        path = f"{each.path}{step(key)}" if each.path else ""
        inner += schemas.alternatives({} if schema is True else schema, path)
    return inner


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
