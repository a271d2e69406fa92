"""What is wrong with a JSON Schema, and where in it.

Whether it is one, where its references lead, and which of its objects are open.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import NamedTuple

import orjson

from mistyped._check.plain_schemas import is_plain
from mistyped._values.guards import is_list, is_object
from mistyped.problems import Location, shown

_TYPES = {
    **dict.fromkeys(("str", "text"), "string"),
    "int": "integer",
    **dict.fromkeys(("float", "double", "decimal"), "number"),
    "bool": "boolean",
    **dict.fromkeys(("list", "tuple"), "array"),
    **dict.fromkeys(("dict", "map"), "object"),
    **dict.fromkeys(("none", "nonetype"), "null"),
    **{each: each for each in ("string", "integer", "number", "boolean", "object")},
}
"""What is meant by names of types that JSON Schema has not, or not in capitals."""
_DRAFT_7 = "http://json-schema.org/draft-07/schema#"
_DRAFT_2020 = "https://json-schema.org/draft/2020-12/schema"
_DEFINED = re.compile(r"#/(\$defs|definitions)/[^/]+")
_ONE = ("additionalProperties", "contains", "else", "if", "items", "not", "then")
_MANY = ("allOf", "anyOf", "items", "oneOf", "prefixItems")
_NAMED = ("$defs", "definitions", "patternProperties", "properties")


class Fault(NamedTuple):
    """Something wrong in a schema.

    Attributes:
        below: The place in the schema.
        message: What is wrong there.
        hint: What to do instead; empty if a rule's own hint says it.
    """

    below: Location
    message: str
    hint: str = ""


def dumped(schema: object) -> bytes:
    """Return a schema as JSON; what JSON cannot carry is said elsewhere."""
    try:
        return orjson.dumps(schema)
    except orjson.JSONEncodeError:
        return b"{}"


@lru_cache(maxsize=512)
def no_schema(schema: bytes) -> Fault | None:
    """Say where JSON text is no schema, in draft 7 and in draft 2020-12 alike."""
    plain = orjson.loads(schema)
    if is_plain(plain):
        return None
    # Eight megabytes, and loaded for schemas alone that are not plainly right.
    from jsonschema_rs import ValidationError, meta

    first: Fault | None = None
    for draft in (_DRAFT_7, _DRAFT_2020):
        try:
            meta.validate({**plain, "$schema": draft})
        except ValidationError as error:
            below = tuple(error.instance_path)
            first = first or Fault(below, *_words(below, error.instance, error.message))
        else:
            return None
    return first


def _words(below: Location, value: object, message: str) -> tuple[str, str]:
    """Return what is wrong at a place in a schema, and a hint, which may be empty."""
    if below[-1:] == ("type",) and isinstance(value, str):
        meant = _TYPES.get(value.lower(), "string, number, object and so on")
        return f"{shown(value)} is no type of JSON Schema", f"use {meant}"
    if below[-1:] == ("required",) and below[-3:-2] == ("properties",):
        hint = "list required properties beside properties, not inside one"
        return f"it is {shown(value)}, and a list of names is wanted", hint
    # The library begins with the value, which may be long; a message shows 40 letters.
    rest = message.removeprefix(orjson.dumps(value).decode())
    return f"{shown(value)}{rest}" if rest != message else "it is no valid schema", ""


def lost_references(root: Mapping[object, object]) -> Iterator[Fault]:
    """Yield the references that lead to nothing in the schema."""
    for below, target in _references(root, ()):
        if target.startswith("#") and not _leads(root, target):
            yield Fault((*below, "$ref"), f"{shown(target)} leads nowhere")


def outward_references(root: Mapping[object, object]) -> Iterator[Fault]:
    """Yield the references to anything but a definition of the schema itself."""
    for below, target in _references(root, ()):
        if not _DEFINED.fullmatch(target):
            message = f"{shown(target)} is none of the schema's definitions"
            yield Fault((*below, "$ref"), message)


def open_objects(schema: object, below: Location = ()) -> Iterator[Fault]:
    """Yield the objects, at any depth, that take keys without a name."""
    if not is_object(schema):
        return
    kinds = schema.get("type")
    may_be = kinds == "object" or (is_list(kinds) and "object" in kinds)
    if may_be or "properties" in schema:
        further = schema.get("additionalProperties", ...)
        if further is ...:
            message = "this object does not say additionalProperties: false"
            yield Fault(below, message)
        elif further is not False:
            message = "this object takes keys of any name"
            is_map = is_object(further)
            hint = "list pairs of key and value, or leave strict out" if is_map else ""
            yield Fault((*below, "additionalProperties"), message, hint)
    for key, inner in _inner(schema):
        yield from open_objects(inner, (*below, *key))


def _inner(schema: Mapping[object, object]) -> Iterator[tuple[Location, object]]:
    """Yield the schemas right inside a schema, each with its place."""
    for keyword in _ONE:
        if is_object(schema.get(keyword)):
            yield (keyword,), schema[keyword]
    for keyword in _MANY:
        branches = schema.get(keyword)
        for at, each in enumerate(branches if is_list(branches) else ()):
            yield (keyword, at), each
    for keyword in _NAMED:
        named = schema.get(keyword)
        for name, each in (named if is_object(named) else {}).items():
            yield (keyword, str(name)), each


def _references(value: object, loc: Location) -> Iterator[tuple[Location, str]]:
    if is_object(value):
        target = value.get("$ref")
        if isinstance(target, str):
            yield loc, target
        for key, each in value.items():
            yield from _references(each, (*loc, str(key)))
    elif is_list(value):
        for at, each in enumerate(value):
            yield from _references(each, (*loc, at))


def _leads(root: Mapping[object, object], target: str) -> bool:
    """Whether a local reference leads to something; an anchor may."""
    if not target.startswith("#/"):
        return True
    value: object = root
    for part in target[2:].split("/"):
        key = part.replace("~1", "/").replace("~0", "~")
        if is_list(value) and key.isdigit() and int(key) < len(value):
            value = value[int(key)]
        elif is_object(value) and key in value:
            value = value[key]
        else:
            return False
    return True
