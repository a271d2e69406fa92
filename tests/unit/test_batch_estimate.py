"""What a file of requests will cost: tokens by model, and what is not known."""

from __future__ import annotations

import json
from collections.abc import Mapping

from mistyped._batch.estimating import Estimate

PATH = "/v1/chat/completions"


def letters(path: str, body: Mapping[str, object], /) -> int:
    """Count the letters of the only message."""
    assert path == PATH
    if "messages" not in body:
        raise ValueError("it has no messages")
    (message,) = body["messages"]  # type: ignore[misc]
    return len(message["content"])


def line(text: str, **more: object) -> bytes:
    """Return a line of a batch."""
    body = {"messages": [{"role": "user", "content": text}], **more}
    return json.dumps({"custom_id": "a", "body": body}).encode()


def test_tokens_are_added_up_by_model() -> None:
    """A line without a model has the job's; answers count as long as they may be."""
    found = Estimate()
    lines = [
        line("four", max_tokens=10),
        line("three", model="other", max_tokens=5, n=2),
        line("no end"),
    ]
    found.read(lines, PATH, "mine", letters)
    assert found.requests == 3
    assert found.prompt == {"mine": 10, "other": 5}
    assert found.completion == {"mine": 10, "other": 10}
    assert (found.unbounded, found.uncounted) == (1, 0)


def test_what_cannot_be_counted_is_told() -> None:
    """A torn line, one without a request, and one that the counter refuses."""
    found = Estimate()
    lines = [b"{", b"[]", b'{"custom_id": "a", "body": {"model": "m"}}', line("four")]
    found.read(lines, PATH, "mine", letters)
    assert (found.requests, found.uncounted, found.prompt) == (4, 3, {"mine": 4})
    assert found.why
