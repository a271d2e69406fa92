"""The keys that Mistral refuses or calls otherwise, each in a request that has it."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from mistyped._generated.operations import OPERATIONS
from tests.operations import ROWS

# A value for keys whose kind matters; all others get a text.
VALUES: dict[str, Any] = {
    "dimensions": 8,
    "max_completion_tokens": 8,
    "seed": 8,
    "limit": 8,
}


def refusing() -> list[tuple[str, str, dict[str, Any]]]:
    """Return the rule, the operation and the request of each refused parameter."""
    found: list[tuple[str, str, dict[str, Any]]] = []
    for operation in OPERATIONS.values():
        if not operation.request:
            continue
        tables = import_module(f"mistyped._generated.verdicts.{operation.area}")
        for (schema, key), verdict in tables.VERDICTS.items():
            if schema == operation.request and verdict.kind in ("refused", "renamed"):
                least = ROWS[operation.id].least
                body = {**least, key: VALUES.get(key, "x")}
                found.append((verdict.rule, operation.id, body))
    return found
