"""The source as the tests of this folder see it: files, modules, imports."""

from __future__ import annotations

import ast
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "src/mistyped"
GENERATED = (PACKAGE / "_generated", PACKAGE / "_builders", PACKAGE / "resources")
HAND_WRITTEN = tuple(
    sorted(
        path
        for folder in (PACKAGE, ROOT / "codegen")
        for path in folder.rglob("*.py")
        if not set(GENERATED) & set(path.parents)
    )
)


@cache
def tree(path: Path) -> ast.Module:
    """Parse a file."""
    return ast.parse(path.read_text("utf-8"), str(path))


def module_name(path: Path, root: Path = ROOT / "src") -> str:
    """Return a file's dotted name, `mistyped.resources.chat`."""
    parts = path.relative_to(root).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


@cache
def modules() -> dict[str, Path]:
    """Return the package's files by module name."""
    return {module_name(path): path for path in sorted(PACKAGE.rglob("*.py"))}


def imports(path: Path, *, everywhere: bool = False) -> Iterator[str]:
    """Yield what a file imports when it is loaded, as `package.module.name`.

    Imports for type checkers alone are left out, and those in functions too, unless
    `everywhere` asks for all.
    """
    nodes = ast.walk(tree(path)) if everywhere else _loaded(tree(path).body)
    for node in nodes:
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, f"{path}: write imports in full"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def _loaded(body: list[ast.stmt]) -> Iterator[ast.stmt]:
    for node in body:
        match node:
            case ast.If(test=ast.Name(id="TYPE_CHECKING")):
                yield from _loaded(node.orelse)
            case ast.FunctionDef() | ast.AsyncFunctionDef():
                pass
            case _:
                yield node
                for child in ("body", "orelse", "finalbody"):
                    yield from _loaded(getattr(node, child, []))


def module_of(name: str) -> str:
    """Return the module that an imported name lies in, or is."""
    return name if name in modules() else name.rpartition(".")[0]


@cache
def tracked_files() -> tuple[Path, ...]:
    """Return the files that git knows, or would add; none outside a checkout."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, check=False)
    names = done.stdout.decode().split("\0") if done.returncode == 0 else []
    return tuple(ROOT / name for name in names if (ROOT / name).is_file())
