"""A 404 says what is wrong with the path, if that is known."""

from __future__ import annotations

from typing import Any

import openai
import pytest

from mistyped._check.missing_paths import NOT_COVERED, not_covered, why_missing
from mistyped._generated.operations import OPERATIONS
from tests.unit.support import HTTPX, Wire, body


@pytest.mark.parametrize(
    ("base_url", "says"),
    [
        ("https://wire.test", "end the base URL with /v1"),
        ("https://wire.test/v1/v1", "/v1 is there twice"),
    ],
)
def test_a_wrong_base_url_is_named(base_url: str, says: str) -> None:
    """A base URL is wrong by its `/v1`, and the server says no more than Not Found."""
    wire = Wire(lambda _: HTTPX.Response(404, json={"detail": "Not Found"}))
    with pytest.raises(openai.NotFoundError, match=says):
        wire.client(base_url=base_url).chat.completions.create(**body())


def test_what_is_only_at_openai_is_named() -> None:
    """With the nearest way, also for a request that was sent unchecked."""
    wire = Wire(lambda _: HTTPX.Response(404, json={"detail": "Not Found"}))
    with pytest.raises(openai.NotFoundError, match="only OpenAI has it"):
        wire.client(check="off").post("/images/generations", cast_to=object)


def test_a_thing_that_is_gone_is_no_wrong_path() -> None:
    """What is below a known path may just not be there."""
    answer: dict[str, Any] = {"detail": "No file"}
    wire = Wire(lambda _: HTTPX.Response(404, json=answer))
    with pytest.raises(openai.NotFoundError, match=r"404 - No file$"):
        wire.client().files.retrieve("gone")


@pytest.mark.parametrize("row", OPERATIONS.values(), ids=lambda each: each.id)
def test_no_operation_is_called_missing(row: Any) -> None:
    """What mistyped knows is neither missing nor named among what it does not know."""
    assert not why_missing(row.method, row.path)
    assert not not_covered(row.path)


@pytest.mark.parametrize("start", NOT_COVERED)
def test_what_is_below_is_not_covered_either(start: str) -> None:
    """And a longer name beside it is another thing."""
    assert not_covered(f"{start}/some-id")
    assert not not_covered(f"{start}s-of-another-kind")
