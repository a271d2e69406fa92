"""Finds keywords of schemas and extensions of documents that nobody knows.

JSON Schema lets a schema have any key, and OpenAPI any that begins with `x-`: one with
a typing mistake would bound nothing, and nobody would hear of it.
"""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches
from typing import NamedTuple

from codegen.document import (
    Document,
    JSONValue,
    Location,
    children_of,
    pointer,
)
from codegen.extensions import check_extensions
from codegen.findings import Finding, Origin
from codegen.reader import SOURCE

_TABLE = {
    "a schema": "additionalProperties contains contentSchema else if items not "
    "propertyNames then unevaluatedItems unevaluatedProperties",
    "schemas": "$defs allOf anyOf dependentSchemas oneOf patternProperties prefixItems "
    "properties",
    "no schema": "$anchor $comment $dynamicAnchor $dynamicRef $id $ref $schema "
    "$vocabulary const contentEncoding contentMediaType default dependentRequired "
    "deprecated description enum examples exclusiveMaximum exclusiveMinimum format "
    "maxContains maxItems maxLength maxProperties maximum minContains minItems "
    "minLength minProperties minimum multipleOf pattern readOnly required title type "
    "uniqueItems writeOnly discriminator example externalDocs xml",
}
KEYWORDS = {name: holds for holds, names in _TABLE.items() for name in names.split()}
"""The keywords of JSON Schema 2020-12 and of OpenAPI 3.1, and what each holds."""
_LIMITS = (
    "$defs $dynamicRef allOf contains contentSchema dependentRequired dependentSchemas "
    "else if maxContains maxProperties minContains minProperties multipleOf not "
    "patternProperties prefixItems then unevaluatedItems unevaluatedProperties "
    "uniqueItems"
)
_UNREAD = frozenset(_LIMITS.split())
"""Those that would limit a value, if a renderer read them."""
_INSTANCES = ("example", "examples")
_SCHEMA = "a schema"


class _Node(NamedTuple):
    """An object of a document: what it is, where it is, and where it comes from."""

    on: str
    at: Location
    value: Document
    around: Origin


def check_keywords(document: Document) -> Iterator[Finding]:
    """Yield the keywords of schemas, and the extensions, that nobody reads."""
    for node in _objects(document, (), Origin(SOURCE)):
        where = pointer(node.at)
        yield from check_extensions(node.on, node.value, node.around, where)
        for key, _, origin in children_of(node.value) if node.on == _SCHEMA else ():
            name = str(key)
            if name not in KEYWORDS and not name.startswith("x-"):
                close = get_close_matches(name, KEYWORDS, 1)
                fix = f"write {close[0]}" if close else "remove it"
                place = origin or node.around
                yield place.finding(f"{name} is no keyword", fix, where=where)
            elif name in _UNREAD:
                fix = "say it otherwise, or make it a rule of spec/rules.yaml"
                place = origin or node.around
                yield place.finding(f"nothing reads {name}", fix, where=where)


def schemas_in(value: JSONValue, at: Location, around: Origin) -> Iterator[_Node]:
    """Yield a schema and all schemas in it."""
    if not isinstance(value, dict):
        return
    yield _Node(_SCHEMA, at, value, around)
    for key, child, origin in children_of(value):
        place, here = origin or around, (*at, key)
        match KEYWORDS.get(str(key)):
            case "a schema":
                yield from schemas_in(child, here, place)
            case "schemas":
                for inner, each, deeper in children_of(child):
                    yield from schemas_in(each, (*here, inner), deeper or place)
            case _:
                pass


def _objects(value: JSONValue, at: Location, around: Origin) -> Iterator[_Node]:
    """Yield all objects that are no instances."""
    if isinstance(value, dict):
        yield _Node(_kind(at), at, value, around)
    for key, child, origin in children_of(value):
        place, here = origin or around, (*at, key)
        if key == "schema" or at == ("components", "schemas"):
            yield from schemas_in(child, here, place)
        elif key not in _INSTANCES and not str(key).startswith("x-"):
            yield from _objects(child, here, place)


def _kind(at: Location) -> str:
    match at:
        case ("paths", _, _):
            return "an operation"
        case ("paths", _, _, "parameters", _):
            return "a parameter"
        case ("tags", _):
            return "a tag"
        case _:
            return "this object"
