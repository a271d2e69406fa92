"""Trying a mutant: in a copy of the tree, against the tests that can reach it."""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from mutation.mutant import Mutant
from mutation.rooms import Room

KILLED, SURVIVED, TIMEOUT = "killed", "survived", "timeout"
_NOT_COPIED = shutil.ignore_patterns(
    *(".git", "__pycache__", ".hypothesis", ".nox", ".*_cache", ".venv", "dist")
)
_TEST_SECONDS = 120
"""A single test that takes longer hangs: the longest take a tenth of it."""
_NO_TESTS = 5  # pytest's exit code if it has found none
_FAILED = re.compile(r"^(?:FAILED|ERROR) (\S+)", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a mutant fared.

    Attributes:
        mutant: The mutant.
        outcome: `killed`, `survived` or `timeout`.
        by: What told it: a test, or the builder.
    """

    mutant: Mutant
    outcome: str
    by: str = ""


class Copy:
    """A copy of the tree, in which one mutant after the other is tried."""

    def __init__(self, root: Path, folder: Path) -> None:
        """Copy the tree into a folder that does not exist yet."""
        self.root = shutil.copytree(root, folder, ignore=_NOT_COPIED)

    def passes(self, tests: Sequence[str], left_out: Sequence[str]) -> str:
        """Run tests on the tree as it is; return what pytest says if they fail."""
        done = self._pytest(tests, left_out, seconds=None)
        return done.stdout[-4000:] if done.returncode else ""

    def trial(self, mutant: Mutant, room: Room, seconds: float) -> Outcome:
        """Try a mutant, for so many seconds at most, and take it out again."""
        with self._changed(mutant, generates=bool(room.builder)):
            if room.builder:
                built = self._run(room.builder, seconds)
                if built.returncode:
                    return Outcome(mutant, KILLED, f"builder: {_last(built.stderr)}")
            try:
                done = self._pytest(self._ordered(room, mutant), room.left_out, seconds)
            except subprocess.TimeoutExpired:
                return Outcome(mutant, TIMEOUT)
        if done.returncode == _NO_TESTS:
            raise RuntimeError(f"no tests for {mutant}: {done.stdout}")
        if not done.returncode:
            return Outcome(mutant, SURVIVED)
        if "+++ Timeout +++" in done.stdout + done.stderr:
            return Outcome(mutant, TIMEOUT)
        told = _FAILED.search(done.stdout)
        return Outcome(mutant, KILLED, told[1] if told else _last(done.stdout))

    @contextmanager
    def _changed(self, mutant: Mutant, *, generates: bool) -> Iterator[None]:
        path = self.root / mutant.path
        kept = _texts(self.root) if generates else {path: path.read_bytes()}
        try:
            _put(path, mutant.after.encode())
            yield
        finally:
            for each in _texts(self.root).keys() - kept.keys() if generates else ():
                each.unlink()
            for each, text in kept.items():
                if not each.is_file() or each.read_bytes() != text:
                    _put(each, text)

    def _ordered(self, room: Room, mutant: Mutant) -> list[str]:
        """Return the room's test files, those first that speak of the module."""
        word = mutant.path.stem.removeprefix("_")
        files = [
            path
            for each in room.tests
            for path in sorted((self.root / each).rglob("test_*.py"))
            or [self.root / each]
        ]

        def rank(path: Path) -> tuple[bool, int]:
            return word not in path.stem, -path.read_text("utf-8").count(word)

        return [str(p.relative_to(self.root)) for p in sorted(files, key=rank)]

    def _pytest(
        self, tests: Sequence[str], left_out: Sequence[str], seconds: float | None
    ) -> subprocess.CompletedProcess[str]:
        options = ["-x", "-q", "-p", "no:cacheprovider", "-m", "not typing", "--tb=no"]
        options += [f"--timeout={_TEST_SECONDS}", "--timeout-method=thread"]
        options += ["--hypothesis-seed=0"]
        options += [f"--deselect={each}" for each in left_out]
        return self._run(("-m", "pytest", *options, *tests), seconds)

    def _run(
        self, arguments: Sequence[str], seconds: float | None
    ) -> subprocess.CompletedProcess[str]:
        """Run Python on the copy; if it takes too long, end it with all it started."""
        paths = os.pathsep.join([str(self.root / "src"), str(self.root)])
        with subprocess.Popen(
            [sys.executable, *arguments],
            cwd=self.root,
            env={**os.environ, "PYTHONPATH": paths},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        ) as process:
            try:
                output, errors = process.communicate(timeout=seconds)
            except BaseException:
                os.killpg(process.pid, signal.SIGKILL)
                raise
        return subprocess.CompletedProcess(
            arguments, process.returncode, output, errors
        )


def _texts(root: Path) -> dict[Path, bytes]:
    """Return every file that the builder reads or writes."""
    folders = ("spec", "src", "docs")
    paths = (path for each in folders for path in (root / each).rglob("*"))
    kept = (p for p in paths if p.is_file() and "__pycache__" not in p.parts)
    return {path: path.read_bytes() for path in kept}


def _put(path: Path, text: bytes) -> None:
    path.write_bytes(text)
    # Python takes a cached module for fresh by its source's second and size.
    Path(importlib.util.cache_from_source(path)).unlink(missing_ok=True)


def _last(text: str) -> str:
    return (text.strip().splitlines() or [""])[-1]
