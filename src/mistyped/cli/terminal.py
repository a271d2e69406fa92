"""The terminal: rich, where it is installed. `NO_COLOR` is honoured by it."""

from __future__ import annotations

import sys

try:
    from rich.console import Console
    from rich.markup import escape as escape
except ModuleNotFoundError as _error:
    _msg = "this command needs rich: pip install 'mistyped[cli]'"
    raise ModuleNotFoundError(_msg, name="rich") from _error


def out() -> Console:
    """Return what results are written to; a long line stays one where it is piped."""
    return Console(soft_wrap=True, highlight=False)


def complain(text: str) -> None:
    """Say on standard error why a command cannot do what it was asked."""
    Console(file=sys.stderr, soft_wrap=True, highlight=False).print(
        f"[bold red]mistyped:[/] {escape(text)}"
    )
