"""All bodies to judge, in a fixed order: the right ones, then every kind of mutant."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from dataclasses import dataclass
from random import Random
from typing import Any

from mutants import EVERY_MEMBER, KINDS, UNSENDABLE, of_member, of_object
from schemas import Book
from values import Writer

VALID = 1000
RANDOM = 2500


@dataclass(frozen=True, slots=True)
class Case:
    """A body to judge.

    Attributes:
        kind: What was done to it.
        place: Where: `ChatCompletionRequest.stop`, or empty.
        body: The body.
        content: It as JSON, or empty if JSON cannot carry it.
    """

    kind: str
    place: str
    body: Any
    content: bytes

    @classmethod
    def of(cls, kind: str, place: str, body: Any) -> Case:
        """Make a case out of a body."""
        if kind in UNSENDABLE:
            return cls(kind, place, body, b"")
        return cls(kind, place, body, json.dumps(body, allow_nan=False).encode())


def all_cases(book: Book, seed: int) -> list[Case]:
    """Return all cases; the same seed gives the same ones."""
    writer = Writer(book, Random(seed))  # noqa: S311 - the same in every run
    return [
        *_whole(book),
        *_members(book, writer),
        *_valid(book, writer),
        *_random(book, writer),
    ]


def not_covered(book: Book, cases: list[Case]) -> list[str]:
    """Return members and kinds of mutants that have not met."""
    met = {(case.place, case.kind) for case in cases}
    wanted = {
        (f"{owner}.{key}", kind)
        for owner, key, _ in book.properties()
        for kind in EVERY_MEMBER
    }
    wanted |= {(name, "unknown key") for name in book.objects}
    wanted |= {
        (f"{owner}.{key}", KINDS[each.kind])
        for owner, key, schema in book.properties()
        for each in book.alternatives(schema)
        if each.kind in KINDS
    }
    wanted |= {
        (f"{owner}.{key}", "wrong tag")
        for owner, key, _ in book.properties()
        if book.is_tag(owner, key)
    }
    return sorted(f"{place}: {kind}" for place, kind in wanted - met)


def _whole(book: Book) -> Iterator[Case]:
    bodies: tuple[Any, ...] = ({}, [], "", None, 0, True, [{}], [[]], {"": {}})
    for body in (*bodies, {"model": "m"}, {"messages": []}):
        yield Case.of("whole body", book.root, body)


def _members(book: Book, writer: Writer) -> Iterator[Case]:
    for name in book.objects:
        for kind, edit in of_object(book, name):
            target, holder = writer.body(name, 0)
            edit(target)
            yield Case.of(kind, name, holder[0])
    for owner, key, schema in book.properties():
        place = f"{owner}.{key}"
        for each in book.alternatives(schema):
            for rest in (0.0, 0.3):
                target, holder = writer.body(owner, rest, key)
                target[key] = writer.alternative(each)
                yield Case.of("valid", place, holder[0])
        for kind, edit in of_member(book, owner, key):
            target, holder = writer.body(owner, 0, key)
            edit(target)
            yield Case.of(kind, place, holder[0])


def _valid(book: Book, writer: Writer) -> Iterator[Case]:
    for _ in range(VALID):
        rest = writer.rng.choice((0.1, 0.3, 0.6))
        _, holder = writer.body(book.root, rest, "tools")
        yield Case.of("valid", "", holder[0])


def _random(book: Book, writer: Writer) -> Iterator[Case]:
    """Yield right bodies with one to three random edits anywhere."""
    names = list(book.objects)
    for _ in range(RANDOM):
        _, holder = writer.body(writer.rng.choice(names), 0.25)
        for _ in range(writer.rng.randint(1, 3)):
            _edit(holder[0], writer)
        yield Case.of("random", "", holder[0])


def _edit(body: dict[str, Any], writer: Writer) -> None:
    rng = writer.rng
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
