"""The rooms that mutants are sampled from, and the tests that can reach each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from mutation import python_sites, yaml_sites
from mutation.mutant import Sites

SITES: dict[str, Callable[[str], Sites]] = {
    ".py": python_sites.sites,
    ".yaml": yaml_sites.sites,
}
"""What finds the places of a file that can be changed, by the file's suffix."""


@dataclass(frozen=True, slots=True)
class Room:
    """A part of the tree.

    Attributes:
        name: What it is called on the command line and in the table.
        sources: Its files, as patterns below the root.
        tests: What is run for each of its mutants, folders or files below the root.
        builder: The command that a mutant is taken through before its tests, if any.
        left_out: Tests that do not count.
    """

    name: str
    sources: tuple[str, ...]
    tests: tuple[str, ...]
    builder: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()

    def files(self, root: Path) -> list[Path]:
        """Return its files, below the root and in order."""
        found = (path for each in self.sources for path in root.glob(each))
        return sorted(path.relative_to(root) for path in found)


_CORE = ("tests/unit", "tests/integration/test_agreement.py")
_CLIENT = ("tests/unit", "tests/integration")
_BUILDER = ("-m", "codegen")
_PACKAGE = "src/mistyped/"
# These compare with the committed files, so any change of what is generated fails them.
# It has to be told by a test of what the generator does.
_COMPARISON = (
    "tests/codegen/test_pipeline.py::test_committed_files_are_what_is_generated",
)

ROOMS = (
    Room("values", (f"{_PACKAGE}_values/*.py",), _CORE),
    Room("check", (f"{_PACKAGE}_check/*.py",), _CORE),
    Room("rules", (f"{_PACKAGE}_check/rules/*.py",), _CORE),
    Room("compat", (f"{_PACKAGE}_compat/*.py",), _CLIENT),
    Room("openai", (f"{_PACKAGE}_openai/*.py",), _CLIENT),
    Room("resilience", (f"{_PACKAGE}_openai/resilience/*.py",), _CLIENT),
    Room("batch", (f"{_PACKAGE}_batch/*.py",), _CLIENT),
    Room("agents", (f"{_PACKAGE}_agents/*.py",), _CLIENT),
    Room("tokens", (f"{_PACKAGE}tokens/*.py",), _CLIENT),
    Room("client", (f"{_PACKAGE}*.py", f"{_PACKAGE}cli/*.py"), _CLIENT),
    Room("lint", (f"{_PACKAGE}lint/*.py",), _CLIENT),
    Room("server", (f"{_PACKAGE}server/**/*.py",), ("tests/integration",)),
    Room("recordings", (f"{_PACKAGE}recordings/*.py",), ("tests/integration",)),
    Room("codegen", ("codegen/*.py",), ("tests/codegen",), left_out=_COMPARISON),
    Room("drift", ("drift/**/*.py",), ("tests/drift",)),
    Room("overlays", ("spec/overlays/*.yaml",), _CLIENT, _BUILDER),
    Room("rule-table", ("spec/rules.yaml",), _CLIENT, _BUILDER),
)
