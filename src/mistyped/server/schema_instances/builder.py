"""The builder: from a schema to a value, by candidates that are checked.

For each schema it makes candidates, the fullest first, and takes the first one that
satisfies it. A definition inside itself is cut when its reference comes round for the
third time: a finite instance seldom has to nest it deeper.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Final

from mistyped.server.json_types import (
    Json,
    JsonObject,
    as_count,
    as_list,
    as_object,
    as_text,
)
from mistyped.server.schema_instances import scalars
from mistyped.server.schema_instances.document import Document, satisfies
from mistyped.server.schema_instances.merging import merge, without
from mistyped.server.schema_instances.subschemas import (
    branches_to_try,
    exclusive,
    item_schema,
    member_schema,
    name_schema,
    rotated,
    types_to_try,
)

# Bounds on the work, not on what is right: a request must not stall the server.
_MOST_STEPS: Final = 5_000
_DEEPEST: Final = 60
_MOST_MEMBERS: Final = 500
_MOST_RETRIES: Final = 50
_MOST_ROUNDS: Final = 2
_OPTIONAL_DEPTH: Final = 5
_OPTIONAL_STEPS: Final = 500


class UnsatisfiableError(Exception):
    """There is no instance, or the builder does not find one."""


@dataclass(frozen=True, slots=True)
class Position:
    """Where in the instance a value is being built.

    Attributes:
        name: The property's name, the word for its strings.
        variant: Picks among the possible values.
        depth: How deep the value lies.
        refs: The references that are being followed.
    """

    name: str = "text"
    variant: int = 0
    depth: int = 0
    refs: tuple[str, ...] = ()

    def inside(self, name: str, variant: int | None = None) -> Position:
        """The position of a member."""
        picked = self.variant if variant is None else variant
        return replace(self, name=name, variant=picked, depth=self.depth + 1)


class Builder:
    """Builds instances of the schemas of one document.

    Args:
        root: The document that references lead into.
        strict: Whether a candidate has to satisfy its schema to be taken.
    """

    def __init__(self, root: Json, *, strict: bool = True) -> None:
        self._document = Document(root)
        self._strict = strict
        self._steps = 0

    def build(self, schema: Json, at: Position) -> Json:
        """Build one instance.

        Raises:
            UnsatisfiableError: No candidate satisfies the schema.
        """
        self._steps += 1
        if schema is False or self._steps > _MOST_STEPS or at.depth > _DEEPEST:
            raise UnsatisfiableError
        if not isinstance(schema, dict):
            return at.name
        flat, at = self._flat(schema, at)
        is_right = self._document.judge(schema) if self._strict else None
        for value in self._candidates(flat, at):
            if is_right is None or is_right(value):
                return value
        raise UnsatisfiableError

    def _flat(self, schema: JsonObject, at: Position) -> tuple[JsonObject, Position]:
        """Follow `$ref` and merge `allOf`, so that the schema stands on its own."""
        parts = as_list(schema.get("allOf"))
        if reference := as_text(schema.get("$ref")):
            if at.refs.count(reference) >= _MOST_ROUNDS:
                raise UnsatisfiableError
            at = replace(at, refs=(*at.refs, reference))
            parts = [*parts, self._target(reference)]
        flat = without(schema, "$ref", "allOf")
        for part in parts:
            if part is False:
                raise UnsatisfiableError
            if isinstance(part, dict):
                inner, at = self._flat(part, at)
                flat = merge(flat, inner)
        return flat, at

    def _target(self, reference: str) -> Json:
        try:
            return self._document.resolve(reference)
        except LookupError as error:
            raise UnsatisfiableError from error

    def _candidates(self, schema: JsonObject, at: Position) -> Iterator[Json]:
        if "const" in schema:
            yield schema["const"]
        elif "enum" in schema:
            yield from rotated(schema["enum"], at.variant)
        elif "anyOf" in schema or "oneOf" in schema:
            key = "anyOf" if "anyOf" in schema else "oneOf"
            branches = branches_to_try(schema[key], at.variant)
            if key == "oneOf":
                branches = exclusive(branches)
            yield from self._branches(without(schema, key), branches, at)
        elif "if" in schema:
            then: Json = {"allOf": [schema["if"], schema.get("then", True)]}
            rest = without(schema, "if", "then", "else")
            yield from self._branches(rest, [then, schema.get("else", True)], at)
        else:
            for name in types_to_try(schema):
                yield from self._typed(name, schema, at)

    def _branches(
        self, rest: JsonObject, branches: list[Json], at: Position
    ) -> Iterator[Json]:
        for branch in branches:
            with suppress(UnsatisfiableError):
                yield self.build({"allOf": [rest, branch]}, at)

    def _typed(self, name: str, schema: JsonObject, at: Position) -> Iterator[Json]:
        match name:
            case "string":
                yield from scalars.texts(schema, at.name, at.variant)
            case "integer" | "number":
                whole = name == "integer"
                yield from scalars.numbers(schema, at.variant, whole=whole)
            case "boolean":
                yield from scalars.booleans(at.variant)
            case "object":
                yield from self._objects(schema, at)
            case "array":
                yield from self._arrays(schema, at)
            case _:
                yield None

    def _has_room(self, at: Position) -> bool:
        """Whether there is room for what the schema does not demand."""
        return at.depth < _OPTIONAL_DEPTH and self._steps < _OPTIONAL_STEPS

    def _objects(self, schema: JsonObject, at: Position) -> Iterator[JsonObject]:
        for full in (True, False) if self._has_room(at) else (False,):
            with suppress(UnsatisfiableError):
                yield self._object(schema, at, full=full)

    def _object(self, schema: JsonObject, at: Position, *, full: bool) -> JsonObject:
        named = as_object(schema.get("properties"))
        required = [as_text(name) for name in as_list(schema.get("required"))]
        most = as_count(schema.get("maxProperties"), len(named) + len(required))
        missing, value = len(required), dict[str, Json]()
        for name in dict.fromkeys([*named, *required]):
            if name in required:
                missing -= 1
                value[name] = self.build(member_schema(schema, name), at.inside(name))
            elif full and len(value) + missing < most and self._has_room(at):
                with suppress(UnsatisfiableError):
                    value[name] = self.build(
                        member_schema(schema, name), at.inside(name)
                    )
        least = as_count(schema.get("minProperties"), 0)
        if full and not value and isinstance(schema.get("additionalProperties"), dict):
            least = max(least, 1)
        self._fill(schema, value, at, least)
        return value

    def _fill(
        self, schema: JsonObject, value: JsonObject, at: Position, least: int
    ) -> None:
        """Add members under names of our own until there are enough."""
        if least > _MOST_MEMBERS:
            raise UnsatisfiableError
        names, spare = name_schema(schema), least + _MOST_RETRIES
        for number in range(spare):
            if len(value) >= least:
                return
            name = self.build(names, Position("key", number, refs=at.refs))
            if isinstance(name, str) and name not in value:
                value[name] = self.build(member_schema(schema, name), at.inside(name))

    def _arrays(self, schema: JsonObject, at: Position) -> Iterator[Json]:
        least = as_count(schema.get("minItems"), 0)
        most = as_count(schema.get("maxItems"), _MOST_MEMBERS)
        if least > _MOST_MEMBERS:
            return
        wished = max(len(as_list(schema.get("prefixItems"))), 1)
        if "contains" in schema:
            least = max(least, as_count(schema.get("minContains"), 1))
        longest = max(least, min(wished, most)) if self._has_room(at) else least
        for length in dict.fromkeys((longest, least)):
            with suppress(UnsatisfiableError):
                yield self._array(schema, at, length)

    def _array(self, schema: JsonObject, at: Position, length: int) -> Json:
        items: list[Json] = []
        unique = schema.get("uniqueItems") is True
        for number in range(length + (_MOST_RETRIES if unique else 0)):
            if len(items) == length:
                break
            wanted = item_schema(schema, len(items))
            item = self.build(wanted, at.inside(at.name, at.variant + number))
            if not unique or satisfies({"uniqueItems": True}, [*items, item]):
                items.append(item)
        return items
