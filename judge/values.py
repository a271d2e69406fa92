"""Writes values that a schema allows; the same seed writes the same values."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random
from typing import Any

from schemas import Alternative, Book, Schema, fits, map_values, within

TEXTS = ("", "a", "some text", "null", "function", "\u00fc\u20ac\U0001f600", "x" * 300)
KEYS = ("a", "b c", "", "type", "$ref", "__proto__", "\u00fc")
INTEGERS = (0, 1, 2, 7, -1, 2**31, 2**53 - 1, 2**63 - 1, -(2**63))
NUMBERS = (0.5, 1.25, 1e-300, -0.5, 1e308, -0.0, 0, 1, 2, -2, 1.5)


class Writer:
    """Writes values; `rest` is how likely a member is that may be left out."""

    def __init__(self, book: Book, rng: Random) -> None:
        """Prepare to write by the schemas of a book."""
        self.book = book
        self.rng = rng
        self.rest = 0.0

    def body(
        self, name: str, rest: float, *forced: str
    ) -> tuple[dict[str, Any], list[Any]]:
        """Write a whole body with an object of this name somewhere in it.

        Args:
            name: The object's name.
            rest: How likely members are that may be left out.
            forced: Members of the object that it has in any case.

        Returns:
            The object, and the body in a list of its own: replace what stands there.
        """
        self.rest = rest
        inner = outer = self.object(name, *forced)
        while name != self.book.root:
            edge = self.rng.choice(self.book.edges[name])
            member: Any = outer
            if edge.in_list:
                member = self.array(
                    self.book.objects[edge.owner]["properties"][edge.key]
                )
                member.insert(self.rng.randint(0, len(member)), outer)
            name, outer = edge.owner, self.object(edge.owner)
            outer[edge.key] = member
        return inner, [outer]

    def object(self, name: str, *forced: str) -> dict[str, Any]:
        """Write an object: what it needs, what is forced, and some of the rest."""
        schema = self.book.objects[name]
        needed = {*schema.get("required", ()), *forced}
        return {
            key: self.value(member)
            for key, member in schema["properties"].items()
            if key in needed or self.rng.random() < self.rest
        }

    def array(self, schema: Schema) -> list[Any]:
        """Write the list that a schema allows beside other things."""
        lists = [a for a in self.book.alternatives(schema) if a.kind == "array"]
        return self._array(lists[0].schema)

    def _array(self, schema: Schema) -> list[Any]:
        least = schema.get("minItems", 0)
        most = least + self.rng.choice((0, 1, 1, 2)) * (self.rest > 0)
        return [self.value(schema["items"]) for _ in range(most)]

    def _map(self, schema: Schema, length: int) -> dict[str, Any]:
        fitting = [key for key in KEYS if fits(schema.get("propertyNames", {}), key)]
        keys = self.rng.sample(fitting, min(length, len(fitting)))
        return {key: self.value(map_values(schema)) for key in keys}

    def _text(self, schema: Schema, texts: Sequence[str]) -> str:
        return self.rng.choice([text for text in texts if fits(schema, text)])

    def of_length(self, chosen: Alternative, length: int) -> Any:
        """Write a list, a map or a text of this length, whatever the schema says."""
        match chosen.kind:
            case "array":
                return [self.value(chosen.schema["items"]) for _ in range(length)]
            case "map":
                values = map_values(chosen.schema)
                return {f"key {n}": self.value(values) for n in range(length)}
            case _:
                return "x" * length

    def value(self, schema: Schema) -> Any:
        """Write any value that a schema allows."""
        return self.alternative(self.rng.choice(self.book.alternatives(schema)))

    def alternative(self, chosen: Alternative) -> Any:
        """Write a value of one kind."""
        match chosen.kind:
            case "enum":
                return self.rng.choice(chosen.schema["enum"])
            case "string":
                return self._text(chosen.schema, TEXTS)
            case "boolean":
                return self.rng.random() < 0.5
            case "integer" | "number":
                pool = INTEGERS if chosen.kind == "integer" else NUMBERS
                return self.rng.choice([n for n in pool if within(chosen.schema, n)])
            case "array":
                return self._array(chosen.schema)
            case "map":
                return self._map(chosen.schema, self.rng.randint(0, 2))
            case "object":
                return self.object(chosen.name)
            case "any":
                return self.anything(2)
            case _:
                return None

    def anything(self, levels: int) -> Any:
        """Write any JSON value."""
        rng = self.rng
        if levels and rng.random() < 0.4:
            if rng.random() < 0.5:
                return [self.anything(levels - 1) for _ in range(rng.randint(0, 2))]
            keys = rng.sample(KEYS, rng.randint(0, 2))
            return {key: self.anything(levels - 1) for key in keys}
        pools = (TEXTS, INTEGERS, NUMBERS, (None, True, False))
        return rng.choice(rng.choice(pools))
