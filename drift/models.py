"""The official SDK's models as JSON Schemas.

Its models keep unknown values of enums and unknown members of unions, so that old
clients outlive new servers. Read as a statement of what there is, an enum has its
listed values and a union its listed members.
"""

from __future__ import annotations

import io
import types
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from enum import Enum
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from mistralai.client.types import (
    BaseModel,
    Nullable,
    OptionalNullable,
    UnrecognizedInt,
    UnrecognizedStr,
)
from mistralai.client.utils import FieldMetadata
from pydantic.fields import FieldInfo
from typing_extensions import TypeAliasType

from drift.calls import Call
from drift.schemas import Schema, reference

_PLAIN: Mapping[Any, Schema] = {
    str: {"type": "string"},
    datetime: {"type": "string"},
    date: {"type": "string"},
    bytes: {"type": "string"},
    io.IOBase: {"type": "string"},
    int: {"type": "integer"},
    float: {"type": "number"},
    bool: {"type": "boolean"},
    types.NoneType: {"type": "null"},
    Any: {},
}
_BOUNDS = {
    "ge": "minimum",
    "gt": "exclusiveMinimum",
    "le": "maximum",
    "lt": "exclusiveMaximum",
    "multiple_of": "multipleOf",
}
_LENGTHS = {"min_length": "minLength", "max_length": "maxLength", "pattern": "pattern"}
_ITEMS = {"min_length": "minItems", "max_length": "maxItems"}
_OPEN: Mapping[str | None, Schema] = {
    "allow": {"additionalProperties": True},
    "forbid": {"additionalProperties": False},
}
_JSON = (str, int, float, bool, list, dict)
_LENIENT = (UnrecognizedStr, UnrecognizedInt)
_BODIES = {"json": "body", "multipart": "form"}
_FILE: Schema = {"type": "string", "format": "binary"}


class Reader:
    """Reads models; what it has read stays in `schemas`, by name."""

    def __init__(self) -> None:
        self.schemas: dict[str, Schema] = {}
        self._read: dict[str, type] = {}

    def parts(self, call: Call) -> Iterator[tuple[str, Schema]]:
        """Yield what a call sends and gets: path, query, body, form, answer, event."""
        yield from self._request(call)
        for model in call.answers:
            yield "answer", self.schema(model)
        for model in call.events:
            # On the wire an event is `data: ...`, and may have a name, `event: ...`.
            yield "event", self.schema(model.model_fields["data"].annotation)

    def _request(self, call: Call) -> Iterator[tuple[str, Schema]]:
        placed: dict[str, dict[str, FieldInfo]] = {}
        for key, field in getattr(call.request, "model_fields", {}).items():
            name = field.alias or key
            placed.setdefault(_place(field), {})[name] = field
        for each in placed.get("path", {}).values():
            yield "path", self.schema(each.annotation)
        if "query" in placed:
            yield "query", self._object(placed["query"])
        if "request" in placed:
            (body,) = placed["request"].values()
            yield _BODIES[call.body], self.schema(body.annotation)
        elif call.body:
            yield _BODIES[call.body], self.schema(call.request)

    def schema(self, annotation: Any) -> Schema:
        """Return the schema of an annotation.

        One of a kind that the official SDK had not so far is a type of its own name,
        which no side has, so that it shows as a difference.
        """
        if annotation in _PLAIN:
            return _PLAIN[annotation]
        if isinstance(annotation, TypeAliasType):
            return self.schema(annotation.__value__)
        if isinstance(annotation, type) and issubclass(annotation, BaseModel):
            return self._model(annotation)
        if isinstance(annotation, type) and issubclass(annotation, Enum):
            return {"enum": [each.value for each in annotation]}
        return self._generic(annotation)

    def _generic(self, annotation: Any) -> Schema:
        origin, arguments = get_origin(annotation), get_args(annotation)
        if origin in (Nullable, OptionalNullable):
            return self._either([*_branches(arguments[0]), types.NoneType])
        if origin in (Union, types.UnionType):
            return self._either(list(_branches(annotation)))
        if origin is Annotated:
            return self.schema(arguments[0])
        if origin is Literal:
            return {"enum": list(arguments)}
        if origin is list:
            return {"type": "array", "items": self.schema(arguments[0])}
        if origin is dict:
            values = self.schema(arguments[1])
            return {"type": "object", "additionalProperties": values or True}
        return {"type": f"{annotation} (unknown to drift/models.py)"}

    def _either(self, branches: list[Any]) -> Schema:
        schemas = [self.schema(each) for each in branches]
        return schemas[0] if len(schemas) == 1 else {"anyOf": schemas}

    def _model(self, model: type[BaseModel]) -> Schema:
        name = model.__name__
        if self._read.setdefault(name, model) is not model:
            name = f"{name}_of_{model.__module__.rpartition('.')[2]}"
        if name not in self.schemas:
            self.schemas[name] = {}  # for models that contain themselves
            fields = {f.alias or key: f for key, f in model.model_fields.items()}
            extra = model.model_config.get("extra")
            self.schemas[name] = {**self._object(fields), **_OPEN.get(extra, {})}
        return reference(name)

    def _object(self, fields: Mapping[str, FieldInfo]) -> Schema:
        return {
            "type": "object",
            "required": [key for key, each in fields.items() if _is_required(each)],
            "properties": {
                key: _with(self._member(each), each) for key, each in fields.items()
            },
        }

    def _member(self, field: FieldInfo) -> Schema:
        """Read a member; `Optional` says that it may be absent, not that it is null."""
        multipart = getattr(_metadata(field), "multipart", None)
        if getattr(multipart, "file", False):
            return _FILE
        if _is_required(field) or get_origin(field.annotation) is OptionalNullable:
            return self.schema(field.annotation)
        branches = _branches(field.annotation)
        return self._either([each for each in branches if each is not types.NoneType])


