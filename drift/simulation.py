"""Takes older official SDKs for newer ones, and counts what drift finds of the change.

What has changed between two SDKs is read out of their source by other means than drift
reads it: the text of every field of every model, with what its names stand for. Every
field that our document is compared with and that reads differently has to make a
difference more or one less, and no difference may be told twice.
"""

from __future__ import annotations

import ast
import json
import re
import subprocess
import sys
import tempfile
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import mistralai.client

from drift.against import installer, run

PACKAGE = "mistralai"
VERSIONS = ("3.6.0", "3.3.0", "2.10.1")
_TYPING = {"Annotated", "Any", "Dict", "List", "Literal", "Optional", "Union"} | {
    "Nullable",
    "OptionalNullable",
}
Fields = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What drift found of the change from an older SDK.

    Attributes:
        changed: The fields that read differently.
        missed: Those of them that make no difference.
        twice: The differences that are told more than once.
    """

    changed: list[str]
    missed: list[str]
    twice: list[str]


def main() -> int:
    """Simulate all versions and print what came of it."""
    newest = Path(mistralai.client.__path__[0]).parent.parent
    failures = 0
    for version in VERSIONS:
        with tempfile.TemporaryDirectory() as folder:
            command = [*installer(), "--quiet", "--target", folder]
            subprocess.run([*command, f"{PACKAGE}=={version}"], check=True)
            found = outcome(Path(folder), newest)
        print(
            f"{PACKAGE} {version}: {len(found.changed)} fields read differently, "
            f"{len(found.missed)} not found, {len(found.twice)} told twice"
        )
        for each in (*found.missed, *found.twice):
            print(f"    {each}")
        failures += len(found.missed) + len(found.twice)
    return 1 if failures else 0


def outcome(older: Path, newest: Path) -> Outcome:
    """Return what drift finds of the change between the SDKs of two folders."""
    before, after = _report(older), _report(newest)
    texts = [each["text"] for each in before["differences"]]
    old, new = fields(older), fields(newest)
    # A model that only one of them reaches is told by the field that leads to it.
    models = _models(before["compared"]) & _models(after["compared"])
    known = _models(old) & _models(new)
    changed = sorted(
        name
        for name in {**old, **new}
        if name.partition(".")[0] in models
        and _plain(old.get(name), known) != _plain(new.get(name), known)
    )
    moved = _told(before) ^ _told(after)
    places = {place for place, _ in moved} | {
        text.partition(":")[0] for _, text in moved
    }
    missed = [
        name
        for name in changed
        if not any(
            place == name or place.startswith((f"{name}[", f"{name}{{"))
            for place in places
        )
    ]
    return Outcome(changed, missed, sorted({t for t in texts if texts.count(t) > 1}))


def fields(folder: Path) -> Fields:
    """Return the fields of all models, by their names on the wire, as they read."""
    models = folder / PACKAGE / "client" / "models"
    trees = [ast.parse(path.read_text("utf-8")) for path in sorted(models.glob("*.py"))]
    names: dict[str, ast.expr] = {}
    for tree in trees:
        for node in tree.body:
            match node:
                case ast.Assign(targets=[ast.Name(id=name)], value=value):
                    names[name] = value
                case _:
                    pass
    return {
        place: ast.unparse(_Spelled(names).visit(annotation))
        for tree in trees
        for place, annotation in _annotations(tree)
    }


class _Spelled(ast.NodeTransformer):
    """Writes what a name stands for in its place."""

    def __init__(self, names: Mapping[str, ast.expr], depth: int = 4) -> None:
        self._names = names
        self._depth = depth

    def visit_Name(self, node: ast.Name) -> ast.expr:
        """Replace a name that is assigned."""
        value = self._names.get(node.id)
        if value is None or not self._depth:
            return node
        copy = ast.parse(ast.unparse(value), mode="eval").body
        spelled: ast.expr = _Spelled(self._names, self._depth - 1).visit(copy)
        return spelled


def _annotations(tree: ast.Module) -> Iterator[tuple[str, ast.expr]]:
    for owner in tree.body:
        if not isinstance(owner, ast.ClassDef) or owner.name.endswith("TypedDict"):
            continue
        for node in owner.body:
            if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
                yield f"{owner.name}.{_alias(node) or node.target.id}", node.annotation


def _alias(node: ast.AnnAssign) -> str:
    """Return the name on the wire that a field is given, if any."""
    found = (
        each.value
        for each in ast.walk(node.annotation)
        if isinstance(each, ast.keyword) and each.arg == "alias"
    )
    return next((str(ast.literal_eval(each)) for each in found), "")


def _report(folder: Path) -> Mapping[str, Any]:
    result = run(folder, ["--json"], capture=True)
    if result.returncode:
        sys.exit(result.stderr)
    report: Mapping[str, Any] = json.loads(result.stdout)
    return report


def _plain(annotation: str | None, known: Collection[str]) -> str | None:
    """Return an annotation without the names that only one of the SDKs has.

    A model under another name is told by its fields, if there is anything to tell.
    """
    if annotation is None:
        return None
    if annotation in known:
        return ""
    core = re.sub(r", BeforeValidator\(.*?\)\)", "", annotation)
    return re.sub(
        r"\b[A-Z]\w*[a-z]\w*\b",
        lambda name: name[0] if name[0] in {*known, *_TYPING} else "",
        core,
    )


def _models(names: Iterable[str]) -> set[str]:
    return {name.partition(".")[0] for name in names}


def _told(report: Mapping[str, Any]) -> set[tuple[str, str]]:
    return {
        (place, each["text"])
        for each in report["differences"]
        for place in each["theirs"].split(", ")
    }


if __name__ == "__main__":
    sys.exit(main())
