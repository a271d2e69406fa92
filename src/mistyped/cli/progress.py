"""A bar on standard error for what takes long, where a person looks at it."""

from __future__ import annotations

import sys
from collections.abc import Callable, Generator
from contextlib import contextmanager

from mistyped.cli.terminal import console


@contextmanager
def progress_bar(
    what: str, *, unit: str = "bytes"
) -> Generator[Callable[[int, int], None] | None, None, None]:
    """Show a bar for the length of a `with` block, if there is a terminal.

    Args:
        what: What stands before it.
        unit: `bytes`, or what else is counted.

    Yields:
        What to tell how much is done, and of how much; None without a terminal.
    """
    if not sys.stderr.isatty():
        yield None
        return
    from rich import progress

    counts = (
        (progress.DownloadColumn(), progress.TransferSpeedColumn())
        if unit == "bytes"
        else (progress.MofNCompleteColumn(), progress.TextColumn(unit))
    )
    bar = progress.Progress(
        progress.TextColumn("{task.description}"),
        progress.BarColumn(),
        *counts,
        progress.TimeRemainingColumn(),
        console=console(errors=True),
        transient=True,
    )
    with bar:
        task = bar.add_task(what, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total or None)
