"""Models over real HTTP: our clients and Mistral's own, on a local server."""

from __future__ import annotations

import openai
import pytest
from mistralai.client import Mistral as OfficialMistral
from mistralai.client.models import BaseModelCard, FTModelCard

from mistyped import AsyncMistral, Mistral
from mistyped.server import RunningServer, running

pytestmark = pytest.mark.anyio

TUNED = "ft:open-mistral-7b:587a6b29:20240514:7e773925"


@pytest.fixture
def fresh(mistral_server: RunningServer) -> RunningServer:
    """A server of this test's own, which may delete its models."""
    return mistral_server


async def test_cards_are_whole(server: RunningServer) -> None:
    """Both clients read the same, with everything that a card says."""
    with Mistral(api_key="any", base_url=server.url) as client:
        page = client.models.list()
    async with AsyncMistral(api_key="any", base_url=server.url) as async_client:
        cards = [each async for each in async_client.models.list()]
        by_alias = await async_client.models.retrieve("codestral-latest")
    assert page.data == cards
    by_id = {each.id: each for each in cards}
    assert by_alias == by_id["codestral-latest"]
    assert by_alias.aliases == [by_alias.name] == ["codestral-2508"]
    assert by_id["codestral-2508"].aliases == ["codestral-latest"]
    assert by_alias.capabilities.completion_fim
    assert not by_alias.capabilities.vision
    assert by_alias.max_context_length == 128000
    assert by_alias.default_model_temperature == 0.3
    assert by_id["mistral-large-2512"].deprecation is not None
    assert by_id[TUNED].root == "open-mistral-7b"
    assert by_id[TUNED].type == "fine-tuned"
    heard = by_id["voxtral-mini-2602"].audio_transcription_capabilities
    assert heard is not None
    assert heard.streaming_delays_ms is not None
    assert heard.streaming_delays_ms[0].min < heard.streaming_delays_ms[0].max


async def test_filters(server: RunningServer) -> None:
    """By provider and by name, alone and together."""
    with Mistral(api_key="any", base_url=server.url) as client:
        named = client.models.list(model="mistral-embed").data
        tuned = [each.id for each in client.models.list(provider=str(owner(client)))]
        none = client.models.list(provider="mistralai", model=TUNED).data
    assert [each.id for each in named] == ["mistral-embed"]
    assert tuned == [TUNED]
    assert none == []


def owner(client: Mistral) -> str | None:
    """Return who owns the fine-tuned model."""
    return client.models.retrieve(TUNED).owned_by


async def test_a_model_is_deleted_once(fresh: RunningServer) -> None:
    """Then there is none; base models stay."""
    with Mistral(api_key="any", base_url=fresh.url) as client:
        before = len(client.models.list().data)
        gone = client.models.delete(TUNED)
        assert (gone.id, gone.deleted) == (TUNED, True)
        assert len(client.models.list().data) == before - 1
        for call in (client.models.delete, client.models.retrieve):
            with pytest.raises(openai.NotFoundError, match="not found"):
                call(TUNED)
        with pytest.raises(openai.BadRequestError, match="fine-tuned"):
            client.models.delete("mistral-small-latest")


async def test_the_official_client(fresh: RunningServer) -> None:
    """Lists, looks up and deletes, both ways."""
    with OfficialMistral(api_key="any", server_url=fresh.origin) as official:
        listed = official.models.list()
        named = official.models.list(model="mistral-embed").data
        card = official.models.retrieve(model_id=TUNED)
        assert official.models.delete(model_id=TUNED).deleted
    assert {type(each) for each in listed.data or ()} == {BaseModelCard, FTModelCard}
    assert [each.id for each in named or ()] == ["mistral-embed"]
    assert isinstance(card, FTModelCard)
    with running() as another:
        async with OfficialMistral(api_key="any", server_url=another.origin) as awaited:
            assert listed == await awaited.models.list_async()
            assert card == await awaited.models.retrieve_async(model_id=TUNED)
            assert (await awaited.models.delete_async(model_id=TUNED)).deleted
