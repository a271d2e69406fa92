"""Renders the types of answers.

Only what Mistral changes is rendered: a class of the SDK that stays as it is, is used
as it is, and a changed one is derived from the SDK's, so that code written for the
SDK's types takes ours. What Mistral never sends is None.

Why not datamodel-code-generator: it cannot derive classes one by one from given ones,
and its unions are closed. Here every enum takes other strings, and every union of
chunks ends in `UnknownChunk`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from codegen.annotations import Imports, annotation
from codegen.docstrings import docstring
from codegen.ir import (
    Alias,
    Area,
    Enum,
    Field,
    Node,
    Object,
    Reference,
    Scalar,
    Schema,
    Union,
    references,
    schema_references,
    without_null,
)

_INCOMPATIBLE = (
    "  # type: ignore[assignment]  # ty: ignore[incompatible-attribute-override]"
)
_NOT_NONE = "  # type: ignore[assignment]"
_NARROWER = (
    "  # pyright: ignore[reportIncompatibleVariableOverride]"
    "  # ty: ignore[incompatible-mutable-override]"
    "  # pyrefly: ignore[bad-override-mutable-attribute]"
)
_READERS = {
    "audio_data": "HasAudio",
    "categories": "HasCategories",
    "choices": "HasMessage",
    "content": "HasContent",
    "function": "HasArguments",
    "num_cached_tokens": "HasCachedTokens",
}
"""Members whose shape takes some reading, and the class that reads them."""


def render(area: Area, base: Mapping[str, Schema]) -> str:
    """Return the module of an area's answers; `base` holds the schemas of the SDK."""
    roots = {operation.response for operation in area.operations}
    renderer = _Renderer({s.name: s for s in area.responses}, base, roots)
    for name, home in area.borrowed_responses.items():
        if renderer.is_changed(name):
            renderer.imports.add(f"mistyped._generated.responses.{home}", name)
    names = [s.name for s in area.own_responses if renderer.is_changed(s.name)]
    if not names:
        return ""
    body = "\n\n".join(renderer.schema(name) for name in names)
    return f"{renderer.imports.render()}\n\n{body}"


