"""The asynchronous clients under load on loopback, and what a large request blocks."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import openai
from payloads import ANSWER, Body, bodies

import mistyped

IN_FLIGHT = 32
_HEAD = (
    b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: "
    + str(len(ANSWER)).encode()
    + b"\r\n\r\n"
)


class _Answering(asyncio.Protocol):
    """Answers every request on a kept connection with the same bytes."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport: Any = transport
        self.buffer = b""
        self.missing = -1

    def data_received(self, data: bytes) -> None:
        if self.missing < 0:
            self.buffer += data
            head, end, rest = self.buffer.partition(b"\r\n\r\n")
            if not end:
                return
            lines = head.lower().split(b"\r\n")
            length = next(
                int(x[15:]) for x in lines if x.startswith(b"content-length:")
            )
            self.missing, data, self.buffer = length, rest, b""
        self.missing -= len(data)
        if self.missing == 0:
            self.missing = -1
            self.transport.write(_HEAD + ANSWER)


async def _serve() -> None:
    server = await asyncio.get_running_loop().create_server(_Answering, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


async def _throughput(create: Callable[..., Any], body: Body, requests: int) -> float:
    async def worker(count: int) -> None:
        for _ in range(count):
            await create(**body)

    await worker(4)
    start = time.perf_counter()
    async with asyncio.TaskGroup() as group:
        for _ in range(IN_FLIGHT):
            group.create_task(worker(requests // IN_FLIGHT))
    return requests / (time.perf_counter() - start)


async def _stall(create: Callable[..., Any], body: Body) -> float:
    """Return the longest time in seconds that the loop did not turn, of one call."""
    worst = 0.0
    running = True

    async def tick() -> None:
        nonlocal worst
        while running:
            start = time.perf_counter()
            await asyncio.sleep(0)
            worst = max(worst, time.perf_counter() - start)

    await create(**body)
    ticker = asyncio.create_task(tick())
    await asyncio.sleep(0)
    worst = 0.0
    await create(**body)
    running = False
    await ticker
    return worst


def measure(rounds: int) -> tuple[dict[str, float], dict[str, float]]:
    """Return the requests per second and the stalls in seconds, the best of a few."""
    with serving() as url:
        return asyncio.run(_measure(url, rounds))


@contextmanager
def serving() -> Generator[str, None, None]:
    """Run what answers everything the same, and yield its base URL."""
    with subprocess.Popen(
        [sys.executable, str(Path(__file__))], stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        try:
            yield f"http://127.0.0.1:{int(process.stdout.readline())}/v1"
        finally:
            process.terminate()


async def _measure(url: str, rounds: int) -> tuple[dict[str, float], dict[str, float]]:
    plain = openai.AsyncOpenAI(api_key="k", base_url=url)
    ours = mistyped.AsyncMistral(api_key="k", base_url=url)
    creates = {
        "openai": plain.chat.completions.create,
        "mistyped": ours.chat.completions.create,
    }
    body, large = bodies()["medium"], bodies()["large"]
    rates = dict.fromkeys(creates, 0.0)
    stalls = {name: float("inf") for name in creates}
    for _ in range(rounds):
        for name, create in creates.items():
            count = 10 if name == "openai" else 40
            rates[name] = max(
                rates[name], await _throughput(create, body, IN_FLIGHT * count)
            )
            stalls[name] = min(stalls[name], await _stall(create, large))
    return rates, stalls


if __name__ == "__main__":
    asyncio.run(_serve())
