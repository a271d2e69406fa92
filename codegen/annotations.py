"""Python annotations for nodes, and the imports that they need."""

from __future__ import annotations

from dataclasses import dataclass, field

from codegen.ir import (
    AnyValue,
    Array,
    Enum,
    Mapping,
    Node,
    Reference,
    Scalar,
    Union,
)

_SCALARS = {
    "string": "str",
    "integer": "int",
    "number": "float",
    "boolean": "bool",
    "null": "None",
}


@dataclass
class Imports:
    """What a module has to import, collected while its text is made."""

    names: dict[str, set[str]] = field(default_factory=dict[str, set[str]])
    typing_only: dict[str, set[str]] = field(default_factory=dict[str, set[str]])

    def add(self, module: str, name: str, alias: str = "") -> str:
        """Import a name and return what to call it."""
        entry = f"{name} as {alias}" if alias else name
        self.names.setdefault(module, set()).add(entry)
        return alias or name

    def add_typing(self, module: str, name: str) -> str:
        """Import a name for type checkers alone, and return it."""
        self.typing_only.setdefault(module, set()).add(name)
        return name

    def render(self) -> str:
        """Return the import statements; what is needed at run time is imported once."""
        typing_only = {
            module: names - self.names.get(module, set())
            for module, names in self.typing_only.items()
        }
        below = _statements(typing_only, "    ")
        if below:
            self.add("typing", "TYPE_CHECKING")
        text = _statements(self.names)
        return f"{text}\nif TYPE_CHECKING:\n{below}" if below else text


def _statements(names: dict[str, set[str]], indent: str = "") -> str:
    return "".join(
        f"{indent}from {module} import {', '.join(sorted(each))}\n"
        for module, each in sorted(names.items())
        if each
    )


def annotation(
    node: Node,
    imports: Imports,
    *,
    lists: str,
    mappings: str = "dict",
    open_enums: bool = False,
    old_unions: bool = False,
) -> str:
    """Return the annotation of a node.

    Args:
        node: The node.
        imports: Gets what the annotation needs.
        lists: What a list of objects is called, `list` or one of `collections.abc`.
        mappings: What an object with any keys is called, in the same way.
        open_enums: Whether an enum takes other strings as well.
        old_unions: Whether to write `Union[...]`, which openai 2 needs in its models.
    """
    writer = _Writer(imports, lists, mappings, open_enums, old_unions)
    return writer.text(node)


@dataclass
class _Writer:
    imports: Imports
    lists: str
    mappings: str
    open_enums: bool
    old_unions: bool

    def text(self, node: Node) -> str:
        parts = self.parts(node)
        if len(parts) == 1:
            return parts[0]
        if self.old_unions:
            return f"{self.imports.add('typing', 'Union')}[{', '.join(parts)}]"
        return " | ".join(parts)

    def parts(self, node: Node) -> list[str]:
        """Return what a node may be, one text for each member of a union."""
        match node:
            case AnyValue() if self.old_unions:
                # A member called `object` hides the type in the rest of its class.
                return [self.imports.add("builtins", "object", "Anything")]
            case AnyValue():
                return ["object"]
            case Scalar("binary"):
                return [self.imports.add("mistyped._values.uploads", "FileInput")]
            case Scalar(kind):
                return [_SCALARS[kind]]
            case Enum(values):
                self.imports.add("typing", "Literal")
                literal = f"Literal[{', '.join(map(repr, values))}]"
                more = self.open_enums and len(values) > 1
                return [literal, "str"] if more else [literal]
            case Array(items):
                return [f"{self.array(items)}[{self.text(items)}]"]
            case Mapping(values):
                kind = self.container(self.mappings)
                return [f"{kind}[str, {self.text(values)}]"]
            case Reference(name):
                return [name]
            case Union(members):
                return [part for member in members for part in self.parts(member)]

    def array(self, items: Node) -> str:
        # A text is a sequence of texts as well, and must not pass for one.
        scalar = isinstance(items, Scalar | Enum)
        return self.container("list" if scalar else self.lists)

    def container(self, name: str) -> str:
        builtin = name in ("dict", "list")
        return name if builtin else self.imports.add("collections.abc", name)
