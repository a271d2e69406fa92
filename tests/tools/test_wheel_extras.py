"""`wheel_extras.py`, which `nox -s wheel` runs: what it has to know of the project."""

from __future__ import annotations

import tomllib

from wheel_extras import PROGRAMS, PROJECT


def test_every_extra_has_a_program() -> None:
    """A new extra is tried alone too, and none is tried that is gone."""
    project = tomllib.loads(PROJECT.read_text("utf-8"))["project"]
    assert PROGRAMS.keys() == project["optional-dependencies"].keys()


def test_every_program_is_whole() -> None:
    """They stand there as text, which nothing else reads."""
    for extra, program in PROGRAMS.items():
        compile("if True:\n" + program, extra, "exec")
