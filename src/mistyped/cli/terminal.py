"""The terminal: rich, loaded by the commands that print with it.

`NO_COLOR` is honoured by rich itself.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from rich.console import Console


def out(*, errors: bool = False) -> Console:
    """Return what results are written to; a long line stays one where it is piped.

    Raises:
        ModuleNotFoundError: If rich is not installed; it says what to install.
    """
    console, _ = _rich()
    return console(stderr=errors, soft_wrap=True, highlight=False)


def escape(text: str) -> str:
    """Return text as it is to be shown, whatever brackets it holds.

    Raises:
        ModuleNotFoundError: As `out` does.
    """
    _, escaped = _rich()
    return escaped(text)


def _rich() -> tuple[type[Console], Callable[[str], str]]:
    try:
        from rich import console, markup
    except ModuleNotFoundError as error:
        text = "this command needs rich: pip install 'mistyped[cli]'"
        raise ModuleNotFoundError(text, name="rich") from error
    return console.Console, markup.escape


def complain(text: str) -> None:
    """Say on standard error why a command cannot do what it was asked."""
    out(errors=True).print(f"[bold red]mistyped:[/] {escape(text)}")
