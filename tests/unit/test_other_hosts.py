"""Where requests go: on other layouts nothing is refused, and a 404 says why."""

from __future__ import annotations

from typing import Any

import openai
import pytest

from mistyped import InvalidRequestError, InvalidRequestWarning
from mistyped._generated.operations import OPERATIONS
from tests.unit.support import Wire, body, response

ELSEWHERE = (
    "https://host.example/openai",
    "https://host.example",
    "https://api.mistral.ai/v2",
    "https://host.example/v1beta",
)
POSTS = [
    each
    for each in OPERATIONS.values()
    if each.carrier == "json" and each.request and "{" not in each.path
]


def refusing(answer: object) -> Wire:
    """Return a wire that has nothing there."""
    return Wire(lambda _: response(answer, 404))


@pytest.mark.parametrize("base_url", ELSEWHERE)
@pytest.mark.parametrize("operation", POSTS, ids=lambda each: each.id)
def test_on_another_layout_nothing_is_refused(operation: Any, base_url: str) -> None:
    """What would be an error is a warning there, and the request is sent."""
    wire = Wire()
    client = wire.client(base_url=base_url, responses="native")
    path = operation.path.removeprefix("/v1")
    with pytest.warns(InvalidRequestWarning):
        client.post(path, body={"seed": {}}, cast_to=object)
    assert wire.sent == [{"seed": {}}]


@pytest.mark.parametrize(
    "base_url", ["http://localhost:1/v1", "https://host.example/mistral/v1/"]
)
def test_below_v1_the_check_holds_on_any_host(base_url: str, wire: Wire) -> None:
    """A gateway in front of Mistral has its layout."""
    with pytest.raises(InvalidRequestError):
        wire.client(base_url=base_url).chat.completions.create(**body(seed=1))
    assert wire.seen == []


def test_a_404_without_v1_in_the_base_url_says_so() -> None:
    """The most frequent reason is named, with the base URL."""
    with pytest.warns(InvalidRequestWarning, match="Mistral's API is at"):
        client = refusing({"detail": "Not Found"}).client(
            base_url="https://api.mistral.ai"
        )
    with pytest.raises(openai.NotFoundError, match=r"begin with /v1.*api\.mistral\.ai"):
        client.chat.completions.create(**body())


def test_a_404_of_what_only_openai_has_says_so() -> None:
    """Where the check was switched off."""
    client = refusing({"detail": "Not Found"}).client(check="off")
    with pytest.raises(openai.NotFoundError, match="image_generation"):
        client.post("/images/generations", body={}, cast_to=object)


def test_any_other_404_is_as_it_was() -> None:
    """Such as that of a model."""
    client = refusing({"message": "no such model"}).client()
    with pytest.raises(openai.NotFoundError, match=r"no such model$"):
        client.chat.completions.create(**body())
