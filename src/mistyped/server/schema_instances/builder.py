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
from mistyped.server.schema_instances.checking import satisfies
from mistyped.server.schema_instances.comparing import same
from mistyped.server.schema_instances.merging import merge, resolve, without
from mistyped.server.schema_instances.subschemas import (
    alone,
    branches_to_try,
    item_schema,
    member_schema,
    name_schema,
    turned,
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


class Impossible(Exception):  # noqa: N818 - an answer, not an error
    """There is no instance, or the builder does not find one."""


@dataclass(frozen=True, slots=True)
class Spot:
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

    def inside(self, name: str, variant: int | None = None) -> Spot:
        """The spot of a member."""
        picked = self.variant if variant is None else variant
        return replace(self, name=name, variant=picked, depth=self.depth + 1)


class Builder:
    """Builds instances of the schemas of one document.

    Args:
        root: The document that references lead into.
        strict: Whether a candidate has to satisfy its schema to be taken.
    """

    def __init__(self, root: Json, *, strict: bool = True) -> None:
        self._root = root
        self._strict = strict
        self._steps = 0

    def build(self, schema: Json, spot: Spot) -> Json:
        """Build one instance.

        Raises:
            Impossible: No candidate satisfies the schema.
        """
        self._steps += 1
        if schema is False or self._steps > _MOST_STEPS or spot.depth > _DEEPEST:
            raise Impossible
        if not isinstance(schema, dict):
            return spot.name
        flat, spot = self._flat(schema, spot)
        for value in self._candidates(flat, spot):
            if not self._strict or satisfies(schema, value, self._root):
                return value
        raise Impossible

    def _flat(self, schema: JsonObject, spot: Spot) -> tuple[JsonObject, Spot]:
        """Follow `$ref` and merge `allOf`, so that the schema stands on its own."""
        parts = as_list(schema.get("allOf"))
        if reference := as_text(schema.get("$ref")):
            if spot.refs.count(reference) >= _MOST_ROUNDS:
                raise Impossible
            spot = replace(spot, refs=(*spot.refs, reference))
            parts = [*parts, self._target(reference)]
        flat = without(schema, "$ref", "allOf")
        for part in parts:
            if part is False:
                raise Impossible
            if isinstance(part, dict):
                inner, spot = self._flat(part, spot)
                flat = merge(flat, inner)
        return flat, spot

    def _target(self, reference: str) -> Json:
        try:
            return resolve(self._root, reference)
        except LookupError as error:
            raise Impossible from error

    def _candidates(self, schema: JsonObject, spot: Spot) -> Iterator[Json]:
        if "const" in schema:
            yield schema["const"]
        elif "enum" in schema:
            yield from turned(schema["enum"], spot.variant)
        elif "anyOf" in schema or "oneOf" in schema:
            key = "anyOf" if "anyOf" in schema else "oneOf"
            branches = branches_to_try(schema[key], spot.variant)
            if key == "oneOf":
                branches = alone(branches)
            yield from self._branches(without(schema, key), branches, spot)
        elif "if" in schema:
            then: Json = {"allOf": [schema["if"], schema.get("then", True)]}
            rest = without(schema, "if", "then", "else")
            yield from self._branches(rest, [then, schema.get("else", True)], spot)
        else:
            for name in types_to_try(schema):
                yield from self._typed(name, schema, spot)

    def _branches(
        self, rest: JsonObject, branches: list[Json], spot: Spot
    ) -> Iterator[Json]:
        for branch in branches:
            with suppress(Impossible):
                yield self.build({"allOf": [rest, branch]}, spot)

    def _typed(self, name: str, schema: JsonObject, spot: Spot) -> Iterator[Json]:
        match name:
            case "string":
                yield from scalars.texts(schema, spot.name, spot.variant)
            case "integer" | "number":
                whole = name == "integer"
                yield from scalars.numbers(schema, spot.variant, whole=whole)
            case "boolean":
                yield from scalars.booleans(spot.variant)
            case "object":
                yield from self._objects(schema, spot)
            case "array":
                yield from self._arrays(schema, spot)
            case _:
                yield None

    def _roomy(self, spot: Spot) -> bool:
        """Whether there is room for what the schema does not demand."""
        return spot.depth < _OPTIONAL_DEPTH and self._steps < _OPTIONAL_STEPS

    def _objects(self, schema: JsonObject, spot: Spot) -> Iterator[JsonObject]:
        for full in (True, False) if self._roomy(spot) else (False,):
            with suppress(Impossible):
                yield self._object(schema, spot, full=full)

    def _object(self, schema: JsonObject, spot: Spot, *, full: bool) -> JsonObject:
        named = as_object(schema.get("properties"))
        required = [as_text(name) for name in as_list(schema.get("required"))]
        most = as_count(schema.get("maxProperties"), len(named) + len(required))
        missing, value = len(required), dict[str, Json]()
        for name in dict.fromkeys([*named, *required]):
            if name in required:
                missing -= 1
                value[name] = self.build(member_schema(schema, name), spot.inside(name))
            elif full and len(value) + missing < most and self._roomy(spot):
                with suppress(Impossible):
                    value[name] = self.build(
                        member_schema(schema, name), spot.inside(name)
                    )
        least = as_count(schema.get("minProperties"), 0)
        if full and not value and isinstance(schema.get("additionalProperties"), dict):
            least = max(least, 1)
        self._fill(schema, value, spot, least)
        return value

    def _fill(
        self, schema: JsonObject, value: JsonObject, spot: Spot, least: int
    ) -> None:
        """Add members under names of our own until there are enough."""
        if least > _MOST_MEMBERS:
            raise Impossible
        names, spare = name_schema(schema), least + _MOST_RETRIES
        for number in range(spare):
            if len(value) >= least:
                return
            name = self.build(names, Spot("key", number, refs=spot.refs))
            if isinstance(name, str) and name not in value:
                value[name] = self.build(member_schema(schema, name), spot.inside(name))

    def _arrays(self, schema: JsonObject, spot: Spot) -> Iterator[Json]:
        least = as_count(schema.get("minItems"), 0)
        most = as_count(schema.get("maxItems"), _MOST_MEMBERS)
        if least > _MOST_MEMBERS:
            return
        wished = max(len(as_list(schema.get("prefixItems"))), 1)
        if "contains" in schema:
            least = max(least, as_count(schema.get("minContains"), 1))
        longest = max(least, min(wished, most)) if self._roomy(spot) else least
        for length in dict.fromkeys((longest, least)):
            with suppress(Impossible):
                yield self._array(schema, spot, length)

    def _array(self, schema: JsonObject, spot: Spot, length: int) -> Json:
        items: list[Json] = []
        unique = schema.get("uniqueItems") is True
        for number in range(length + (_MOST_RETRIES if unique else 0)):
            if len(items) == length:
                break
            wanted = item_schema(schema, len(items))
            item = self.build(wanted, spot.inside(spot.name, spot.variant + number))
            if not unique or not any(same(item, other) for other in items):
                items.append(item)
        return items
