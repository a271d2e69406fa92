"""The schemas of requests as types of msgspec, which decode and validate in one go.

A type made here is as narrow as its schema, or narrower: what it decodes, the schema
takes without a word. What msgspec cannot say is left out, so that a value with it is
not decoded, and the check itself judges it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from operator import methodcaller
from typing import Annotated, Final, Literal, TypeAlias, Union

import msgspec

from mistyped._check.schemas import Schema, load_schemas
from mistyped._values.json_values import JSON_OBJECT, MAX_INTEGER, MIN_INTEGER

Type: TypeAlias = object
"""What stands in an annotation, such as `list[str]`."""

_BOUNDS: Final = ("ge", "gt", "le", "lt", "min_length", "max_length")


class UntranslatableError(Exception):
    """No type of msgspec is narrow enough for a schema."""


def union_of(kinds: Sequence[Type]) -> Type:
    """Return the type of what is of one of these types."""
    return methodcaller("__getitem__", tuple(kinds))(Union)


def _list_of(kind: Type) -> Type:
    return methodcaller("__class_getitem__", kind)(list)


def _decoder_of(kind: Type) -> None:
    """Find out whether msgspec can decode a type.

    Raises:
        TypeError: If it cannot.
    """
    msgspec.json.Decoder(kind)


_INTEGER: Final = Annotated[int, msgspec.Meta(ge=MIN_INTEGER, le=MAX_INTEGER)]
SCALAR: Final = union_of([None, bool, str, float, _INTEGER])
"""A value without others in it, that JSON can carry."""
_PLAIN_OBJECT: Final = methodcaller(
    "__class_getitem__", (str, union_of([SCALAR, _list_of(SCALAR)]))
)(dict)
"""A JSON object that is certainly not too deep."""
_SCALARS: Final = {"bool": bool, "float": float, "int": int, "none": None, "str": str}


class NarrowTypes:
    """The types for the schemas of an area.

    Args:
        area: The module of the generated tables.
        least: How many items a list has to have at least, by the member's name.
    """

    def __init__(self, area: str, least: Mapping[str, int]) -> None:
        self._definitions = load_schemas(area).definitions
        self._least = least
        self._made: dict[tuple[str, str], type[msgspec.Struct]] = {}
        self._open: set[tuple[str, str]] = set()
        self._makers: dict[str, Callable[[Schema], Type]] = {
            "definition-ref": lambda schema: self._struct(str(schema["schema_ref"])),
            "list": self._list,
            "literal": _literal,
            "nullable": lambda schema: union_of([self.type_of(schema["schema"]), None]),
            "tagged-union": lambda schema: union_of(self._tagged(schema)),
            "union": lambda schema: union_of(self._choices(schema)),
        }

    def members(self, name: str) -> dict[str, Type]:
        """Return the types of an object's members, of those that have one."""
        found: dict[str, Type] = {}
        for key, field in self._definitions[name]["fields"].items():
            with suppress(UntranslatableError):
                found[key] = self._least_of(key, field["schema"])
        return found

    def tagged_by(self, key: str) -> dict[str, type]:
        """Return the classes that were made for objects with such a tag, by the tag."""
        classes = (each for each in self._made.values())
        return {
            str(each.__struct_config__.tag): each
            for each in classes
            if each.__struct_config__.tag_field == key
        }

    def _members(self, name: str) -> dict[str, tuple[Type, bool]]:
        found: dict[str, tuple[Type, bool]] = {}
        for key, field in self._definitions[name]["fields"].items():
            try:
                found[key] = (self._least_of(key, field["schema"]), field["required"])
            except UntranslatableError:
                if field["required"]:
                    raise
        return found

    def type_of(self, schema: Schema) -> Type:
        """Return the type for a schema.

        Raises:
            UntranslatableError: If there is none.
        """
        if schema == JSON_OBJECT:
            return _PLAIN_OBJECT
        kind = str(schema["type"])
        if kind in _SCALARS and "pattern" not in schema:
            return _bounded(_SCALARS[kind], schema)
        make = self._makers.get(kind)
        if make is None:
            raise UntranslatableError(kind)
        return make(schema)

    def _least_of(self, key: str, schema: Schema) -> Type:
        least = self._least.get(key, 0)
        return self.type_of(_with_least(schema, least) if least else schema)

    def _list(self, schema: Schema) -> Type:
        return _bounded(_list_of(self.type_of(schema["items_schema"])), schema)

    def _tagged(self, schema: Schema) -> list[Type]:
        """Return the classes of a union's objects, of those that have one."""
        found: list[Type] = []
        for tag, choice in schema["choices"].items():
            if choice["type"] == "definition-ref":
                with suppress(UntranslatableError):
                    key = str(schema["discriminator"])
                    found.append(self._struct(str(choice["schema_ref"]), key, tag))
        if not found:
            raise UntranslatableError(schema["discriminator"])
        return found

    def _choices(self, schema: Schema) -> list[Type]:
        """Return the types of a union that msgspec can tell apart."""
        found: list[Type] = []
        for choice, _ in schema["choices"]:
            try:
                each = self.type_of(choice)
                _decoder_of(union_of([*found, each]))
            except (UntranslatableError, TypeError):
                continue
            found.append(each)
        if not found:
            raise UntranslatableError("union")
        return found

    def _struct(self, name: str, tag_key: str = "", tag: str = "") -> type:
        made = self._made.get((name, tag))
        if made is not None:
            return made
        if (name, tag) in self._open:
            raise UntranslatableError(name)  # an object that holds itself
        self._open.add((name, tag))
        try:
            members = self._members(name)
        finally:
            self._open.discard((name, tag))
        members.pop(tag_key, None)
        made = _struct_of(f"{name}{tag}", members, tag_key, tag)
        return self._made.setdefault((name, tag), made)


def _with_least(schema: Schema, least: int) -> Schema:
    """Return a schema whose lists hold something."""
    match schema["type"]:
        case "list":
            return {"min_length": least, **schema}
        case "nullable":
            return {**schema, "schema": _with_least(schema["schema"], least)}
        case "union":
            choices = [(_with_least(e, least), label) for e, label in schema["choices"]]
            return {**schema, "choices": choices}
        case _:
            return schema


def _struct_of(
    name: str,
    members: Mapping[str, tuple[Type, bool]],
    tag_key: str = "",
    tag: str = "",
) -> type[msgspec.Struct]:
    """Make a closed class of members: their types, and whether they are required."""
    fields = [
        (key, kind)
        if required
        else (key, union_of([kind, msgspec.UnsetType]), msgspec.UNSET)
        for key, (kind, required) in members.items()
    ]
    return msgspec.defstruct(
        name,
        fields,
        forbid_unknown_fields=True,
        kw_only=True,
        tag_field=tag_key or None,
        tag=tag or None,
        gc=False,
    )


def _bounded(kind: Type, schema: Schema) -> Type:
    bounds = {key: schema[key] for key in _BOUNDS if key in schema}
    if bounds.keys() >= {"ge", "gt"}:  # msgspec takes one of them
        bounds.pop("ge" if bounds["gt"] >= bounds["ge"] else "gt")
    return Annotated[kind, msgspec.Meta(**bounds)] if bounds else kind


def _literal(schema: Schema) -> Type:
    if not all(type(each) in (str, int) for each in schema["expected"]):
        raise UntranslatableError("literal")
    return Literal[tuple(schema["expected"])]
