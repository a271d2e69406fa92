"""Reads JSON Schemas: what a value may be, one plain alternative for each kind."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

Schema: TypeAlias = Mapping[str, Any]
SCHEMAS = "$.components.schemas"
BOUNDS = (
    *("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"),
    *("minLength", "maxLength", "pattern"),
    *("minItems", "maxItems", "uniqueItems", "minProperties", "maxProperties"),
)
_PREFIX = "#/components/schemas/"


@dataclass(frozen=True, slots=True)
class Alternative:
    """One plain thing that a value may be.

    Attributes:
        kind: any, enum, null, string, integer, number, boolean, array, map, object, or
            what no side of the comparison knows by its own name.
        schema: Its schema, without unions.
        path: Where that schema stands, as JSONPath; empty if that is not one place.
        name: The name of the schema, if it has one.
    """

    kind: str
    schema: Schema
    path: str = ""
    name: str = ""

    @property
    def properties(self) -> Mapping[str, Schema]:
        """The members of an object."""
        members: Mapping[str, Schema] = self.schema["properties"]
        return members

    @property
    def branch(self) -> Schema:
        """A schema of this alternative alone, as a union would have it."""
        if self.name:
            return reference(self.name)
        if self.kind == "null":
            return {"type": "null"}
        return {"type": self.kind, **self.schema} | (
            {"type": self.kind} if isinstance(self.schema.get("type"), list) else {}
        )

    def requires(self, key: str) -> bool:
        """Whether an object has to have this member."""
        return key in self.schema.get("required", ())


class Schemas:
    """Named schemas."""

    def __init__(self, schemas: Mapping[str, Schema]) -> None:
        self.named = schemas

    def alternatives(
        self, schema: Schema, path: str = "", name: str = ""
    ) -> Iterator[Alternative]:
        """Yield what a value may be, with references followed and unions unfolded.

        Args:
            schema: The schema.
            path: Where it stands.
            name: Its name, if it has one.
        """
        target = str(schema.get("$ref", "")).removeprefix(_PREFIX)
        union = next((key for key in ("anyOf", "oneOf") if key in schema), None)
        if target in self.named:
            yield from self.alternatives(self.named[target], named(target), target)
        elif "const" in schema or "enum" in schema:
            yield from _enum(schema, path, name)
        elif "allOf" in schema:
            yield from self.alternatives(self._merged(schema), "", name)
        elif union and "type" not in schema:
            # What stands beside a union holds for each of its branches.
            beside = {key: schema[key] for key in BOUNDS if key in schema}
            for number, each in enumerate(schema[union]):
                inner = f"{path}.anyOf[{number}]" if path else ""
                branch = each if "$ref" in each else {**beside, **each}
                yield from self.alternatives(branch, inner)
        else:
            types = schema.get("type", "any")
            for each in types if isinstance(types, list) else [types]:
                is_map = each == "object" and "properties" not in schema
                yield Alternative("map" if is_map else each, schema, path, name)

    def _merged(self, schema: Schema) -> Schema:
        """Return one object of all that a schema is at the same time."""
        parts: list[Schema] = [{k: v for k, v in schema.items() if k != "allOf"}]
        for each in schema["allOf"]:
            found = list(self.alternatives(each))
            parts += [one.schema for one in found[:1]]
        merged: dict[str, Any] = {}
        for part in parts:
            merged |= {
                **part,
                "properties": {
                    **merged.get("properties", {}),
                    **part.get("properties", {}),
                },
                "required": [*merged.get("required", ()), *part.get("required", ())],
            }
        return {key: value for key, value in merged.items() if value or key == "type"}


def reference(name: str) -> Schema:
    """Return a reference to a named schema."""
    return {"$ref": f"{_PREFIX}{name}"}


def named(name: str) -> str:
    """Return the JSONPath of a named schema."""
    return f"{SCHEMAS}{step(name)}"


def step(key: str) -> str:
    """Return the step of a JSONPath to a member."""
    return f".{key}" if re.fullmatch(r"[A-Za-z_]\w*", key) else f"['{key}']"


def referred(value: Any) -> Iterator[str]:
    """Yield the names of the schemas that a value refers to."""
    if isinstance(value, Mapping):
        for key, each in value.items():
            if key == "$ref" and isinstance(each, str) and each.startswith(_PREFIX):
                yield each.removeprefix(_PREFIX)
            else:
                yield from referred(each)
    elif isinstance(value, list):
        for each in value:
            yield from referred(each)


def _enum(schema: Schema, path: str, name: str) -> Iterator[Alternative]:
    values = schema.get("enum", [schema.get("const")])
    if None in values:
        yield Alternative("null", {})
    kept = [value for value in values if value is not None]
    if any(isinstance(value, bool) for value in kept):
        # The official SDK has a method each for `stream` true and false.
        yield Alternative("boolean", {"type": "boolean"}, path)
    elif kept:
        yield Alternative("enum", {**schema, "enum": kept}, path, name)
