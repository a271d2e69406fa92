"""Derives the base document from the installed OpenAI SDK.

The base says what the transport lets you say: names, types, enums and what is required.
It holds no prose of the SDK. Pydantic reads the SDK's own TypedDicts and models; what
this module adds is one canonical form, so that overlays have stable targets:

- a component is named as its class, without `ChatCompletion` and `Param` in requests;
  where two classes share a name, the module's name comes before it;
- `anyOf` of a plain type and null is `type: [..., "null"]`;
- an enum beside its own plain type says nothing, so only the type stays;
- request objects are closed (`additionalProperties: false`), as their types are;
- the objects of answers name the SDK's class in `x-class`, for ours to derive from.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from importlib import import_module
from typing import (
    Annotated,
    NotRequired,
    Required,
    cast,
    get_args,
    get_origin,
    get_type_hints,
)

import openai
import pydantic
from openai._types import FileTypes
from pydantic import TypeAdapter, WithJsonSchema
from typing_extensions import TypedDict, is_typeddict

from codegen.document import Document, JSONValue, as_list, as_object
from codegen.operations import NAMES, SDK_OPERATIONS, SdkOperation, SdkPaths

REFS = "#/components/schemas/"
_MEDIA = {"json": "application/json", "form": "multipart/form-data"}
_PROSE = {"title", "description", "default"}
_NAME_THEM = "give one of them a name in codegen/operations.py"


class BaseError(Exception):
    """The SDK has a shape that this module cannot write down faithfully."""


def derive(operations: SdkPaths = SDK_OPERATIONS) -> Document:
    """Return the base document for these operations of the installed SDK."""
    schemas: Document = {}
    paths: Document = {
        path: {
            method: _operation(path, operation, schemas)
            for method, operation in methods.items()
        }
        for path, methods in operations.items()
    }
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "What the OpenAI SDK lets you say",
            "version": openai.__version__,
        },
        "paths": paths,
        "components": {"schemas": dict(sorted(schemas.items()))},
    }


def _operation(path: str, operation: SdkOperation, schemas: Document) -> Document:
    content: Document = {}
    if operation.response:
        content["application/json"] = _named(operation.response, schemas)
    if operation.event:
        content["text/event-stream"] = _named(operation.event, schemas)
    answer: Document = {"description": "The answer."}
    result: Document = {"operationId": operation.id}
    parameters: list[JSONValue] = [
        {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}
        for name in re.findall(r"{(\w+)}", path)
    ]
    if operation.request_name:
        _add(schemas, operation.request_name, _request(operation, schemas))
        request: Document = {"$ref": REFS + operation.request_name}
        if operation.carrier == "query":
            parameters.append(
                {"name": "query", "in": "query", "explode": True, "schema": request}
            )
        else:
            media = _MEDIA[operation.carrier]
            body: Document = {"required": True, "content": {media: {"schema": request}}}
            result["requestBody"] = body
    if parameters:
        result["parameters"] = parameters
    return {**result, "responses": {"200": {**answer, "content": content}}}


def _request(operation: SdkOperation, schemas: Document) -> Document:
    request: Document = {"type": "object", "properties": {}, "required": []}
    for path in operation.request:
        _unite(request, _read(path, operation.request_name, schemas, closed=True))
    return request


def _named(path: str, schemas: Document) -> JSONValue:
    name = path.partition(":")[2]
    _add(schemas, name, _read(path, name, schemas, closed=False))
    return {"schema": {"$ref": REFS + name}}


def _read(path: str, root: str, schemas: Document, *, closed: bool) -> Document:
    """Read one type of the SDK; its nested types go to `schemas`."""
    module, _, cls = path.partition(":")
    read = _with_readable_files(getattr(import_module(module), cls))
    adapter: TypeAdapter[object] = TypeAdapter(read)
    raw: Document = adapter.json_schema(ref_template="{model}")
    definitions = as_object(raw.pop("$defs", {}))
    names = {key: _name(key, root, request=closed) for key in definitions}
    if len(set(names.values())) != len(names):
        twice = sorted(n for n, count in Counter(names.values()).items() if count > 1)
        raise BaseError(f"{path}: nested types share the names {twice}; {_NAME_THEM}")
    classes = {} if closed else dict(_classes(adapter.core_schema))
    for key, definition in definitions.items():
        schema = _canonical_object(definition, names, closed=closed)
        if key in classes:
            schema["x-class"] = classes[key]
        _add(schemas, names[key], schema)
    root_schema = _canonical_object(raw, names, closed=closed)
    return root_schema if closed else {**root_schema, "x-class": classes[cls]}


def _with_readable_files(read: type) -> type:
    """Return a TypedDict whose files pydantic can read: as binary strings."""
    if not is_typeddict(read):
        return read
    hints = get_type_hints(read, include_extras=True)
    if not any(FileTypes in (hint, *get_args(hint)) for hint in hints.values()):
        return read
    binary = Annotated[str, WithJsonSchema({"type": "string", "format": "binary"})]
    members: dict[str, object] = {}
    for name, hint in hints.items():
        required = get_origin(hint) is Required
        (bare,) = get_args(hint) if required else (hint,)
        member = binary if bare == FileTypes else bare
        members[name] = Required[member] if required else NotRequired[member]
    return cast("Callable[..., type]", TypedDict)(read.__name__, members)


def _classes(core_schema: object) -> Iterator[tuple[str, str]]:
    """Yield each model in a core schema, under both keys that pydantic may give it."""
    if isinstance(core_schema, dict):
        node = cast("dict[str, object]", core_schema)
        cls = node.get("cls")
        if isinstance(cls, type) and issubclass(cls, pydantic.BaseModel):
            path = f"{cls.__module__}:{cls.__qualname__}"
            yield cls.__name__, path
            yield re.sub(r"[.:]", "__", path), path
        for value in node.values():
            yield from _classes(value)
    elif isinstance(core_schema, list | tuple):
        for value in cast("Sequence[object]", core_schema):
            yield from _classes(value)


def _add(schemas: Document, name: str, schema: Document) -> None:
    known = as_object(schemas.setdefault(name, schema))
    # The SDK has some classes twice, with equal members; the first stands for both.
    if known | {"x-class": ""} != schema | {"x-class": ""}:
        raise BaseError(f"two different types are called {name}; {_NAME_THEM}")


def _name(key: str, root: str, *, request: bool) -> str:
    """Name a nested type; `key` is its class, after package and module if need be."""
    *_, module, name = ["", *key.split("__")]
    qualified = "".join(word.capitalize() for word in module.split("_")) + name
    if request:
        qualified = re.sub(r"ChatCompletion|Params?(?=[A-Z]|$)", "", qualified)
    return NAMES.get((root, key), qualified)


def _unite(request: Document, variant: Document) -> None:
    """Unite the properties of a request's variants; required is what all require."""
    properties, new = as_object(request["properties"]), as_object(variant["properties"])
    required = as_list(variant.get("required", []))
    previous = as_list(request["required"])
    request["required"] = (
        [name for name in previous if name in required] if properties else required
    )
    for name, schema in new.items():
        known = properties.setdefault(name, schema)
        if known != schema:
            properties[name] = _any_of([known, schema])
    request["additionalProperties"] = False


