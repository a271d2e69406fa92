"""What the gateway costs: CPU time of its process for a request through it.

`python bench/gateway.py`, or as part of `nox -s bench`. Load comes from this process,
and answers from a third: neither is counted, but the connections to both are.
"""

from __future__ import annotations

import asyncio
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import httpx2
from load import serving

IN_FLIGHT = 16
TARGET = 0.004
"""Seconds of CPU time: with 500 requests a second two cores are busy."""
_PLAIN: dict[str, Any] = {
    "model": "mistral-small-2603",
    "messages": [{"role": "user", "content": "Bonjour"}],
}
BODIES = {
    "as it is": _PLAIN,
    "adapted": {**_PLAIN, "seed": 1, "max_completion_tokens": 9, "user": "ada"},
}


def measure(requests: int) -> dict[str, float]:
    """Return the CPU seconds of a request, for each kind of body."""
    with serving() as upstream:
        command = [sys.executable, "-m", "mistyped", "gateway", "--port", "0"]
        with subprocess.Popen(
            [*command, "--upstream", upstream],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        ) as gateway:
            assert gateway.stdout is not None
            found = re.search(r"http://\S+", gateway.stdout.readline().split(": ")[-1])
            assert found is not None
            try:
                return {
                    name: asyncio.run(_cost(found[0], body, gateway.pid, requests))
                    for name, body in BODIES.items()
                }
            finally:
                gateway.terminate()


async def _cost(url: str, body: dict[str, Any], pid: int, requests: int) -> float:
    headers = {"authorization": "Bearer k"}
    async with httpx2.AsyncClient(base_url=url, headers=headers) as client:

        async def worker(count: int) -> None:
            for _ in range(count):
                answer = await client.post("/chat/completions", json=body)
                answer.raise_for_status()

        await worker(20)
        before = _cpu(pid)
        async with asyncio.TaskGroup() as group:
            for _ in range(IN_FLIGHT):
                group.create_task(worker(requests // IN_FLIGHT))
        return (_cpu(pid) - before) / (requests // IN_FLIGHT * IN_FLIGHT)


def _cpu(pid: int) -> float:
    """Return the CPU seconds that a process has used, of all its threads."""
    total = 0
    for each in Path(f"/proc/{pid}/task").glob("*/schedstat"):
        total += int(each.read_text("ascii").split()[0])
    return total / 1e9


if __name__ == "__main__":
    for kind, seconds in measure(2000).items():
        print(f"{kind}: {seconds * 1e3:.2f} ms of CPU a request")
