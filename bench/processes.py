"""What only a fresh process can show: imports, the first answer, peak memory."""

from __future__ import annotations

import os
import random
import resource
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from statistics import median

Candidates = dict[str, tuple[str, Callable[[str], float]]]
FOLDER = Path(__file__).parent
_IMPORTS = {
    "openai": "from openai import OpenAI",
    "mistyped": "import mistyped; mistyped.Mistral",
}
MAKE = {
    "openai": "import openai; client = openai.OpenAI(**options)",
    "mistyped": "import mistyped; client = mistyped.Mistral(**options)",
}
SETUP = """
import re, sys, time; sys.path.insert(0, {folder!r})
import httpx2
from payloads import ANSWER, bodies
headers = {{"content-type": "application/json"}}
transport = httpx2.MockTransport(
    lambda request: httpx2.Response(200, headers=headers, content=ANSWER)
)
options = dict(api_key="k", base_url="http://127.0.0.1:9/v1")
options["http_client"] = httpx2.Client(transport=transport)
{make}
body = bodies()[{size!r}]
"""
_CALL = """
def status(name):
    return int(re.search(name + r":\\s+(\\d+)", open("/proc/self/status").read())[1])
if {warm}:
    client.chat.completions.create(**bodies()["tiny"])
open("/proc/self/clear_refs", "w").write("5")  # resets the peak
before = status("VmRSS")
start = time.process_time()
client.chat.completions.create(**body)
print(time.process_time() - start, status("VmHWM") - before)
"""
_FIRST = """
client.chat.completions.create(**body)
print(time.process_time())
"""


def imports(rounds: int) -> dict[str, float]:
    """Return the median CPU seconds of a process that imports a client class."""
    return _rounds({name: (code, _cpu) for name, code in _IMPORTS.items()}, rounds)


def first_calls(rounds: int) -> dict[str, float]:
    """Return the median CPU seconds of the first call of a process."""
    return _rounds(_calls("tiny", 0, warm=False), rounds)


def starts(rounds: int) -> dict[str, float]:
    """Return the median CPU seconds of a process up to its first answer."""
    code = f"{SETUP}{_FIRST}"
    made = {
        name: code.format(folder=str(FOLDER), make=make, size="tiny")
        for name, make in MAKE.items()
    }
    return _rounds(
        {k: (each, lambda c: float(_run(c))) for k, each in made.items()}, rounds
    )


def memory(rounds: int) -> dict[str, float]:
    """Return the median growth of resident memory at its peak, in kB, over one call."""
    return _rounds(_calls("large", 1, warm=True), rounds)


def _calls(size: str, column: int, *, warm: bool) -> Candidates:
    def measure(code: str) -> float:
        return float(_run(code).split()[column])

    return {
        name: (
            SETUP.format(folder=str(FOLDER), make=make, size=size)
            + _CALL.format(warm=warm),
            measure,
        )
        for name, make in MAKE.items()
    }


def _rounds(candidates: Candidates, rounds: int) -> dict[str, float]:
    values: dict[str, list[float]] = {name: [] for name in candidates}
    order = list(candidates)
    generator = random.Random(7)
    for _ in range(rounds + 1):
        generator.shuffle(order)
        for name in order:
            code, measure = candidates[name]
            values[name].append(measure(code))
    return {name: median(each[1:]) for name, each in values.items()}


def _cpu(code: str) -> float:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    _run(code)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return (after.ru_utime + after.ru_stime) - (before.ru_utime + before.ru_stime)


def _run(code: str) -> str:
    environment = {
        k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"
    }
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        env=environment,
    )
    return done.stdout
