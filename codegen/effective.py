"""Finishes an overlaid document: the effective document, valid OpenAPI 3.1.

Three things follow from the rest and so stand in no overlay: a schema that nothing
reaches any more goes, a union with one member left becomes that member, and a union of
objects that all require a distinct tag gets a `discriminator`.
"""

from __future__ import annotations

from openapi_spec_validator import OpenAPIV31SpecValidator

from codegen.document import Document, JSONValue, as_list, as_object, clone
from codegen.findings import Finding, FindingsError
from codegen.reader import REFS, SOURCE

TAGS = ("role", "type")


def finish(document: Document) -> Document:
    """Return the effective document.

    Raises:
        FindingsError: If it is not valid OpenAPI 3.1, or refers to what is not there.
    """
    result = as_object(_collapse(clone(document)))
    schemas = as_object(as_object(result["components"])["schemas"])
    findings = _prune(result, schemas)
    if findings:
        raise FindingsError(findings)
    _discriminate(result, schemas)
    errors = [
        Finding(SOURCE, "/".join(map(str, error.absolute_path)), error.message, _FIX)
        for error in OpenAPIV31SpecValidator(result).iter_errors()
    ]
    if errors:
        raise FindingsError(errors)
    return result


_FIX = "correct the overlay action that made it so"


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
    if isinstance(value, list):
        return [name for item in value for name in refs(item)]
    if not isinstance(value, dict):
        return []
    found: list[str] = []
    for key, item in value.items():
        if key == "$ref" and isinstance(item, str):
            found.append(item.removeprefix(REFS))
        else:
            found.extend(refs(item))
    return found


def _collapse(value: JSONValue) -> JSONValue:
    if isinstance(value, list):
        return [_collapse(item) for item in value]
    if not isinstance(value, dict):
        return value
    result: Document = {key: _collapse(item) for key, item in value.items()}
    branches = result.get("anyOf")
    if isinstance(branches, list) and len(branches) == 1:
        del result["anyOf"]
        result = {**as_object(branches[0]), **result}
    return result


def _prune(document: Document, schemas: Document) -> list[Finding]:
    queue, reached = refs(document["paths"]), set[str]()
    findings: list[Finding] = []
    while queue:
        name = queue.pop()
        if name in reached:
            continue
        reached.add(name)
        if name in schemas:
            queue.extend(refs(schemas[name]))
        else:
            findings.append(Finding(SOURCE, name, "there is no such schema", _FIX))
    for name in set(schemas) - reached:
        del schemas[name]
    return findings


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
