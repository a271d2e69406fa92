"""Mutation testing: `nox -s mutants [-- --seed N --sample K --room NAME]`.

A seeded sample of small changes over all rooms, the overlays and the table of rules
among them, is tried one by one in copies of the tree. What the tests do not notice is
printed as a diff. A spec mutant is first taken through the builder, whose refusal is a
kill; a mutant of codegen has to be told by a test of its behaviour, since the
comparison with the committed files (`codegen --check`) would tell any change at all.

Exits with 1 if fewer are killed than the target, if the tests fail without a mutant, or
if an entry of `equivalent.toml` is stale.
"""

from __future__ import annotations

import argparse
import os
import queue
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path
from random import randrange
from tempfile import TemporaryDirectory

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from mutation.equivalent import Equivalent, read
from mutation.mutant import Mutant
from mutation.rooms import ROOMS, Room
from mutation.sample import sample
from mutation.trial import KILLED, SURVIVED, TIMEOUT, Copy, Outcome

ROOT = Path(__file__).parents[1]
LISTED = Path(__file__).with_name("equivalent.toml")
TARGET = 92
"""So many of a hundred mutants have to be killed."""
EQUIVALENT = "equivalent"
console = Console(highlight=False, soft_wrap=True)


def main(
    arguments: Sequence[str] | None = None,
    *,
    root: Path = ROOT,
    rooms: Sequence[Room] = ROOMS,
    listed: Path = LISTED,
) -> int:
    """Sample, try and report; return the exit code."""
    asked = _arguments(arguments, rooms)
    chosen = [room for room in rooms if room.name in (asked.room or [room.name])]
    mutants = _sample(root, chosen, asked.sample, asked.seed)
    equivalents = read(listed)
    console.print(f"seed {asked.seed}, {len(mutants)} mutants of {len(chosen)} rooms")
    with TemporaryDirectory(prefix="mutants-") as folder:
        copies = [Copy(root, Path(folder) / f"{n}") for n in range(asked.workers)]
        if not asked.trust and not _sound(copies[0], chosen):
            return 1
        outcomes = [
            _counted(outcome, equivalents)
            for outcome in _tried(copies, mutants, chosen, asked.timeout)
        ]
    share = _report(outcomes, chosen)
    stale = [each for each in equivalents if each.is_stale(root)]
    for each in stale:
        console.print(f"[red]stale in {listed.name}:[/] {each.path}")
        console.print(escape(each.removed))
    return 1 if stale or share < TARGET else 0


def _sample(root: Path, rooms: Sequence[Room], count: int, seed: int) -> list[Mutant]:
    """Return a sample over the rooms, as many of each as of any other."""
    each, more = divmod(count, len(rooms))
    shares = [each + (number < more) for number in range(len(rooms))]
    found = (sample(root, r, n, seed) for r, n in zip(rooms, shares, strict=True))
    return [mutant for mutants in found for mutant in mutants]


def _sound(copy: Copy, rooms: Sequence[Room]) -> bool:
    """Whether the tests pass without a mutant, or else every mutant seems killed."""
    tests = dict.fromkeys(test for room in rooms for test in room.tests)
    left_out = [test for room in rooms for test in room.left_out]
    inside = [t for t in tests if not any(str(p) in tests for p in Path(t).parents)]
    wrong = copy.passes(inside, left_out)
    if wrong:
        console.print(f"[red]the tests fail without a mutant[/]\n{escape(wrong)}")
    return not wrong


def _tried(
    copies: Sequence[Copy],
    mutants: Sequence[Mutant],
    rooms: Sequence[Room],
    seconds: float,
) -> Iterator[Outcome]:
    """Try the mutants, as many at a time as there are copies."""
    by_name = {room.name: room for room in rooms}
    free: queue.SimpleQueue[Copy] = queue.SimpleQueue()
    for copy in copies:
        free.put(copy)

    def trial(mutant: Mutant) -> Outcome:
        copy = free.get()
        try:
            return copy.trial(mutant, by_name[mutant.room], seconds)
        finally:
            free.put(copy)

    with ThreadPoolExecutor(len(copies)) as pool:
        for done in as_completed([pool.submit(trial, each) for each in mutants]):
            yield done.result()


def _counted(outcome: Outcome, equivalents: Sequence[Equivalent]) -> Outcome:
    """Print an outcome, and tell a survivor that is listed as equivalent."""
    mutant = outcome.mutant
    is_known = any(each.covers(mutant) for each in equivalents)
    if outcome.outcome == SURVIVED and is_known:
        outcome = Outcome(mutant, EQUIVALENT)
    console.print(f"{outcome.outcome:10} {mutant}  {escape(outcome.by)}")
    return outcome


def _report(outcomes: Sequence[Outcome], rooms: Sequence[Room]) -> float:
    """Print the survivors and the table; return how many of a hundred were killed."""
    for each in outcomes:
        if each.outcome == SURVIVED:
            console.print(f"\n[red]survived[/] {each.mutant}")
            console.print(*map(escape, each.mutant.diff[1:]), sep="\n")
    counts: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for each in outcomes:
        counts[each.mutant.room][each.outcome] += 1
    columns = (KILLED, TIMEOUT, SURVIVED, EQUIVALENT)
    table = Table("room", *columns, "% killed")
    for room in rooms:
        table.add_row(room.name, *_row(counts[room.name], columns))
    total = sum(counts.values(), Counter[str]())
    table.add_section()
    table.add_row("all", *_row(total, columns))
    console.print(table)
    share = _share(total)
    style = "green" if share >= TARGET else "red"
    console.print(f"[{style}]{share:.1f} % killed, the target is {TARGET} %[/]")
    return share


def _row(counts: Counter[str], columns: Sequence[str]) -> list[str]:
    return [*(str(counts[each]) for each in columns), f"{_share(counts):.0f}"]


def _share(counts: Counter[str]) -> float:
    """Return how many of a hundred were told; hanging is told, too."""
    told = counts[KILLED] + counts[TIMEOUT]
    counted = told + counts[SURVIVED]
    return 100 * told / counted if counted else 100


def _arguments(
    arguments: Sequence[str] | None, rooms: Sequence[Room]
) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="mutation", description=__doc__)
    parser.add_argument(
        "--seed", type=int, default=randrange(10**6), help="else a new one"
    )
    parser.add_argument("--sample", type=int, default=100, help="%(default)s mutants")
    parser.add_argument(
        "--room", action="append", choices=[room.name for room in rooms], help="only it"
    )
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    parser.add_argument(
        "--timeout", type=float, default=1200, help="seconds for one mutant"
    )
    parser.add_argument(
        "--trust", action="store_true", help="do not run the tests without a mutant"
    )
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main())
