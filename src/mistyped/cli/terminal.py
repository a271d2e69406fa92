"""The terminal: rich, loaded by the commands that print with it.

`NO_COLOR` is honoured by rich itself.
"""

from __future__ import annotations

import sys
from collections.abc import Generator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import Console


def console(*, errors: bool = False) -> Console:
    """Return what results are written to; a long line stays one where it is piped.

    Raises:
        ModuleNotFoundError: If rich is not installed; it says what to install.
    """
    with _telling_what_to_install():
        from rich.console import Console
    return Console(stderr=errors, soft_wrap=True, highlight=False)


def escape(text: str) -> str:
    """Return text as it is to be shown, whatever brackets it holds.

    Raises:
        ModuleNotFoundError: If rich is not installed; it says what to install.
    """
    with _telling_what_to_install():
        from rich.markup import escape as escaped
    return escaped(text)


def print_error(text: str) -> None:
    """Say on standard error why a command cannot do what it was asked.

    That is said without rich, too: lint runs without it.
    """
    try:
        console(errors=True).print(f"[bold red]mistyped:[/] {escape(text)}")
    except ModuleNotFoundError:
        sys.stderr.write(f"mistyped: {text}\n")


@contextmanager
def _telling_what_to_install() -> Generator[None, None, None]:
    try:
        yield
    except ModuleNotFoundError as error:
        text = "this command needs rich: pip install 'mistyped[cli]'"
        raise ModuleNotFoundError(text, name="rich") from error
