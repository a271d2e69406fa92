"""Whose client an expression is: Mistral's, another's, or nobody can tell."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from enum import Enum
from typing import NamedTuple
from urllib.parse import urlsplit

from mistyped.lint.evaluation import Evaluator, literals
from mistyped.lint.scopes import Scopes, imported

_OURS = frozenset({"mistyped.Mistral", "mistyped.AsyncMistral"})
_OURS_TOO = frozenset({"mistyped.client.Mistral", "mistyped.client.AsyncMistral"})
_OPENAI = frozenset({"openai.OpenAI", "openai.AsyncOpenAI", "openai.Client"})
_OPENAI_TOO = frozenset({"openai.AsyncClient"})
_COPIES = frozenset({"with_options", "copy", "__enter__", "__aenter__"})
_HOST = "mistral.ai"
NAMED = "mist"
"""Found, in small letters, in every source that names our classes or Mistral's host."""


class Whose(Enum):
    """Whose API a client calls."""

    MISTRAL = "mistral"
    OTHER = "other"
    UNKNOWN = "unknown"


class Client(NamedTuple):
    """What is known of a client.

    Attributes:
        whose: Whose API it calls.
        waived: Ids of rules that it was told to waive.
    """

    whose: Whose
    waived: frozenset[str] = frozenset()


NOBODY = Client(Whose.UNKNOWN)


class Clients:
    """The clients of one module."""

    def __init__(self, tree: ast.Module, scopes: Scopes, evaluator: Evaluator) -> None:
        self._scopes = scopes
        self._evaluator = evaluator
        self._imported = imported(tree)
        self._attributes = dict(_attributes(tree))
        packages = {each.partition(".")[0] for each in self._imported.values()}
        # Their methods have names of ours, and take other parameters.
        self._is_of_others = "mistralai" in packages or (
            bool(packages & _OTHERS) and not packages & {"mistyped", "openai"}
        )

    def of(self, node: ast.expr) -> Client:
        """Return what is known of the client that an expression is."""
        found = self._of(node, depth=0)
        if found.whose is Whose.UNKNOWN and self._is_of_others:
            return Client(Whose.OTHER)
        return found

    def _of(self, node: ast.expr, depth: int) -> Client:
        if depth > 10:  # a name that leads to itself
            return NOBODY
        match node:
            case ast.Await(value=inner):
                return self._of(inner, depth + 1)
            case ast.Call(func=ast.Attribute(value=owner, attr=name)) if (
                name in _COPIES
            ):
                return self._made(node, self._of(owner, depth + 1))
            case ast.Call(func=func):
                return self._made(node, self._named(func))
            case ast.Name():
                return self._by_name(node, depth)
            case ast.Attribute(value=ast.Name(id="self"), attr=name):
                found = {self._of(e, depth + 1) for e in self._attributes.get(name, ())}
                return found.pop() if len(found) == 1 else NOBODY
            case _:
                return NOBODY

    def _by_name(self, node: ast.Name, depth: int) -> Client:
        binding = self._scopes.binding(node)
        if binding is None:
            return NOBODY
        if binding.value is not None:
            return self._of(binding.value, depth + 1)
        if binding.annotation is not None:
            return self._named(binding.annotation)
        return NOBODY

    def _named(self, node: ast.expr) -> Client:
        """Return what a class is known for: an instance is made, or annotated."""
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            head, _, rest = node.value.partition(".")
        else:
            head, _, rest = ast.unparse(node).partition(".")
        name = ".".join(filter(None, (self._imported.get(head, ""), rest)))
        if name in _OURS | _OURS_TOO:
            return Client(Whose.MISTRAL)
        if name in _OPENAI | _OPENAI_TOO or head not in self._imported:
            return NOBODY
        module = name.partition(".")[0]
        return Client(Whose.OTHER) if module in _OTHERS else NOBODY

    def _made(self, call: ast.Call, client: Client) -> Client:
        """Return what the arguments of a call make of a client."""
        given: Mapping[str | None, ast.expr] = {k.arg: k.value for k in call.keywords}
        whose, waived = client
        if "base_url" in given and whose is not Whose.OTHER:
            url = self._evaluator.expression(given["base_url"]).plain
            whose = _whose(url) if isinstance(url, str) else Whose.UNKNOWN
            if client.whose is Whose.MISTRAL and whose is Whose.OTHER:
                whose = Whose.MISTRAL  # it checks before it sends, whatever the host
        if "waive" in given:
            waived |= frozenset(literals(given["waive"]))
        return Client(whose, waived)


_OTHERS = frozenset(
    {"anthropic", "cerebras", "cohere", "google", "groq", "huggingface_hub"}
    | {"mistralai", "openai", "together", "xai_sdk"}
)


def _whose(url: str) -> Whose:
    host = urlsplit(url).hostname
    if host is None:  # a part of it is not known
        return Whose.UNKNOWN
    is_mistrals = host == _HOST or host.endswith(f".{_HOST}")
    return Whose.MISTRAL if is_mistrals else Whose.OTHER


def _attributes(tree: ast.Module) -> Iterator[tuple[str, list[ast.expr]]]:
    """Yield the values that `self.name = ...` gives each attribute."""
    found: dict[str, list[ast.expr]] = {}
    for node in ast.walk(tree):
        targets = node.targets if isinstance(node, ast.Assign) else []
        if isinstance(node, ast.AnnAssign):
            targets = [node.target]
        for target in targets:
            match target, node:
                case (
                    ast.Attribute(value=ast.Name(id="self"), attr=name),
                    ast.Assign(value=value) | ast.AnnAssign(value=ast.expr() as value),
                ):
                    found.setdefault(name, []).append(value)
                case _:
                    pass
    yield from found.items()
