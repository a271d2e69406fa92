"""Renders the TypedDicts of requests.

Why not datamodel-code-generator: its TypedDicts lose what this product is about, the
keys that Mistral refuses, which stay as `Unsupported[Literal[<hint>]]` so that a type
checker prints the hint. They also have to be closed (PEP 728), for `ty`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace

from codegen.annotations import Imports, annotation
from codegen.docstrings import Docstring, docstring
from codegen.flat import Flat, FlatTypes
from codegen.ir import Alias, Area, Field, Node, Object, Operation, Schema, references
from codegen.verdicts import Key, Verdict

_STREAM = "stream"
_OF_RUNS = ("messages", "tools", "response_format", "n")  # which it settles itself
_FORMAT = "response_format"


def render(area: Area, verdicts: Mapping[Key, Verdict], flats: FlatTypes) -> str:
    """Return the module of an area's request TypedDicts; empty if none."""
    if not area.own_requests:
        return ""
    roots = {o.request: o for o in area.operations if o.request}
    unions = [s for s in area.requests if isinstance(s, Alias)]
    members = {name for alias in unions for name in references(alias.node)}
    refused = {v.schema for v in verdicts.values() if v.name and v.kind == "refused"}
    constructed = members & refused
    renderer = _Renderer(area.name, verdicts, flats, constructed)
    for name, home in area.borrowed_requests.items():
        renderer.imports.add(f"mistyped._generated.params.{home}", name)
    parts = [
        renderer.request(schema, roots[schema.name])
        if schema.name in roots and isinstance(schema, Object)
        else renderer.schema(schema)
        for schema in area.own_requests
    ]
    parts += map(renderer.flat, flats.of(area.name))
    return renderer.imports.render() + "\n\n" + "\n\n".join(parts)


