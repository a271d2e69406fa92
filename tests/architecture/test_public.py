"""What is public: named in `__all__`, fully typed, and nothing else."""

from __future__ import annotations

import ast
import pkgutil
import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from types import ModuleType

import pytest

import mistyped
from mistyped import types
from tests.architecture.source import PACKAGE, module_name, modules, tree

# Modules that a user imports from, beside the root; all others are details.
PUBLIC_MODULES = ("messages",)
# Modules whose public classes and functions reach users, through the root or by values.
REACHED = {
    "_generated",
    "_values.call_options",
    "_values.contents",
    "_values.hints",
    "_values.other_options",
    "_builders",
    "_check.preflight",
    "_check.request_model",
    "_openai.not_offered",
    "_openai.chat_streams",
    "_openai.parsing",
    "client",
    "errors",
    "frameworks",
    "messages",
    "problems",
    "resources",
    "streaming",
    "tokens",
}
SURFACE = [
    path
    for name, path in modules().items()
    if any(f"{name}.".startswith(f"mistyped.{each}.") for each in REACHED)
]
ANY = re.compile(r"\bAny\b")
# Where the types of answers are.
ANSWERS = (
    "mistyped._generated",
    "mistyped._openai.pages",
    "mistyped._openai.event_streams",
    "mistyped._openai.chat_streams",
)
# The SDK's own kinds of values, which programs use and do not name.
OF_THE_SDK = {
    "AsyncChatCompletionStreamManager",
    "ChatCompletionStreamManager",
}
# What the root's own code needs and does not hide from `dir`.
MACHINERY = {"TYPE_CHECKING", "annotations", "import_module"}


def test_all_is_sorted() -> None:
    """`__all__` is sorted and names nothing twice."""
    assert mistyped.__all__ == sorted(set(mistyped.__all__))


def test_three_lists_agree() -> None:
    """The lazy table, `__all__` and the imports for type checkers name the same."""
    homes: dict[str, str] = mistyped._HOMES
    typed: dict[str, str] = {}
    for node in tree(modules()["mistyped"]).body:
        if isinstance(node, ast.If) and isinstance(node.test, ast.Name):
            for each in node.body:
                assert isinstance(each, ast.ImportFrom)
                (alias,) = each.names
                assert alias.asname == alias.name  # which marks a re-export
                typed[alias.name] = str(each.module).removeprefix("mistyped.")
    assert sorted(homes) == mistyped.__all__
    assert typed == homes


@pytest.mark.parametrize("name", mistyped.__all__)
def test_public_name(name: str) -> None:
    """A public name resolves to what its home defines, documented."""
    value = getattr(mistyped, name)
    assert value.__module__ == f"mistyped.{mistyped._HOMES[name]}"
    assert value.__doc__
    assert name in dir(mistyped)


def test_other_names_are_an_attribute_error() -> None:
    """A name that is not public fails as it does in any module."""
    with pytest.raises(AttributeError, match="module 'mistyped' has no attribute 'x'"):
        _ = mistyped.x  # type: ignore[attr-defined]


def test_nothing_private_leaks() -> None:
    """The root shows public names, its modules, and what it is made with."""
    submodules = {each.name for each in pkgutil.iter_modules([str(PACKAGE)])}
    shown = {name for name in dir(mistyped) if not name.startswith("_")}
    assert shown - submodules <= {*mistyped.__all__, *MACHINERY}


@pytest.mark.parametrize("name", PUBLIC_MODULES)
def test_public_module(name: str) -> None:
    """A public module's `__all__` is sorted and is all that it defines in public."""
    module = import_module(f"mistyped.{name}")
    assert module.__all__ == sorted(set(module.__all__))
    defined = {
        key
        for key, value in vars(module).items()
        if not key.startswith("_")
        and not isinstance(value, ModuleType)
        and getattr(value, "__module__", None) == module.__name__
    }
    assert defined == set(module.__all__)


