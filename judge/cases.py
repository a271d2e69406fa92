"""All bodies to judge, in a fixed order: the right ones, then every kind of mutant.

An object that several calls share is mutated in the first of them only.
"""

from __future__ import annotations

import copy
import json
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from random import Random
from typing import Any

from calls import Call
from mutants import (
    EVERY_MEMBER,
    KINDS,
    LENGTHS,
    UNSENDABLE,
    near_bounds,
    of_member,
    of_object,
)
from schemas import Book, Schema
from values import Writer

VALID = 30
RANDOM = 70
"""How many bodies for each object that is new."""


@dataclass(frozen=True, slots=True)
class Case:
    """A body to judge.

    Attributes:
        call: What it is sent to.
        kind: What was done to it.
        place: Where: `ChatCompletionRequest.stop`, or empty.
        body: The body.
        content: It as JSON, or empty if JSON cannot carry it.
    """

    call: Call
    kind: str
    place: str
    body: Any
    content: bytes


class Cases:
    """Makes the cases of one call; the same seed gives the same ones."""

    def __init__(
        self, call: Call, book: Book, seed: int, known: Collection[str]
    ) -> None:
        """Prepare to mutate the objects of a book that are not known yet."""
        self.call = call
        self.book = book
        self.new = [name for name in book.objects if name not in known]
        self.writer = Writer(book, Random(seed))  # noqa: S311 - the same in every run

    def all(self) -> list[Case]:
        """Return all cases."""
        return [*self._whole(), *self._members(), *self._valid(), *self._random()]

    def not_covered(self, cases: Iterable[Case]) -> list[str]:
        """Return members and kinds of mutants that have not met."""
        met = {(case.place, case.kind) for case in cases}
        wanted = {
            (f"{owner}.{key}", kind)
            for owner, key, _ in self._properties()
            for kind in EVERY_MEMBER
        }
        wanted |= {(name, "unknown key") for name in self.new}
        wanted |= {
            (f"{owner}.{key}", KINDS[each.kind])
            for owner, key, schema in self._properties()
            for each in self.book.alternatives(schema)
            if each.kind in KINDS
        }
        wanted |= {
            (f"{owner}.{key}", "wrong tag")
            for owner, key, _ in self._properties()
            if self.book.is_tag(owner, key)
        }
        return sorted(f"{place}: {kind}" for place, kind in wanted - met)

    def _properties(self) -> Iterator[tuple[str, str, Schema]]:
        return (each for each in self.book.properties() if each[0] in self.new)

    def _case(self, kind: str, place: str, body: Any) -> Case:
        sent = kind not in UNSENDABLE
        content = json.dumps(body, allow_nan=False).encode() if sent else b""
        return Case(self.call, kind, place, body, content)

    def _whole(self) -> Iterator[Case]:
        bodies: tuple[Any, ...] = ({}, [], "", None, 0, True, [{}], [[]], {"": {}})
        for body in (*bodies, {"model": "m"}, {"messages": []}):
            yield self._case("whole body", self.book.root, body)

    def _members(self) -> Iterator[Case]:
        book, writer = self.book, self.writer
        for name in self.new:
            for kind, edit in of_object(book, name):
                target, holder = writer.body(name, 0)
                edit(target)
                yield self._case(kind, name, holder[0])
        for owner, key, schema in self._properties():
            place = f"{owner}.{key}"
            for each in book.alternatives(schema):
                for rest in (0.0, 0.3):
                    target, holder = writer.body(owner, rest, key)
                    target[key] = writer.alternative(each)
                    yield self._case("valid", place, holder[0])
                for length in near_bounds(each.schema, *LENGTHS[each.kind]):
                    target, holder = writer.body(owner, 0, key)
                    target[key] = writer.of_length(each, length)
                    yield self._case("length", place, holder[0])
            for kind, edit in of_member(book, owner, key):
                target, holder = writer.body(owner, 0, key)
                edit(target)
                yield self._case(kind, place, holder[0])

    def _valid(self) -> Iterator[Case]:
        for _ in range(VALID * len(self.new)):
            rest = self.writer.rng.choice((0.1, 0.3, 0.6))
            _, holder = self.writer.body(self.book.root, rest, "tools")
            yield self._case("valid", "", holder[0])

    def _random(self) -> Iterator[Case]:
        """Yield right bodies with one to three random edits anywhere."""
        rng = self.writer.rng
        for _ in range(RANDOM * len(self.new)):
            _, holder = self.writer.body(rng.choice(self.new), 0.25)
            for _ in range(rng.randint(1, 3)):
                _edit(holder[0], self.writer)
            yield self._case("random", "", holder[0])


def _edit(body: dict[str, Any], writer: Writer) -> None:
    rng = writer.rng
    if not body:
        body["metadata"] = writer.anything(1)
    places = list(_places(body))
    holder, item = rng.choice(places)
    match rng.choice(("delete", "replace", "swap", "add")):
        case "delete":
            del holder[item]
        case "replace":
            holder[item] = writer.anything(2)
        case "swap":
            other, name = rng.choice(places)
            holder[item] = copy.deepcopy(other[name])
        case _ if isinstance(holder, dict):
            holder[str(rng.choice(places)[1])] = writer.anything(1)
        case _:
            holder.insert(0, writer.anything(1))


def _places(value: Any) -> Iterator[tuple[Any, Any]]:
    """Yield every container and index or key in a body."""
    items = value.items() if isinstance(value, dict) else enumerate(value)
    for item, child in items:
        yield value, item
        if isinstance(child, dict | list):
            yield from _places(child)
