"""The rules against the schema check alone, on long conversations with tools."""

from __future__ import annotations

from collections.abc import Callable

from payloads import Body, agent
from timing import interleaved

from mistyped._check import operations, preflight, rules

SIZES = (10, 100, 1_000, 10_000)
OPERATION = operations.find_operation("POST", "/v1/chat/completions")


def measure(rounds: int, budget: float) -> dict[int, dict[str, float]]:
    """Return the CPU seconds of both by the number of messages."""
    return {size: interleaved(_both(agent(size)), rounds, budget) for size in SIZES}


def _both(body: Body) -> dict[str, Callable[[], object]]:
    assert OPERATION
    schema, _ = preflight._validator(  # noqa: SLF001 - the schema without the rules
        OPERATION.area, OPERATION.request
    )
    assert preflight.check(OPERATION.path, body).problems == ()
    return {
        "schema": lambda: schema.validate_python(body),
        "rules": lambda: rules.broken_rules(OPERATION.id, body),
    }