def signatures(
    body: list[ast.stmt], prefix: str
) -> Iterator[tuple[str, ast.expr | None]]:
    """Yield the annotations of public functions, methods and attributes by name."""
    for node in body:
        match node:
            case ast.ClassDef(name=name) if not name.startswith("_"):
                yield from ((f"{prefix}.{name}", base) for base in node.bases)
                yield from signatures(node.body, f"{prefix}.{name}")
            case ast.FunctionDef() | ast.AsyncFunctionDef() if is_public(node.name):
                where = f"{prefix}.{node.name}"
                each = node.args
                given = [*each.posonlyargs, *each.args, each.vararg, *each.kwonlyargs]
                for argument in [*given, each.kwarg]:
                    if argument and argument.arg not in ("self", "cls"):
                        yield f"{where}({argument.arg})", argument.annotation
                yield f"{where} ->", node.returns
            case ast.AnnAssign(target=ast.Name(id=name)) if is_public(name):
                yield f"{prefix}.{name}", node.annotation
                if ast.unparse(node.annotation) == "TypeAlias":
                    yield f"{prefix}.{name}", node.value
            case _:
                pass


def has_any(annotation: ast.expr | None) -> bool:
    """Tell whether `Any` stands in an annotation, also in one written as text."""
    return annotation is not None and bool(ANY.search(ast.unparse(annotation)))


def is_public(name: str) -> bool:
    """Tell whether a name is for users; what Python calls itself counts too."""
    return not name.startswith("_") or name.endswith("__")


@pytest.mark.parametrize("path", SURFACE, ids=module_name)
def test_signatures_have_no_any(path: str) -> None:
    """Every public annotation is there, and `Any` is in none of them."""
    found = list(signatures(tree(path).body, module_name(path)))
    assert [name for name, annotation in found if annotation is None] == []
    loose = [name for name, annotation in found if has_any(annotation)]
    assert loose == []


def test_any_would_be_noticed() -> None:
    """The test above finds a missing annotation and each way to write `Any`."""
    text = (
        "def f(a, *, b: Any) -> 'list[Any]': ...\n"
        "class C(Base[typing.Any]):\n    x: dict[str, Any]\n"
        "A: TypeAlias = 'int | Any'\n"
        "def _private(a): ...\n"
    )
    found = dict(signatures(ast.parse(text).body, "m"))
    assert found.pop("m.f(a)") is None
    loose = {name for name, annotation in found.items() if has_any(annotation)}
    assert loose == {"m.f(b)", "m.f ->", "m.C", "m.C.x", "m.A"}


def test_package_is_typed() -> None:
    """The marker is there by which type checkers trust the annotations."""
    assert (PACKAGE / "py.typed").exists()


def test_types_are_all_there() -> None:
    """Every name of `mistyped.types` loads, and what type checkers see is the same."""
    seen = {
        alias.name
        for name in ("mistyped.types", "mistyped._generated.exports")
        for node in tree(modules()[name]).body
        if isinstance(node, ast.If) and isinstance(node.test, ast.Name)
        for each in node.body
        if isinstance(each, ast.ImportFrom)
        for alias in each.names
        if alias.name != "*"
    }
    names = set(dir(types))
    assert seen == names
    for name in names:
        assert getattr(types, name) is not None
    with pytest.raises(AttributeError, match=r"types' has no attribute 'x'"):
        _ = types.x  # type: ignore[attr-defined]


def answers(path: Path) -> Iterator[str]:
    """Yield the names of this package's types that public methods of a file return."""
    homes = {
        alias.name: str(node.module)
        for node in ast.walk(tree(path))
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }
    for where, annotation in signatures(tree(path).body, ""):
        if where.endswith("->") and annotation is not None:
            for name in re.findall(r"\w+", ast.unparse(annotation)):
                if homes.get(name, "").startswith(ANSWERS):
                    yield name


def test_types_has_what_methods_return() -> None:
    """Whatever a call answers can be named in an annotation."""
    returned = {
        name for path in (PACKAGE / "resources").glob("*.py") for name in answers(path)
    }
    assert {"Agent", "SyncTokenPage", "EventStream", "ChatStream"} <= returned
    assert returned - set(dir(types)) == OF_THE_SDK
