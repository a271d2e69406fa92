"""The generated tables of an area, as the diagnosis reads them, and JSON types."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from importlib import import_module
from typing import Any, NamedTuple, TypeAlias

from mistyped._values.rows import Verdict
from mistyped._values.uploads import Upload

Schema: TypeAlias = dict[str, Any]
"""A core schema that the generator wrote; its keys depend on its type."""
Owner: TypeAlias = tuple[str, str]
"""An object's schema and a property of it."""
TAGS = ("role", "type")
_JSON_TYPES = {
    "str": ("string",),
    "int": ("integer",),
    "float": ("number", "integer"),
    "bool": ("boolean",),
    "none": ("null",),
    "list": ("array",),
    "typed-dict": ("object",),
    "dict": ("object",),
    "tagged-union": ("object",),
    "function-after": ("object",),
    "is-instance": ("file",),
}
_ANY_TYPE = ("string", "integer", "number", "boolean", "null", "array", "object")


class Schemas(NamedTuple):
    """An area's generated tables, as the diagnosis needs them.

    Attributes:
        definitions: The core schemas by their names.
        weak: Objects that are open, or known from weak evidence alone.
        verdicts: What is known of properties.
        refused_tags: What is known of kinds of objects that Mistral has not.
        defaulted: Required members that the specification lets default.
        homes: By the name of an object, the members whose objects have a key; filled
            when it is asked for.
    """

    definitions: Mapping[str, Schema]
    weak: frozenset[str]
    verdicts: Mapping[Owner, Verdict]
    refused_tags: Mapping[tuple[str, str, str], Verdict]
    defaulted: frozenset[Owner]
    homes: dict[str, dict[str, str]]


@cache
def load_schemas(area: str) -> Schemas:
    """Return an area's generated tables."""
    validators = import_module(f"mistyped._generated.validators.{area}")
    verdicts = import_module(f"mistyped._generated.verdicts.{area}")
    return Schemas(
        {str(each["ref"]): each for each in validators.DEFINITIONS},
        validators.OPEN | _weakly_known(verdicts.VERDICTS),
        verdicts.VERDICTS,
        verdicts.REFUSED_TAGS,
        validators.DEFAULTED,
        {},
    )


def _weakly_known(verdicts: Mapping[Owner, Verdict]) -> frozenset[str]:
    """Return the objects of whose properties every verdict only warns."""
    surely = {name for (name, _), v in verdicts.items() if v.severity != "warning"}
    return frozenset(name for name, _ in verdicts if name not in surely)


def resolve(schema: Schema, schemas: Schemas) -> Schema:
    """Return the schema behind references and in a chain, without its null."""
    while schema["type"] in ("definition-ref", "nullable", "chain"):
        if schema["type"] == "nullable":
            schema = schema["schema"]
        elif schema["type"] == "chain":
            schema = schema["steps"][-1]
        else:
            schema = schemas.definitions[str(schema["schema_ref"])]
    return schema


def tag_key(by_tag: Iterable[tuple[str, str]]) -> str:
    """Return the property that tells the branches apart: `type`, else `role`."""
    keys = {key for key, _ in by_tag}
    return next(key for key in reversed(TAGS) if key in keys)


def tags(
    branches: Iterable[tuple[str, Schema]], schemas: Schemas
) -> dict[tuple[str, str], str]:
    """Return the label for each tag, as (property, value)."""
    found: dict[tuple[str, str], str] = {}
    for label, schema in branches:
        if schema["type"] == "tagged-union":
            key = str(schema["discriminator"])
            found |= {(key, str(tag)): label for tag in schema["choices"]}
        elif schema["type"] == "typed-dict":
            for key in TAGS:
                field = schema["fields"].get(key)
                inner = resolve(field["schema"], schemas) if field else {}
                found |= {(key, str(tag)): label for tag in inner.get("expected", ())}
    return found


def json_type(value: object) -> str:
    """Return the JSON type of a value, or `file`; a whole float is an integer."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, int) or (isinstance(value, float) and value.is_integer()):
        return "integer"
    if isinstance(value, float):
        return "number"
    if isinstance(value, str):
        return "string"
    if isinstance(value, Upload):
        return "file"
    return "object" if isinstance(value, (dict, Mapping)) else "array"


def json_types(schema: Schema, schemas: Schemas) -> tuple[str, ...]:
    """Return the JSON types that a schema takes."""
    if schema["type"] == "literal":
        return tuple(dict.fromkeys(json_type(each) for each in schema["expected"]))
    if schema["type"] == "union":
        branches = (resolve(each, schemas) for each, _ in schema["choices"])
        return tuple(dict.fromkeys(k for b in branches for k in json_types(b, schemas)))
    return _JSON_TYPES.get(str(schema["type"]), _ANY_TYPE)
