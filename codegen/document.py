"""JSON documents: the types, where their values come from, and small operations.

What was read from a file knows the line of each member, and keeps it when it is copied
or merged into another document. So a finding can name the line to edit, however far the
value has come.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import SupportsIndex, TypeAlias

from codegen.findings import Origin

JSONValue: TypeAlias = (
    "bool | int | float | str | list[JSONValue] | dict[str, JSONValue] | None"
)
Document: TypeAlias = dict[str, JSONValue]
Location: TypeAlias = tuple[int | str, ...]


class TracedObject(dict[str, "JSONValue"]):
    """An object that knows where its members come from, as far as that is known."""

    __slots__ = ("origins",)

    def __init__(
        self, members: Mapping[str, JSONValue], origins: Mapping[str, Origin]
    ) -> None:
        super().__init__(members)
        self.origins = dict(origins)

    def __delitem__(self, key: str) -> None:
        super().__delitem__(key)
        self.origins.pop(key, None)


class TracedArray(list["JSONValue"]):
    """An array that knows where its items come from; None stands for not known."""

    __slots__ = ("origins",)

    def __init__(
        self, items: Iterable[JSONValue], origins: Iterable[Origin | None]
    ) -> None:
        super().__init__(items)
        self.origins = list(origins)

    def __delitem__(self, index: SupportsIndex | slice) -> None:
        super().__delitem__(index)
        del self.origins[index]


def dump_json(document: JSONValue) -> str:
    """Return the text that we write to files: two spaces, keys in their own order."""
    text = json.dumps(document, indent=2, ensure_ascii=False, allow_nan=False)
    return text + "\n"


def as_object(value: JSONValue) -> Document:
    """Return the value, which must be an object."""
    if not isinstance(value, dict):
        raise TypeError(f"not an object: {value!r}")
    return value


def as_list(value: JSONValue) -> list[JSONValue]:
    """Return the value, which must be a list."""
    if not isinstance(value, list):
        raise TypeError(f"not a list: {value!r}")
    return value


def members_of(value: JSONValue) -> Document:
    """Return the members of an object; nothing if it is none."""
    return value if isinstance(value, dict) else {}


def clone(value: JSONValue) -> JSONValue:
    """Return a traced copy that shares nothing, not even with itself.

    `copy.deepcopy` would keep a value that occurs twice one value: a change in one
    place would then show in the other.
    """
    if isinstance(value, dict):
        members = {key: clone(child) for key, child in value.items()}
        return TracedObject(members, origins_of(value))
    if isinstance(value, list):
        return TracedArray(map(clone, value), item_origins_of(value))
    return value


def origins_of(value: Document) -> Mapping[str, Origin]:
    """Return where an object's members come from, as far as that is known."""
    return value.origins if isinstance(value, TracedObject) else {}


def item_origins_of(value: list[JSONValue]) -> list[Origin | None]:
    """Return where each item of an array comes from."""
    known = value.origins if isinstance(value, TracedArray) else []
    return [*known, *[None] * (len(value) - len(known))]


def children_of(
    value: JSONValue,
) -> Iterator[tuple[int | str, JSONValue, Origin | None]]:
    """Yield the key, the value and the origin of all that is directly in a value."""
    if isinstance(value, dict):
        origins = origins_of(value)
        for key, child in value.items():
            yield key, child, origins.get(key)
    elif isinstance(value, list):
        yield from zip(range(len(value)), value, item_origins_of(value), strict=True)


def all_origins(value: JSONValue) -> Iterator[Origin]:
    """Yield where everything in a value comes from, as far as that is known."""
    for _, child, origin in children_of(value):
        if origin:
            yield origin
        yield from all_origins(child)


def locate(document: JSONValue, location: Sequence[int | str]) -> Origin | None:
    """Return where the value at a location comes from, or else what it stands in."""
    found: Origin | None = None
    for key in location:
        children = {
            each: (child, origin) for each, child, origin in children_of(document)
        }
        document, origin = children.get(key, (None, None))
        found = origin or found
    return found


def pointer(location: Sequence[int | str]) -> str:
    """Return the JSON Pointer (RFC 6901) of a location; the root's is empty."""
    keys = (str(key).replace("~", "~0").replace("/", "~1") for key in location)
    return "".join(f"/{key}" for key in keys)


def resolve(document: JSONValue, location: Sequence[int | str]) -> JSONValue:
    """Return the value at a location.

    Raises:
        LookupError: If there is none.
    """
    value = document
    for key in location:
        if isinstance(value, dict):
            value = value[str(key)]
        elif isinstance(value, list):
            value = value[int(key)]
        else:
            raise LookupError(pointer(location))  # noqa: TRY004 - as for a list
    return value


def put(document: Document, location: Location, value: JSONValue) -> None:
    """Set the value at a location inside the document, whose parent must exist."""
    parent, key = resolve(document, location[:-1]), location[-1]
    if isinstance(parent, dict):
        parent[str(key)] = value
    elif isinstance(parent, list):
        parent[int(key)] = value


def trace(document: Document, location: Location, origin: Origin) -> None:
    """Say where the value at a location inside the document comes from."""
    parent, key = resolve(document, location[:-1]), location[-1]
    if isinstance(parent, TracedObject):
        parent.origins[str(key)] = origin
    elif isinstance(parent, TracedArray):
        parent.origins[int(key)] = origin


def delete(document: Document, location: Location) -> None:
    """Take out the value at a location inside the document, where there must be one."""
    parent, key = resolve(document, location[:-1]), location[-1]
    if isinstance(parent, dict):
        del parent[str(key)]
    elif isinstance(parent, list):
        del parent[int(key)]
