"""Evaluates expressions as far as they are certain, and remembers what is not.

A value comes with three kinds of places: those where nothing is known (`unknown`),
those where some text stands (`texts`), and objects and lists that may have more in them
than is written down (`open`).
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from mistyped._check.draft import NOTHING
from mistyped._values.guards import is_list, is_object
from mistyped.lint.scopes import Scopes
from mistyped.problems import Location

UNKNOWN = "\N{REPLACEMENT CHARACTER}"
"""Stands in a value for what is not known; no model, key or text is called so."""
_ABSENT = re.compile(r"(?i)\b(?:omit|not_?given)\b")
_DEPTH = 5
_TEXT_METHODS = frozenset(
    {"capitalize", "format", "join", "lower", "lstrip", "replace", "rstrip", "strip"}
    | {"title", "upper"}
)
_TEXT_FUNCTIONS = frozenset({"str", "repr", "ascii", "chr", "hex", "input"})


@dataclass(slots=True)
class Value:
    """What is known of an expression.

    Attributes:
        plain: The value, with a text of its own in each place that is not known.
        unknown: Where nothing is known.
        texts: Where a text stands, which is not known.
        open: Objects and lists that may hold more than `plain` has.
        absent: Where the SDK's `omit` may stand, which is not sent.
        places: The node behind each place: a key if it has one, else the value.
    """

    plain: object = None
    unknown: set[Location] = field(default_factory=set[Location])
    texts: set[Location] = field(default_factory=set[Location])
    open: set[Location] = field(default_factory=set[Location])
    absent: set[Location] = field(default_factory=set[Location])
    places: dict[Location, ast.AST] = field(default_factory=dict[Location, ast.AST])

    def value(self, loc: Location) -> object:
        """Return what stands at a place, `NOTHING` if nothing does."""
        here: object = self.plain
        for item in loc:
            if is_object(here):
                here = here.get(item, NOTHING)
            elif is_list(here) and isinstance(item, int) and item < len(here):
                here = here[item]
            else:
                return NOTHING
        return here

    def node(self, loc: Location) -> ast.AST | None:
        """Return the node at a place, or of the nearest one around it."""
        around = (loc[:n] for n in range(len(loc), -1, -1))
        return next((self.places[each] for each in around if each in self.places), None)


class Evaluator:
    """Evaluates the expressions of one module."""

    def __init__(self, scopes: Scopes) -> None:
        self._scopes = scopes

    def call(self, call: ast.Call, options: frozenset[str]) -> Value:
        """Return the request that a call's keywords make, its options left out."""
        value = Value(places={(): call})
        body: dict[str, object] = {}
        for keyword in call.keywords:
            if keyword.arg is None:
                more: dict[str, object] = {}
                self._spread(value, more, keyword.value, ())
                body |= more  # no member is given twice: that is a TypeError
            elif keyword.arg == "extra_body":
                self._spread(value, body, keyword.value, ())
            elif keyword.arg not in options:
                body[keyword.arg] = self._at(value, keyword.value, (keyword.arg,))
                value.places[keyword.arg,] = keyword
        value.plain = body
        return value

    def expression(self, node: ast.expr) -> Value:
        """Return what is known of an expression."""
        value = Value()
        value.plain = self._at(value, node, ())
        return value

    def _at(self, value: Value, node: ast.expr, loc: Location) -> object:
        """Evaluate a node that stands at a place."""
        value.places[loc] = node
        match node:
            case ast.Constant(value=bool() | int() | float() | str() | None as plain):
                return plain
            case ast.UnaryOp(
                op=ast.USub(), operand=ast.Constant(value=int() | float() as number)
            ):
                return -number
            case ast.List(elts=items):
                return self._list(value, items, loc)
            case ast.Tuple(elts=items):
                return tuple(self._list(value, items, loc))
            case ast.Dict():
                members: dict[str, object] = {}
                self._fill(value, members, node, loc)
                return members
            case ast.Name() if (known := self._scopes.value(node)) is not None:
                return self._at(value, known, loc)
            case ast.Call(keywords=pairs) if _is_dict(node):
                return self._pairs(value, pairs, loc)
            case _ if _is_text(node):
                value.texts.add(loc)
            case _:
                value.unknown.add(loc)
                if self._may_be_absent(node):
                    value.absent.add(loc)
        return f"{UNKNOWN}{len(value.places)}"  # no two are taken for the same

    def _may_be_absent(self, node: ast.expr, depth: int = 0) -> bool:
        """Whether an expression may be the SDK's `omit` or `NOT_GIVEN`."""
        if _ABSENT.search(ast.unparse(node)):
            return True
        if any(isinstance(each, ast.Call) for each in ast.walk(node)):
            return True  # a helper may return it
        if not isinstance(node, ast.Name):
            return False
        binding = self._scopes.binding(node)
        if binding is None or depth > _DEPTH:
            return True
        written = [binding.annotation, binding.default]
        if any(each and _ABSENT.search(ast.unparse(each)) for each in written):
            return True
        value = binding.value
        return value is not None and self._may_be_absent(value, depth + 1)

    def _list(self, value: Value, items: list[ast.expr], loc: Location) -> list[object]:
        found: list[object] = []
        for item in items:
            if isinstance(item, ast.Starred):
                value.open.add(loc)
            else:
                found.append(self._at(value, item, (*loc, len(found))))
        return found

    def _fill(
        self, value: Value, members: dict[str, object], node: ast.Dict, loc: Location
    ) -> None:
        """Put the members of a display into an object."""
        for key, each in zip(node.keys, node.values, strict=True):
            if key is None:
                self._spread(value, members, each, loc)
            elif isinstance(key, ast.Constant) and isinstance(key.value, str):
                _forget(value, (*loc, key.value))
                members[key.value] = self._at(value, each, (*loc, key.value))
                value.places[*loc, key.value] = key
            else:
                self._hide(value, members, loc)

    def _pairs(
        self, value: Value, keywords: list[ast.keyword], loc: Location
    ) -> dict[str, object]:
        members: dict[str, object] = {}
        for each in keywords:
            if each.arg is None:
                self._spread(value, members, each.value, loc)
            else:
                members[each.arg] = self._at(value, each.value, (*loc, each.arg))
                value.places[*loc, each.arg] = each
        return members

    def _spread(
        self, value: Value, members: dict[str, object], node: ast.expr, loc: Location
    ) -> None:
        """Put the members of another object into one."""
        known = self._scopes.value(node) if isinstance(node, ast.Name) else node
        if isinstance(known, ast.Dict):
            self._fill(value, members, known, loc)
        elif isinstance(known, ast.Call) and _is_dict(known):
            members |= self._pairs(value, known.keywords, loc)
        else:
            self._hide(value, members, loc)

    def _hide(self, value: Value, members: Mapping[str, object], loc: Location) -> None:
        """Note that an object has members that are not known, which win over others."""
        value.open.add(loc)
        value.unknown.update((*loc, name) for name in members)


