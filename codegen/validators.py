"""Renders the validators: core schemas of pydantic-core, as data.

Why not pydantic models or `TypeAdapter`: a core schema builds in under a millisecond
instead of ten to twenty, checks a plain dict strictly without making objects, and names
the place of every error. `mistyped._check.diagnosis` walks the same data to explain
an error.
"""

from __future__ import annotations

from collections.abc import Sequence

from codegen.ir import (
    Alias,
    AnyValue,
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
    without_null,
)
from codegen.verdicts import Key, Verdict

_SCALARS = {
    "string": "STRING",
    "integer": "INTEGER",
    "binary": "FILE",
    "number": "NUMBER",
    "boolean": "BOOLEAN",
    "null": "NULL",
}
_HEAD = """
from typing import Final

from mistyped._values.json_values import (
    JSON_OBJECT,
    JSON_VALUE,
    MAX_INTEGER,
    MIN_INTEGER,
)
from mistyped._values.uploads import FILE

# A typed dict does not take the configuration of what is around it.
STRICT: Final = {"strict": True, "allow_inf_nan": False}
STRING: Final = {"type": "str"}
INTEGER: Final = {"type": "int", "ge": MIN_INTEGER, "le": MAX_INTEGER}
NUMBER: Final = {"type": "float"}
BOOLEAN: Final = {"type": "bool"}
NULL: Final = {"type": "none"}
"""


def render(area: Area, verdicts: dict[Key, Verdict]) -> str:
    """Return the module of an area's validators; empty if none."""
    if not area.own_requests:
        return ""
    schemas = {schema.name: schema for schema in area.requests}
    emitter = _Emitter(schemas, verdicts)
    objects = [s for s in area.own_requests if isinstance(s, Object)]
    lenders = dict.fromkeys(area.borrowed_requests.values())
    imports = "".join(
        f"from mistyped._generated.validators import {each}\n" for each in lenders
    )
    definitions = [f"*{lender}.DEFINITIONS" for lender in lenders]
    definitions += [emitter.typed_dict(each) for each in objects]
    opened = [f"*{lender}.OPEN" for lender in lenders]
    opened += [f'"{s.name}"' for s in objects if not s.closed]
    defaulted = [f"*{lender}.DEFAULTED" for lender in lenders]
    defaulted += [repr((s.name, name)) for s in objects for name in s.defaulted]
    choices = {s.name: s.exactly_one for s in objects if s.exactly_one}
    return (
        f"{imports}{_HEAD}\n"
        f"OPEN: Final = frozenset[str]({{{', '.join(opened)}}})\n"
        '"""Objects that Mistral leaves open: unknown keys pass with a warning."""\n\n'
        f"DEFAULTED: Final = frozenset[tuple[str, str]]({{{', '.join(defaulted)}}})\n"
        '"""Required members that the specification lets default: a warning."""\n\n'
        f"EXACTLY_ONE: Final[dict[str, tuple[str, ...]]] = {choices}\n"
        '"""Members of requests of which there must be one and only one."""\n\n'
        f"DEFINITIONS: Final[list[dict[str, object]]] = [{', '.join(definitions)}]\n"
    )


