"""Reads areas and schemas from an OpenAPI document."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from codegen.document import Document, JSONValue, all_origins, as_list, as_object
from codegen.findings import Finding, FindingsError, Origin
from codegen.ir import (
    NULL,
    Alias,
    AnyValue,
    Area,
    Array,
    Enum,
    Field,
    Mapping,
    Node,
    Object,
    Operation,
    Reference,
    Scalar,
    Schema,
    Union,
    schema_references,
)

REFS = "#/components/schemas/"
SOURCE = "spec/mistral.openapi.json"
_BOUNDS = {
    "minimum": "ge",
    "exclusiveMinimum": "gt",
    "maximum": "le",
    "exclusiveMaximum": "lt",
}
_LENGTHS = {"minLength": "min_length", "maxLength": "max_length"}


def read_areas(document: Document, operations: Iterable[Operation]) -> tuple[Area, ...]:
    """Read the areas of an effective document, in the order of its paths.

    Raises:
        FindingsError: If a schema says what the renderers cannot express.
    """
    schemas = read_schemas(document)
    grouped: dict[str, list[Operation]] = {}
    for operation in operations:
        grouped.setdefault(operation.id.split(".")[0], []).append(operation)
    request_homes: dict[str, str] = {}
    response_homes: dict[str, str] = {}
    areas: list[Area] = []
    for name, own in grouped.items():
        requests = _reach((o.request for o in own), schemas)
        answers = (n for o in own for n in (o.response, o.event))
        responses = _reach(answers, schemas)
        areas.append(
            Area(
                name,
                tuple(own),
                requests,
                responses,
                _borrowed(requests, name, request_homes),
                _borrowed(responses, name, response_homes),
            )
        )
    return tuple(areas)


def _borrowed(
    schemas: tuple[Schema, ...], area: str, homes: dict[str, str]
) -> dict[str, str]:
    """Return who owns what is not this area's; what nobody owns becomes its own."""
    found = {schema.name: homes.setdefault(schema.name, area) for schema in schemas}
    return {name: home for name, home in found.items() if home != area}


def read_schemas(document: Document) -> dict[str, Schema]:
    """Read all schemas of a document by name.

    Raises:
        FindingsError: If a schema says what the renderers cannot express.
    """
    findings: list[Finding] = []
    raw = as_object(as_object(document["components"])["schemas"])
    schemas = {
        name: _schema(name, as_object(value), findings) for name, value in raw.items()
    }
    if findings:
        raise FindingsError(findings)
    return schemas


def _reach(roots: Iterator[str], schemas: dict[str, Schema]) -> tuple[Schema, ...]:
    """Return what the roots reach, each schema after those that it uses."""
    done: dict[str, Schema] = {}
    entered: set[str] = set()

    def visit(name: str) -> None:
        if name in entered:
            return
        entered.add(name)
        for used in schema_references(schemas[name]):
            visit(used)
        done[name] = schemas[name]

    for root in roots:
        if root:
            visit(root)
    return tuple(done.values())


def _schema(name: str, raw: Document, findings: list[Finding]) -> Schema:
    description = str(raw.get("description", ""))
    if "properties" not in raw:
        return Alias(name, read_node(raw, name, findings), description)
    required = as_list(raw.get("required", []))
    fields = tuple(
        Field(
            name=key,
            node=read_node(as_object(value), f"{name}.{key}", findings),
            required=key in required,
            description=str(as_object(value).get("description", "")),
        )
        for key, value in as_object(raw["properties"]).items()
    )
    closed = raw.get("additionalProperties") is False
    sdk_class = str(raw.get("x-class", ""))
    defaulted = tuple(map(str, as_list(raw.get("x-defaulted", []))))
    for each in set(defaulted) - set(map(str, required)):
        place = next(all_origins(raw), Origin(SOURCE))
        fix = "require it, or take it out of x-defaulted"
        findings.append(place.finding(f"{each} is not required", fix, where=name))
    choices = _exactly_one(raw)
    return Object(name, fields, closed, description, sdk_class, choices, defaulted)


def _exactly_one(raw: Document) -> tuple[str, ...]:
    """Return the members of `oneOf: [{required: [a]}, {required: [b]}]`."""
    branches = map(as_object, as_list(raw.get("oneOf", [])))
    return tuple(str(name) for b in branches for name in as_list(b["required"]))


def read_node(raw: Document, where: str, findings: list[Finding]) -> Node:
    """Read what a value may be; what cannot be expressed is added to the findings."""
    types = raw.get("type")
    branches = raw.get("oneOf", raw.get("anyOf"))
    if isinstance(branches, list):
        return _union([read_node(as_object(b), where, findings) for b in branches])
    if "$ref" in raw:
        return Reference(str(raw["$ref"]).removeprefix(REFS))
    if "const" in raw or "enum" in raw:
        return _enum(as_list(raw.get("enum", [raw.get("const")])))
    if isinstance(types, list):
        return _union([read_node({**raw, "type": t}, where, findings) for t in types])
    if types == "array":
        items = read_node(as_object(raw.get("items", {})), where, findings)
        least, most = raw.get("minItems"), raw.get("maxItems")
        return Array(
            items,
            least if isinstance(least, int) else 0,
            most if isinstance(most, int) else None,
        )
    if types == "object":
        if "properties" in raw:
            fix = "give it a name among the schemas and refer to it"
            origin = next(all_origins(raw), Origin(SOURCE))
            findings.append(
                origin.finding("a nested object has no name", fix, where=where)
            )
        values = raw.get("additionalProperties", True)
        node = (
            AnyValue()
            if values is True
            else read_node(as_object(values), where, findings)
        )
        names = _scalar("string", as_object(raw.get("propertyNames", {})))
        return Mapping(node, names)
    if types is None:
        return AnyValue()
    return _scalar(str(types), raw)


def _scalar(kind: str, raw: Document) -> Scalar:
    if raw.get("format") == "binary":
        return Scalar("binary")
    known = {"integer": _BOUNDS, "number": _BOUNDS, "string": _LENGTHS}.get(kind, {})
    limits = ((short, raw.get(key)) for key, short in known.items())
    bounds = tuple((s, v) for s, v in limits if isinstance(v, int | float))
    pattern = str(raw.get("pattern", "")) if kind == "string" else ""
    return Scalar(kind, bounds, pattern)


def _enum(values: list[JSONValue]) -> Node:
    kept = tuple(v for v in values if isinstance(v, str | int | bool))
    return Union((Enum(kept), NULL)) if None in values else Enum(kept)


def _union(nodes: list[Node]) -> Node:
    flat: list[Node] = []
    for node in nodes:
        flat.extend(node.members if isinstance(node, Union) else [node])
    unique = [node for node in dict.fromkeys(flat) if node != NULL]
    if NULL in flat:
        unique.append(NULL)
    return unique[0] if len(unique) == 1 else Union(tuple(unique))
