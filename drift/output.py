"""Prints what a comparison found: a table, reasons, and what there is to do."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from drift.actions import Overlays, paste
from drift.dates import Aged
from drift.operations import Published, Source
from drift.report import QUESTION, WHOLE, Found, Report
from drift.second.claims import Second
from drift.whole import steps

console = Console(highlight=False)


@dataclass(frozen=True, slots=True)
class Findings:
    """All that is printed."""

    report: Report
    source: Source
    document: Published
    overlays: Overlays

    @property
    def evidence(self) -> str:
        """The id of the evidence that the source is."""
        words = re.findall(r"[\w.]+", self.source.title)
        return "-".join(["sdk" if words[0] == "mistralai" else words[0], *words[1:]])


def show(found: Findings, refused: Sequence[str], *, everything: bool) -> int:
    """Print everything and return how much fails."""
    report = found.report
    console.print(f"[bold]{escape(found.source.title)}[/]")
    _table(report)
    _reasons(report)
    for each in report.collected(listed=True) if everything else ():
        entry = report.entry(each.parts[0], each.difference)
        reason = entry.reason if entry else ""
        console.print(
            f"listed: {escape(f'{each.difference} ({reason})')}", soft_wrap=True
        )
    unlisted = report.collected(listed=False)
    for each in unlisted:
        _difference(each, found)
    if unlisted:
        _evidence(found)
    _list(report)
    for call in refused:
        _fault("refused, but offered", call)
    return _end(report.failures + len(refused))


def ask(second: Second, report: Report, *, everything: bool) -> int:
    """Print the questions of a second source and return how many are open."""
    console.print(f"[bold]{escape(second.title)}[/]")
    for each in report.collected(listed=True) if everything else ():
        entry = report.entry(QUESTION, each.difference)
        reason = entry.reason if entry else ""
        console.print(f"answered: {escape(f'{each.difference} ({reason})')}")
    for each in report.collected(listed=False):
        _fault("asked", str(each.difference))
        is_model = not each.difference.text.startswith("sent only by")
        file = "spec/models.yaml" if is_model else "the overlay that has the schema"
        console.print(
            f"    look it up; then correct {file}, or list the line with a reason and "
            rf'sources = \["{second.side}"]',
            soft_wrap=True,
        )
    _list(report)
    return _end(report.failures)


def age(found: Sequence[Aged]) -> int:
    """Print which models nobody has looked at for long; return how many too long."""
    for each in found:
        text = f"{each.model}: nobody has looked for {each.days} days"
        if each.is_too_old:
            _fault("too old", text)
        else:
            console.print(f"old: {escape(text)}", soft_wrap=True)
    if found:
        console.print("look them up, and set `checked` in spec/models.yaml")
    return sum(each.is_too_old for each in found)


def _list(report: Report) -> None:
    """Print in what the list is out of date."""
    for entry in report.stale:
        _fault("listed, but no difference", entry.pattern)
    for entry, covered in report.miscounted:
        _fault(f"listed {entry.count} times, found {len(covered)} times", entry.pattern)
        for text in covered:
            console.print(f"    {escape(text)}", soft_wrap=True)


def _end(failures: int) -> int:
    console.print(f"[red]{failures} failures[/]" if failures else "nothing unexplained")
    return failures


def as_json(report: Report) -> str:
    """Return the differences, and the fields that were compared, by their names."""
    found = [
        {
            "text": str(each.difference),
            "theirs": each.difference.theirs,
            "parts": each.parts,
            "operations": each.keys,
            "listed": listed,
        }
        for listed in (False, True)
        for each in report.collected(listed=listed)
    ]
    compared = sorted({name for row in report.rows for name in row.theirs})
    return json.dumps({"differences": found, "compared": compared})


def _fault(what: str, where: str) -> None:
    console.print(f"[red]{what}:[/] {escape(where)}", soft_wrap=True)


def _difference(each: Found, found: Findings) -> None:
    """Print a difference, where it is, and what to paste where."""
    _fault("not listed", str(each.difference))
    if WHOLE not in each.parts:
        parts, keys = ", ".join(each.parts), ", ".join(each.keys)
        there = each.difference.theirs
        console.print(f"    {parts} of {keys}; there {escape(there)}", soft_wrap=True)
    edits = steps(each, found.document, found.source)
    place = found.overlays.place(each, edits, found.document)
    if not edits:
        console.print(f"    edit {place} by hand, or list the line", soft_wrap=True)
        return
    console.print(f"    paste this below {place}, or list the line:", soft_wrap=True)
    text = paste(each, edits, found.source.title, found.evidence)
    console.print(text, markup=False, soft_wrap=True)


def _evidence(found: Findings) -> None:
    """Print the entry that the pasted actions cite."""
    kind = "official-sdk" if found.evidence.startswith("sdk-") else "official-spec"
    console.print(
        "These actions cite, in spec/evidence.yaml:\n"
        f"{found.evidence}:\n"
        f"  kind: {kind}\n"
        f"  source: {found.source.title}\n"
        f"  date: {date.today().isoformat()}  # its own date, if it is known\n"  # noqa: DTZ011
        "  claim: FILL-IN",
        markup=False,
    )


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
