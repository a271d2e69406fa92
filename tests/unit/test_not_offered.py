"""What the OpenAI client has and Mistral does not: an error with a reason."""

from __future__ import annotations

import copy
import pickle
from typing import Any

import openai
import pytest

from mistyped import AsyncMistral, Mistral, UnsupportedEndpointError
from tests.unit.support import KEY, Wire, body

CLIENTS: list[Any] = [Mistral, AsyncMistral]
HINTS = {
    "admin": "no OpenAI admin",
    "beta": "no OpenAI beta",
    "completions": "chat.completions",
    "containers": "no containers",
    "content_provenance_checks": "no provenance",
    "decisions": "no decisions",
    "evals": "no evals",
    "fine_tuning": "no fine-tuning",
    "images": "image_generation",
    "live": "no live",
    "realtime": "no OpenAI realtime",
    "safety": "guardrails",
    "skills": "no OpenAI skills",
    "uploads": "files.create",
    "vector_stores": "document_library",
    "videos": "no videos",
}


@pytest.mark.parametrize("make", CLIENTS)
@pytest.mark.parametrize("name", HINTS)
def test_using_it_is_an_error_with_a_reason(make: Any, name: str) -> None:
    """The message names the attribute that was used and the nearest way."""
    client = make(api_key=KEY)
    with pytest.raises(UnsupportedEndpointError) as caught:
        getattr(client, name).create(prompt="x")
    assert f"client.{name}.create" in str(caught.value)
    assert HINTS[name] in str(caught.value)


@pytest.mark.parametrize("make", CLIENTS)
def test_copies_do_not_offer_it_either(make: Any) -> None:
    """Nor any client made from this one."""
    with pytest.raises(UnsupportedEndpointError):
        make(api_key=KEY).with_options(timeout=1).images.generate(prompt="x")


def test_nothing_is_sent(wire: Wire) -> None:
    """Deeper attributes fail at the first step."""
    with pytest.raises(UnsupportedEndpointError):
        wire.client().fine_tuning.jobs.create()
    with pytest.raises(UnsupportedEndpointError):
        wire.client().beta.chat.completions.parse()
    assert wire.seen == []


def test_the_error_is_an_attribute_error_and_the_sdks() -> None:
    """So that handlers of either kind of error work."""
    assert issubclass(UnsupportedEndpointError, openai.OpenAIError)
    assert issubclass(UnsupportedEndpointError, AttributeError)


def test_looking_at_a_method_is_no_error() -> None:
    """Frameworks wrap methods that nobody calls; only the call raises."""
    client: Any = Mistral(api_key=KEY)
    wrapped = client.completions.create
    with pytest.raises(UnsupportedEndpointError, match=r"client\.completions\.create"):
        wrapped(prompt="x")


def test_what_is_set_on_one_client_is_not_on_another() -> None:
    """Each client has its own placeholders."""
    client: Any = Mistral(api_key=KEY)
    client.images.generate = "mine"
    other: Any = Mistral(api_key=KEY)
    assert other.images.generate != "mine"


def test_a_client_can_still_be_looked_at() -> None:
    """Debuggers, `repr`, `dir` and copies meet no surprise."""
    client: Any = Mistral(api_key=KEY)
    assert "images" in dir(client)
    assert "image_generation" in repr(client.images)
    assert repr(copy.copy(client.images)) == repr(client.images)
    assert repr(pickle.loads(pickle.dumps(client.images))) == repr(client.images)


@pytest.mark.parametrize("method", ["list", "retrieve", "update", "delete"])
def test_stored_completions_do_not_exist(method: str, wire: Wire) -> None:
    """Mistral stores no completions, so nothing lists or deletes them."""
    completions: Any = wire.client().chat.completions
    with pytest.raises(UnsupportedEndpointError):
        getattr(completions, method)("c1")
    assert wire.seen == []


def test_what_is_offered_is_not_hidden(wire: Wire) -> None:
    """Chat, models and plain requests work beside it."""
    client = wire.client()
    client.chat.completions.create(**body())
    client.get("/models", cast_to=object)
    assert [each.url.path for each in wire.seen] == [
        "/v1/chat/completions",
        "/v1/models",
    ]
