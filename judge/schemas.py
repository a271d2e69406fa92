"""Reads JSON Schemas: what a value may be, which objects there are, who holds them."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

Schema: TypeAlias = Mapping[str, Any]
BOUNDS = ("minimum", "exclusiveMinimum", "maximum", "exclusiveMaximum")


@dataclass(frozen=True, slots=True)
class Alternative:
    """One plain thing that a value may be.

    Attributes:
        kind: any, enum, null, string, integer, number, boolean, array, map or object.
        schema: Its schema, without unions.
        name: The name of an object.
    """

    kind: str
    schema: Schema
    name: str = ""


@dataclass(frozen=True, slots=True)
class Edge:
    """Where an object stands in another: a member, or in a list that is a member."""

    owner: str
    key: str
    in_list: bool


class Book:
    """Named schemas, and the objects that are reached from one of them."""

    def __init__(self, schemas: Mapping[str, Schema], root: str) -> None:
        """Read the schemas.

        Args:
            schemas: All schemas by name.
            root: The name of the schema of a whole body.
        """
        self.schemas = schemas
        self.root = root
        self.objects: dict[str, Schema] = {}
        self.edges: dict[str, list[Edge]] = {}
        waiting = deque([root])
        while waiting:
            name = waiting.popleft()
            if name not in self.objects:
                self.objects[name] = schemas[name]
                waiting.extend(self._members(name))

    def _members(self, owner: str) -> Iterator[str]:
        for key, schema in self.objects[owner]["properties"].items():
            for found in self.alternatives(schema):
                inner = [found]
                if found.kind == "array":
                    inner = self.alternatives(found.schema["items"])
                for each in inner:
                    if each.kind == "object":
                        edge = Edge(owner, key, found.kind == "array")
                        self.edges.setdefault(each.name, []).append(edge)
                        yield each.name

    def alternatives(self, schema: Schema, name: str = "") -> list[Alternative]:
        """Return what a value may be, with references followed and unions unfolded."""
        if "$ref" in schema:
            name = schema["$ref"].rsplit("/", 1)[-1]
            return self.alternatives(self.schemas[name], name)
        union = schema.get("oneOf", schema.get("anyOf"))
        if union is not None:
            return [each for part in union for each in self.alternatives(part)]
        if "const" in schema or "enum" in schema:
            values = schema.get("enum", [schema.get("const")])
            kept = [value for value in values if value is not None]
            null = [Alternative("null", {})] if len(kept) < len(values) else []
            return [Alternative("enum", {"enum": kept}), *null]
        types = schema.get("type", "any")
        found: list[Alternative] = []
        for each in types if isinstance(types, list) else [types]:
            kind = "map" if each == "object" and "properties" not in schema else each
            found.append(Alternative(kind, schema, name if kind == "object" else ""))
        return found

    def properties(self) -> Iterator[tuple[str, str, Schema]]:
        """Yield owner, key and schema of every member of every object."""
        for owner, schema in self.objects.items():
            for key, member in schema["properties"].items():
                yield owner, key, member

    def is_tag(self, owner: str, key: str) -> bool:
        """Whether a member tells the kind of its object."""
        schema = self.objects[owner]["properties"][key]
        return key in ("type", "role") and self.alternatives(schema)[0].kind == "enum"

    def tags(self) -> list[str]:
        """Return the values of all tags."""
        found = {
            value: None
            for owner, key, schema in self.properties()
            if self.is_tag(owner, key)
            for value in self.alternatives(schema)[0].schema["enum"]
        }
        return list(found)


def map_values(schema: Schema) -> Schema:
    """Return the schema of the values of a map."""
    values: Schema | bool = schema.get("additionalProperties", True)
    return {} if isinstance(values, bool) else values


def within(schema: Schema, value: float) -> bool:
    """Whether a number is inside a schema's bounds."""
    return (
        schema.get("minimum", value) <= value <= schema.get("maximum", value)
        and not value <= schema.get("exclusiveMinimum", value - 1)
        and not value >= schema.get("exclusiveMaximum", value + 1)
    )


def fits(schema: Schema, text: str) -> bool:
    """Whether a text is as long as a schema wants."""
    least, most = schema.get("minLength", 0), schema.get("maxLength", len(text))
    return least <= len(text) <= most
