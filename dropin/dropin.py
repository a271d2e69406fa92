"""Runs the OpenAI SDK's own offline tests with our clients in place of the SDK's.

`nox -s dropin` compares with the list of differences in `listed.toml`; `-- --baseline`
runs the plain SDK first, and `-- --check error` says what checking refuses. Tests and
files can be named, as for pytest. Exits with 1 for a failure that is not listed.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

import listed
import suite
from plugin import PLAIN, REFUSED, WARNED
from rich.console import Console
from rich.markup import escape
from rich.table import Table

AGAIN = 100
"""So many failures at most are tried once more, alone: the suite has deadlines."""
CHECKED = (REFUSED, WARNED)
console = Console(width=120, highlight=False)


@dataclass(frozen=True)
class Run:
    """What the command line asks for, and where."""

    folder: Path
    source: Path
    tests: list[str]
    workers: int
    known: listed.Listed

    def outcomes(self, check: str) -> suite.Outcomes:
        """Run the tests, and those that fail unexpectedly once more, which is said."""
        first = self._run(self.tests, check, self.workers, check)
        again = {
            test
            for test in listed.failed(first)
            if not self.known.of(test, plain=check == PLAIN)
            and not first[test].reason.startswith(CHECKED)
        }
        if not again or len(again) > AGAIN:
            return first
        second = self._run(sorted(again), check, 0, f"{check}-again")
        still = again & listed.failed(second)
        _print("[yellow]Failed beside others, passed alone[/]", sorted(again - still))
        return {**first, **second, **self._plain_as_well(second, still, check)}

    def _plain_as_well(
        self, ours: suite.Outcomes, tests: set[str], check: str
    ) -> suite.Outcomes:
        """Set aside what fails alone with the plain SDK, too, here and now.

        On a machine that is too busy for a test's deadline it tells nothing of ours.
        """
        if not tests or check == PLAIN:
            return {}
        plain = self._run(sorted(tests), PLAIN, 0, f"{check}-again-plain")
        both = tests & listed.failed(plain)
        _print("[yellow]Fails alone, with the plain SDK as well[/]", sorted(both))
        return {test: replace(ours[test], outcome="skipped") for test in both}

    def _run(
        self, tests: list[str], check: str, workers: int, name: str
    ) -> suite.Outcomes:
        began = time.monotonic()
        outcomes = suite.run(
            self.source,
            tests,
            check=check,
            left_out=self.known.left_out,
            workers=workers,
            name=name,
        )
        counts = Counter(each.outcome for each in outcomes.values())
        console.print(
            f"{name}: {counts['passed']:,} passed, {counts['failed']:,} failed, "
            f"{counts['skipped']:,} skipped; {time.monotonic() - began:.0f} s"
        )
        return outcomes


def main() -> int:
    """Fetch the suite, run it and compare."""
    asked = _arguments()
    known = listed.read(suite.HERE / "listed.toml")
    folder = asked.folder or Path(tempfile.mkdtemp(prefix="dropin-"))
    folder.mkdir(parents=True, exist_ok=True)
    source = suite.fetch(folder)
    suite.rewrite(source, known.rewritten)
    console.print(f"{source.name} in {folder}; outcomes and pytest's output are there")
    if not source.name.endswith(f"-{known.version}"):
        console.print(f"[yellow]listed.toml was written for openai {known.version}[/]")
    run = Run(folder, source, asked.tests or ["tests"], asked.workers, known)
    plain = run.outcomes(PLAIN) if asked.baseline else None
    ours = run.outcomes(asked.check)
    wrong = _compared(known, ours, plain, asked.check)
    if not asked.tests:
        wrong += _complete(known, ours, asked.check)
    if asked.check != "off":
        _refusals(ours, folder / "refused.txt")
    console.print("[red]FAILED[/]" if wrong else "[green]passed[/]")
    return 1 if wrong else 0


def _compared(
    known: listed.Listed,
    ours: suite.Outcomes,
    plain: suite.Outcomes | None,
    check: str,
) -> int:
    """Print the differences that are listed, and return the number of the others."""
    failed = listed.failed(ours)
    counts = known.count(failed)
    table = Table("tests", "listed reason", title="Failures that are listed")
    for name, count in counts.most_common():
        table.add_row(f"{count:,}", escape(name))
    console.print(table)
    unlisted = [test for test in sorted(failed) if not known.of(test)]
    if check != "off":
        unlisted = [t for t in unlisted if not ours[t].reason.startswith(CHECKED)]
    if plain is not None:
        unlisted = [t for t in unlisted if t not in listed.failed(plain)]
        _baseline(known, plain)
    _print("[red]Not listed[/]", (f"{t}\n    {ours[t].reason}" for t in unlisted))
    return len(unlisted)


def _baseline(known: listed.Listed, plain: suite.Outcomes) -> None:
    """Print what is listed as a difference and is none."""
    failed = listed.failed(plain)
    found = {test: known.of(test) for test in failed}
    both = (test for test, each in found.items() if each is None or not each.plain)
    _print("Fails with the plain SDK as well", sorted(both))


def _complete(known: listed.Listed, ours: suite.Outcomes, check: str) -> int:
    """Print what is stale, and return whether the run as a whole is no proof."""
    failed = listed.failed(ours)
    stale = (test for each in known.differences for test in each.stale(failed))
    _print("[yellow]Listed, but passes[/]", stale)
    foreign = Counter(
        name for each in ours.values() for name in each.not_offered.split()
    )
    count = sum(bool(each.not_offered) for each in ours.values())
    names = ", ".join(f"{name} {count:,}" for name, count in foreign.most_common())
    console.print(f"{count:,} tests use what Mistral does not offer: {names}")
    passed = sum(each.outcome == "passed" for each in ours.values())
    few = check == "off" and passed < known.at_least
    if few:
        console.print(f"[red]only {passed:,} tests passed, not {known.at_least:,}[/]")
    if not count:
        console.print("[red]our clients were not in place[/]")
    return few + (not count)


def _refusals(ours: suite.Outcomes, target: Path) -> None:
    """Print what checking refuses, by rule, and write the tests into a file."""
    refused = {t: o for t, o in ours.items() if o.reason.startswith(CHECKED)}
    table = Table("tests", "reason", title="Refused or warned of")
    for name, count in Counter(o.reason for o in refused.values()).most_common():
        table.add_row(f"{count:,}", escape(name))
    console.print(table)
    lines = sorted(f"{each.reason}\t{test}" for test, each in refused.items())
    target.write_text("\n".join(lines))
    console.print(f"{len(lines):,} tests, in {target}")


def _print(title: str, lines: Iterable[str]) -> None:
    shown = [escape(line) for line in lines]
    if shown:
        console.print(f"{title}: {len(shown):,}")
        console.print(*shown, sep="\n", soft_wrap=True)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("tests", nargs="*", help="tests or files, such as tests/lib")
    parser.add_argument("--baseline", action="store_true", help="the plain SDK first")
    parser.add_argument("--check", choices=("off", "warn", "error"), default="off")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--folder", type=Path, help="where to unpack; else a new one")
    return parser.parse_args()


if __name__ == "__main__":
    raise SystemExit(main())
