"""Over generated bodies, the local server refuses what the check refuses.

The generator is the judges', who ask about all bodies (`nox -s judge`).
"""

from __future__ import annotations

import sys
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from mistyped.server import RunningServer

JUDGE = Path(__file__).parents[2] / "judge"
BODIES = 250

pytestmark = pytest.mark.skipif(not JUDGE.is_dir(), reason="a copy of the tests alone")


@pytest.fixture(scope="module")
def agreement() -> Any:
    """The judge's module; its folder is no package."""
    sys.path.append(str(JUDGE))
    try:
        return import_module("agreement")
    finally:
        sys.path.remove(str(JUDGE))


@pytest.mark.parametrize("seed", [1])
def test_server_and_check_agree(
    agreement: Any, server: RunningServer, seed: int
) -> None:
    """On every call that takes JSON, on right bodies and on every kind of wrong one."""
    cases = agreement.sampled(seed, BODIES)
    assert len({case.call.path for case in cases}) > 10
    found, _ = agreement.disagreements(server.origin, cases)
    assert not found, found[0]
