"""The HTTP libraries that clients are made with. None is imported: it is loaded."""

from __future__ import annotations

import sys
from typing import Any

LIBRARIES = ("httpx2", "httpx")


def library_of(value: object) -> Any:
    """Return the HTTP library that a client, a request, a response or a class is of.

    A class of a program's own counts as what it extends. None if it is of none.
    """
    kind = value if isinstance(value, type) else type(value)
    roots = (base.__module__.partition(".")[0] for base in type.mro(kind))
    name = next((root for root in roots if root in LIBRARIES), None)
    return sys.modules.get(name) if name else None