class _Renderer:
    def __init__(
        self,
        schemas: Mapping[str, Schema],
        base: Mapping[str, Schema],
        roots: Collection[str],
    ) -> None:
        self.schemas = schemas
        self.roots = roots
        self.chunks = set(_chunks(schemas.values()))
        self.base = base
        self.imports = Imports()
        self.changed: dict[str, bool] = {}

    def is_changed(self, name: str) -> bool:
        """Whether Mistral's schema, or one that it uses, differs from the SDK's."""
        if name not in self.changed:
            self.changed[name] = False  # what refers to itself is no change
            schema, old = self.schemas[name], self.base.get(name)
            self.changed[name] = not _is_the_sdks(schema, old) and (
                old is None
                or _shape(schema) != _shape(old)
                or any(self.is_changed(each) for each in schema_references(schema))
            )
        return self.changed[name]

    def schema(self, name: str) -> str:
        schema = self.schemas[name]
        if isinstance(schema, Alias):
            return self.alias(schema)
        derived = name in self.base and schema.sdk_class
        known = _fields(self.base.get(name))
        fields = [
            field
            for field in schema.fields
            if field.name not in known
            or field.required != known[field.name].required
            or self.is_retyped(field, known)
        ]
        bases = [*self.readers(schema, fields), self.parent(schema)]
        if name in self.roots:
            bases.insert(0, self.imports.add("mistyped._values.notes", "HasNotes"))
        text = f"class {name}({', '.join(bases)}):\n{docstring(schema.description)}"
        for field in fields if derived else schema.fields:
            overrides = bool(derived) and (
                self.is_retyped(field, known) or _may_be_none(field, known)
            )
            text += self.field(field, known[field.name] if overrides else None)
        mine = {field.name for field in schema.fields}
        for gone in known if derived else ():
            if gone not in mine:
                ignore = _NOT_NONE if known[gone].required else ""
                text += f"    {gone}: None = None{ignore}{_NARROWER}\n"
        return text + self.first_message(schema)

    def first_message(self, schema: Object) -> str:
        """Render what reads the first message of an answer with choices."""
        message = self.message_of(schema)
        if not message:
            return ""
        return (
            f"\n    @property\n    def message(self) -> {message}:\n"
            '        """The message of the first choice."""\n'
            "        return self.choices[0].message\n"
        )

    def message_of(self, schema: Object) -> str:
        """Return the class of the messages of an answer's choices, if it has some."""
        for field in schema.fields if schema.name in self.roots else ():
            for name in references(field.node) if field.name == "choices" else ():
                choice = self.schemas[name]
                for each in choice.fields if isinstance(choice, Object) else ():
                    if each.name == "message":
                        return self.annotation(each.node)
        return ""

    def is_retyped(self, field: Field, known: Mapping[str, Field]) -> bool:
        """Whether a member of the SDK's class has another type here."""
        return field.name in known and (
            field.node != known[field.name].node
            or any(self.is_changed(each) for each in references(field.node))
        )

    def readers(self, schema: Object, changed: Sequence[Field]) -> Iterator[str]:
        """Yield the classes that read members whose shape takes some reading."""
        names = {field.name for field in schema.fields}
        for field in schema.fields:
            is_call = isinstance(field.node, Reference) and "id" in names
            wanted = {
                "choices": bool(self.message_of(schema)),
                "content": field in changed and _is_content(field),
                "function": is_call,  # though it is the SDK's
            }
            if field.name in _READERS and wanted.get(field.name, field in changed):
                yield self.imports.add(
                    "mistyped._values.contents", _READERS[field.name]
                )

    def parent(self, schema: Object) -> str:
        if schema.name in self.chunks:
            return self.imports.add("mistyped._values.contents", "Chunk")
        if not schema.sdk_class:
            return self.imports.add("openai", "BaseModel")
        module, _, name = schema.sdk_class.partition(":")
        return self.imports.add(module, name, f"Sdk{schema.name}")

    def alias(self, alias: Alias) -> str:
        """Render a name for a list, or for a union."""
        self.imports.add("typing", "TypeAlias")
        if isinstance(alias.node, Union):
            return self.union(alias)
        text = f"{alias.name}: TypeAlias = {self.annotation(alias.node)}\n"
        return text + docstring(alias.description, "")

    def union(self, alias: Alias) -> str:
        """Render a union of chunks: tried in order, the last takes everything."""
        self.imports.add("typing", "Annotated")
        self.imports.add("pydantic", "Field")
        unknown = self.imports.add("mistyped._values.contents", "UnknownChunk")
        members = self.annotation(alias.node)
        mode = 'Field(union_mode="left_to_right")'
        members = members.removesuffix("]")
        text = f"{alias.name}: TypeAlias = Annotated[{members}, {unknown}], {mode}]\n"
        return text + docstring(alias.description, "")

    def field(self, field: Field, overridden: Field | None) -> str:
        node, nullable = without_null(field.node)
        text = self.annotation(field.node)
        if not field.required:
            if not nullable and not _is_tag(node):
                text = f"{self.imports.add('typing', 'Optional')}[{text}]"
            text += self.default(node)
        ignore = ""
        if overridden:
            mine, theirs = references(field.node), set(references(overridden.node))
            narrower = isinstance(node, Reference) and theirs.issuperset(mine)
            ignore = _NARROWER if narrower else _INCOMPATIBLE
        return f"    {field.name}: {text}{ignore}\n{docstring(field.description)}"

    def default(self, node: Node) -> str:
        if isinstance(node, Enum) and _is_tag(node):
            return f" = {node.values[0]!r}"
        return " = None"

    def annotation(self, node: Node) -> str:
        for name in references(node):
            schema = self.schemas[name]
            if not self.is_changed(name) and isinstance(schema, Object):
                module, _, cls = schema.sdk_class.partition(":")
                self.imports.add(module, cls, "" if cls == name else name)
        return annotation(
            node, self.imports, lists="list", open_enums=True, old_unions=True
        )


def _is_the_sdks(schema: Schema, old: Schema | None) -> bool:
    """Whether an overlay adds it with the SDK's class, which is used as it is."""
    return old is None and isinstance(schema, Object) and bool(schema.sdk_class)


def _chunks(schemas: Iterable[Schema]) -> Iterator[str]:
    """Yield the classes of ours that are the chunks of a content."""
    unions = {s.name: s.node for s in schemas if isinstance(s, Alias)}
    known = {s.name for s in schemas if isinstance(s, Object) and not s.sdk_class}
    for schema in schemas:
        for field in schema.fields if isinstance(schema, Object) else ():
            if field.name == "content" and _is_content(field):
                for name in unions.keys() & set(references(field.node)):
                    yield from known.intersection(references(unions[name]))


def _is_tag(node: Node) -> bool:
    """Whether a node is one value, which is its own default when it may be left out."""
    return isinstance(node, Enum) and len(node.values) == 1


def _may_be_none(field: Field, known: Mapping[str, Field]) -> bool:
    """Whether the SDK's class is sure of a member that may be missing here."""
    sure = field.name in known and known[field.name].required
    return sure and not field.required and not _is_tag(field.node)


def _shape(schema: Schema) -> object:
    if isinstance(schema, Alias):
        return schema.node
    return {(field.name, field.node, field.required) for field in schema.fields}


def _is_content(field: Field) -> bool:
    """Whether a member is text or chunks; others are called `content` as well."""
    return isinstance(field.node, Union) and Scalar("string") in field.node.members


def _fields(schema: Schema | None) -> dict[str, Field]:
    if not isinstance(schema, Object):
        return {}
    return {field.name: field for field in schema.fields}