class _Renderer:
    def __init__(
        self,
        area: str,
        verdicts: Mapping[Key, Verdict],
        flats: FlatTypes,
        constructed: Collection[str],
    ) -> None:
        self.area = area
        self.verdicts = verdicts
        self.flats = flats
        self.constructed = constructed
        self.imports = Imports()
        self.imports.add("typing_extensions", "TypedDict")

    def schema(self, schema: Schema) -> str:
        if isinstance(schema, Alias):
            self.imports.add("typing", "TypeAlias")
            node = schema.node
            if not self.flats.members(schema):
                node = self.flats.node(node, self.area, schema.name)
            text = f'{schema.name}: TypeAlias = "{self.annotation(node)}"\n'
            return text + docstring(schema.description, "")
        if schema.name in self.constructed:
            return self.with_options(schema)
        # Of a wrong key in a closed one pyright says no name, so no other is closed.
        closed = ", closed=True" if schema.name in self.flats.united else ""
        head = f"class {schema.name}(TypedDict{closed}):\n"
        fields = "".join(self.field(schema, each) for each in schema.fields)
        return head + docstring(schema.description) + fields + self.refused(schema)

    def with_options(self, schema: Object) -> str:
        """Render an object that has a constructor, and what this takes by name.

        A closed TypedDict cannot be extended, so what may be left out stands in an open
        base, with a closed leaf for `Unpack` and one for the object itself.
        """
        name = schema.name
        named = [f for f in schema.fields if not f.required and f.name != "content"]
        optional = "".join(self.field(schema, each) for each in named)
        rest = [each for each in schema.fields if each not in named]
        required = "".join(self.field(schema, each) for each in rest)
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
        """Render an operation's parameters, as a dict and as a method's arguments.

        `stream` selects an overload and so is no member; `parse()` has a
        `response_format` of its own. None of several overloads takes an unknown name,
        and then some checkers do not say which it is. So what they take by name is a
        type of its own, which has every other name as what Mistral has not. It is not
        the public one: a dict that may hold any name cannot be unpacked in a call.
        """
        name = schema.name.removesuffix("Request")
        title = f"The parameters of `{operation.id}`."
        if operation.event:
            title += " `stream` is none of them."
        self.imports.add("mistyped._values.call_options", "CallOptions")
        fields = [each for each in schema.fields if each.name != _STREAM]
        apart = [f for f in fields if operation.parsed and f.name == _FORMAT]
        own = [each for each in fields if each not in apart]
        shared = "".join(self.parameter(schema, each) for each in own)
        rest = "".join(self.parameter(schema, each) for each in apart)
        self.imports.add("mistyped._values.hints", "Unknown")
        text = (
            f"class {name}Common(CallOptions):\n"
            f"{_described('The parameters that all ways to call share.', own)}\n"
            f"{shared}{self.refused(schema)}\n\n"
            f"class {name}Params({name}Common, closed=True):\n"
            f"{_described(title, fields)}\n{rest}\n\n"
            f"class {name}Arguments({name}Common, extra_items=Unknown):"
            "  # type: ignore[call-arg]  # mypy lacks the word\n"
            f'    """What `{operation.id}` takes by name."""\n\n{rest}'
        )
        if operation.parsed:
            text += (
                f"\n\nclass {name}ParseParams({name}Common, closed=True):\n"
                '    """The parameters of `parse`, without `response_format`."""\n'
                f"\n\n{self.run_params(schema, name, fields)}"
            )
        return text

    def run_params(self, schema: Object, name: str, fields: Sequence[Field]) -> str:
        """Render what a run takes for all of its requests; a resumed one has it."""
        own = [each for each in fields if each.name not in _OF_RUNS]
        members = "".join(
            self.parameter(schema, replace(each, required=False)) for each in own
        )
        title = "The parameters of every request of a run."
        return (
            f"class {name}RunParams(CallOptions):\n"
            f"{_described(title, own)}\n{members}{self.refused(schema)}"
        )

    def flat(self, flat: Flat) -> str:
        """Render a flat object; what no member takes keeps its hint."""
        title = f"One of {', '.join(flat.members)}, with the keys of all of them."
        hints = self.hints(flat.members)
        members = ""
        for each in flat.object.fields:
            text = self.annotation(each.node)
            if each.name in hints:  # a member hints at what another one takes
                text += f" | {self.hint(hints.pop(each.name))}"
            members += self.member(
                each.name,
                text,
                required=each.required,
                description=each.description,
                read_only=True,
            )
        refused = "".join(
            self.unsupported(name, texts, read_only=True)
            for name, texts in hints.items()
        )
        head = f"class {flat.object.name}(TypedDict):\n"
        return f"{head}{docstring(title)}{members}{refused}"

    def annotation(self, node: Node) -> str:
        for name in references(node):
            flat = self.flats.flats.get(name)
            if flat and flat.home != self.area:
                self.imports.add(f"mistyped._generated.params.{flat.home}", name)
        return annotation(node, self.imports, lists="Iterable")

    def field(self, schema: Schema, field: Field) -> str:
        text = self.annotation(self.flats.field(schema.name, field, self.area))
        return self.member(
            field.name, text, required=field.required, description=field.description
        )

    def parameter(self, schema: Object, field: Field) -> str:
        """Render a top-level parameter, which the SDK's `omit` may stand for."""
        verdict = self.verdicts.get((schema.name, field.name))
        if verdict and verdict.kind in ("refused", "renamed"):
            return ""
        text = self.annotation(self.flats.field(schema.name, field, self.area))
        if not field.required:
            self.imports.add_typing("openai", "Omit")
            text += " | Omit"
        return self.member(
            field.name, text, required=field.required, description=field.description
        )

    def member(
        self,
        name: str,
        text: str,
        *,
        required: bool,
        description: str,
        read_only: bool = False,
    ) -> str:
        if not required:
            self.imports.add("typing_extensions", "NotRequired")
            text = f"NotRequired[{text}]"
        if read_only:
            text = f"{self.imports.add('typing_extensions', 'ReadOnly')}[{text}]"
        return f"    {name}: {text}\n{docstring(description)}"

    def refused(self, schema: Object) -> str:
        """Render what Mistral refuses or renames, with the hint as its type."""
        hints = self.hints([schema.name])
        return "".join(self.unsupported(name, hints[name]) for name in hints)

    def hints(self, schemas: Collection[str]) -> dict[str, list[str]]:
        """Return the hints on what people type by hand into any of these objects."""
        found: dict[str, list[str]] = {}
        for (schema, key), verdict in self.verdicts.items():
            # No keyword argument is called otherwise.
            if schema in schemas and key.isidentifier() and verdict.typed:
                found.setdefault(key, []).append(verdict.hint)
        return {key: list(dict.fromkeys(hints)) for key, hints in found.items()}

    def unsupported(
        self, name: str, hints: Iterable[str], *, read_only: bool = False
    ) -> str:
        """Render a key with a hint, which completion and hover show as well."""
        return self.member(
            name,
            self.hint(hints),
            required=False,
            description=f"Refused: {', or '.join(hints)}.",
            read_only=read_only,
        )

    def hint(self, hints: Iterable[str]) -> str:
        self.imports.add("typing", "Literal")
        self.imports.add("mistyped._values.hints", "Unsupported")
        return f"Unsupported[Literal[{', '.join(map(repr, hints))}]]"


def _described(title: str, fields: Iterable[Field]) -> str:
    """Return a docstring that names each key, since `help` shows no key's own."""
    keys = [f"{each.name}: {each.description}" for each in fields]
    return Docstring(title, sections={"Keys": keys}).render("    ")
