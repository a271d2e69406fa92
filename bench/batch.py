"""Checking files of batch lines: how fast, against parsing them, and in what memory."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import orjson
from rich.console import Console
from rich.table import Table
from timing import interleaved

from mistyped._batch.estimating import Estimate
from mistyped._batch.judging import Judge
from mistyped.tokens.counting import count_plain

CHAT = "/v1/chat/completions"
LINES = 4_000
MEGABYTE = 1_000_000
TARGETS = {"chat": 0.4, "tools and images": 0.25}
MOST_MEMORY = 60.0
COUNTED = 10.0
"""MB/s of lines whose tokens are counted."""
WORST = 5.0
"""How many times the time of good lines bad ones may take."""
TOGETHER = 1.25
"""How many times the CPU of one process two may take for the same file."""
# What `ru_maxrss` says of a child begins with what its parent had.
_CHECK = """
import re, sys, time
from mistyped.cli import main
main(["check", "--jobs", "1", sys.argv[1]])
status = open("/proc/self/status").read()
peak = re.search(r"VmHWM:\\s+(\\d+) kB", status)
print(time.process_time(), peak[1], file=sys.stderr)
"""
_WORDS = (
    *("the", "of", "a", "capital", "river", "mountain", "please", "summarise", "order"),
    *("invoice", "answer", "history", "été", "Größe", "日本", "because", "quarterly"),
)


def main(*, quick: bool) -> int:
    """Print the figures; return how many targets are missed."""
    console = Console(width=110, highlight=False)
    rounds = 3 if quick else 9
    missed = _speed(console, rounds)
    missed += _counting(console, rounds)
    sizes = (50,) if quick else (50, 200, 1_000)
    missed += _memory(console, sizes)
    missed += _on_cores(console, sizes[-1])
    return missed


def _speed(console: Console, rounds: int) -> int:
    table = Table("lines", "kind", "MB/s a core", "us a line", "orjson.loads", "ratio")
    missed = 0
    for name, make in (("chat", _chat), ("tools and images", _tools)):
        good = [_line(n, make(n)) for n in range(LINES)]
        kinds = {
            "clean": good,
            "1 % bad": [
                _wrong(each, n) if n % 100 == 0 else each for n, each in enumerate(good)
            ],
            "all bad": [_wrong(each, n) for n, each in enumerate(good)],
        }
        runs: dict[str, Callable[[], object]] = {"loads": _parsing(good)}
        runs |= {kind: _judging(lines) for kind, lines in kinds.items()}
        times = interleaved(runs, rounds, 0.05)
        size = sum(map(len, good)) / MEGABYTE
        for kind in kinds:
            seconds = times[kind]
            ratio = times["loads"] / seconds
            met = kind != "clean" or ratio >= TARGETS[name]
            met &= seconds <= WORST * times["clean"]
            missed += not met
            table.add_row(
                name,
                kind,
                f"{size / seconds:,.0f}",
                f"{seconds / LINES * 1e6:.1f}",
                f"{size / times['loads']:,.0f}",
                f"[{'green' if met else 'red'}]{ratio:.2f}x[/]",
            )
    console.print(table)
    console.print(f"targets: clean {TARGETS}, all bad at most {WORST:.0f} times clean")
    return missed


def _counting(console: Console, rounds: int) -> int:
    """Print how fast prompts are counted, as `mistyped batch estimate` does it."""
    runs: dict[str, Callable[[], object]] = {}
    sizes: dict[str, float] = {}
    for name, make in (("chat", _chat), ("tools and images", _tools)):
        lines = [_line(n, make(n)) for n in range(LINES)]
        sizes[name] = sum(map(len, lines)) / MEGABYTE
        runs[name] = partial(_counted, lines)
    missed = 0
    for name, seconds in interleaved(runs, rounds, 0.05).items():
        met = sizes[name] / seconds >= COUNTED
        missed += not met
        console.print(
            f"counting the tokens of {name}: {sizes[name] / seconds:.0f} MB/s a core "
            f"(target {COUNTED:.0f}, {'met' if met else 'missed'})"
        )
    return missed


def _counted(lines: list[bytes]) -> int:
    found = Estimate()
    found.read(lines, CHAT, "", count_plain)
    return found.prompt.total()


def _parsing(lines: list[bytes]) -> Callable[[], object]:
    def run() -> None:
        for each in lines:
            orjson.loads(each)

    return run


def _judging(lines: list[bytes]) -> Callable[[], object]:
    def run() -> int:
        judge = Judge(CHAT).judge
        return sum(not judge(each)[1].ok for each in lines)

    return run


def _memory(console: Console, sizes: tuple[int, ...]) -> int:
    table = Table("file", "kind", "seconds", "MB/s", "peak MB")
    missed = 0
    good = _unnamed()
    bad = [_wrong(b'{"custom_id":"0",' + each, n) for n, each in enumerate(good)]
    bad = [each[each.index(b",") + 1 :] for each in bad]
    with tempfile.TemporaryDirectory() as folder:
        for megabytes in sizes:
            for kind, every in (("clean", 0), ("1 % bad", 100), ("all bad", 1)):
                file = Path(folder) / "lines.jsonl"
                _write(file, megabytes * MEGABYTE, good, bad, every)
                seconds, peak = _checked(file)
                missed += peak > MOST_MEMORY
                table.add_row(
                    f"{megabytes:,} MB",
                    kind,
                    f"{seconds:.1f}",
                    f"{megabytes / seconds:,.0f}",
                    f"[{'green' if peak <= MOST_MEMORY else 'red'}]{peak:.0f}[/]",
                )
    console.print(table)
    console.print(
        f"one process; CPU seconds of the whole command; {MOST_MEMORY:.0f} MB"
    )
    return missed


def _on_cores(console: Console, megabytes: int) -> int:
    """Print what two processes take for a file, against one."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "lines.jsonl"
        _write(file, megabytes * MEGABYTE, _unnamed(), [], 0)
        (one, alone), (two, both) = (_run(file, jobs) for jobs in (1, 2))
    ratio = two / one
    console.print(
        f"{megabytes:,} MB in one process: {one:.1f} s of CPU, {alone:.1f} s in all; "
        f"in two: {two:.1f} s of CPU, {both:.1f} s in all; {ratio:.2f}x the CPU "
        f"(target {TOGETHER}x, {'met' if ratio <= TOGETHER else 'missed'})"
    )
    return int(ratio > TOGETHER)


