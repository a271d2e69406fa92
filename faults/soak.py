"""Many calls with many faults: is anything lost or doubled, does anything grow?

`python -m faults.soak` makes 20,000 calls in 50 tasks; a twentieth of all attempts fail
in some way. `--threads` does it with the synchronous client. Each call asks for its
number, so that an answer to another call would show. The seed decides which attempt of
which call fails, and how. The exit code is 1 if a target is missed.
"""

from __future__ import annotations

import argparse
import asyncio
import gc
import json
import multiprocessing
import random
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from faults.replies import ANSWER, event
from mistyped import AsyncMistral, CircuitBreaker, Mistral, RateLimit

SEED = 20
SHARE = 0.05
"""How many attempts fail."""
_GROWTH = 1.05
_STREAMED = 4  # every fourth call streams
_FAULTS = ("503", "429", "reset", "closed", "cut", "drip")
_OPTIONS: dict[str, Any] = {"api_key": "k", "deadline": 60.0, "max_retries": 9}


@dataclass(slots=True)
class Soak:
    """What came of the calls.

    Attributes:
        answers: How often each call got its own answer.
        wrong: What came out else, and how often.
        sizes: Memory and open files, from a quarter of the calls on.
    """

    calls: int
    answers: bytearray
    done: int = 0
    wrong: Counter[str] = field(default_factory=Counter[str])
    sizes: list[tuple[int, int]] = field(default_factory=list[tuple[int, int]])

    def note(self, number: int, said: str) -> None:
        """Note what a call came to."""
        if said == str(number):
            self.answers[number] += 1
        else:
            self.wrong[said[:100]] += 1
        self.done += 1
        late = self.done >= self.calls // 4
        if late and self.done % max(1, self.calls // 8) == 0:
            gc.collect()
            self.sizes.append((_resident(), len([*Path("/proc/self/fd").iterdir()])))

    def failures(self, served: Counter[int]) -> list[str]:
        """Return which targets are missed.

        Args:
            served: How often the server answered each call in full.
        """
        numbers = range(self.calls)
        memory, files = zip(*self.sizes, strict=True)
        checks = {
            f"other outcomes: {self.wrong.most_common(3)}": not self.wrong,
            "a call was lost": all(self.answers[n] == 1 for n in numbers),
            "a call was served twice": all(served[n] == 1 for n in numbers),
            f"memory grew: {memory} KiB": memory[-1] <= memory[0] * _GROWTH,
            f"open files grew: {files}": files[-1] <= files[0] + 5,
        }
        return [words for words, holds in checks.items() if not holds]


def main() -> int:
    """Run what is asked for; return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m faults.soak")
    parser.add_argument("--calls", type=int, default=20_000)
    parser.add_argument("--workers", type=int, default=50)
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--threads", action="store_true")
    asked = parser.parse_args()
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    server = context.Process(target=serve, args=(theirs, asked.seed), daemon=True)
    server.start()
    url = f"http://127.0.0.1:{ours.recv()}/v1"
    soak = Soak(asked.calls, bytearray(asked.calls))
    if asked.threads:
        _threads(soak, url, asked.workers)
    else:
        asyncio.run(_tasks(soak, url, asked.workers))
    ours.send("done")
    served, faults = ours.recv()
    server.join()
    print(f"{sum(soak.answers):,} of {asked.calls:,} calls answered, {dict(faults)}")
    print(f"KiB and open files: {soak.sizes}")
    failures = soak.failures(served)
    print("\n".join(failures) or "all targets met")
    return int(bool(failures))


def _options() -> dict[str, Any]:
    """Return a client's options: all that may keep a call back is on."""
    circuits = CircuitBreaker(rate=0.9, calls=200)
    limit = RateLimit(requests=10**9, tokens=10**12)
    return {**_OPTIONS, "circuit_breaker": circuits, "rate_limit": limit}


async def _tasks(soak: Soak, url: str, workers: int) -> None:
    numbers = iter(range(soak.calls))

    async def work(client: AsyncMistral) -> None:
        for number in numbers:
            try:
                said = await _ask_async(client, number)
            except Exception as error:  # noqa: BLE001 - it is counted
                said = f"{type(error).__name__}: {error}"
            soak.note(number, said)

    async with AsyncMistral(base_url=url, **_options()) as client:
        await asyncio.gather(*(work(client) for _ in range(workers)))


def _threads(soak: Soak, url: str, workers: int) -> None:
    def work(number: int) -> tuple[int, str]:
        try:
            return number, _ask(client, number)
        except Exception as error:  # noqa: BLE001 - it is counted
            return number, f"{type(error).__name__}: {error}"

    with (
        Mistral(base_url=url, **_options()) as client,
        ThreadPoolExecutor(workers) as pool,
    ):
        for number, said in pool.map(work, range(soak.calls)):
            soak.note(number, said)


def _request(number: int) -> Any:
    message = {"role": "user", "content": str(number)}
    return {"model": "mistral-small-latest", "messages": [message]}


def _ask(client: Mistral, number: int) -> str:
    create = client.chat.completions.create
    if number % _STREAMED:
        return create(**_request(number)).choices[0].message.text
    chunks = create(**_request(number), stream=True)
    return "".join(str(each.choices[0].delta.content) for each in chunks)


async def _ask_async(client: AsyncMistral, number: int) -> str:
    create = client.chat.completions.create
    if number % _STREAMED:
        return (await create(**_request(number))).choices[0].message.text
    chunks = await create(**_request(number), stream=True)
    return "".join([str(each.choices[0].delta.content) async for each in chunks])


def _resident() -> int:
    """Return the KiB of memory that this process has."""
    status = Path("/proc/self/status").read_text("utf-8")
    return int(status.partition("VmRSS:")[2].split()[0])


def serve(connection: Connection, seed: int) -> None:
    """Answer calls, some of them badly, until something comes over a connection."""
    asyncio.run(_serve(connection, seed))


async def _serve(connection: Connection, seed: int) -> None:
    attempts = Counter[int]()
    served = Counter[int]()
    faults = Counter[str]()

    async def answer(
        reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        while (asked := await _read(reader)) is not None:
            number = int(asked["messages"][0]["content"])
            attempts[number] += 1
            chance = random.Random(f"{seed} {number} {attempts[number]}")  # noqa: S311
            fault = chance.choice(_FAULTS) if chance.random() < SHARE else ""
            if asked.get("stream") and fault in ("cut", "drip"):
                fault = "503"  # what has begun to come is not repeated
            faults[fault or "none"] += 1
            served[number] += fault in ("", "drip")
            if not await _send(
                writer, number, fault, streams=bool(asked.get("stream"))
            ):
                break
        writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    connection.send(server.sockets[0].getsockname()[1])
    await asyncio.get_running_loop().run_in_executor(None, connection.recv)
    connection.send((served, faults))


async def _read(reader: asyncio.StreamReader) -> Any:
    """Return the body of a request; None if there is no more."""
    try:
        head = await reader.readuntil(b"\r\n\r\n")
    except (asyncio.IncompleteReadError, ConnectionError):
        return None
    length = head.lower().partition(b"content-length:")[2].split(b"\r\n")[0]
    return json.loads(await reader.readexactly(int(length)))


async def _send(
    writer: asyncio.StreamWriter, number: int, fault: str, *, streams: bool
) -> bool:
    """Answer a call; return whether its connection stays open."""
    if fault == "reset":
        writer.transport.abort()
        return False
    if fault == "closed":
        return False
    if fault in ("503", "429"):
        writer.write(_reply(b"{}", f"{fault} No", "retry-after-ms: 20"))
    elif streams:
        events = event(str(number)) + event("", "stop") + b"data: [DONE]\n\n"
        writer.write(_reply(events, "200 OK", "content-type: text/event-stream"))
    else:
        choice = {**ANSWER["choices"][0], "message": _message(number)}
        body = json.dumps({**ANSWER, "choices": [choice]}).encode()
        data = _reply(body, "200 OK", "content-type: application/json")
        half = len(data) - 20
        writer.write(data[:half] if fault in ("cut", "drip") else data)
        if fault == "cut":
            await writer.drain()
            return False
        if fault == "drip":
            for start in range(half, len(data)):
                await asyncio.sleep(0.002)
                writer.write(data[start : start + 1])
    await writer.drain()
    return True


def _message(number: int) -> dict[str, str]:
    return {"role": "assistant", "content": str(number)}


def _reply(body: bytes, status: str, *lines: str) -> bytes:
    rows = (f"HTTP/1.1 {status}", *lines, f"content-length: {len(body)}")
    return ("\r\n".join(rows) + "\r\n\r\n").encode() + body


if __name__ == "__main__":
    raise SystemExit(main())