def _branches(annotation: Any) -> Iterator[Any]:
    """Yield the branches of a union, without those that stand for the unknown."""
    if get_origin(annotation) not in (Union, types.UnionType):
        yield annotation
        return
    for each in get_args(annotation):
        is_unknown = "is_unknown" in getattr(each, "model_fields", {})
        if each not in _LENIENT and not is_unknown:
            yield from _branches(each)


def _is_required(field: FieldInfo) -> bool:
    """A constant has a default, and yet only `Optional` tells what may be left out."""
    annotation = field.annotation
    if get_origin(annotation) is OptionalNullable:
        return False
    return types.NoneType not in get_args(annotation)


def _with(schema: Schema, field: FieldInfo) -> Schema:
    """Add what a field says about its value: bounds, default, deprecation."""
    said: dict[str, Any] = {}
    lengths = _ITEMS if schema.get("type") == "array" else _LENGTHS
    for each in field.metadata:
        said |= {
            key: value
            for name, key in {**_BOUNDS, **lengths}.items()
            if (value := getattr(each, name, None)) is not None
        }
    default = field.default.value if isinstance(field.default, Enum) else field.default
    if isinstance(default, _JSON) and not _is_constant(field):
        said["default"] = default
    if field.deprecated:
        said["deprecated"] = True
    return {**schema, **said}


def _is_constant(field: FieldInfo) -> bool:
    """Whether a field has one value, which the SDK writes by itself."""
    return any(
        get_origin(each) is Literal and len(get_args(each)) == 1
        for each in _branches(field.annotation)
    )


def _metadata(field: FieldInfo) -> FieldMetadata | None:
    found = (each for each in field.metadata if isinstance(each, FieldMetadata))
    return next(found, None)


def _place(field: FieldInfo) -> str:
    """Return where a field of a request goes, empty for a member of the body."""
    metadata = _metadata(field)
    places = ("path", "query", "header", "request")
    return next((each for each in places if getattr(metadata, each, None)), "")
