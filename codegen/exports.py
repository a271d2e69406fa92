"""Renders where public types are: `mistyped.types` and `requests` load them by it."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TypeAlias

from codegen.output import File, Module

Public: TypeAlias = list[tuple[str, str]]
"""Modules below `mistyped`, and for each a type in it."""
# Parts of other types, and what a single method takes.
_INTERNAL = ("Arguments", "Common", "Optional", "Options", "ParseParams")


def homes(files: Mapping[Path, File]) -> dict[str, list[str]]:
    """Return the types of requests and answers in generated modules, by module."""
    modules = {p: file.text for p, file in files.items() if isinstance(file, Module)}
    return {
        f"{path.parent.name}.{path.stem}": sorted(_types(text))
        for path, text in sorted(modules.items())
        if path.parent.name in ("params", "responses")
    }


def types(files: Mapping[Path, File]) -> Public:
    """Return what `mistyped.types` has of the generated modules."""
    return [
        (f"_generated.{home}", name)
        for home, names in homes(files).items()
        for name in names
        if not name.endswith(_INTERNAL)
    ]


def builders(files: Mapping[Path, File]) -> Public:
    """Return what `mistyped.requests` has of them: requests and their parts."""
    return [
        (f"_builders.{path.stem}", name)
        for path, file in sorted(files.items())
        if path.parent.name == "_builders" and isinstance(file, Module)
        for name in sorted(_types(file.text))
    ]


def render(public: Public) -> str:
    """Return the module of these types.

    Type checkers read its imports; at run time it has the table alone.
    """
    imports = "".join(
        f"    from mistyped.{home} import {name} as {name}\n" for home, name in public
    )
    table = "".join(f"    {name!r}: {home!r},\n" for home, name in public)
    return (
        "from typing import TYPE_CHECKING, Final\n\n"
        f"if TYPE_CHECKING:\n{imports}\n"
        f"HOMES: Final = {{\n{table}}}\n"
        '"""The module of each type, below `mistyped`."""\n'
    )


def _types(text: str) -> Iterator[str]:
    """Yield the names of the classes and aliases that a module defines."""
    for node in ast.parse(text).body:
        name = ""
        if isinstance(node, ast.ClassDef):
            name = node.name
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            name = node.target.id
        if name:
            yield name
