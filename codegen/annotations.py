"""Python annotations for nodes, and the imports that they need."""

from __future__ import annotations

from collections.abc import Iterable
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
    without_null,
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
    typing_only: list[str] = field(default_factory=list[str])

    def add(self, module: str, name: str, alias: str = "") -> str:
        """Import a name and return what to call it."""
        entry = f"{name} as {alias}" if alias else name
        self.names.setdefault(module, set()).add(entry)
        return alias or name

    def add_typing(self, module: str, name: str) -> None:
        """Import a name for type checkers alone."""
        statement = f"from {module} import {name}"
        if statement not in self.typing_only:
            self.add("typing", "TYPE_CHECKING")
            self.typing_only.append(statement)

    def render(self) -> str:
        """Return the import statements."""
        text = "".join(
            f"from {module} import {', '.join(sorted(names))}\n"
            for module, names in sorted(self.names.items())
        )
        if self.typing_only:
            text += "\nif TYPE_CHECKING:\n"
            text += "".join(f"    {each}\n" for each in sorted(self.typing_only))
        return text


def annotation(  # noqa: C901 - one match with a case for each kind of node
    node: Node, imports: Imports, *, lists: str, open_enums: bool
) -> str:
    """Return the annotation of a node.

    Args:
        node: The node.
        imports: Gets what the annotation needs.
        lists: What a list of objects is called, `list` or `Iterable`.
        open_enums: Whether an enum takes other strings as well.
    """

    def text(each: Node) -> str:
        return annotation(each, imports, lists=lists, open_enums=open_enums)

    inner, nullable = without_null(node)
    if nullable:
        return f"{text(inner)} | None"
    match inner:
        case AnyValue():
            return "object"
        case Scalar(kind):
            return _SCALARS[kind]
        case Enum(values):
            imports.add("typing", "Literal")
            literal = f"Literal[{', '.join(map(repr, values))}]"
            return f"{literal} | str" if open_enums and len(values) > 1 else literal
        case Array(items):
            plain = isinstance(items, Scalar | Enum)
            name = "list" if plain else lists
            if name == "Iterable":
                imports.add("collections.abc", "Iterable")
            return f"{name}[{text(items)}]"
        case Mapping(values):
            return f"dict[str, {text(values)}]"
        case Reference(name):
            return name
        case Union(members):
            return " | ".join(text(member) for member in members)


def docstring(text: str, indent: str = "    ") -> str:
    """Return a description as a docstring line, or nothing."""
    return f'{indent}"""{text}"""\n' if text else ""


def lines(rows: Iterable[str]) -> str:
    """Join statements, each followed by a newline."""
    return "".join(f"{row}\n" for row in rows)
