"""Compares with another version of the official SDK, installed for the moment."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path


def compare_with(package: str, version: str, arguments: Sequence[str]) -> int:
    """Install a package into a folder of its own and compare with that.

    It is found before the one that is installed, in a process of its own, since a
    module is imported once.
    """
    with tempfile.TemporaryDirectory() as folder:
        command = [*installer(), "--quiet", "--target", folder]
        subprocess.run([*command, f"{package}=={version}"], check=True)
        return run(Path(folder), arguments).returncode


def run(
    folder: Path, arguments: Sequence[str] = (), *, capture: bool = False
) -> subprocess.CompletedProcess[str]:
    """Compare with the official SDK that stands in a folder."""
    paths = (str(folder), os.environ.get("PYTHONPATH", ""))
    path = os.pathsep.join(each for each in paths if each)
    return subprocess.run(
        [sys.executable, "-m", "drift", *arguments],
        check=False,
        env={**os.environ, "PYTHONPATH": path},
        cwd=Path(__file__).parent.parent,
        capture_output=capture,
        text=True,
    )


def installer() -> Sequence[str]:
    """Return what installs: uv if it is there, since its environments have no pip."""
    uv = shutil.which("uv")
    return (uv, "pip", "install") if uv else (sys.executable, "-m", "pip", "install")
