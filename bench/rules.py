"""The check alone on long conversations: good ones by its parts, and bad ones."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from payloads import Body, agent
from timing import interleaved

from mistyped._check import operations, preflight, rules

SIZES = (10, 100, 1_000, 10_000)
A_PROBLEM = 30e-6
OPERATION = operations.find_operation("POST", "/v1/chat/completions")


def measure(rounds: int, budget: float) -> dict[int, dict[str, float]]:
    """Return the CPU seconds of both by the number of messages."""
    return {size: interleaved(_both(agent(size)), rounds, budget) for size in SIZES}


def refusals(rounds: int) -> dict[str, float]:
    """Return the CPU seconds of a problem, by the number and kind of problems."""
    user = {"role": "user", "content": "Bonjour"}
    misspelt, model = {**user, "nme": "Ann"}, "mistral-small-latest"
    found: dict[str, float] = {}
    for size in SIZES:
        keys = {f"key_{i}": 1 for i in range(size)}
        for kind, body in (
            ("unknown keys", {"model": model, "messages": [user], **keys}),
            ("bad messages", {"model": model, "messages": [misspelt] * size}),
        ):
            assert OPERATION
            check = partial(preflight.preflight, OPERATION, body)
            times = interleaved({kind: check}, min(rounds, 5), 0.01)
            found[f"{size:,} {kind}"] = times[kind] / size
    return found


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
