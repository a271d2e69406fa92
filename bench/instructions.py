"""Instructions of one call, counted by valgrind: the same in every run."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

from processes import FOLDER, MAKE, SETUP

CALLS = 20
_COUNT = "valgrind --tool=cachegrind --cache-sim=no --cachegrind-out-file=/dev/null"
_CALLS = """
for _ in range({calls}):
    client.chat.completions.create(**body)
"""


def available() -> bool:
    """Tell whether valgrind is there."""
    return shutil.which("valgrind") is not None


def counted(size: str) -> dict[str, float]:
    """Return the instructions of a call, without start-up and without a first call."""
    wanted = [(name, calls) for name in MAKE for calls in (2, 2 + CALLS)]
    with ThreadPoolExecutor(2) as pool:
        totals = list(pool.map(lambda each: _total(*each, size), wanted))
    found = dict(zip(wanted, totals, strict=True))
    return {name: (found[name, 2 + CALLS] - found[name, 2]) / CALLS for name in MAKE}


def _total(name: str, calls: int, size: str) -> int:
    code = SETUP.format(make=MAKE[name], size=size, folder=str(FOLDER))
    done = subprocess.run(
        [*_COUNT.split(), sys.executable, "-c", code + _CALLS.format(calls=calls)],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "PYTHONHASHSEED": "0"},
    )
    found = re.search(r"I\s+refs:\s+([\d,]+)", done.stderr)
    if found is None:
        raise RuntimeError(f"valgrind counted nothing: {done.stderr}")
    return int(found[1].replace(",", ""))
