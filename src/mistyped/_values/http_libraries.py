"""The HTTP libraries that clients are made with. None is imported: it is loaded."""

from __future__ import annotations

import sys
from typing import Any

LIBRARIES = ("httpx2", "httpx")


def library_of(value: object) -> Any:
    """Return the HTTP library that a client, a request or a response is of.

    A class of a program's own counts as what it extends. None if it is of none.
    """
    return library_of_class(type(value))


def library_of_class(kind: type) -> Any:
    """Return the HTTP library whose class this is, or extends; None if it is none's."""
    roots = (base.__module__.partition(".")[0] for base in kind.__mro__)
    name = next((root for root in roots if root in LIBRARIES), None)
    return sys.modules.get(name) if name else None
