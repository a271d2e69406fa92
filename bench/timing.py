"""CPU time of interleaved candidates, as medians."""

from __future__ import annotations

import asyncio
import gc
import random
import time
from collections.abc import Callable, Mapping
from statistics import median
from typing import Any

from payloads import Body

from clients import AsyncCall


def interleaved(
    candidates: Mapping[str, Callable[[], object]], rounds: int, budget: float
) -> dict[str, float]:
    """Return the median CPU seconds of one call, the candidates shuffled each round."""
    times: dict[str, list[float]] = {name: [] for name in candidates}
    for call in candidates.values():
        call()
    repeats = {name: _repeats(call, budget) for name, call in candidates.items()}
    order = list(candidates)
    generator = random.Random(7)
    gc.collect()
    gc.disable()
    try:
        for _ in range(rounds):
            generator.shuffle(order)
            for name in order:
                call, count = candidates[name], repeats[name]
                start = time.process_time()
                for _ in range(count):
                    call()
                times[name].append((time.process_time() - start) / count)
            gc.collect()
    finally:
        gc.enable()
    return {name: median(values) for name, values in times.items()}


def _repeats(call: Callable[[], object], budget: float) -> int:
    start = time.process_time()
    call()
    return max(1, int(budget / max(time.process_time() - start, 1e-6)))


def bound(
    calls: Mapping[str, Callable[[Body], Any]], body: Body
) -> dict[str, Callable[[], object]]:
    """Bind calls to a body."""
    return {name: (lambda call=call: call(body)) for name, call in calls.items()}


def bound_async(
    calls: Mapping[str, AsyncCall], body: Body, loop: asyncio.AbstractEventLoop
) -> dict[str, Callable[[], object]]:
    """Bind asynchronous calls to a body; each runs to its end in the loop."""

    async def run(call: AsyncCall) -> object:
        return await call(body)

    return {
        name: (lambda call=call: loop.run_until_complete(run(call)))
        for name, call in calls.items()
    }
