"""The official SDK's request models as closed JSON Schemas.

The SDK's models let unknown keys pass and keep unknown values of enums, so that old
clients outlive new servers. Read as a statement of what there is, a model has its
fields and no others, an enum its values, a tagged union its branches.
"""

from __future__ import annotations

import types
from collections.abc import Iterator, Mapping
from typing import Annotated, Any, Literal, TypeAlias, Union, get_args, get_origin

from mistralai.client.models import ChatCompletionRequest
from mistralai.client.types import (
    BaseModel,
    Nullable,
    OptionalNullable,
    UnrecognizedStr,
)
from pydantic.fields import FieldInfo
from typing_extensions import TypeAliasType

ROOT = "ChatCompletionRequest"
_Closed: TypeAlias = dict[str, dict[str, Any]]
_PLAIN: Mapping[Any, dict[str, Any]] = {
    str: {"type": "string"},
    int: {"type": "integer"},
    float: {"type": "number"},
    bool: {"type": "boolean"},
    Any: {},
}


def closed_schemas() -> _Closed:
    """Return the schemas of a chat request's models by their names."""
    reader = _Reader()
    reader.schema(ChatCompletionRequest)
    for name in reader.branches:
        reader.require_tags(name)
    return reader.found


class _Reader:
    def __init__(self) -> None:
        self.found: _Closed = {}
        self.branches: set[str] = set()

    def schema(self, annotation: Any) -> dict[str, Any]:
        """Return the schema of an annotation; models go into `found`."""
        origin = get_origin(annotation)
        if annotation in _PLAIN:
            return dict(_PLAIN[annotation])
        if isinstance(annotation, type) and issubclass(annotation, BaseModel):
            return self.model(annotation)
        if isinstance(annotation, TypeAliasType):
            return self.schema(annotation.__value__)
        if origin in (Nullable, OptionalNullable):
            return self.either([*_branches(get_args(annotation)[0]), None])
        if origin in (Union, types.UnionType):
            return self.either(list(_branches(annotation)))
        if origin is Annotated:
            return self.schema(get_args(annotation)[0])
        if origin is Literal:
            return {"enum": list(get_args(annotation))}
        if origin is list:
            return {"type": "array", "items": self.schema(get_args(annotation)[0])}
        if origin is dict:
            values = self.schema(get_args(annotation)[1])
            return {"type": "object", "additionalProperties": values or True}
        raise TypeError(f"the judge cannot read {annotation} of the official SDK")

    def either(self, branches: list[Any]) -> dict[str, Any]:
        schemas = [
            {"type": "null"} if each is None else self.schema(each) for each in branches
        ]
        names = [each["$ref"].rsplit("/", 1)[-1] for each in schemas if "$ref" in each]
        if len(names) > 1:
            self.branches.update(names)
        return schemas[0] if len(schemas) == 1 else {"anyOf": schemas}

    def model(self, model: type[BaseModel]) -> dict[str, Any]:
        name = model.__name__
        if name not in self.found:
            closed: dict[str, Any] = {"type": "object", "additionalProperties": False}
            self.found[name] = closed
            fields = {f.alias or key: f for key, f in model.model_fields.items()}
            closed["required"] = [key for key, f in fields.items() if _required(f)]
            closed["properties"] = {
                key: self.schema(field.annotation) for key, field in fields.items()
            }
        return {"$ref": f"#/$defs/{name}"}

    def require_tags(self, name: str) -> None:
        """In a union the tag decides, so it has to be there."""
        schema = self.found[name]
        for key, member in schema["properties"].items():
            if len(member.get("enum", ())) == 1 and key not in schema["required"]:
                schema["required"].append(key)


def _branches(annotation: Any) -> Iterator[Any]:
    """Yield the branches of a union that are meant for requests."""
    if get_origin(annotation) not in (Union, types.UnionType):
        yield annotation
        return
    for each in get_args(annotation):
        if each not in (UnrecognizedStr, types.NoneType) and not _is_unknown(each):
            yield from _branches(each)


def _is_unknown(annotation: Any) -> bool:
    return "is_unknown" in getattr(annotation, "model_fields", {})


def _required(field: FieldInfo) -> bool:
    """A constant has a default, and yet only `Optional` tells what may be left out."""
    annotation = field.annotation
    if get_origin(annotation) is OptionalNullable:
        return False
    return types.NoneType not in get_args(annotation)