def _canonical_object(
    schema: JSONValue, names: dict[str, str], *, closed: bool
) -> Document:
    canonical = _canonical(schema, names)
    if not isinstance(canonical, dict):
        raise BaseError(f"not a schema: {schema!r}")
    canonical.pop("additionalProperties", None)
    if closed and "properties" in canonical:
        canonical["additionalProperties"] = False
    return canonical


def _canonical(schema: JSONValue, names: dict[str, str]) -> JSONValue:
    if isinstance(schema, list):
        return [_canonical(item, names) for item in schema]
    if not isinstance(schema, dict):
        return schema
    result: Document = {}
    for key, value in schema.items():
        if key in _PROSE:
            continue
        if key == "$ref" and isinstance(value, str):
            result[key] = REFS + names[value]
        elif key == "properties" and isinstance(value, dict):
            result[key] = {
                name: _canonical(each, names) for name, each in value.items()
            }
        elif key not in ("anyOf", "oneOf", "discriminator"):
            result[key] = value if key == "required" else _canonical(value, names)
    branches = schema.get("anyOf", schema.get("oneOf"))
    if isinstance(branches, list):
        result |= _any_of(_canonical(branch, names) for branch in branches)
    return result


def _any_of(branches: Iterable[JSONValue]) -> Document:
    """Unite branches: plain types in one `type`, enums in one `enum`, then the rest."""
    flat = [one for branch in branches for one in _flatten(branch)]
    plain = list(dict.fromkeys(b["type"] for b in flat if set(b) == {"type"}))
    enums = [b for b in flat if _values(b) and b["type"] not in plain]
    rest: list[JSONValue] = [b for b in flat if set(b) != {"type"} and not _values(b)]
    rest = [b for i, b in enumerate(rest) if b not in rest[:i]]
    if enums:
        null = [None] if "null" in plain else []
        plain = [name for name in plain if name != "null"]
        values = [v for b in enums for v in _values(b)] + null
        types = list(dict.fromkeys([b["type"] for b in enums] + ["null"] * len(null)))
        if {True, False} <= {v for v in values if isinstance(v, bool)}:
            plain += types
        else:
            rest.insert(0, {"type": _one_or_many(types), "enum": values})
    only = rest[0] if len(rest) == 1 else None
    if (
        plain == ["null"]
        and isinstance(only, dict)
        and isinstance(only.get("type"), str)
    ):
        return {**only, "type": [only["type"], "null"]}
    if plain == ["null"]:
        rest.append({"type": "null"})
    elif plain:
        rest.insert(0, {"type": _one_or_many(plain)})
    return rest[0] if len(rest) == 1 and isinstance(rest[0], dict) else {"anyOf": rest}


def _flatten(branch: JSONValue) -> Iterator[Document]:
    """Yield a branch, or what it unites itself, with one type each."""
    if not isinstance(branch, dict):
        raise BaseError(f"not a schema: {branch!r}")
    nested, types = branch.get("anyOf"), branch.get("type")
    if isinstance(nested, list):
        for inner in nested:
            yield from _flatten(inner)
    elif isinstance(types, list):
        for name in types:
            enum = [v for v in _values(branch) if (v is None) == (name == "null")]
            yield (
                {"type": name}
                if not enum or name == "null"
                else {
                    **branch,
                    "type": name,
                    "enum": enum,
                }
            )
    else:
        yield branch


def _values(branch: Document) -> list[JSONValue]:
    enum = branch.get("enum", [branch["const"]] if "const" in branch else [])
    return enum if isinstance(enum, list) else []


def _one_or_many(types: list[JSONValue]) -> JSONValue:
    return types[0] if len(types) == 1 else types
