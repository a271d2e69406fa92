"""Compares two books field by field: names, types, null, required, values, ranges.

Every difference comes with a patch, which makes the official SDK's schemas say what
ours say at this one place.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from schemas import BOUNDS, Alternative, Book, Schema, map_values

_SHOWN = {"map": "a map with any keys", "enum": "one of a few values"}


@dataclass(frozen=True, slots=True)
class Patch:
    """What to change in a schema of the SDK.

    Attributes:
        owner: The name of the SDK's object.
        key: The member; empty for the object itself.
        schema: The member's schema, or None to remove it.
        part: Whether to change the member, only `required`, or `other keys`.
        required: Whether ours requires the member.
    """

    owner: str
    key: str
    schema: Schema | None
    part: str = "member"
    required: bool = False


@dataclass(frozen=True, slots=True)
class Difference:
    """One difference: what it is, in words that name one place, and its patch."""

    text: str
    patch: Patch


class Comparison:
    """Walks through two books at the same time."""

    def __init__(self, ours: Book, theirs: Book) -> None:
        """Prepare to compare our book with the SDK's."""
        self.ours = ours
        self.theirs = theirs
        self.done: set[tuple[str, str]] = set()

    def differences(self) -> list[Difference]:
        """Return all differences, the innermost of a union before the union's own."""
        found = self.objects(self.ours.root, self.theirs.root, None)
        unique = {each.text: each for each in found}
        return sorted(unique.values(), key=lambda each: " tags " in each.text)

    def objects(
        self, name: str, other: str, whole: Patch | None
    ) -> Iterator[Difference]:
        """Compare two objects; `whole` is the patch if the SDK's stands for several."""
        if (name, other) in self.done:
            return
        self.done.add((name, other))
        ours, theirs = self.ours.objects[name], self.theirs.objects[other]
        closed = [s.get("additionalProperties") is False for s in (ours, theirs)]
        if closed[0] != closed[1]:
            open_side = "the SDK" if closed[0] else "ours"
            patch = whole or Patch(other, "", ours, "other keys")
            yield Difference(f"{name}: other keys pass only in {open_side}", patch)
        for key in {**ours["properties"], **theirs["properties"]}:
            mine, other_one = ours["properties"].get(key), theirs["properties"].get(key)
            needed = key in ours.get("required", ())
            patch = Patch(other, key, mine, required=needed)
            yield from self.member(f"{name}.{key}", mine, other_one, whole or patch)
            if mine and other_one and needed != (key in theirs.get("required", ())):
                side = "ours" if needed else "the SDK"
                text = f"{name}.{key}: required only in {side}"
                part = Patch(other, key, mine, "required", required=needed)
                yield Difference(text, whole or part)

    def member(
        self, place: str, mine: Schema | None, other: Schema | None, patch: Patch
    ) -> Iterator[Difference]:
        """Compare two members, list items or map values, of which one may be absent."""
        if mine is None or other is None:
            side = "ours" if other is None else "the SDK"
            yield Difference(f"{place}: only in {side}", patch)
            return
        ours, theirs = self.kinds(self.ours, mine), self.kinds(self.theirs, other)
        for kind in sorted(ours.keys() ^ theirs.keys()):
            side, found = ("ours", ours) if kind in ours else ("the SDK", theirs)
            text = f"{place}: {_describe(kind, found[kind])} only in {side}"
            yield Difference(text, patch)
        for kind in ours:
            if kind in theirs:
                yield from self.alike(place, ours[kind], theirs[kind], patch)

    @staticmethod
    def kinds(book: Book, schema: Schema) -> dict[str, list[Alternative]]:
        """Group what a value may be by kind, without what another kind includes."""
        found: dict[str, list[Alternative]] = {}
        for each in book.alternatives(schema):
            found.setdefault(each.kind, []).append(each)
        for narrow, wide in (("integer", "number"), ("enum", "string")):
            if wide in found:
                found.pop(narrow, None)
        return found

    def alike(
        self,
        place: str,
        ours: Sequence[Alternative],
        theirs: Sequence[Alternative],
        patch: Patch,
    ) -> Iterator[Difference]:
        """Compare what is of one kind on both sides."""
        mine, other = ours[0].schema, theirs[0].schema
        match ours[0].kind:
            case "object":
                yield from self.union(place, ours, theirs, patch)
            case "enum":
                yield from _sets(place, "values", _values(ours), _values(theirs), patch)
            case "array":
                yield from _sets(place, "at least", _least(mine), _least(other), patch)
                items = mine["items"], other["items"]
                yield from self.member(f"{place}[]", *items, patch)
            case "map":
                values = map_values(mine), map_values(other)
                yield from self.member(f"{place}{{}}", *values, patch)
            case "integer" | "number":
                yield from _sets(place, "range", _range(mine), _range(other), patch)
            case _:
                pass

    def union(
        self,
        place: str,
        ours: Sequence[Alternative],
        theirs: Sequence[Alternative],
        patch: Patch,
    ) -> Iterator[Difference]:
        """Pair the objects of two unions by their tags."""
        mine = {each.name: _tags(self.ours, each.name) for each in ours}
        other = {each.name: _tags(self.theirs, each.name) for each in theirs}
        both = [set().union(*tags.values()) for tags in (mine, other)]
        if len(ours) == len(theirs) == 1:
            yield from self.objects(ours[0].name, theirs[0].name, None)
            return
        yield from _sets(place, "tags", both[0], both[1], patch)
        for name, tags in mine.items():
            for other_name, other_tags in other.items():
                if tags & other_tags:
                    several = sum(bool(t & other_tags) for t in mine.values()) > 1
                    inner = patch if several else None
                    yield from self.pair(name, other_name, inner)

    def pair(self, name: str, other: str, whole: Patch | None) -> Iterator[Difference]:
        """Compare two objects of a union; `union` has compared their tags."""
        tags = (f"{name}.type: values ", f"{name}.role: values ")
        for each in self.objects(name, other, whole):
            if not each.text.startswith(tags):
                yield each


def _describe(kind: str, found: Sequence[Alternative]) -> str:
    if kind == "enum":
        return "values " + ", ".join(map(str, found[0].schema["enum"]))
    if kind == "object":
        return "object " + ", ".join(each.name for each in found)
    return _SHOWN.get(kind, kind)


def _sets(
    place: str, what: str, ours: set[str], theirs: set[str], patch: Patch
) -> Iterator[Difference]:
    for side, only in (("ours", ours - theirs), ("the SDK", theirs - ours)):
        if only:
            text = f"{place}: {what} {', '.join(sorted(only))} only in {side}"
            yield Difference(text, patch)


def _values(found: Sequence[Alternative]) -> set[str]:
    return {str(value) for each in found for value in each.schema["enum"]}


def _range(schema: Schema) -> set[str]:
    return {f"{name} {schema[name]}" for name in BOUNDS if name in schema}


def _least(schema: Schema) -> set[str]:
    return {str(schema["minItems"])} if "minItems" in schema else set()


def _tags(book: Book, name: str) -> set[str]:
    for key in ("role", "type"):
        if key in book.objects[name]["properties"] and book.is_tag(name, key):
            member: dict[str, Any] = book.objects[name]["properties"][key]
            return _values(book.alternatives(member))
    return set()
