"""Follows the location of a validator's error through schema and value.

pydantic-core reports every branch of every union and marks them in its locations. Here
a location becomes a place: where in the body it is, what stands there, and whose member
it is. Errors of branches that were not meant have no place.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from typing import Any, NamedTuple, cast

from mistyped._values.json_values import child
from mistyped._values.rows import Verdict
from mistyped._values.uploads import Upload
from mistyped.problems import Location

Schema = dict[str, Any]  # data that the generator wrote; its keys depend on its type
Owner = tuple[str, str]
TAGS = ("role", "type")
_KINDS = {
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
_ALL = ("string", "integer", "number", "boolean", "null", "array", "object")


class Schemas(NamedTuple):
    """An area's generated tables, as the diagnosis needs them."""

    definitions: Mapping[str, Schema]
    open: frozenset[str]
    verdicts: Mapping[Owner, Verdict]
    refused_tags: Mapping[tuple[str, str, str], Verdict]


@dataclass(frozen=True, slots=True)
class Place:
    """Where an error belongs.

    Attributes:
        loc: Its location in the body.
        schema: The schema there.
        value: The value there.
        owner: The schema and the property that the value is a member of.
        outer: The same for the object around it.
        in_union: Whether the value fits no branch of the union there.
        is_key: Whether it is about the last key of the location, and not its value.
    """

    loc: Location
    schema: Schema
    value: object
    owner: Owner
    outer: Owner
    in_union: bool = False
    is_key: bool = False


@cache
def load_schemas(area: str) -> Schemas:
    """Return an area's generated tables."""
    validators = import_module(f"mistyped._generated.validators.{area}")
    verdicts = import_module(f"mistyped._generated.verdicts.{area}")
    return Schemas(
        {str(each["ref"]): each for each in validators.DEFINITIONS},
        validators.OPEN,
        verdicts.VERDICTS,
        verdicts.REFUSED_TAGS,
    )


def follow(
    schemas: Schemas, request: str, loc: Sequence[str | int], body: object
) -> Place | None:
    """Follow an error's location; None if it lies in a branch that was not meant."""
    schema: Schema = {"type": "definition-ref", "schema_ref": request}
    value, real = body, list[str | int]()
    owner, outer = (request, ""), (request, "")
    rest = list(loc)
    while True:
        schema = resolve(schema, schemas)
        if not rest:
            return Place(tuple(real), schema, value, owner, outer)
        schema_type = schema["type"]
        if schema_type == "union":
            chosen = _choose(schema, value, schemas)
            if chosen is None:
                return Place(tuple(real), schema, value, owner, outer, in_union=True)
            if chosen != rest.pop(0):
                return None
            schema = next(s for s, label in schema["choices"] if label == chosen)
            continue
        item = rest.pop(0)
        if schema_type == "tagged-union":
            schema = schema["choices"][item]
            continue
        real.append(item)
        value = child(value, item)
        if schema_type == "typed-dict":
            owner, outer = (str(schema["ref"]), str(item)), owner
            field: Schema | None = schema["fields"].get(item)
            if field is None:
                return Place(tuple(real), schema, value, owner, outer)
            schema = field["schema"]
        elif schema_type == "dict" and rest == ["[key]"]:
            schema = schema["keys_schema"]
            return Place(tuple(real), schema, item, owner, outer, is_key=True)
        else:
            inner = "items_schema" if schema_type == "list" else "values_schema"
            schema = schema[inner]


def resolve(schema: Schema, schemas: Schemas) -> Schema:
    """Return the schema behind references, without its null."""
    while schema["type"] in ("definition-ref", "nullable"):
        if schema["type"] == "nullable":
            schema = schema["schema"]
        else:
            schema = schemas.definitions[str(schema["schema_ref"])]
    return schema


def _choose(union: Schema, value: object, schemas: Schemas) -> str | None:
    """Return the label of the branch that was meant, by JSON type and then by tag."""
    branches = [(label, resolve(schema, schemas)) for schema, label in union["choices"]]
    fitting = [each for each in branches if kind(value) in kinds(each[1], schemas)]
    if len(fitting) < 2:
        return fitting[0][0] if fitting else None
    if kind(value) == "array":
        return _by_first_item(fitting, value, schemas)
    by_tag = tags(fitting, schemas)
    key = tag_key(by_tag)
    members = cast("Mapping[str, object]", value)
    if key in members:
        return by_tag.get((key, str(members[key])))
    given = {name for name, each in members.items() if each is not None}
    return _untagged(fitting, given, schemas)


def tag_key(by_tag: Iterable[tuple[str, str]]) -> str:
    """Return the property that tells the branches apart: `type`, else `role`."""
    keys = {key for key, _ in by_tag}
    return next(key for key in reversed(TAGS) if key in keys)


def _by_first_item(
    branches: Sequence[tuple[str, Schema]], value: object, schemas: Schemas
) -> str:
    """Return the list that was meant, by the JSON type of its first item."""
    first = kind(child(value, 0))
    for label, schema in branches:
        if first in kinds(resolve(schema["items_schema"], schemas), schemas):
            return label
    return branches[0][0]


def _untagged(
    branches: Iterable[tuple[str, Schema]], given: set[str], schemas: Schemas
) -> str | None:
    """Return the branch that may lack its tag and fits best, if no other was meant."""
    fits: dict[str, int] = {}
    for label, schema in branches:
        if schema["type"] == "typed-dict":
            fields = schema["fields"]
            lacking = sum(f["required"] and k not in given for k, f in fields.items())
            fits[label] = len(given & set(fields)) - lacking
            continue
        for choice in schema["choices"].values():
            fields = resolve(choice, schemas)["fields"]
            needed = {k for k, f in fields.items() if f["required"] and k not in TAGS}
            if needed and needed <= given:
                return None
    return max(fits, key=lambda label: fits[label], default=None)


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


def kind(value: object) -> str:
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
    return "object" if isinstance(value, Mapping) else "array"


def kinds(schema: Schema, schemas: Schemas) -> tuple[str, ...]:
    """Return the JSON types that a schema takes."""
    if schema["type"] == "literal":
        return tuple(dict.fromkeys(kind(each) for each in schema["expected"]))
    if schema["type"] == "union":
        branches = (resolve(each, schemas) for each, _ in schema["choices"])
        return tuple(dict.fromkeys(k for b in branches for k in kinds(b, schemas)))
    return _KINDS.get(str(schema["type"]), _ALL)
