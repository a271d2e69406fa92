"""Where a Python module can be changed, by the operators of mutmut.

mutmut itself runs one suite over one package and mutates functions alone, so only its
operators are used: they map a node of libcst to the nodes that can stand in its place.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from random import Random
from typing import TypeAlias

import libcst as cst
from mutmut.mutation.mutators import mutation_operators, operator_string

from mutation.mutant import Sites

Operator: TypeAlias = Callable[..., Iterable[cst.CSTNode]]

_TYPE_ONLY = ("TYPE_CHECKING",)
_UNSEEN_ARGUMENTS = {"encoding", "strict", "frozen", "slots", "flush"}
"""Arguments without which the code does the same on the machines that tests run on."""
_DECLARATIONS = {"TypeVar", "ParamSpec", "TypeVarTuple", "NewType"}
_FOR_CHECKERS = {*_DECLARATIONS, "cast", "dataclass"}
"""Calls that say something to type checkers, or how a class is stored."""


def sites(text: str) -> Sites:
    """Return the places of a module that can be changed.

    Left out is what no test could tell: annotations and what else only type checkers
    read, docstrings, arguments that change nothing here, and the wording of prose,
    which is told by tests of what it has to name.
    """
    module = cst.parse_module(text)
    found: Sites = {}
    for node in _nodes(module):
        for kind, operator in mutation_operators:
            if isinstance(node, kind) and next(iter(operator(node)), None):
                site = partial(_changed, module, node, operator)
                found.setdefault(operator.__name__, []).append(site)
    return found


def _changed(
    module: cst.Module, node: cst.CSTNode, operator: Operator, random: Random
) -> str | None:
    candidates = _candidates(module, node, operator)
    if not candidates:
        return None
    changed = module.deep_replace(node, random.choice(candidates))
    assert isinstance(changed, cst.Module)
    return changed.code


def _nodes(node: cst.CSTNode) -> Iterator[cst.CSTNode]:
    """Yield a node and all below it that are worth a change."""
    if any(leave_out(node) for leave_out in _LEFT_OUT):
        return
    yield node
    for child in node.children:
        yield from _nodes(child)


def _candidates(
    module: cst.Module,
    node: cst.CSTNode,
    operator: Callable[..., Iterable[cst.CSTNode]],
) -> list[cst.CSTNode]:
    changed = list(operator(node))
    if operator is operator_string:
        del changed[1:]  # the others change the case of letters, which nobody does
    return [
        each
        for each in changed
        if _unseen(each) == _unseen(node) and not _says_the_same(module, node, each)
    ]


def _says_the_same(module: cst.Module, node: cst.CSTNode, other: cst.CSTNode) -> bool:
    """Whether it is another way to write it: `get(x, None)` and `get(x)`."""
    codes = (module.code_for_node(each).replace(", )", ")") for each in (node, other))
    return len({code.replace(", None)", ")") for code in codes}) == 1


def _unseen(node: cst.CSTNode) -> dict[str, str]:
    """Return the arguments of a call whose change nobody would see."""
    if not isinstance(node, cst.Call):
        return {}
    given = {each.keyword.value: each for each in node.args if each.keyword}
    prose = {f"{i}": each for i, each in enumerate(node.args) if _is_prose(each.value)}
    return {
        name: cst.Module([]).code_for_node(each.value)
        for name, each in (given | prose).items()
        if name in _UNSEEN_ARGUMENTS or name in prose
    }


def _name(node: cst.CSTNode | None) -> str:
    if isinstance(node, cst.Call):
        return _name(node.func)
    if isinstance(node, cst.Attribute):
        return node.attr.value
    return node.value if isinstance(node, cst.Name) else ""


def _is_prose(node: cst.CSTNode) -> bool:
    if isinstance(node, cst.SimpleString):
        return " " in node.value
    return isinstance(node, cst.FormattedString | cst.ConcatenatedString)


def _is_for_checkers(node: cst.CSTNode) -> bool:
    if isinstance(node, cst.If):
        return _name(node.test) in _TYPE_ONLY
    if isinstance(node, cst.AnnAssign):
        return _name(node.annotation.annotation) == "TypeAlias"
    if isinstance(node, cst.Assign):
        return isinstance(node.value, cst.Call) and _name(node.value) in _DECLARATIONS
    return isinstance(node, cst.Call) and _name(node) in _FOR_CHECKERS


def _is_unseen_argument(node: cst.CSTNode) -> bool:
    return isinstance(node, cst.Arg) and _name(node.keyword) in _UNSEEN_ARGUMENTS


def _is_list_of_names(node: cst.CSTNode) -> bool:
    return isinstance(node, cst.Assign) and _name(node.targets[0].target) == "__all__"


_LEFT_OUT: tuple[Callable[[cst.CSTNode], bool], ...] = (
    lambda node: isinstance(node, cst.Annotation | cst.Import | cst.ImportFrom),
    _is_prose,
    _is_for_checkers,
    _is_unseen_argument,
    _is_list_of_names,
)
