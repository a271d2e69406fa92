"""Runs other people's clients against the strict local server; fails on a failure.

`nox -s clients`. Every operation that a client has is called, and by the official ones
a second time with every parameter null that may be null. Prints a table; a failure that
`listed.toml` does not explain fails, and so does a line there that explains nothing.
Needs uv, and Node 18 or newer with npm. Options: `--folder DIR` for where the clients
are installed, `--only NAME` for one of them.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from clients.installing import installed
from clients.listing import Listed, read_listed, unlisted
from clients.results import Result
from clients.table import CLIENTS, OFFICIAL, TITLES, Client
from mistyped.server import running

HERE = Path(__file__).parent
PATIENCE = 600
console = Console(width=160, highlight=False)


def main() -> int:
    """Run every client and print what became of it."""
    options = _options()
    rows = tomllib.loads((HERE / "operations.toml").read_text())["operation"]
    results: list[Result] = []
    missing: list[str] = []
    for client in CLIENTS:
        if options.only and options.only not in client.name:
            continue
        command = installed(client, options.folder)
        if command is None:
            missing.append(f"{client.name} needs Python {client.python}")
            continue
        found = list(_run(client, command, rows))
        results += found
        # The newest Python client says which parameters may be null; TypeScript's asks.
        if client.driver == OFFICIAL:
            known = {each.operation: each.nulls for each in found}
            for row in rows:
                row["nulls"] = known.get(row["id"], [])
    listed = read_listed(HERE / "listed.toml")
    failures = unlisted(results, listed)
    _show(results, failures)
    for each in failures:
        text = escape(f"{each.client}: {each.operation}: {each.failure[:600]}")
        console.print(f"[red]failed:[/] {text}")
    stale = [] if options.only else [each for each in listed if not each.count]
    _reasons(listed, stale)
    for each in missing:
        console.print(f"[yellow]not run:[/] {each}")
    if failures or stale:
        console.print(f"[red]{len(failures)} failures, {len(stale)} stale lines[/]")
        return 1
    console.print(f"{len(results)} calls, none failed that is not listed")
    return 0


def _options() -> Any:
    parser = argparse.ArgumentParser(description="Run other people's clients.")
    folder = HERE.parent / ".nox" / "clients"
    parser.add_argument("--folder", type=Path, default=folder)
    parser.add_argument("--only", default="")
    return parser.parse_args()


def _run(
    client: Client, command: list[str], rows: list[dict[str, Any]]
) -> Iterator[Result]:
    """Run a client's driver on a server of its own."""
    with tempfile.NamedTemporaryFile("w", suffix=".json") as table, running() as server:
        json.dump(rows, table)
        table.flush()
        arguments = [server.origin, *([table.name] if client.has_table else [])]
        done = subprocess.run(
            [*command, *arguments],
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            check=False,
        )
    for line in done.stdout.splitlines():
        if line.startswith("{"):
            yield Result(client.name, **json.loads(line))
    if done.returncode:
        yield Result(client.name, "all of it", done.stderr[-600:])


def _show(results: list[Result], failures: list[Result]) -> None:
    names = list(dict.fromkeys(each.client for each in results))
    operations = sorted({each.operation for each in results})
    table = Table(title="Operations, and how each client fared", title_justify="left")
    table.add_column("operation", no_wrap=True)
    for name in names:
        table.add_column(TITLES.get(name, name), justify="center")
    marks = {(r.operation, r.client): _mark(r, failures) for r in results}
    for operation in operations:
        row = [marks.get((operation, name), "[dim]-[/]") for name in names]
        table.add_row(escape(operation), *row)
    console.print(table)


def _mark(result: Result, failures: list[Result]) -> str:
    if result in failures:
        return "[red]failed[/]"
    return "[yellow]listed[/]" if result.failure else "passed"


def _reasons(listed: list[Listed], stale: list[Listed]) -> None:
    for each in listed:
        mark = "[red]stale:[/]" if each in stale else f"listed, {each.count} times:"
        text = escape(str(each))
        console.print(f"{mark} {text}")


if __name__ == "__main__":
    sys.exit(main())
