"""Which value a name in source code stands for, where that is certain.

A name counts as known if its scope binds it once, by a plain assignment, and nothing
can have changed its value since: a list or a dict must not go anywhere but into calls
that leave it as it is.
"""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import NamedTuple

_SCOPES = (
    ast.Module,
    ast.ClassDef,
    ast.FunctionDef,
    ast.AsyncFunctionDef,
    ast.Lambda,
)
_NAMED = (ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
_READERS = frozenset({"len", "print", "repr", "str", "bool"})
_CONTAINERS = (ast.List, ast.Dict, ast.Tuple)

# What these bind has a value that is not known; here is where they keep it.
_BINDERS: dict[type[ast.AST], str] = {
    ast.Assign: "targets",
    ast.AsyncFor: "target",
    ast.AsyncFunctionDef: "name",
    ast.AugAssign: "target",
    ast.ClassDef: "name",
    ast.Delete: "targets",
    ast.ExceptHandler: "name",
    ast.For: "target",
    ast.FunctionDef: "name",
    ast.MatchAs: "name",
    ast.MatchMapping: "rest",
    ast.MatchStar: "name",
    ast.NamedExpr: "target",
    ast.comprehension: "target",
    ast.withitem: "optional_vars",
}


class Binding(NamedTuple):
    """One way in which a scope gives a name a value.

    Attributes:
        value: The expression, if it is a plain assignment or a context manager.
        annotation: The type that stands beside the name.
        default: What a parameter is if it is not given.
    """

    value: ast.expr | None = None
    annotation: ast.expr | None = None
    default: ast.expr | None = None


class Scopes:
    """The names of a module, by the scopes that bind them.

    Args:
        tree: The module.
        senders: The names of methods that leave their arguments as they are.
    """

    def __init__(self, tree: ast.Module, senders: frozenset[str]) -> None:
        self._senders = senders
        self._bindings: dict[ast.AST, dict[str, list[Binding]]] = {}
        self._scope_of: dict[ast.AST, tuple[ast.AST, ...]] = {}
        self._parents: dict[ast.AST, ast.AST] = {}
        self._uses: dict[str, list[ast.Name]] = defaultdict(list)
        self._unclear: set[str] = set()
        self._walk(tree, ())

    def binding(self, name: ast.Name) -> Binding | None:
        """Return the only binding of a name where it stands; None if it is unclear."""
        if name.id in self._unclear:
            return None
        scopes = self._scope_of.get(name, ())
        for number, scope in enumerate(reversed(scopes)):
            if isinstance(scope, ast.ClassDef) and number:
                continue  # functions do not see the names of the class around them
            found = self._bindings[scope].get(name.id)
            if found:
                return found[0] if len(found) == 1 else None
        return None

    def value(self, name: ast.Name) -> ast.expr | None:
        """Return the expression that a name stands for, if that is certain."""
        binding = self.binding(name)
        value = binding.value if binding else None
        if isinstance(value, _CONTAINERS) and not self._is_left_alone(name.id):
            return None
        return value

    def _is_left_alone(self, name: str) -> bool:
        return all(self._only_reads(use) for use in self._uses[name])

    def _only_reads(self, use: ast.Name) -> bool:
        """Whether a use of a name leaves a list or a dict as it is."""
        if isinstance(use.ctx, ast.Store):
            return True  # there is one, which is the binding
        parent = self._parents[use]
        if isinstance(parent, ast.keyword):
            call = self._parents[parent]
            func = call.func if isinstance(call, ast.Call) else None
            return isinstance(func, ast.Attribute) and func.attr in self._senders
        if isinstance(parent, ast.Starred | ast.Dict):
            return True
        if isinstance(parent, ast.Call) and use in parent.args:
            return isinstance(parent.func, ast.Name) and parent.func.id in _READERS
        return False

    def _walk(self, node: ast.AST, scopes: tuple[ast.AST, ...]) -> None:
        inner = scopes
        if isinstance(node, _SCOPES):
            self._bindings[node] = defaultdict(list)
            inner = (*scopes, node)
        for name, binding in _bound(node):
            # A definition's name belongs to what is around it.
            home = scopes if isinstance(node, _NAMED) else inner
            self._bindings[home[-1]][name].append(binding)
        if isinstance(node, ast.Global | ast.Nonlocal):
            self._unclear.update(node.names)
        if isinstance(node, ast.Name):
            self._uses[node.id].append(node)
            self._scope_of[node] = scopes
        for child in ast.iter_child_nodes(node):
            self._parents[child] = node
            self._walk(child, inner)


def _bound(node: ast.AST) -> Iterator[tuple[str, Binding]]:
    """Yield the names that a node itself binds."""
    match node:
        case ast.Assign(targets=[ast.Name(id=name)], value=value):
            yield name, Binding(value)
        case ast.AnnAssign(target=ast.Name(id=name), value=value, annotation=kind):
            yield name, Binding(value, kind)
        case ast.withitem(context_expr=value, optional_vars=ast.Name(id=name)):
            yield name, Binding(value)
        case ast.arguments():
            yield from _parameters(node)
        case ast.Import(names=names) | ast.ImportFrom(names=names):
            for alias in names:
                yield (alias.asname or alias.name).partition(".")[0], Binding()
        case _:
            for name in _names_in(getattr(node, _BINDERS.get(type(node), ""), None)):
                yield name, Binding()


def _parameters(node: ast.arguments) -> Iterator[tuple[str, Binding]]:
    """Yield the parameters of a function with their types and defaults."""
    named = [*node.posonlyargs, *node.args]
    absent = [None] * (len(named) - len(node.defaults))
    pairs = [
        *zip(named, [*absent, *node.defaults], strict=True),
        *zip(node.kwonlyargs, node.kw_defaults, strict=True),
    ]
    for parameter, default in pairs:
        yield parameter.arg, Binding(None, parameter.annotation, default)
    for rest in filter(None, (node.vararg, node.kwarg)):
        yield rest.arg, Binding()


def _names_in(bound: str | ast.expr | list[ast.expr] | None) -> Iterator[str]:
    """Yield the names in what another kind of node binds."""
    if isinstance(bound, str):
        yield bound
    elif bound is not None:
        for target in bound if isinstance(bound, list) else [bound]:
            names = (e.id for e in ast.walk(target) if isinstance(e, ast.Name))
            yield from names


def imported(tree: ast.Module) -> Mapping[str, str]:
    """Return what the names that a module imports stand for, `openai.OpenAI`."""
    found: dict[str, str] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module and not node.level:
            for alias in node.names:
                found[alias.asname or alias.name] = f"{node.module}.{alias.name}"
        elif isinstance(node, ast.Import):
            for alias in node.names:
                whole = alias.name if alias.asname else alias.name.partition(".")[0]
                found[alias.asname or whole] = whole
    return found
