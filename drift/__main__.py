"""Compares our document with the newest `mistralai`, field for field.

`nox -s drift`. Prints a table and what differs; fails on a difference that
`listed.toml` does not explain, on a line there that explains nothing any more, and on
a call of Mistral's that our client refuses as not offered. Options: `--all` prints the
listed differences as well, `--document FILE` compares another document.
"""

from __future__ import annotations

import argparse
import json
import sys
from importlib import metadata
from pathlib import Path

import mistralai.client
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from drift.calls import all_calls
from drift.listed import read
from drift.report import WHOLE, Report, compare
from mistyped._check.not_offered import nearest_way

HERE = Path(__file__).parent
DOCUMENT = HERE.parent / "spec" / "mistral.openapi.json"
console = Console(highlight=False)


def main() -> int:
    """Compare everything and print it."""
    parser = argparse.ArgumentParser(description="Compare with the official SDK.")
    parser.add_argument("--document", type=Path, default=DOCUMENT)
    parser.add_argument("--all", action="store_true", help="print what is listed, too")
    options = parser.parse_args()
    document = json.loads(options.document.read_text(encoding="utf-8"))
    entries = read(HERE / "listed.toml")
    calls = all_calls(mistralai.client)
    report = compare(document, calls, entries)
    console.print(f"mistralai {metadata.version('mistralai')}")
    _table(report)
    _reasons(report)
    if options.all:
        _differences(report, listed=True)
    unlisted = _differences(report, listed=False)
    for entry in report.stale:
        console.print(f"[red]listed, but no difference:[/] {escape(entry.pattern)}")
    refused = [each for each in calls if nearest_way(each.method, each.path)]
    for call in refused:
        console.print(f"[red]refused, but offered:[/] {call.method} {call.path}")
    failures = unlisted + len(report.stale) + len(refused)
    console.print(f"[red]{failures} failures[/]" if failures else "nothing unlisted")
    return 1 if failures else 0


def _table(report: Report) -> None:
    table = Table(title="Fields compared, and differences between them")
    table.add_column("operation", no_wrap=True)
    for title in ("fields", "agree", "differ", "listed", "not"):
        table.add_column(title, justify="right")
    compared = [row for row in report.rows if row.is_shared]
    total = [0, 0, 0, 0, 0]
    for row in compared:
        found, unlisted = len(row.found), len(report.unlisted(row))
        fields, agree = len(row.fields), len(row.agreeing)
        counts = [fields, agree, found, found - unlisted, unlisted]
        total = [a + b for a, b in zip(total, counts, strict=True)]
        table.add_row(row.key, *map(str, counts))
    table.add_section()
    table.add_row(f"{len(compared)} operations", *map(str, total))
    console.print(table)


def _reasons(report: Report) -> None:
    table = Table("differences", "reason", title="Listed")
    for reason, count in report.reasons.most_common():
        table.add_row(str(count), escape(reason))
    console.print(table)


def _differences(report: Report, *, listed: bool) -> int:
    """Print differences, each once with the operations it is in; return how many."""
    found: dict[tuple[str, str], list[str]] = {}
    for row in report.rows:
        for part, each in row.found:
            entry = report.entry(part, each)
            if (entry is not None) == listed:
                note = entry.reason if entry else f"there: {each.theirs}"
                found.setdefault((f"{each} ({note})", part), []).append(row.key)
    title = "listed" if listed else "[red]not listed[/]"
    for (text, part), keys in found.items():
        console.print(f"{title}: {escape(text)}", soft_wrap=True)
        if part != WHOLE:
            console.print(f"    {part} of {', '.join(keys)}", soft_wrap=True)
    return len(found)


if __name__ == "__main__":
    sys.exit(main())
