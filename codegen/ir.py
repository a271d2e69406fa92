"""The effective document as frozen facts, which the renderers turn into text.

An `Area` is one module's worth of schemas. A `Node` says what a value may be; it holds
no Python text.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias

from codegen.document import Document, JSONValue, as_list, as_object
from codegen.findings import Finding, FindingsError

REFS = "#/components/schemas/"
SOURCE = "spec/mistral.openapi.json"
_BOUNDS = {
    "minimum": "ge",
    "exclusiveMinimum": "gt",
    "maximum": "le",
    "exclusiveMaximum": "lt",
}


@dataclass(frozen=True, slots=True)
class AnyValue:
    """Any JSON value."""


@dataclass(frozen=True, slots=True)
class Scalar:
    """A string, integer, number, boolean or null; `bounds` maps ge, gt, le, lt."""

    kind: str
    bounds: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True, slots=True)
class Enum:
    """One of these values; null is never among them."""

    values: tuple[str | int | bool, ...]


@dataclass(frozen=True, slots=True)
class Array:
    """A list."""

    items: Node
    min_items: int = 0


@dataclass(frozen=True, slots=True)
class Mapping:
    """An object with any keys and like values."""

    values: Node


@dataclass(frozen=True, slots=True)
class Reference:
    """A schema with a name."""

    name: str


@dataclass(frozen=True, slots=True)
class Union:
    """One of several, with the JSON type null last if it is among them."""

    members: tuple[Node, ...]


Node: TypeAlias = AnyValue | Scalar | Enum | Array | Mapping | Reference | Union
NULL = Scalar("null")


@dataclass(frozen=True, slots=True)
class Field:
    """A member of an object."""

    name: str
    node: Node
    required: bool
    description: str


@dataclass(frozen=True, slots=True)
class Object:
    """An object schema with a name.

    Attributes:
        name: Its name.
        fields: Its members.
        closed: Whether it takes no other keys.
        description: What it is.
        sdk_class: The import path of the SDK's class for it, `module:name`, or empty.
    """

    name: str
    fields: tuple[Field, ...]
    closed: bool
    description: str
    sdk_class: str = ""


@dataclass(frozen=True, slots=True)
class Alias:
    """A name for a node that is no object, such as a union."""

    name: str
    node: Node
    description: str


Schema: TypeAlias = Object | Alias


@dataclass(frozen=True, slots=True)
class Operation:
    """One call: `POST /v1/chat/completions` with the names of its schemas."""

    id: str
    method: str
    path: str
    request: str
    response: str
    event: str


@dataclass(frozen=True, slots=True)
class Area:
    """What one overlay describes: its operations and the schemas that they reach.

    Attributes:
        name: The area's name, `chat`.
        operations: Its operations.
        requests: The schemas that requests reach, each after those that it uses.
        responses: The schemas that answers reach, in the same order.
    """

    name: str
    operations: tuple[Operation, ...]
    requests: tuple[Schema, ...]
    responses: tuple[Schema, ...]


def read_areas(document: Document) -> tuple[Area, ...]:
    """Read the areas of an effective document, in the order of its paths.

    Raises:
        FindingsError: If a schema says what the renderers cannot express.
    """
    schemas = read_schemas(document)
    grouped: dict[str, list[Operation]] = {}
    for operation in _operations(document):
        grouped.setdefault(operation.id.split(".")[0], []).append(operation)
    return tuple(
        Area(
            name,
            tuple(operations),
            _reach((o.request for o in operations), schemas),
            _reach((n for o in operations for n in (o.response, o.event)), schemas),
        )
        for name, operations in grouped.items()
    )


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


def references(node: Node) -> Iterator[str]:
    """Yield the names that a node refers to."""
    match node:
        case Reference(name):
            yield name
        case Array(items) | Mapping(items):
            yield from references(items)
        case Union(members):
            for member in members:
                yield from references(member)
        case _:
            pass


def schema_references(schema: Schema) -> Iterator[str]:
    """Yield the names that a schema refers to."""
    if isinstance(schema, Alias):
        yield from references(schema.node)
    else:
        for field in schema.fields:
            yield from references(field.node)


def without_null(node: Node) -> tuple[Node, bool]:
    """Split a node into what it may be beside null, and whether it may be null."""
    if not isinstance(node, Union) or node.members[-1] != NULL:
        return node, False
    rest = node.members[:-1]
    return (rest[0] if len(rest) == 1 else Union(rest)), True


def _operations(document: Document) -> Iterator[Operation]:
    base = as_object(as_list(document["servers"])[0])["url"]
    root = "/" + str(base).split("/", 3)[3]
    for path, item in as_object(document["paths"]).items():
        for method, raw in as_object(item).items():
            operation = as_object(raw)
            request = as_object(operation.get("requestBody", {}))
            answers = as_object(as_object(operation["responses"])["200"])
            yield Operation(
                id=str(operation["operationId"]),
                method=method.upper(),
                path=root + path,
                request=_media(request, "application/json"),
                response=_media(answers, "application/json"),
                event=_media(answers, "text/event-stream"),
            )


def _media(holder: Document, media_type: str) -> str:
    content = as_object(as_object(holder.get("content", {})).get(media_type, {}))
    return str(as_object(content.get("schema", {})).get("$ref", "")).removeprefix(REFS)


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
        return Alias(name, _node(raw, name, findings), description)
    required = as_list(raw.get("required", []))
    fields = tuple(
        Field(
            name=key,
            node=_node(as_object(value), f"{name}.{key}", findings),
            required=key in required,
            description=str(as_object(value).get("description", "")),
        )
        for key, value in as_object(raw["properties"]).items()
    )
    closed = raw.get("additionalProperties") is False
    return Object(name, fields, closed, description, str(raw.get("x-class", "")))


def _node(raw: Document, where: str, findings: list[Finding]) -> Node:
    types = raw.get("type")
    branches = raw.get("oneOf", raw.get("anyOf"))
    if isinstance(branches, list):
        return _union([_node(as_object(b), where, findings) for b in branches])
    if "$ref" in raw:
        return Reference(str(raw["$ref"]).removeprefix(REFS))
    if "const" in raw or "enum" in raw:
        return _enum(as_list(raw.get("enum", [raw.get("const")])))
    if isinstance(types, list):
        return _union([_node({**raw, "type": t}, where, findings) for t in types])
    if types == "array":
        items = _node(as_object(raw.get("items", {})), where, findings)
        least = raw.get("minItems", 0)
        return Array(items, least if isinstance(least, int) else 0)
    if types == "object":
        if "properties" in raw:
            fix = "give it a name among the schemas and refer to it"
            findings.append(Finding(SOURCE, where, "a nested object has no name", fix))
        values = raw.get("additionalProperties", True)
        node = (
            AnyValue() if values is True else _node(as_object(values), where, findings)
        )
        return Mapping(node)
    if types is None:
        return AnyValue()
    return _scalar(str(types), raw)


def _scalar(kind: str, raw: Document) -> Scalar:
    if kind not in ("integer", "number"):
        return Scalar(kind)
    limits = ((short, raw.get(key)) for key, short in _BOUNDS.items())
    return Scalar(kind, tuple((s, v) for s, v in limits if isinstance(v, int | float)))


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
