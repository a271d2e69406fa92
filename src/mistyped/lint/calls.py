"""Finds the calls of an API in a module: which operation, of which client."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple

from mistyped._generated.not_offered import ATTRIBUTES
from mistyped._generated.operations import OPERATIONS
from mistyped._values.rows import ApiOperation

_ALSO: Final[Mapping[str, str]] = {
    "chat.completions.parse": "chat.completions.create",
    "chat.completions.stream": "chat.completions.create",
}
_FORMS = frozenset({"with_raw_response", "with_streaming_response", "beta"})
# What only clients take that another library has patched.
_OF_OTHERS = frozenset({"response_model"})
_BY_ID: Final[dict[str, ApiOperation]] = {each.id: each for each in OPERATIONS.values()}
_NOT_OFFERED: Final[dict[str, str]] = {
    name: hint for names in ATTRIBUTES.values() for name, hint in names.items()
}
SENDERS = frozenset(id_.rpartition(".")[2] for id_ in (*_BY_ID, *_ALSO))
"""The last names of all methods."""
_HOLDERS = {name.split(".")[-2] for name in (*_BY_ID, *_ALSO)} | _FORMS
_NAMES = "|".join(sorted(_HOLDERS))
_GONE = "|".join(sorted({name.rpartition(".")[2] for name in _NOT_OFFERED}))
MAY_CALL = re.compile(
    rf"\b(?:{_NAMES})\s*\.\s*(?:{'|'.join(sorted(SENDERS))})\s*\(|\.(?:{_GONE})\s*\."
)
"""Found in every source that calls a method."""


class Call(NamedTuple):
    """A call of a method of a client.

    Attributes:
        node: The call.
        client: The expression that is the client.
        method: The method's name on the client, `chat.completions.parse`.
        operation: What it calls; None if Mistral has no such thing.
        hint: What to do instead, if Mistral has no such thing.
    """

    node: ast.Call
    client: ast.expr
    method: str
    operation: ApiOperation | None
    hint: str = ""


def calls(tree: ast.Module) -> Iterator[Call]:
    """Yield the calls that may be of a client's methods, in the order of the source."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            found = _call(node)
            if found is not None:
                yield found


def _call(node: ast.Call) -> Call | None:
    if any(each.arg in _OF_OTHERS for each in node.keywords):
        return None
    names: list[str] = []
    owner: ast.expr = node.func
    while isinstance(owner, ast.Attribute):
        if owner.attr not in _FORMS:
            names.insert(0, owner.attr)
        owner = owner.value
        method = ".".join(names)
        operation = _BY_ID.get(_ALSO.get(method, method))
        if operation is not None and "." in method:
            return Call(node, _without_forms(owner), method, operation)
    return _not_offered(node)


def _not_offered(node: ast.Call) -> Call | None:
    """Return a call of what OpenAI has and Mistral has not."""
    names: list[str] = []
    owner: ast.expr = node.func
    while isinstance(owner, ast.Attribute):
        names.insert(0, owner.attr)
        owner = owner.value
        method = ".".join(names)
        for name, hint in _NOT_OFFERED.items():
            if method == name or method.startswith(f"{name}."):
                return Call(node, _without_forms(owner), method, None, hint)
    return None


def _without_forms(owner: ast.expr) -> ast.expr:
    while isinstance(owner, ast.Attribute) and owner.attr in _FORMS:
        owner = owner.value
    return owner
