"""The effective document as frozen facts, which the renderers turn into text.

An `Area` is one module's worth of schemas. A `Node` says what a value may be; it holds
no Python text. `codegen.reader` reads them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class AnyValue:
    """Any JSON value."""


@dataclass(frozen=True, slots=True)
class Scalar:
    """A string, integer, number, boolean, null, or binary (a file).

    Attributes:
        kind: Which of them.
        bounds: Pairs of ge, gt, le, lt, min_length or max_length and a number.
        pattern: The regular expression that a string matches somewhere, or empty.
    """

    kind: str
    bounds: tuple[tuple[str, float], ...] = ()
    pattern: str = ""


@dataclass(frozen=True, slots=True)
class Enum:
    """One of these values; null is never among them."""

    values: tuple[str | int | bool, ...]


@dataclass(frozen=True, slots=True)
class Array:
    """A list."""

    items: Node
    min_items: int = 0
    max_items: int | None = None


@dataclass(frozen=True, slots=True)
class Mapping:
    """An object with any keys and like values; the keys may have bounds."""

    values: Node
    keys: Scalar = Scalar("string")


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
        exactly_one: Members of which one must be there and only one, if any.
    """

    name: str
    fields: tuple[Field, ...]
    closed: bool
    description: str
    sdk_class: str = ""
    exactly_one: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Alias:
    """A name for a node that is no object, such as a union."""

    name: str
    node: Node
    description: str


Schema: TypeAlias = Object | Alias


@dataclass(frozen=True, slots=True)
class PathId:
    """An id in a path.

    Attributes:
        name: Its name in the path.
        argument: What a method calls it.
        node: What may be given for it.
        description: What it is.
    """

    name: str
    argument: str
    node: Node
    description: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What an operation answers; import paths are written `module:name`.

    Attributes:
        item: The schema of an item of a list, or empty.
        media: The media type of an answer in bytes, or empty.
        page: How a list comes in pages, `number`, `offset`, `token` or `whole`; empty
            if the answer is none.
        page_size: How many items a page has if the caller says nothing, and the method
            therefore has to say it.
        stream: The import path of the class that reads a stream, or empty if any event
            is read alike.
        description: What it is.
        missing: What a 404 means, or empty.
        cls: The import path of the class that a method returns, if no schema has it.
        unread: The import path of the class of its unread response, likewise.
        cast: The import path of what to cast it to, likewise.
        reader: The import path of a function that takes the parameters and returns what
            makes the method's result of the SDK's, or empty.
    """

    item: str = ""
    media: str = ""
    page: str = ""
    page_size: int | None = None
    stream: str = ""
    description: str = ""
    missing: str = ""
    cls: str = ""
    unread: str = ""
    cast: str = ""
    reader: str = ""


@dataclass(frozen=True, slots=True)
class Operation:
    """One call: `POST /v1/chat/completions` with the names of its schemas.

    Attributes:
        id: The method on the client.
        method: The HTTP method in capitals.
        path: The full path, with a name in braces for each id in it.
        request: The schema of what is asked, or empty.
        carrier: What carries the request: `json`, `form` or `query`.
        response: The schema of a whole answer; empty if it is none or no JSON.
        event: The schema of an event of a streamed answer, or empty.
        example: A program that makes the call, or empty.
        parsed: Whether there is a `parse` beside `create`, for answers of a type.
        route: The path below the base URL.
        summary: What it does, in a sentence.
        description: What else is to be said, or empty.
        ids: The ids in its path.
        answer: What it answers.
        aliases: Other names of the method.
        deprecated: What to say of a deprecated operation, or empty.
        builder: The import path of a model that may stand for the parameters, or empty.
        params: The import path of the type of the parameters, if no schema has it.
        files: The members of its request that are files.
        streaming: What it means for its answer to be streamed, or empty.
        adapt: The import path of what turns the arguments into parameters, or empty.
        within: The import path of a context manager around the call, or empty.
        area: The overlay that describes it, without its ending.
        exploded: Members of a query that stand as their own members.
    """

    id: str
    method: str
    path: str
    request: str
    carrier: str
    response: str
    event: str
    example: str = ""
    parsed: bool = False
    route: str = ""
    summary: str = ""
    description: str = ""
    ids: tuple[PathId, ...] = ()
    answer: Answer = Answer()
    aliases: tuple[str, ...] = ()
    deprecated: str = ""
    builder: str = ""
    params: str = ""
    files: tuple[str, ...] = ()
    streaming: str = ""
    adapt: str = ""
    within: str = ""
    area: str = ""
    exploded: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """The method's own name, `create`."""
        return self.id.rpartition(".")[2]


@dataclass(frozen=True, slots=True)
class Resource:
    """An attribute of the client that holds methods, other resources, or both.

    Attributes:
        id: Where it is on the client, `chat.completions`.
        name: The name of its class.
        description: What it is.
        sdk_class: The import path of the SDK's class for it, or empty.
        mixins: Import paths of classes by hand that its class has for bases.
        by_hand: Methods that its mixins have, which get their forms here.
        operations: What its methods are made of.
        children: The resources in it.
    """

    id: str
    name: str
    description: str
    sdk_class: str
    mixins: tuple[str, ...]
    by_hand: tuple[str, ...]
    operations: tuple[Operation, ...]
    children: tuple[Resource, ...]

    @property
    def attribute(self) -> str:
        """What its owner calls it, `completions`."""
        return self.id.rpartition(".")[2]

    @property
    def overlay(self) -> str:
        """The overlay that its operations are described in."""
        if not self.operations:
            return self.id.partition(".")[0]
        return self.operations[0].area


@dataclass(frozen=True, slots=True)
class Area:
    """What one overlay describes: its operations and the schemas that they reach.

    A schema that several areas reach belongs to the first of them; the others borrow
    it. A schema of requests and one of answers have homes of their own.

    Attributes:
        name: The area's name, `chat`.
        operations: Its operations.
        requests: The schemas that requests reach, each after those that it uses.
        responses: The schemas that answers reach, in the same order.
        borrowed_requests: The areas that schemas of requests belong to, if not here.
        borrowed_responses: The same for schemas of answers.
    """

    name: str
    operations: tuple[Operation, ...]
    requests: tuple[Schema, ...]
    responses: tuple[Schema, ...]
    borrowed_requests: dict[str, str] = field(default_factory=dict[str, str])
    borrowed_responses: dict[str, str] = field(default_factory=dict[str, str])

    @property
    def own_requests(self) -> tuple[Schema, ...]:
        """The schemas of requests that belong here."""
        return tuple(s for s in self.requests if s.name not in self.borrowed_requests)

    @property
    def own_responses(self) -> tuple[Schema, ...]:
        """The schemas of answers that belong here."""
        return tuple(s for s in self.responses if s.name not in self.borrowed_responses)


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
