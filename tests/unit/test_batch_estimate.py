"""What a file of requests will cost: tokens by model, and what is not known."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import pytest

from mistyped._batch.estimating import Estimate, estimate_file
from mistyped._batch.judging import is_envelope
from mistyped.tokens import UncountableError, count
from mistyped.tokens.counting import count_plain
from tests.unit.batch_lines import CHAT, EMBEDDINGS, Lines

MODEL = "mistral-small-latest"
PATH = "/v1/chat/completions"


def letters(path: str, body: Mapping[object, object], /) -> int:
    """Count the letters of the only message."""
    assert path == PATH
    if "messages" not in body:
        raise ValueError("it has no messages")
    messages = body["messages"]
    assert isinstance(messages, list)
    return len(messages[0]["content"])


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


@pytest.mark.parametrize("path", [CHAT, EMBEDDINGS])
def test_a_file_has_as_many_tokens_as_its_lines(tmp_path: Path, path: str) -> None:
    """What `mistyped.tokens.count` says of each of them, good and bad, added up."""
    lines = [each for each in Lines(5, path).make(600) if each.strip()]
    tokens = uncounted = doubtful = 0
    for each in lines:
        try:
            whole = json.loads(each)
            body = whole.get("body") if is_envelope(whole) else whole
            counted = count(path, {"model": MODEL, **body})
        except (json.JSONDecodeError, TypeError, UncountableError):
            uncounted += 1
        else:
            tokens += int(counted)
            doubtful += counted.certainty == "estimate"
    file = tmp_path / "lines.jsonl"
    file.write_bytes(b"".join(lines))
    found = estimate_file(str(file), path, MODEL, count_plain)
    assert tokens > 1_000
    assert uncounted > 10
    assert (found.prompt.total(), found.uncounted) == (tokens, uncounted)
    assert (found.requests, found.doubts.total()) == (len(lines), doubtful)


def test_processes_count_what_one_counts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same tokens, limits, doubts and failures, and the way is told."""
    monkeypatch.setattr("mistyped._batch.ranges._RANGE", 9_000)
    file = tmp_path / "lines.jsonl"
    file.write_bytes(b"".join(Lines(6).make(300)))
    told: list[tuple[int, int]] = []
    one, two = (
        estimate_file(
            str(file),
            "",
            MODEL,
            count_plain,
            jobs=jobs,
            progress=lambda *each: told.append(each),
        )
        for jobs in (1, 2)
    )
    assert one == two
    assert told[-1] == (file.stat().st_size, file.stat().st_size)
