"""Finishes an overlaid document: the effective document.

Three things follow from the rest and so stand in no overlay: a schema that nothing
reaches any more goes, a union with one member left becomes that member, and a union of
objects that all require a distinct tag gets a `discriminator`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from codegen.document import (
    Document,
    JSONValue,
    TracedArray,
    TracedObject,
    as_list,
    as_object,
    children_of,
    item_origins_of,
    members_of,
    origins_of,
)
from codegen.findings import Origin
from codegen.reader import REFS

TAGS = ("role", "type")
_METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")


def finish(document: Document, version: str) -> Document:
    """Return the effective document, which is the product's of this version."""
    result = as_object(_collapse(document))
    as_object(result["info"])["version"] = version
    schemas = component_schemas(result)
    for name in schemas.keys() - reached(refs(result["paths"]), schemas):
        del schemas[name]
    _discriminate(result, schemas)
    return result


def tags(schema: Document) -> tuple[str, tuple[JSONValue, ...], bool] | None:
    """Return an object's tag: the property, its values, and whether it is required."""
    properties = as_object(schema.get("properties", {}))
    for key in TAGS:
        raw = as_object(properties.get(key, {}))
        values = as_list(raw.get("enum", [raw["const"]] if "const" in raw else []))
        if values:
            return key, tuple(values), key in as_list(schema.get("required", []))
    return None


def refs(value: JSONValue) -> list[str]:
    """Return the names of the schemas that a value refers to, in its order."""
    return [name for name, _ in references(value)]


def references(value: JSONValue) -> Iterator[tuple[str, Origin | None]]:
    """Yield the names of the schemas that a value refers to, and where it does."""
    for key, child, origin in children_of(value):
        if key == "$ref" and isinstance(child, str):
            yield child.removeprefix(REFS), origin
        else:
            yield from references(child)


def reached(roots: Iterable[str], schemas: Document) -> set[str]:
    """Return the names of the schemas that these reach, their own included."""
    queue, found = list(roots), set[str]()
    while queue:
        name = queue.pop()
        if name not in found:
            found.add(name)
            queue.extend(refs(schemas.get(name)))
    return found


def calls(document: Document) -> Iterator[Document]:
    """Yield the operations of a document."""
    for item in members_of(document["paths"]).values():
        for method, operation in members_of(item).items():
            if method in _METHODS and isinstance(operation, dict):
                yield operation


def asked(operation: Document) -> list[str]:
    """Return the schemas of what an operation asks, in its body or its query."""
    return refs([operation.get("requestBody"), operation.get("parameters")])


def component_schemas(document: Document) -> Document:
    """Return the schemas of a document by name."""
    return as_object(as_object(document["components"])["schemas"])


def _collapse(value: JSONValue) -> JSONValue:
    if isinstance(value, list):
        return TracedArray(map(_collapse, value), item_origins_of(value))
    if not isinstance(value, dict):
        return value
    result: Document = {key: _collapse(item) for key, item in value.items()}
    origins = origins_of(value)
    branches = result.get("anyOf")
    if isinstance(branches, list) and len(branches) == 1:
        del result["anyOf"]
        only = as_object(branches[0])
        result, origins = {**only, **result}, {**origins_of(only), **origins}
    return TracedObject(result, origins)


def _discriminate(value: JSONValue, schemas: Document) -> None:
    if isinstance(value, list):
        for item in value:
            _discriminate(item, schemas)
    elif isinstance(value, dict):
        for item in value.values():
            _discriminate(item, schemas)
        branches = value.get("anyOf")
        if isinstance(branches, list):
            found = _discriminator([as_object(b) for b in branches], schemas)
            if found:
                value["oneOf"] = value.pop("anyOf")
                value["discriminator"] = found


def _discriminator(branches: list[Document], schemas: Document) -> Document | None:
    mapping: Document = {}
    keys: set[str] = set()
    for branch in branches:
        schema = as_object(schemas.get(str(branch.get("$ref")).removeprefix(REFS), {}))
        tag = tags(schema)
        if tag is None or not tag[2] or schema.get("additionalProperties") is not False:
            return None
        keys.add(tag[0])
        mapping |= {str(value): branch["$ref"] for value in tag[1]}
    if len(keys) != 1:
        return None
    return {"propertyName": keys.pop(), "mapping": mapping}
