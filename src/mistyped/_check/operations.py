"""Which operation a request is for, by its method and its path."""

from __future__ import annotations

import re
from functools import cache
from urllib.parse import urlsplit

from mistyped._generated.operations import OPERATIONS
from mistyped._values.operations import ApiOperation


def full_path(path: str) -> str:
    """Return a path with `/v1`, and without host, query and slash at its end."""
    try:
        bare = "/" + urlsplit(path).path.strip("/")
    except ValueError:  # no host, such as `[::1`
        bare = path
    return bare if bare.startswith("/v1/") else f"/v1{bare}"


def find_operation(method: str, path: str) -> ApiOperation | None:
    """Return the operation at a path, with or without `/v1` and a query."""
    full = full_path(path)
    verb = method.upper()
    known = OPERATIONS.get((verb, full))
    if known is None and full.count("/") > 2:
        for pattern, operation in _with_ids():
            if operation.method == verb and pattern.fullmatch(full):
                return operation
    return known


def methods_of(path: str) -> list[str]:
    """Return the methods of the operations at a path."""
    known = dict.fromkeys(method for method, _ in OPERATIONS)
    return [method for method in known if find_operation(method, path)]


@cache
def _with_ids() -> list[tuple[re.Pattern[str], ApiOperation]]:
    """Return the operations with an id in their path, and what their paths match."""
    return [
        (re.compile(re.sub(r"{\w+}", "[^/]+", path)), operation)
        for (_, path), operation in OPERATIONS.items()
        if "{" in path
    ]
