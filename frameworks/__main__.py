"""Runs frameworks against the strict local server; fails on a failure that counts.

`nox -s frameworks`. Each framework does what it can on five ways: as it is, with our
client in it, with our client that adapts, with a guard below its own client, and
through the gateway. Prints a table. What adapts has to pass, or `listed.toml` says why
it does not. Needs uv.

Options: `--folder DIR` for where they are installed, `--only NAME` for one of them.
"""

from __future__ import annotations

import argparse
import json
import logging
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from itertools import groupby
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from clients.installing import installed
from clients.listing import Listed, read_listed, unlisted
from frameworks.page import note
from frameworks.results import (
    PROGRAM,
    WAYS,
    Result,
    compared,
    wrong,
)
from frameworks.table import FRAMEWORKS, Framework
from mistyped.gateway import running as running_gateway
from mistyped.server import running

HERE = Path(__file__).parent
PATIENCE = 900
# Nothing leaves the machine: an address of which a framework was not told is a closed
# port, and nobody counts users.
ENVIRONMENT = {
    "ANONYMIZED_TELEMETRY": "false",
    "CREWAI_DISABLE_TELEMETRY": "true",
    "CREWAI_TRACING_ENABLED": "false",
    "DO_NOT_TRACK": "1",
    "HAYSTACK_TELEMETRY_ENABLED": "False",
    "HF_HUB_OFFLINE": "1",
    "LANGSMITH_TRACING": "false",
    "LITELLM_LOCAL_MODEL_COST_MAP": "True",
    "OPENAI_AGENTS_DISABLE_TRACING": "1",
    "OPENAI_API_KEY": "not-for-this-host",
    "OPENAI_BASE_URL": "http://127.0.0.1:9/v1",
    "OTEL_SDK_DISABLED": "true",
}
_LOG = logging.getLogger("mistyped")
console = Console(width=140, highlight=False)


def main() -> int:
    """Run every framework and print what became of it."""
    options = _options()
    results: list[Result] = []
    missing: list[str] = []
    for framework in FRAMEWORKS:
        if options.only and options.only not in framework.name:
            continue
        command = installed(framework, options.folder, HERE / "drivers")
        if command is None:
            missing.append(f"{framework.name} needs Python {framework.python}")
            continue
        console.print(f"[dim]{framework.name}[/]")
        found, changes = _seen(framework, command)
        note(framework.name, found, changes)
        results += found
    listed = read_listed(HERE / "listed.toml")
    failures = unlisted(wrong(results), listed)
    _show(results, failures)
    for each in failures:
        text = f"{each.framework}, {each.way}: {each.case}: {each.failure[:600]}"
        console.print(f"[red]failed:[/] {escape(text)}")
    stale = [] if options.only else [each for each in listed if not each.count]
    _reasons(listed, stale)
    for name in missing:
        console.print(f"[yellow]not run:[/] {name}")
    if failures or stale:
        console.print(f"[red]{len(failures)} failures, {len(stale)} stale lines[/]")
        return 1
    counts = ", ".join(
        f"{way} {sum(r.way == way and not r.failure for r in results)}" for way in WAYS
    )
    console.print(f"passed: {counts}; none failed that is not listed")
    return 0


def _options() -> Any:
    parser = argparse.ArgumentParser(description="Run frameworks.")
    folder = HERE.parent / ".nox" / "frameworks-installed"
    parser.add_argument("--folder", type=Path, default=folder)
    parser.add_argument("--only", default="")
    return parser.parse_args()


def _seen(framework: Framework, command: list[str]) -> tuple[list[Result], set[str]]:
    """Return what became of a framework's cases, and what was changed in requests."""
    changes: set[str] = set()

    def kept(record: logging.LogRecord) -> bool:
        if record.name == _LOG.name and isinstance(record.args, tuple):
            path, what, _ = map(str, record.args)
            changes.add(f"`{re.sub(r'[0-9]+', 'i', path)}`: {what}")
        return False

    _LOG.addFilter(kept)
    _LOG.setLevel(logging.INFO)
    try:
        return list(compared(list(_run(framework, command)))), changes
    finally:
        _LOG.removeFilter(kept)


def _run(framework: Framework, command: list[str]) -> Iterator[Result]:
    """Run a framework's driver, and then the program of the page."""
    with ExitStack() as stack:
        server = stack.enter_context(running())
        adapting = stack.enter_context(running_gateway(server.url, compat="adapt"))
        lossy = stack.enter_context(running_gateway(server.url, compat="adapt-lossy"))
        done = _done([*command, server.origin, adapting, lossy])
        # Isolated, as a program of the name of what it imports would import itself.
        program = framework.program.replace("http://127.0.0.1:8001", adapting)
        shown = _done(
            [command[0], "-P", "-c", program],
            MISTRAL_API_KEY="any",
            MISTRAL_BASE_URL=server.url,
        )
    for line in done.stdout.splitlines():
        if line.startswith('{"way"'):
            yield Result(framework.name, **json.loads(line))
    for each, case in ((done, "all of it"), (shown, PROGRAM)):
        failure = each.stderr[-600:] if each.returncode else ""
        if failure or each is shown:
            way = "gateway" if adapting in program else "adapt"
            yield Result(framework.name, way, case, failure)


def _done(command: list[str], **more: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
        env={**os.environ, **ENVIRONMENT, **more},
    )


def _show(results: list[Result], failures: list[Result]) -> None:
    counting = wrong(results)
    for name, found in groupby(results, key=lambda each: each.framework):
        table = Table(title=name, title_justify="left")
        table.add_column("case", no_wrap=True)
        for way in WAYS:
            table.add_column(way, justify="center")
        marks: dict[str, dict[str, str]] = {}
        for each in found:
            marks.setdefault(each.case, {})[each.way] = _mark(each, counting, failures)
        for case, row in marks.items():
            table.add_row(escape(case), *(row.get(way, "[dim]-[/]") for way in WAYS))
        console.print(table)


def _mark(result: Result, counting: list[Result], failures: list[Result]) -> str:
    if result in failures:
        return "[red]failed[/]"
    if result.failure:
        return "[yellow]listed[/]" if result in counting else "[dim]fails[/]"
    return "lossy" if result.lossy else "passed"


def _reasons(listed: list[Listed], stale: list[Listed]) -> None:
    for each in listed:
        mark = "[red]stale:[/]" if each in stale else f"listed, {each.count} times:"
        console.print(f"{mark} {escape(str(each))}")


if __name__ == "__main__":
    sys.exit(main())
