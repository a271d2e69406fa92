"""Makes one flat object of each union of objects, for dict literals in requests.

No type checker explains why a dict literal fits no member of a union; of a single
TypedDict each names the wrong key. So where a request takes a union, its type has all
keys of all members, and the members, which are closed, fit it. What only a member's own
type can say, such as a key that belongs to another member, the check finds at the call.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain

from codegen.ir import (
    Alias,
    Area,
    Array,
    Enum,
    Field,
    Mapping,
    Node,
    Object,
    Reference,
    Scalar,
    Schema,
    Union,
)

_SUFFIX = "Input"


@dataclass(frozen=True, slots=True)
class Flat:
    """A flat object: its area, and the names of the union's members."""

    home: str
    members: tuple[str, ...]
    object: Object


class FlatTypes:
    """The flat objects of all areas, by name, each after those that it uses."""

    def __init__(self, areas: Sequence[Area]) -> None:
        self.flats: dict[str, Flat] = {}
        self._schemas = {each.name: each for area in areas for each in area.requests}
        self._names: dict[frozenset[str], str] = {}
        self._entered: set[str] = set()
        self._narrower: set[tuple[str, str]] = set()
        own = [(area.name, each) for area in areas for each in area.own_requests]
        unions = [(home, each) for home, each in own if self.members(each)]
        for _, each in unions:
            self._names[frozenset(self.members(each))] = _named(each.name)
        for home, each in unions:
            self._flat(self.members(each), home, each.name)
        for home, each in own:
            if isinstance(each, Object):
                for field in each.fields:
                    self.field(each.name, field, home)
            elif not self.members(each):
                self.node(each.node, home, each.name)

    def members(self, schema: Schema) -> tuple[str, ...]:
        """Return the objects of a named union of nothing but objects, if it is one."""
        if not isinstance(schema, Alias) or not isinstance(schema.node, Union):
            return ()
        members = [self._objects(each) for each in schema.node.members]
        return tuple(chain.from_iterable(members)) if all(members) else ()

    @property
    def united(self) -> frozenset[str]:
        """The objects of all unions; they have to be closed to fit a flat object."""
        return frozenset(chain.from_iterable(f.members for f in self.flats.values()))

    def of(self, area: str) -> Iterator[Flat]:
        """Yield the flat objects that belong to an area."""
        return (each for each in self.flats.values() if each.home == area)

    def field(self, schema: str, field: Field, home: str) -> Node:
        """Return what a member takes, with flat objects in place of unions.

        An object of a union may take less than the union's flat object does. It keeps
        its own union there, since of two flat objects neither fits the other.
        """
        if (schema, field.name) in self._narrower:
            return field.node
        return self.node(field.node, home, f"{schema}.{field.name}")

    def node(self, node: Node, home: str, place: str) -> Node:
        """Return a node with flat objects in place of unions; a new one gets a name.

        Args:
            node: The node.
            home: The area that a new flat object belongs to.
            place: Where the node stands, `Schema.member`, which a new one is named by.
        """
        match node:
            case Array(items):
                return replace(node, items=self.node(items, home, place))
            case Mapping(values):
                return replace(node, values=self.node(values, home, place))
            case Union(nodes) if sum(isinstance(each, Array) for each in nodes) > 1:
                # Of several lists mypy chooses none for a list of dict literals.
                return self.node(_joined(nodes), home, place)
            case Union(nodes):
                objects = tuple(chain.from_iterable(map(self._objects, nodes)))
                if len(objects) < 2:
                    return Union(tuple(self.node(n, home, place) for n in nodes))
                rest = [n for n in nodes if not self._objects(n)]
                flat = Reference(self._flat(objects, home, place))
                kept = (self.node(each, home, place) for each in rest)
                return Union((flat, *kept)) if rest else flat
            case Reference() if len(objects := self._objects(node)) > 1:
                return Reference(self._flat(objects, home, place))
            case _:
                return node

    def _objects(self, node: Node) -> tuple[str, ...]:
        """Return the objects that a reference stands for, if for nothing else."""
        if not isinstance(node, Reference):
            return ()
        schema = self._schemas[node.name]
        return (node.name,) if isinstance(schema, Object) else self.members(schema)

    def _unions(self, node: Node) -> Iterator[frozenset[str]]:
        """Yield the objects of each union of them in a node."""
        match node:
            case Array(items) | Mapping(items):
                yield from self._unions(items)
            case Union(nodes):
                objects = tuple(chain.from_iterable(map(self._objects, nodes)))
                if len(objects) > 1:
                    yield frozenset(objects)
                for each in nodes:
                    if not self._objects(each):
                        yield from self._unions(each)
            case Reference() if len(objects := self._objects(node)) > 1:
                yield frozenset(objects)
            case _:
                pass

    def _flat(self, members: tuple[str, ...], home: str, place: str) -> str:
        members = tuple(dict.fromkeys(members))
        name = self._names.setdefault(frozenset(members), _named(place))
        if name not in self._entered:
            self._entered.add(name)
            objects = [self._schemas[each] for each in members]
            named = [each for each in objects if isinstance(each, Object)]
            fields = tuple(self._fields(named, home, name.removesuffix(_SUFFIX)))
            self.flats[name] = Flat(home, members, Object(name, fields, False, ""))
        return name

    def _fields(
        self, members: Sequence[Object], home: str, name: str
    ) -> Iterator[Field]:
        """Yield each key of any member, with all that some member takes for it."""
        taking: dict[str, dict[str, Field]] = {}
        for member in members:
            for field in member.fields:
                taking.setdefault(field.name, {})[member.name] = field
        for key, fields in taking.items():
            everywhere = len(fields) == len(members)
            joined = _joined([field.node for field in fields.values()])
            unions = set(self._unions(joined))
            for owner, field in fields.items():
                if not unions.issuperset(self._unions(field.node)):
                    self._narrower.add((owner, key))
            yield Field(
                key,
                self.node(joined, home, f"{name}.{key}"),
                everywhere and all(field.required for field in fields.values()),
                _description(fields, everywhere=everywhere),
            )


def _named(place: str) -> str:
    """Return the name of a flat object by its place: `OCRRequest.document`."""
    schema, _, key = place.partition(".")
    owner = schema.removesuffix("Request").removesuffix("Param")
    words = "".join(word.capitalize() for word in key.split("_"))
    return f"{owner.removesuffix(words)}{words}{_SUFFIX}"


def _description(fields: dict[str, Field], *, everywhere: bool) -> str:
    """Return what a key is, and of which members, if not of all alike."""
    owners: dict[str, list[str]] = {}
    for member, field in fields.items():
        owners.setdefault(field.description, []).append(member)
    if everywhere and len(owners) == 1:
        return next(iter(owners))
    return " ".join(f"{', '.join(own)}: {text}" for text, own in owners.items())


def _joined(nodes: Iterable[Node]) -> Node:
    """Return what may be any of these nodes: one enum, one list, null at the end."""
    parts: list[Node] = []
    for node in nodes:
        parts += node.members if isinstance(node, Union) else (node,)
    values = dict.fromkeys(v for p in parts if isinstance(p, Enum) for v in p.values)
    lists = [part.items for part in parts if isinstance(part, Array)]
    single = [Scalar(p.kind) if isinstance(p, Scalar) else p for p in parts]
    others: list[Node] = [p for p in single if not isinstance(p, Enum | Array)]
    if values:
        others.append(Enum(tuple(values)))
    if lists:
        others.append(Array(_joined(lists)))
    unique = sorted(dict.fromkeys(others), key=lambda each: each == Scalar("null"))
    return unique[0] if len(unique) == 1 else Union(tuple(unique))
