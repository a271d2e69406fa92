"""The demo runs to its end, a type checker's part included."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

pytestmark = pytest.mark.typing


def test_the_demo_tells_its_story() -> None:
    """A 422, the red line with its hint, the answer, and what to try next; in order."""
    done = subprocess.run(
        [sys.executable, "demo/demo.py"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    story = ("Error code: 422", "^ Expected", "not sent", "You said", "What next")
    places = [done.stdout.index(each) for each in story]
    assert places == sorted(places)
