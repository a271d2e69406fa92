"""Reads JSON Schemas: what a value may be, one plain alternative for each kind."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

Schema: TypeAlias = Mapping[str, Any]
_PREFIX = "#/components/schemas/"


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

    @property
    def properties(self) -> Mapping[str, Schema]:
        """The members of an object."""
        members: Mapping[str, Schema] = self.schema["properties"]
        return members

    def requires(self, key: str) -> bool:
        """Whether an object has to have this member."""
        return key in self.schema.get("required", ())


class Schemas:
    """Named schemas."""

    def __init__(self, schemas: Mapping[str, Schema]) -> None:
        self._schemas = schemas

    def alternatives(self, schema: Schema, name: str = "") -> Iterator[Alternative]:
        """Yield what a value may be, with references followed and unions unfolded.

        Args:
            schema: The schema.
            name: What to call it if it is an object.
        """
        if "$ref" in schema:
            name = schema["$ref"].removeprefix(_PREFIX)
            yield from self.alternatives(self._schemas[name], name)
        elif "const" in schema or "enum" in schema:
            yield from _enum(schema.get("enum", [schema.get("const")]))
        elif "type" not in schema and ("oneOf" in schema or "anyOf" in schema):
            for each in schema.get("oneOf") or schema["anyOf"]:
                yield from self.alternatives(each)
        else:
            types = schema.get("type", "any")
            for each in types if isinstance(types, list) else [types]:
                is_map = each == "object" and "properties" not in schema
                yield Alternative("map" if is_map else each, schema, name)


def reference(name: str) -> Schema:
    """Return a reference to a named schema."""
    return {"$ref": f"{_PREFIX}{name}"}


def _enum(values: list[Any]) -> Iterator[Alternative]:
    if None in values:
        yield Alternative("null", {})
    kept = [value for value in values if value is not None]
    if any(isinstance(value, bool) for value in kept):
        # The official SDK has a method each for `stream` true and false.
        yield Alternative("boolean", {"type": "boolean"})
    elif kept:
        yield Alternative("enum", {"enum": kept})
