"""Let every client meet every fault, and print a row each.

`python -m faults` prints the rows that are not right; `--all` prints all, and names
after it choose faults by a part of their names. The exit code is 1 if a row of ours is
not right.
"""

from __future__ import annotations

import argparse
import threading
import time
from dataclasses import dataclass

import openai

from faults.clients import CLIENTS, PATIENCE, Client, Talk
from faults.deadlines import deadline_faults
from faults.memory import Peak
from faults.server import serving
from faults.table import Fault, faults

OURS = "mistyped"
_LONGEST = 10.0
"""Seconds after which a call has hung: retries and their pauses included."""
_PATIENT = 4
"""Deadlines after which a call with one has hung."""
_LEFT = 120
"""Seconds for what has hung to end, so that the next row does not pay for it."""
_LATE = 1.1
_FOREIGN_WORDS = 100
_SHOWN = 40
_MOST_MEMORY = 200
"""Megabytes above the size before: an answer may have 64 MiB, and is put together."""


@dataclass(frozen=True, slots=True)
class Row:
    """What a client made of a fault."""

    fault: str
    client: str
    verdict: str
    happened: str
    seconds: float
    attempts: int
    memory: float
    kept: str

    @property
    def is_right(self) -> bool:
        """Whether it is what it should be."""
        return self.verdict == "right"

    def __str__(self) -> str:
        """Return the row as it is printed."""
        figures = f"{self.seconds:5.2f} s  {self.attempts}x  {self.memory:4.0f} MB"
        named = f"{self.fault:34.34}  {self.client:14}  {self.verdict:8}  {figures}"
        kept = f"  (kept {self.kept!r})" if self.kept else ""
        return f"{named}  {self.happened}{kept}"


def main() -> int:
    """Run what is asked for; return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m faults")
    parser.add_argument("--all", action="store_true", help="print what is right, too")
    parser.add_argument("--client", choices=CLIENTS, action="append")
    parser.add_argument("names", nargs="*")
    asked = parser.parse_args()
    names: list[str] = asked.names
    chosen = [
        fault
        for fault in (*faults(), *deadline_faults())
        if not names or any(name in fault.name for name in names)
    ]
    right = dict.fromkeys(asked.client or CLIENTS, 0)
    for name in right:  # what a first call loads is not measured
        meet(next(faults()), name, CLIENTS[name])
    for fault in chosen:
        for name in right:
            row = meet(fault, name, CLIENTS[name])
            right[name] += row.is_right
            if asked.all or not row.is_right:
                print(row, flush=True)
    for name, count in right.items():
        print(f"{name}: {count} of {len(chosen)} faults met")
    missed = sum(len(chosen) - n for name, n in right.items() if name.startswith(OURS))
    print(f"{missed} failures" if missed else "all targets met")
    return int(missed > 0)


def meet(fault: Fault, name: str, client: Client) -> Row:
    """Let a client meet a fault."""
    talk = Talk(deadline=fault.deadline)
    failure: list[BaseException] = []

    def call() -> None:
        try:
            client(server.url, fault.call, talk)
        except BaseException as error:  # noqa: BLE001 - whatever it is, it is the row
            failure.append(error)

    with serving(fault.script) as server:
        began, peak = time.perf_counter(), Peak()
        caller = threading.Thread(target=call, daemon=True)
        caller.start()
        caller.join(fault.deadline * _PATIENT if fault.deadline else _LONGEST)
        seconds = talk.seconds or time.perf_counter() - began
        hung = caller.is_alive()
        attempts, memory = server.attempts, peak.grown
    caller.join(_LEFT)
    error = failure[0] if failure else None
    verdict = "hung" if hung else judged(fault, name, error, talk)
    if verdict == "right" and memory > _MOST_MEMORY:
        verdict = "heavy"
    if verdict == "right" and is_late(fault, talk.seconds, error):
        verdict = "late"
    kept = "".join(map(str, talk.kept))[:_SHOWN] if error else ""
    happened = told(error, talk)
    return Row(fault.name, name, verdict, happened, seconds, attempts, memory, kept)


def judged(fault: Fault, name: str, error: BaseException | None, talk: Talk) -> str:
    """Say in a word what to think of what happened."""
    kept = "".join(map(str, talk.kept))
    if error is None:
        return "right" if fault.right == "answer" else "silent"
    if not is_own(error, name):
        return "foreign"
    if fault.right == "answer":
        return "refused"
    if fault.kept and fault.kept not in kept:
        return "lost"
    return "right" if str(error).strip() else "wordless"


def is_late(fault: Fault, seconds: float, error: BaseException | None) -> bool:
    """Whether a call ended more than a tenth after its deadline."""
    bounded = fault.deadline is not None and error is not None
    return bounded and seconds > (fault.deadline or 0) * _LATE


def is_own(error: BaseException, name: str) -> bool:
    """Whether the client documents such an error."""
    if name == "official SDK":
        return type(error).__module__.startswith(("mistralai", "httpx"))
    return isinstance(error, openai.OpenAIError)


def told(error: BaseException | None, talk: Talk) -> str:
    """Say in a line what happened."""
    if error is None:
        return f"answered {''.join(map(str, talk.kept))[:_SHOWN]!r}"
    words = " ".join(str(error)[:_FOREIGN_WORDS].split())
    return f"{type(error).__name__}: {words}"


if __name__ == "__main__":
    print(f"timeout {PATIENCE} s, one retry")
    raise SystemExit(main())
