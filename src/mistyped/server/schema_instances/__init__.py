"""Instances of JSON Schemas, built without chance: an equal schema, an equal instance.

Tool arguments and `json_schema` answers come from here. The builder knows the keywords
of draft 2020-12 that tools and structured outputs use. For a schema that it cannot
satisfy it falls back to an empty object; it never raises.
"""

from __future__ import annotations

from contextlib import suppress

from mistyped.server.json_types import Json, JsonObject, as_object
from mistyped.server.schema_instances.builder import (
    Builder,
    Position,
    UnsatisfiableError,
)

__all__ = ["instance", "object_instance"]


def instance(schema: Json, variant: int = 0) -> Json:
    """Build a value that satisfies a schema.

    Args:
        schema: A JSON Schema.
        variant: Picks among the values, where the schema leaves a choice.
    """
    # A near miss is worth more to whoever reads the answer than an empty object.
    for strict in (True, False):
        with suppress(UnsatisfiableError, RecursionError, ArithmeticError):
            return Builder(schema, strict=strict).build(
                schema, Position(variant=variant)
            )
    return {}


def object_instance(schema: Json, variant: int = 0) -> JsonObject:
    """Build an object that satisfies a schema, as tool arguments have to be one."""
    wanted: JsonObject = {"type": "object", **as_object(schema)}
    value = instance(wanted, variant)
    return value if isinstance(value, dict) else {}
