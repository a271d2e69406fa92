"""Rules on the definitions of tools, whose schemas a library checks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache

import orjson

from mistyped._check.plain_schemas import is_plain
from mistyped._check.request_view import Finding, RequestView
from mistyped._values.guards import is_list, is_object
from mistyped.problems import Location, shown

_KEYWORDS = {
    *("$defs", "$id", "$ref", "$schema", "additionalProperties", "allOf", "anyOf"),
    *("const", "default", "definitions", "description", "enum", "examples", "items"),
    *("not", "oneOf", "patternProperties", "properties", "required", "title", "type"),
}
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


def duplicate_function(request: RequestView) -> Iterator[Finding]:
    """Find functions of one name."""
    first: dict[str, int] = {}
    for at, function in request.tools:
        name = function.get("name")
        if isinstance(name, str) and first.setdefault(name, at) != at:
            place = ("tools", at, "function", "name")
            yield Finding(place, f"tools[{first[name]}] is called {shown(name)} too")


def bare_properties(request: RequestView) -> Iterator[Finding]:
    """Find parameters that map names to schemas, with no schema around them."""
    for loc, schema, _ in request.schemas:
        if (
            schema
            and _KEYWORDS.isdisjoint(map(str, schema))
            and all(is_object(each) and "type" in each for each in schema.values())
        ):
            yield Finding(loc, "it looks like a map of properties, not like a schema")
        elif schema.get("type", "object") != "object":
            message = (
                f"its type is {shown(schema['type'])}, and parameters are an object"
            )
            yield Finding((*loc, "type"), message, 'write "type": "object"')


def tool_schema(request: RequestView) -> Iterator[Finding]:
    """Find parameters that are no valid JSON Schema."""
    for loc, _, dumped in request.schemas:
        wrong = _invalid(dumped)
        if wrong is not None:
            yield Finding((*loc, *wrong[0]), *wrong[1:])


def schema_reference(request: RequestView) -> Iterator[Finding]:
    """Find references to what a schema does not define."""
    for loc, root, dumped in request.schemas:
        if b'"$ref"' in dumped:
            for below, target in _references(root, ()):
                if target.startswith("#") and not _leads(root, target):
                    message = f"{shown(target)} leads nowhere"
                    yield Finding((*loc, *below, "$ref"), message)


def strict_and_open(request: RequestView) -> Iterator[Finding]:
    """Find strict functions whose parameters take any key."""
    for at, function in request.tools:
        schema = function.get("parameters")
        opened = is_object(schema) and schema.get("additionalProperties") is True
        if function.get("strict") is True and opened:
            place = ("tools", at, "function", "parameters", "additionalProperties")
            yield Finding(place, "the function is strict, and its schema takes any key")


@lru_cache(maxsize=512)
def _invalid(schema: bytes) -> tuple[Location, str, str] | None:
    """Say where a schema is not one, in draft 7 and in draft 2020-12 alike.

    Returns:
        The place in the schema, what is wrong there, and a hint, which may be empty.
    """
    plain = orjson.loads(schema)
    if is_plain(plain):
        return None
    # Eight megabytes, and loaded for schemas alone that are not plainly right.
    from jsonschema_rs import ValidationError, meta

    first: tuple[Location, str, str] | None = None
    for draft in (_DRAFT_7, _DRAFT_2020):
        try:
            meta.validate({**plain, "$schema": draft})
        except ValidationError as error:
            below = tuple(error.instance_path)
            first = first or (below, *_words(below, error.instance, error.message))
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
