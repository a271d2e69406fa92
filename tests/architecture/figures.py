"""Figures of the house: how much is written by hand, and how it hangs together.

`nox -s figures` prints them; `test_figures.py` holds them against their limits.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path

import yaml

from tests.architecture.source import (
    GENERATED,
    PACKAGE,
    ROOT,
    imports,
    module_of,
    modules,
)

RESOURCES = PACKAGE / "resources"
GENERATOR = ("methods", "operations_reader", "resources")
BY_HAND = (
    "audio_streams",
    "batch_mapping",
    "embedding_vectors",
    "event_streams",
    "parsed_completions",
)
"""What resources are made with beside the generator, in `_openai`.

Not what came with later capabilities: runs, and what streams add up to.
"""
_FACT = re.compile(r"summary|description|tags|x-(?!example|encoding|parsed).*")
_IGNORE = re.compile(r"# (type|pyright|ty|pyrefly): ignore(\[[\w, -]+\])?")
_METHOD = re.compile(r"^    (?:async )?def ", re.MULTILINE)
_WHOLE_FILE = re.compile(r"^# (mypy|pyright|ty|pyrefly): (?!ignore\[)", re.MULTILINE)


def lines(paths: Iterator[Path]) -> int:
    """Return how many lines these files have."""
    return sum(len(path.read_text("utf-8").splitlines()) for path in paths)


def facts() -> int:
    """Return how many lines of the overlays say what methods and resources are."""
    overlays = (ROOT / "spec/overlays").glob("*.yaml")
    return sum(facts_in(path.read_text("utf-8")) for path in overlays)


def facts_in(overlay: str) -> int:
    """Return how many lines of one overlay say it."""
    return sum(map(_fact_lines, _about_operations(yaml.compose(overlay))))


def _about_operations(overlay: yaml.Node | None) -> Iterator[yaml.Node]:
    for action in _members(overlay)["actions"].value:
        members = _members(action)
        about_schemas = members["target"].value.startswith("$.components")
        if "update" in members and not about_schemas:
            yield members["update"]


def _fact_lines(node: yaml.Node) -> int:
    if isinstance(node, yaml.SequenceNode):
        return sum(map(_fact_lines, node.value))
    if not isinstance(node, yaml.MappingNode):
        return 0
    count = 0
    for key, value in node.value:
        if _FACT.fullmatch(key.value):
            last = value.end_mark.line - (value.end_mark.column == 0)
            count += last - key.start_mark.line + 1
        elif key.value != "schema":
            count += _fact_lines(value)
    return count


def _members(node: yaml.Node | None) -> Mapping[str, yaml.Node]:
    assert isinstance(node, yaml.MappingNode)
    return {key.value: value for key, value in node.value}


def circles() -> list[set[str]]:
    """Return the groups of modules that import each other, in functions too."""
    graph = {
        name: {module_of(each) for each in imports(path, everywhere=True)}
        for name, path in modules().items()
    }
    return circles_in(graph)


def circles_in(graph: Mapping[str, set[str]]) -> list[set[str]]:
    """Return the groups of names that lead to each other."""
    reached = {name: _reached(name, graph) for name in graph}
    groups = {
        frozenset(other for other in reached[name] if name in reached.get(other, ()))
        for name in graph
    }
    return [set(group) for group in groups if len(group) > 1]


def _reached(start: str, graph: Mapping[str, set[str]]) -> set[str]:
    queue, found = [start], set[str]()
    while queue:
        for used in graph.get(queue.pop(), set()) - found:
            found.add(used)
            queue.append(used)
    return found


def ignores() -> Counter[str]:
    """Return the ignores in the resources: with a code, without, for a whole file."""
    text = "\n".join(path.read_text("utf-8") for path in RESOURCES.glob("*.py"))
    found = [bool(code) for _, code in _IGNORE.findall(text)]
    return Counter(
        coded=sum(found),
        bare=len(found) - sum(found),
        file_wide=len(_WHOLE_FILE.findall(text)),
    )


def figures() -> dict[str, int]:
    """Return the figures by their names."""
    generator = lines(ROOT / f"codegen/{name}.py" for name in GENERATOR)
    by_hand = lines(PACKAGE / f"_openai/{name}.py" for name in BY_HAND)
    text = "".join(path.read_text("utf-8") for path in RESOURCES.glob("*.py"))
    return {
        "generated lines of resources": lines(RESOURCES.glob("*.py")),
        "generated lines in all": sum(lines(each.rglob("*.py")) for each in GENERATED),
        "methods in resources": len(
            re.findall(r"^    (?:async )?def ", text, re.MULTILINE)
        ),
        "by hand: the generator of resources": generator,
        "by hand: facts in the overlays": facts(),
        "by hand: what resources are made with": by_hand,
        "by hand in all": generator + facts() + by_hand,
        "circles among modules": len(circles()),
        **{f"ignores in resources, {k}": n for k, n in ignores().items()},
    }


if __name__ == "__main__":
    for name, number in figures().items():
        print(f"{number:>7,}  {name}")  # noqa: T201 - it is what the session is for
