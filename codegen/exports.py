"""Renders where each public type is: what `mistyped.types` loads when it is asked."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from pathlib import Path

from codegen.output import File, Module

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


def render(files: Mapping[Path, File]) -> str:
    """Return the module of the public types in these generated modules.

    Type checkers read its imports; at run time it has the table alone.
    """
    public = [
        (home, name)
        for home, names in homes(files).items()
        for name in names
        if not name.endswith(_INTERNAL)
    ]
    imports = "".join(
        f"    from mistyped._generated.{home} import {name} as {name}\n"
        for home, name in public
    )
    table = "".join(f"    {name!r}: '_generated.{home}',\n" for home, name in public)
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