def _forget(value: Value, loc: Location) -> None:
    """Take back what was noted of a member that is written once more."""
    for places in (value.unknown, value.texts, value.open):
        places.difference_update([p for p in places if p[: len(loc)] == loc])


def _is_dict(call: ast.Call) -> bool:
    """Whether a call makes a dict of keywords alone."""
    return ast.unparse(call.func) == "dict" and not call.args


def _is_text(node: ast.expr) -> bool:
    """Whether an expression is surely a text."""
    match node:
        case ast.JoinedStr():
            return True
        case ast.BinOp(left=left, op=ast.Add(), right=right):
            return _is_text_or_literal(left) or _is_text_or_literal(right)
        case ast.BinOp(left=left, op=ast.Mod()):
            return _is_text_or_literal(left)
        case ast.Call(func=ast.Attribute(value=owner, attr=name)):
            return name in _TEXT_METHODS and _is_text_or_literal(owner)
        case ast.Call(func=ast.Name(id=name)):
            return name in _TEXT_FUNCTIONS
        case _:
            return False


def _is_text_or_literal(node: ast.expr) -> bool:
    literal = isinstance(node, ast.Constant) and isinstance(node.value, str)
    return literal or _is_text(node)


def literals(node: ast.expr) -> Iterator[str]:
    """Yield the texts that a display of texts holds."""
    if isinstance(node, ast.Set | ast.List | ast.Tuple):
        for item in node.elts:
            if isinstance(item, ast.Constant) and isinstance(item.value, str):
                yield item.value
