"""Prints what the judges said."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Sequence

from known import BODIES, MODELS, Listed
from rich.console import Console
from rich.markup import escape
from rich.table import Table
from sdk import SEVERAL
from verdicts import Tally, Verdict

SHOWN = 20
console = Console(width=120, highlight=False)


def kinds(verdicts: Sequence[Verdict]) -> None:
    """Print how many bodies of each kind each judge accepts."""
    columns = ("kind", "bodies", "mistyped", "Prism", "differ", "SDK", "differ")
    table = Table(*columns, title="Bodies, and how many each judge accepts")
    for column in table.columns[1:]:
        column.justify = "right"
    names = dict.fromkeys(each.case.kind for each in verdicts)
    groups = {n: [v for v in verdicts if v.case.kind == n] for n in names}
    for name, group in {**groups, "all": verdicts}.items():
        cells = [len(group), sum(v.ok for v in group)]
        by_prism = [(v.ok, v.prism) for v in group if v.prism is not None]
        by_sdk = [(v.ok, v.sdk) for v in group if v.sdk is not None]
        for pairs in (by_prism, by_sdk) if by_prism else ():
            cells.append(sum(bool(theirs) for _, theirs in pairs))
            cells.append(sum(ours != theirs for ours, theirs in pairs))
        if name == "all":
            table.add_section()
        table.add_row(name, *(f"{cell:,}" for cell in cells))
    console.print(table)


def known(prism: Tally, sdk: Tally) -> None:
    """Print how often each listed difference in bodies occurred."""
    table = Table(
        "what", "Prism", "SDK", "reason", title="Listed: what we check beyond"
    )
    for each in BODIES:
        counts = [tally.listed[each.name] for tally in (prism, sdk)]
        shown = [str(count) if count else "[yellow]0 stale?[/]" for count in counts]
        table.add_row(each.name, *shown, each.reason)
    console.print(table)


def models(found: Iterable[str], explained: Counter[str]) -> tuple[int, int]:
    """Print our document against the SDK's models, field for field.

    Args:
        found: The differences found, as text.
        explained: How many bodies each of them explains.

    Returns:
        How many differences are not listed, and how many listed ones are stale.
    """
    listed = {text for each in MODELS for text in each.texts}
    found = set(found)
    extra = Listed("[red]NOT LISTED[/]", tuple(sorted(found - listed)))
    table = Table("difference", "bodies", "reason", title="Listed: the official SDK")
    for each in (*MODELS, extra):
        rows = [
            escape(text) if text in found else f"[yellow]stale: {escape(text)}[/]"
            for text in each.texts
        ]
        bodies = sum(explained[text] for text in each.texts)
        if rows:
            table.add_row("\n".join(rows), str(bodies), each.reason, end_section=True)
    table.add_row("several of these in one body", str(explained[SEVERAL]), "")
    console.print(table)
    return len(found - listed), len(listed - found)


def disagreements(title: str, found: Sequence[Verdict]) -> None:
    """Print bodies on which we and a judge disagree, the shortest first."""
    if not found:
        return
    console.print(f"[red]{len(found)} {title}[/]")
    for verdict in sorted(found, key=lambda v: len(v.case.content))[:SHOWN]:
        case = verdict.case
        body = case.content.decode() or ascii(case.body)
        problems = verdict.report.problems if verdict.report else ()
        said = "; ".join(f"{p.severity} {p.rule} at {_place(p.loc)}" for p in problems)
        said = verdict.crash or said or "accepted"
        title = f"  {case.call.path}: {case.kind} {case.place}"
        console.print(title, style="bold", markup=False)
        for line in (f"mistyped: {said}", _short(body)):
            console.print(f"    {line}", markup=False, soft_wrap=True)


def _place(loc: Sequence[str | int]) -> str:
    return _short(".".join(map(str, loc)) or "the body")


def _short(text: str) -> str:
    return text if len(text) <= 300 else f"{text[:300]}... ({len(text):,} characters)"


def as_json(verdicts: Iterable[Verdict]) -> str:
    """Return the verdicts on bodies that were sent, one JSON object in each line."""
    return "\n".join(
        json.dumps(
            {
                "path": v.case.call.path,
                "kind": v.case.kind,
                "place": v.case.place,
                "mistyped": v.ok,
                "prism": v.prism,
                "sdk": v.sdk,
                "body": json.loads(v.case.content),
            }
        )
        for v in verdicts
        if v.case.content
    )
