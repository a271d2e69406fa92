"""Writes the action of an overlay that would end a difference, and says where."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from textwrap import indent
from typing import Any

import yaml

from drift.edits import BLANK, Edit
from drift.operations import Published
from drift.report import WHOLE, Found
from drift.schemas import SCHEMAS

_TARGET = re.compile(r"\s+- target: (.+)")
_NARROWS = "# It refuses more than today: paste it only if a refusal is on record."
_READ = {"answer", "event"}


@dataclass(frozen=True, slots=True)
class Overlays:
    """The overlays: where each of their actions stands.

    Attributes:
        targets: File, line and target of every action.
    """

    targets: Sequence[tuple[str, int, str]]

    @classmethod
    def read(cls, folder: Path, root: Path) -> Overlays:
        """Read the targets of all overlays of a folder."""
        return cls(
            [
                (path.relative_to(root).as_posix(), number, found[1])
                for path in sorted(folder.glob("*.yaml"))
                for number, line in enumerate(path.read_text("utf-8").splitlines(), 1)
                if (found := _TARGET.match(line))
            ]
        )

    def place(self, found: Found, edits: Sequence[Edit], document: Published) -> str:
        """Return the file of an action, and the line of the last one that is near."""
        for beginning in _beginnings(found, edits):
            near = [each for each in self.targets if _is_in(each[2], beginning)]
            if near:
                # The area with most actions on a schema is its home.
                files = [file for file, _, _ in near]
                home = max(dict.fromkeys(files), key=files.count)
                line = max(number for file, number, _ in near if file == home)
                return f"{home}:{line}"
        areas = [self._area(key, document) for key in found.keys]
        return f"spec/overlays/{areas[0]}.yaml"

    def _area(self, key: str, document: Published) -> str:
        """Return the area of an operation, or of the one whose path is most alike."""
        words = key.split()[1].split("/")

        def alike(other: str) -> int:
            pairs = zip(words, other.split()[1].split("/"), strict=False)
            return sum(1 for one, two in pairs if one == two)

        nearest = max(document.keys(), key=alike)
        if alike(nearest) <= 2:  # the empty word before the slash, and v1
            return words[2] if len(words) > 2 else BLANK
        _, operation = document.operation(nearest)
        return str(operation["operationId"]).partition(".")[0]


def paste(found: Found, edits: Iterable[Edit], title: str, evidence: str) -> str:
    """Return the actions that would end a difference, as the overlay has them.

    Args:
        found: The difference.
        edits: What they do.
        title: What our document was compared with.
        evidence: The id of the evidence.
    """
    is_asked = not set(found.parts) <= _READ
    lines = [_NARROWS] if found.difference.narrows and is_asked else []
    for edit in edits:
        action: dict[str, Any] = {"target": edit.target}
        action["description"] = f"As {title} has it."
        if edit.copy:
            action["copy"] = edit.copy
        elif edit.update is None:
            action["remove"] = True
        else:
            action["update"] = edit.update
        if is_asked:
            action |= _verdict(edit, found, evidence)
        lines.append(_written(action))
    return indent("\n".join(lines), "  ")


def _verdict(edit: Edit, found: Found, evidence: str) -> Mapping[str, Any]:
    """Return what an action says about a member of a request."""
    text = found.difference.text
    if edit.target.endswith(".properties"):
        return {"x-verdict": "added", "x-evidence": [evidence]}
    if edit.update is None and re.search(
        r"\.properties(\.\w+|\['[^']+'\])$", edit.target
    ):
        new = re.match(r"renamed (\S+)", text)
        hint = f"use {new[1]}" if new else BLANK
        verdict = (
            {"x-verdict": "renamed", "x-rename": new[1]}
            if new
            else {"x-verdict": "refused"}
        )
        return {**verdict, "x-hint": hint, "x-evidence": [evidence]}
    return {}


def _beginnings(found: Found, edits: Sequence[Edit]) -> Iterator[str]:
    """Yield what the targets of near actions begin with, the nearest first."""
    for edit in edits:
        path = re.match(r"(\$\.components\.schemas(?:\.\w+|\['[^']+'\]))", edit.target)
        if path:
            yield path[1]
    for edit in edits:
        path = re.match(r"(\$\.paths\['[^']+'\])", edit.target)
        if path:
            yield path[1]
    name = re.match(r"\w+", found.difference.place)
    if name and WHOLE not in found.parts:
        yield f"{SCHEMAS}.{name[0]}"


def _is_in(target: str, beginning: str) -> bool:
    return re.match(rf"{re.escape(beginning)}(?!\w)", target) is not None


def _written(action: Mapping[str, Any]) -> str:
    """Write an action as the overlays do: a line for each key, long values below."""
    lines: list[str] = []
    for key, value in action.items():
        text = _dump(value)
        is_short = not isinstance(value, Mapping) and "\n" not in text
        below = f" {text}" if is_short else f"\n{indent(text, '    ')}"
        lines.append(f"{'  ' if lines else '- '}{key}:{below}")
    return "\n".join(lines)


def _dump(value: Any) -> str:
    text = yaml.dump(
        value,
        Dumper=_Dumper,
        sort_keys=False,
        allow_unicode=True,
        width=80 if isinstance(value, Mapping | list) else 10_000,
        default_flow_style=None,
    )
    return text.removesuffix("...\n").rstrip()


class _Dumper(yaml.SafeDumper):
    """Writes lists and mappings of plain values in one line, and no aliases."""

    def ignore_aliases(self, data: Any) -> bool:
        """Write everything out, however often it stands there."""
        del data
        return True
