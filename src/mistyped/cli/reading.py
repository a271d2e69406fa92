"""What the commands that read requests have in common: a file, or standard input."""

from __future__ import annotations

import sys
from pathlib import Path


class UnreadableError(Exception):
    """A file that cannot be read, or that is no JSON."""


def read_text(name: str) -> str:
    """Return the text of a file; of standard input for `-`.

    Raises:
        UnreadableError: If there is none, or it is no text.
    """
    try:
        return sys.stdin.read() if name == "-" else Path(name).read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise UnreadableError(f"cannot read {name}: {error}") from None
