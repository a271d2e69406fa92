"""Ratios against the plain OpenAI SDK, all in one run; fails if a target is missed.

`nox -s bench`, or `-- --quick` for a rough look. CPU time in microseconds, candidates
interleaved, over an in-process transport; imports, first call and memory in fresh
processes; load over loopback; instructions of a call where valgrind is there.
"""

from __future__ import annotations

import asyncio
import sys

import adapting
import batch
import counting
import gateway
import instructions
import load
import processes
import rules
import uploads
from payloads import bodies
from rich.console import Console
from rich.table import Table
from timing import bound, bound_async, interleaved

from clients import async_calls, sync_calls

CHUNKS = 1000
TARGETS = {
    "call, tiny": 0.40,
    "async call, tiny": 0.40,
    "call, medium": 0.075,
    "async call, medium": 0.075,
    "call, large": 0.015,
    "async call, large": 0.015,
    "streamed chunk": 0.07,  # with what the chunks add up to
    "import": 1.02,
    "first call": 1.0,
    "peak memory, large": 1.0,
}
RULES_AT, RULES_TARGET = 1_000, 1.5
console = Console(width=110, highlight=False)


def main() -> int:
    """Run everything and print one table."""
    quick = "--quick" in sys.argv
    rounds, budget = (5, 0.02) if quick else (21, 0.05)
    table = Table(
        "measure", "openai", "mistyped", "mistralai", "httpx2", "ratio", "target"
    )
    missed = 0

    def row(name: str, values: dict[str, float], scale: float = 1e6) -> None:
        nonlocal missed
        ratio = values["mistyped"] / values["openai"] if values["openai"] else 1.0
        target = TARGETS.get(name)
        met = target is None or ratio <= target
        missed += not met
        table.add_row(
            name,
            *(
                f"{values[each] * scale:,.1f}" if each in values else ""
                for each in ("openai", "mistyped", "mistralai", "httpx2")
            ),
            f"[{'green' if met else 'red'}]{ratio:.4f}x[/]",
            "" if target is None else f"{target}x, {'met' if met else 'missed'}",
        )

    loop = asyncio.new_event_loop()
    for size, body in bodies().items():
        row(f"call, {size}", interleaved(bound(sync_calls(), body), rounds, budget))
        calls = bound_async(async_calls(), body, loop)
        row(f"async call, {size}", interleaved(calls, rounds, budget))
    streams = interleaved(
        bound(sync_calls(CHUNKS), bodies()["tiny"]), rounds // 2, budget
    )
    row("streamed chunk", {name: value / CHUNKS for name, value in streams.items()})
    row("import", processes.imports(5 if quick else 31))
    row("import, client, first call", processes.starts(3 if quick else 21))
    row("first call", processes.first_calls(3 if quick else 21))
    row("peak memory, large", processes.memory(3 if quick else 9), 1)
    console.print(table)
    console.print("microseconds of CPU time; memory in kB. ratio: mistyped to openai")
    rates, stalls = load.measure(1 if quick else 3)
    gain = rates["mistyped"] / rates["openai"]
    missed += gain < 4
    console.print(
        f"{load.IN_FLIGHT} in flight on loopback, requests/s: "
        f"openai {rates['openai']:,.0f}, mistyped {rates['mistyped']:,.0f}, "
        f"{gain:.1f}x (target 4x)"
    )
    missed += stalls["mistyped"] > 0.005
    console.print(
        f"a 1 MB request stalls the loop: openai {stalls['openai'] * 1e3:.1f} ms, "
        f"mistyped {stalls['mistyped'] * 1e3:.1f} ms (target 5 ms)"
    )
    for size, ratio in adapting.measure(rounds, budget).items():
        missed += ratio > adapting.TARGET
        console.print(
            f"call, {size}, compat='adapt' and nothing to change: {ratio:.3f}x "
            f"(target {adapting.TARGET}x)"
        )
    for kind, seconds in gateway.measure(500 if quick else 4000).items():
        missed += seconds > gateway.TARGET
        console.print(
            f"through the gateway, {kind}: {seconds * 1e3:.2f} ms of CPU a request "
            f"(target {gateway.TARGET * 1e3:.0f} ms)"
        )
    for kind, grown in uploads.measure().items():
        missed += grown > uploads.ALLOWED
        console.print(
            f"a 500 MB upload, {kind}: memory grows by {grown / 1024:.1f} MB "
            f"(target {uploads.ALLOWED / 1024:.0f} MB)"
        )
    for count, times in rules.measure(rounds, budget).items():
        ratio = times["rules"] / times["schema"]
        missed += count == RULES_AT and ratio > RULES_TARGET
        console.print(
            f"{count:,} messages with tools: schema {times['schema'] * 1e6:,.0f} us, "
            f"rules {times['rules'] * 1e6:,.0f} us, {ratio:.2f}x"
            + (f" (target {RULES_TARGET}x)" if count == RULES_AT else "")
        )
    for kind, seconds in rules.refusals(rounds).items():
        missed += seconds > rules.A_PROBLEM
        console.print(
            f"{kind}: {seconds * 1e6:,.1f} us a problem "
            f"(target {rules.A_PROBLEM * 1e6:.0f} us, "
            f"{'met' if seconds <= rules.A_PROBLEM else 'missed'})"
        )
    for kind, times in counting.measure(rounds, budget).items():
        ratio = times["mistyped"] / times["mistral-common"]
        missed += ratio > counting.TARGETS[kind]
        console.print(
            f"counting 10,000 tokens, {kind}: mistral-common "
            f"{times['mistral-common'] * 1e3:.1f} ms, mistyped "
            f"{times['mistyped'] * 1e3:.1f} ms, {ratio:.2f}x "
            f"(target {counting.TARGETS[kind]}x)"
        )
    for size in bodies() if instructions.available() else ():
        counts = instructions.counted(size)
        console.print(
            f"call, {size}, in instructions: openai {counts['openai']:,.0f}, "
            f"mistyped {counts['mistyped']:,.0f}, "
            f"{counts['mistyped'] / counts['openai']:.4f}x"
        )
    console.print(f"{missed} targets missed" if missed else "all targets met")
    return 1 if missed else 0


def of_batches() -> int:
    """Run what is about files of batches alone."""
    missed = batch.main(quick="--quick" in sys.argv)
    console.print(f"{missed} targets missed" if missed else "all targets met")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(of_batches() if "batch" in sys.argv else main())
