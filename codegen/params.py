"""Renders the TypedDicts of requests.

Why not datamodel-code-generator: its TypedDicts lose what this product is about, the
keys that Mistral refuses, which stay as `Unsupported[Literal[<hint>]]` so that a type
checker prints the hint. They also have to be closed (PEP 728), for `ty`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from codegen.annotations import Imports, annotation
from codegen.docstrings import Docstring, docstring
from codegen.ir import Alias, Area, Field, Object, Operation, Schema, references
from codegen.verdicts import Key, Verdict

_STREAM = "stream"
_FORMAT = "response_format"


def render(area: Area, verdicts: Mapping[Key, Verdict]) -> str:
    """Return the module of an area's request TypedDicts; empty if none."""
    if not area.own_requests:
        return ""
    roots = {o.request: o for o in area.operations if o.request}
    unions = [s for s in area.requests if isinstance(s, Alias)]
    members = {name for alias in unions for name in references(alias.node)}
    refused = {v.schema for v in verdicts.values() if v.name and v.kind == "refused"}
    constructed = members & refused
    renderer = _Renderer(verdicts, constructed)
    for name, home in area.borrowed_requests.items():
        renderer.imports.add(f"mistyped._generated.params.{home}", name)
    parts = [
        renderer.request(schema, roots[schema.name])
        if schema.name in roots and isinstance(schema, Object)
        else renderer.schema(schema)
        for schema in area.own_requests
    ]
    return renderer.imports.render() + "\n\n" + "\n\n".join(parts)


class _Renderer:
    def __init__(
        self, verdicts: Mapping[Key, Verdict], constructed: Collection[str]
    ) -> None:
        self.verdicts = verdicts
        self.constructed = constructed
        self.imports = Imports()
        self.imports.add("typing_extensions", "TypedDict")

    def schema(self, schema: Schema) -> str:
        if isinstance(schema, Alias):
            self.imports.add("typing", "TypeAlias")
            node = annotation(
                schema.node, self.imports, lists="Iterable", open_enums=False
            )
            text = f'{schema.name}: TypeAlias = "{node}"\n'
            return text + docstring(schema.description, "")
        if schema.name in self.constructed:
            return self.with_options(schema)
        closed = ", closed=True" if schema.closed else ""
        head = f"class {schema.name}(TypedDict{closed}):\n"
        fields = "".join(map(self.field, schema.fields))
        return head + docstring(schema.description) + fields + self.refused(schema)

    def with_options(self, schema: Object) -> str:
        """Render an object that has a constructor, and what this takes by name.

        A closed TypedDict cannot be extended, so what may be left out stands in an open
        base, with a closed leaf for `Unpack` and one for the object itself.
        """
        name = schema.name
        named = [f for f in schema.fields if not f.required and f.name != "content"]
        optional = "".join(map(self.field, named))
        required = "".join(self.field(f) for f in schema.fields if f not in named)
        return (
            f"class {name}Optional(TypedDict):\n"
            f'    """What `{name}` may leave out."""\n\n'
            f"{optional}{self.refused(schema)}\n\n"
            f"class {name}Options({name}Optional, closed=True):\n"
            f'    """What the constructor of `{name}` takes by name."""\n\n\n'
            f"class {name}({name}Optional, closed=True):\n"
            f"{docstring(schema.description)}{required}"
        )

    def request(self, schema: Object, operation: Operation) -> str:
        """Render an operation's parameters as one closed TypedDict, or as several.

        `stream` selects an overload and so is no member; `parse()` has a
        `response_format` of its own.
        """
        name = schema.name.removesuffix("Request")
        self.imports.add("mistyped._values.call_options", "CallOptions")
        streamed = (_STREAM,) if operation.event else ()
        if not operation.parsed:
            own = [f for f in schema.fields if f.name not in streamed]
            members = "".join(self.parameter(schema, field) for field in own)
            return (
                f"class {name}Params(CallOptions, closed=True):\n"
                f"{_described(f'The parameters of `{operation.id}`.', own)}\n"
                f"{members}{self.refused(schema)}"
            )
        own = [f for f in schema.fields if f.name not in (_STREAM, _FORMAT)]
        formats = [f for f in schema.fields if f.name == _FORMAT]
        shared = "".join(self.parameter(schema, field) for field in own)
        return (
            f"class {name}Common(CallOptions):\n"
            f"{_described('The parameters that all ways to call share.', own)}\n"
            f"{shared}{self.refused(schema)}\n\n"
            f"class {name}Params({name}Common, closed=True):\n"
            f'    """The parameters of `create`, without `stream`."""\n\n'
            f"{''.join(self.parameter(schema, field) for field in formats)}"
            f"\n\nclass {name}ParseParams({name}Common, closed=True):\n"
            '    """The parameters of `parse`, without `response_format`."""\n'
        )

    def field(self, field: Field) -> str:
        text = annotation(field.node, self.imports, lists="Iterable", open_enums=False)
        return self.member(
            field.name, text, required=field.required, description=field.description
        )

    def parameter(self, schema: Object, field: Field) -> str:
        """Render a top-level parameter, which the SDK's `omit` may stand for."""
        verdict = self.verdicts.get((schema.name, field.name))
        if verdict and verdict.kind in ("refused", "renamed"):
            return ""
        text = annotation(field.node, self.imports, lists="Iterable", open_enums=False)
        if not field.required:
            self.imports.add_typing("openai", "Omit")
            text += " | Omit"
        return self.member(
            field.name, text, required=field.required, description=field.description
        )

    def member(self, name: str, text: str, *, required: bool, description: str) -> str:
        if not required:
            self.imports.add("typing_extensions", "NotRequired")
            text = f"NotRequired[{text}]"
        return f"    {name}: {text}\n{docstring(description)}"

    def refused(self, schema: Object) -> str:
        """Render what Mistral refuses or renames, with the hint as its type."""
        return "".join(
            self.unsupported(verdict)
            for (name, key), verdict in self.verdicts.items()
            if name == schema.name
            and key.isidentifier()  # no keyword argument is called otherwise
            and verdict.kind in ("refused", "renamed")
        )

    def unsupported(self, verdict: Verdict) -> str:
        self.imports.add("typing", "Literal")
        self.imports.add("typing_extensions", "NotRequired")
        self.imports.add("mistyped._values.hints", "Unsupported")
        return (
            f"    {verdict.name}: NotRequired[Unsupported[Literal[{verdict.hint!r}]]]\n"
        )


def _described(title: str, fields: Iterable[Field]) -> str:
    """Return a docstring that names each key, since `help` shows no key's own."""
    keys = [f"{each.name}: {each.description}" for each in fields]
    return Docstring(title, sections={"Keys": keys}).render("    ")
