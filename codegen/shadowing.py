"""Finds names that a generated module both imports and defines."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from codegen.findings import Finding


def shadowed(text: str, source: str) -> Iterator[Finding]:
    """Yield the classes of a module that hide what it imports by the same name."""
    tree = ast.parse(text)
    imported = {
        alias.asname or alias.name: node.module
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }
    for node in tree.body:
        if isinstance(node, ast.ClassDef) and node.name in imported:
            problem = f"its class would hide that of {imported[node.name]}"
            yield Finding(source, node.name, problem, "give its tag another x-name")
