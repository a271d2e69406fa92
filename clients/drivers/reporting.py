"""What the drivers have in common: they run calls and say what became of each.

A driver runs in its client's own environment, where nothing of mistyped is installed:
`python driver.py ORIGIN`, with a line of JSON on the output for each call.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Mapping

ORIGIN = sys.argv[1]
URL = f"{ORIGIN}/v1"
CHAT = "mistral-medium-latest"


def attempt(operation: str, call: Callable[[], object], **more: object) -> object:
    """Make a call and report it; return what it answers, or None if it fails."""
    answer, failure = None, ""
    try:
        answer = call()
    except Exception as error:  # noqa: BLE001 - whatever a client raises is its failure
        failure = f"{type(error).__name__}: {error}"
    print(json.dumps({"operation": operation, "failure": failure, **more}), flush=True)
    return answer


def attempt_all(calls: Mapping[str, Callable[[], object]]) -> None:
    """Make calls, each by itself."""
    for operation, call in calls.items():
        attempt(operation, call)