class _Emitter:
    def __init__(
        self, schemas: dict[str, Schema], verdicts: dict[Key, Verdict]
    ) -> None:
        self.schemas = schemas
        self.verdicts = verdicts

    def typed_dict(self, schema: Object) -> str:
        fields = ", ".join(
            f'"{field.name}": {self.field(field)}'
            for field in schema.fields
            if not self.is_disputed(schema, field)
        )
        return _dict(
            type='"typed-dict"',
            ref=f'"{schema.name}"',
            config="STRICT",
            extra_behavior='"forbid"',
            fields=f"{{{fields}}}",
        )

    def is_disputed(self, schema: Object, field: Field) -> bool:
        """Whether the field is refused with a warning: then it counts as unknown."""
        verdict = self.verdicts.get((schema.name, field.name))
        return verdict is not None and verdict.kind in ("refused", "renamed")

    def field(self, field: Field) -> str:
        return _dict(
            type='"typed-dict-field"',
            required=str(field.required),
            schema=self.node(field.node),
        )

    def node(self, node: Node) -> str:
        inner, nullable = without_null(node)
        text = self.not_null(inner)
        return _dict(type='"nullable"', schema=text) if nullable else text

    def not_null(self, node: Node) -> str:
        match node:
            case AnyValue():
                return "JSON_VALUE"
            case Scalar():
                return _scalar(node)
            case Enum(values):
                return _literal(values)
            case Array(items, least, most):
                limits = {"min_length": str(least)} if least else {}
                limits |= {} if most is None else {"max_length": str(most)}
                return _dict(type='"list"', items_schema=self.node(items), **limits)
            case Mapping(AnyValue()):
                return "JSON_OBJECT"
            case Mapping(values, keys):
                names, inner = _scalar(keys), self.node(values)
                return _dict(type='"dict"', keys_schema=names, values_schema=inner)
            case Reference(name):
                schema = self.schemas[name]
                if isinstance(schema, Alias):
                    return self.node(schema.node)
                return _dict(type='"definition-ref"', schema_ref=f'"{name}"')
            case Union(members):
                return self.union(members)

    def union(self, members: Sequence[Node]) -> str:
        tagged: dict[str, str] = {}
        key = ""
        choices: list[tuple[str, str]] = []
        for member in members:
            tag = self.required_tag(member)
            if tag is None:
                choices.append((_label(member), self.node(member)))
            else:
                key, values = tag
                tagged |= {str(value): self.node(member) for value in values}
        if tagged:
            cases = ", ".join(f'"{tag}": {text}' for tag, text in tagged.items())
            choices.append(
                (
                    "tagged",
                    _dict(
                        type='"tagged-union"',
                        discriminator=f'"{key}"',
                        choices=f"{{{cases}}}",
                    ),
                )
            )
        if len(choices) == 1:
            return choices[0][1]
        pairs = ", ".join(f'({text}, "{label}")' for label, text in choices)
        return _dict(type='"union"', mode='"left_to_right"', choices=f"[{pairs}]")

    def required_tag(self, node: Node) -> tuple[str, tuple[object, ...]] | None:
        schema = self.schemas.get(node.name) if isinstance(node, Reference) else None
        if isinstance(schema, Object):
            for field in schema.fields:
                if field.name in ("role", "type") and isinstance(field.node, Enum):
                    return (field.name, field.node.values) if field.required else None
        return None


def _literal(values: Sequence[object]) -> str:
    text = _dict(type='"literal"', expected=repr(list(values)))
    if any(type(value) is int for value in values):
        # To Python, and so to a literal, false is 0.
        text = _dict(type='"chain"', steps=f"[{_SCALARS['integer']}, {text}]")
    return text


def _label(node: Node) -> str:
    match node:
        case Reference(name):
            return name
        case Scalar(kind):
            return kind
        case Enum():
            return "enum"
        case Array(Array()):
            return "array of arrays"
        case Array():
            return "array"
        case _:
            return "object"


def _scalar(node: Scalar) -> str:
    bounds = {key: repr(value) for key, value in node.bounds}
    if node.pattern:
        bounds["pattern"] = repr(node.pattern)
    if not bounds:
        return _SCALARS[node.kind]
    if node.kind == "string":
        return _dict(type='"str"', **bounds)
    if node.kind == "number":
        return _dict(type='"float"', **bounds)
    return _dict(type='"int"', **{"ge": "MIN_INTEGER", "le": "MAX_INTEGER"} | bounds)


def _dict(**items: str) -> str:
    return "{" + ", ".join(f'"{key}": {text}' for key, text in items.items()) + "}"