def _run(file: Path, jobs: int) -> tuple[float, float]:
    """Run the command; return the CPU seconds of all its processes, and its time."""
    code = "from mistyped.cli import main; main()"
    command = [sys.executable, "-c", code, "check", "--jobs", str(jobs), str(file)]
    before, start = os.times(), time.perf_counter()
    subprocess.run(command, capture_output=True, check=True)
    after, end = os.times(), time.perf_counter()
    spent = after.children_user + after.children_system
    return spent - before.children_user - before.children_system, end - start


def _unnamed() -> list[bytes]:
    """Return lines of chat from behind their names."""
    return [_line(n, _chat(n))[len('{"custom_id":"000000",') :] for n in range(LINES)]


def _write(
    file: Path, size: int, good: list[bytes], bad: list[bytes], every: int
) -> None:
    with file.open("wb") as lines:
        number = 0
        while lines.tell() < size:
            wrong = every and number % every == 0
            each = (bad if wrong else good)[number % LINES]
            lines.write(b'{"custom_id":"%d",%b' % (number, each))
            number += 1


def _checked(file: Path) -> tuple[float, float]:
    """Run the command; return its CPU seconds, and its memory at its highest."""
    command = [sys.executable, "-c", _CHECK, str(file)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    seconds, peak = done.stderr.split()[-2:]
    return float(seconds), int(peak) / 1024


def _line(number: int, body: dict[str, Any]) -> bytes:
    line = {"custom_id": f"{number:06}", "body": body}
    return json.dumps(line, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def _wrong(line: bytes, number: int) -> bytes:
    """Return a line with one of five common mistakes."""
    whole = orjson.loads(line)
    body = whole["body"]
    match number % 5:
        case 0:
            body["seed"] = number
        case 1:
            body["temperature"] = "hot"
        case 2:
            body["messages"][-1]["name"] = f"user{number}"
        case 3:
            body["messages"].append({"role": "assistant", "content": "No."})
        case _:
            answer = {"role": "assistant", "content": "Yes.", "refusal": None}
            body["messages"].insert(-1, {**answer, "annotations": [], "audio": None})
    return orjson.dumps(whole) + b"\n"


_CHANCE = random.Random(7)


def _text(least: int, most: int) -> str:
    return " ".join(_CHANCE.choices(_WORDS, k=_CHANCE.randint(least, most)))


def _chat(_: int) -> dict[str, Any]:
    messages = [{"role": "system", "content": _text(30, 50)}]
    for _turn in range(_CHANCE.choice((0, 0, 1, 1, 2, 3, 5))):
        messages.append({"role": "user", "content": _text(5, 60)})
        messages.append({"role": "assistant", "content": _text(10, 90)})
    messages.append({"role": "user", "content": _text(10, 120)})
    return {"model": "mistral-small-latest", "messages": messages, "temperature": 0.3}


_SCHEMA = {
    "type": "object",
    "properties": {
        f"argument_{n}": {
            "type": "string",
            "description": "What to look up, in a word.",
        }
        for n in range(4)
    },
}
_TOOLS = [
    {"type": "function", "function": {"name": f"tool_{n}", "parameters": _SCHEMA}}
    for n in range(6)
]


def _tools(number: int) -> dict[str, Any]:
    messages: list[dict[str, Any]] = []
    for _turn in range(_CHANCE.choice((1, 2, 3))):
        id_ = "".join(_CHANCE.choices("abcdefgABCDEFG0123456789", k=9))
        function = {"name": "tool_1", "arguments": json.dumps({"a": _text(2, 4)})}
        call = {"id": id_, "type": "function", "function": function}
        messages += [
            {"role": "user", "content": _text(5, 40)},
            {"role": "assistant", "content": "", "tool_calls": [call]},
            {"role": "tool", "tool_call_id": id_, "content": _text(5, 60)},
            {"role": "assistant", "content": _text(10, 60)},
        ]
    image = {"url": f"https://pictures.example/{number}.png"}
    content = [
        {"type": "text", "text": _text(5, 20)},
        {"type": "image_url", "image_url": image},
    ]
    messages.append({"role": "user", "content": content})
    model = "mistral-medium-latest"
    return {"model": model, "messages": messages, "tools": _TOOLS}
