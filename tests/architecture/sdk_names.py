"""The private names of the OpenAI SDK, and which of them a module of ours uses."""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterator
from functools import cache
from importlib import import_module
from pathlib import Path

import openai

from tests.architecture.source import modules

_SDK = Path(openai.__file__).parent
_APART = {"_vendor", "cli", "types"}  # with these the package shares no object


@cache
def private_names() -> frozenset[str]:
    """Return what is private in the installed SDK: modules, members, parameters."""
    paths = [
        path
        for path in _SDK.rglob("*.py")
        if _APART.isdisjoint(path.relative_to(_SDK).parts)
    ]
    names = {name for path in paths for name in _defined(ast.parse(path.read_bytes()))}
    return frozenset(filter(_is_private, names | {path.stem for path in paths}))


@cache
def entangled_classes() -> dict[str, set[str]]:
    """Return, by module, our classes whose instances are the SDK's as well.

    These are subclasses of the SDK's classes, and the mixins beside those.
    """
    loaded = [import_module(name) for name in modules() if "__main__" not in name]
    classes = {
        value
        for module in loaded
        for value in vars(module).values()
        if isinstance(value, type)
    }
    found: dict[str, set[str]] = {}
    for each in classes:
        if any(base.__module__.startswith("openai") for base in each.__mro__):
            for base in each.__mro__:
                found.setdefault(base.__module__, set()).add(base.__name__)
    return found


def private_uses(module: ast.Module, entangled: Collection[str]) -> set[str]:
    """Return the private names of the SDK's that a module uses or gives anew.

    A name is the module's own if a class of it defines the name and shares no instance
    with the SDK's.

    Args:
        module: The module.
        entangled: The names of its classes that do share instances with the SDK's.
    """
    own, anew = set[str](), set[str]()
    for node in ast.walk(module):
        if isinstance(node, ast.ClassDef):
            (anew if node.name in entangled else own).update(_defined(node))
    return private_names() & (anew | (set(_mentioned(module)) - own))


def _is_private(name: str) -> bool:
    return name.startswith("_") and not name.startswith("__") and len(name) > 1


def _defined(tree: ast.AST) -> Iterator[str]:
    """Yield what code defines: functions, members, attributes of `self`, parameters."""
    for node in ast.walk(tree):
        match node:
            case (
                ast.FunctionDef(name=name)
                | ast.AsyncFunctionDef(name=name)
                | ast.Name(id=name, ctx=ast.Store())
                | ast.Attribute(value=ast.Name(id="self"), attr=name, ctx=ast.Store())
                | ast.arg(arg=name)
            ):
                yield name
            case _:
                pass


def _mentioned(tree: ast.AST) -> Iterator[str]:
    """Yield what may be the SDK's: imported, after a dot, as a keyword, in quotes."""
    for node in ast.walk(tree):
        match node:
            case (
                ast.Attribute(attr=name)
                | ast.keyword(arg=str(name))
                | ast.Constant(value=str(name))
            ):
                yield name
            case ast.ImportFrom(module=str(module), names=aliases):
                for alias in aliases:
                    yield from _of_the_sdk(f"{module}.{alias.name}")
            case ast.Import(names=aliases):
                for alias in aliases:
                    yield from _of_the_sdk(alias.name)
            case _:
                pass


def _of_the_sdk(path: str) -> list[str]:
    package, *inner = path.split(".")
    return inner if package == "openai" else []
