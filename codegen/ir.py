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
        defaulted: Members that it has to have here, and that the published
            specification lets default: one that is missing is only warned of.
    """

    name: str
    fields: tuple[Field, ...]
    closed: bool
    description: str
    sdk_class: str = ""
    exactly_one: tuple[str, ...] = ()
    defaulted: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Alias:
    """A name for a node that is no object, such as a union."""

    name: str
    node: Node
    description: str


Schema: TypeAlias = Object | Alias


@dataclass(frozen=True, slots=True)
class PathId:
    """An id in a path, which methods may call by another name."""

    name: str
    argument: str
    node: Node
    description: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What an operation answers; classes and functions are written `module:name`.

    A type may be an expression with such names in it.
    """

    item: str = ""  # the schema of an item of a list
    media: str = ""  # the media type of an answer in bytes
    page: str = ""  # how a list comes: by number, offset, token, or whole
    page_size: int | None = None  # which the method has to say, if the caller does not
    stream: str = ""  # what reads a stream, if it is no stream of any events
    description: str = ""
    missing: str = ""  # what a 404 means
    type: str = ""  # what the method returns, if no schema has it ...
    unread: str = ""  # ... and what its unread response is ...
    cast: str = ""  # ... and what the SDK casts it to
    reader: str = ""  # takes the parameters, returns what makes the result


@dataclass(frozen=True, slots=True)
class Argument:
    """What a method takes beside the parameters of its request."""

    type: str
    description: str


@dataclass(frozen=True, slots=True)
class View:
    """How a method is another way to make the call of an operation."""

    operation: str = ""  # its id
    summary: str = ""
    returns: str = ""
    answer: str = ""  # the type of what is returned ...
    cast: str = ""  # ... and what the SDK casts an answer to, if it is another one
    ids: dict[str, str] = field(default_factory=dict[str, str])  # other names of ids
    params: str = ""  # the type of the parameters
    built: bool = False  # whether the request's model may stand for them
    takes: dict[str, Argument] = field(default_factory=dict[str, Argument])
    request: str = ""  # makes the request of the arguments
    within: str = ""  # a context manager around the call
    entered: bool = False  # whether the answer is a block, and the call made inside it


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
        exploded: Members of a query that stand as their own members.
    """

    id: str
    method: str = ""
    path: str = ""
    request: str = ""
    carrier: str = ""
    response: str = ""
    event: str = ""
    example: str = ""
    parsed: bool = False
    area: str = ""  # the overlay that describes it
    route: str = ""  # the path below the base URL
    summary: str = ""
    description: str = ""
    streaming: str = ""  # what it means for the answer to be streamed
    deprecated: str = ""
    ids: tuple[PathId, ...] = ()
    files: tuple[str, ...] = ()  # members of the request
    answer: Answer = Answer()
    aliases: tuple[str, ...] = ()
    view: View = View()
    exploded: tuple[str, ...] = ()

    @property
    def builder(self) -> str:
        """The model that may stand for the parameters, `module:name`, if any."""
        own = self.request and (self.view.built or not self.view.operation)
        return f"mistyped.requests:{self.request}" if own else ""

    @property
    def name(self) -> str:
        """The method's own name, `create`."""
        return self.id.rpartition(".")[2]


@dataclass(frozen=True, slots=True)
class Resource:
    """An attribute of the client that holds methods, other resources, or both."""

    id: str  # where it is on the client, `chat.completions`
    name: str  # of its class
    description: str
    sdk_class: str
    operations: tuple[Operation, ...]
    children: tuple[Resource, ...]
    inherited: tuple[str, ...]  # methods that stay the SDK's own
    base: str = ""  # a class with methods by hand, if the SDK has none to derive from

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
