"""Agents over real HTTP, with our clients and with Mistral's own."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import openai
import pytest
from mistralai.client import Mistral as Official

from mistyped import AsyncMistral, Mistral
from mistyped.server import RunningServer, running
from tests.unit.support import MODEL, USER

pytestmark = pytest.mark.anyio

WEATHER = {"type": "object", "properties": {"city": {"type": "string"}}}
TOOL: Any = {
    "type": "function",
    "function": {"name": "get_weather", "parameters": WEATHER},
}


@pytest.fixture
def server() -> Iterator[RunningServer]:
    """A server of its own for each test, which knows no agents yet."""
    with running() as up:
        yield up


def test_a_life_of_an_agent(client: Mistral) -> None:
    """It is made, changed, set back, named, listed and deleted."""
    agents = client.agents
    agent = agents.create(model=MODEL, name="Clerk", instructions="Be brief.")
    assert (agent.version, agent.versions) == (0, [0])
    changed = agents.update(agent.id, instructions="Be long.", version_message="why")
    assert (changed.version, changed.versions, changed.name) == (1, [0, 1], "Clerk")
    assert changed.version_message == "why"
    assert agents.retrieve(agent.id).instructions == "Be long."
    assert agents.retrieve(agent.id, agent_version=0).instructions == "Be brief."
    assert agents.retrieve_version(agent.id, 0).instructions == "Be brief."
    assert [each.version for each in agents.list_versions(agent.id)] == [0, 1]
    assert agents.update_version(agent.id, version=0).version == 0
    assert agents.retrieve(agent.id).instructions == "Be brief."
    alias = agents.create_version_alias(agent.id, alias="live", version=1)
    moved = agents.create_version_alias(agent.id, alias="live", version=0)
    assert (alias.version, moved.version) == (1, 0)
    assert alias.created_at == moved.created_at < moved.updated_at
    assert [each.alias for each in agents.list_version_aliases(agent.id)] == ["live"]
    assert agents.retrieve(agent.id, agent_version="live").version == 0
    agents.delete_version_alias(agent.id, alias="live")
    assert agents.list_version_aliases(agent.id) == []
    agents.delete(agent.id)
    assert list(agents.list()) == []
    with pytest.raises(openai.NotFoundError):
        agents.retrieve(agent.id)


async def test_a_life_of_an_agent_asynchronously(async_client: AsyncMistral) -> None:
    """The same."""
    agents = async_client.agents
    agent = await agents.create(model=MODEL, name="Clerk")
    await agents.update(agent.id, name="Chief")
    assert [each.version async for each in agents.list_versions(agent.id)] == [0, 1]
    assert (await agents.update_version(agent.id, version=0)).name == "Clerk"
    assert (await agents.retrieve_version(agent.id, 1)).name == "Chief"
    await agents.create_version_alias(agent.id, alias="live", version=1)
    assert (await agents.retrieve(agent.id, agent_version="live")).name == "Chief"
    assert len(await agents.list_version_aliases(agent.id)) == 1
    await agents.delete_version_alias(agent.id, alias="live")
    await agents.delete(agent.id)
    assert [each async for each in agents.list_pages()] == []


async def test_lists_have_all_agents(
    client: Mistral, async_client: AsyncMistral
) -> None:
    """More than one page of them, by number and by token, and filtered."""
    names = [f"Clerk {number}" for number in range(45)]
    for number, name in enumerate(names):
        client.agents.create(model=MODEL, name=name, metadata={"odd": number % 2})
    assert [each.name for each in client.agents.list()] == names
    assert [each.name for each in client.agents.list_pages(page_size=7)] == names
    assert [each.name async for each in async_client.agents.list()] == names
    odd = client.agents.list(metadata={"odd": 1}, page_size=5)
    assert [each.name for each in odd] == names[1::2]
    assert [each.name for each in client.agents.list(name="Clerk 7")] == ["Clerk 7"]
    assert len(list(client.agents.list(search="Clerk 4"))) == 6
    assert list(client.agents.list(sources=["playground"])) == []
    assert list(client.agents.list(deployment_chat=True)) == []


async def test_completions(client: Mistral, async_client: AsyncMistral) -> None:
    """The agent's model, tools and arguments count, whole and streamed."""
    agent = client.agents.create(
        model=MODEL, name="Clerk", tools=[TOOL], completion_args={"random_seed": 3}
    )
    asked: Any = {"agent_id": agent.id, "messages": [USER]}
    answer = client.agents.complete(**asked)
    assert answer.model == MODEL
    assert "Bonjour" in answer.choices[0].message.text
    assert "random_seed 3" in answer.choices[0].message.text
    assert answer.choices == (await async_client.agents.complete(**asked)).choices
    with client.agents.complete(**asked, stream=True) as chunks:
        said = "".join(each.choices[0].delta.text for each in chunks)
    stream = await async_client.agents.complete(**asked, stream=True)
    also = "".join([each.choices[0].delta.text async for each in stream])
    assert said == also == answer.choices[0].message.text
    called = client.agents.complete(**asked, tool_choice="any")
    (call,) = called.choices[0].message.tool_calls or ()
    assert call.function.name == "get_weather"


def test_what_the_server_refuses(client: Mistral) -> None:
    """Unknown agents and versions, and what the schema has not."""
    unchecked = client.with_options(check="off")
    agent = client.agents.create(model=MODEL, name="Clerk")
    other: Any = {"temperature": 1}
    with pytest.raises(openai.NotFoundError):
        client.agents.complete(agent_id="ag_0", messages=[USER])
    with pytest.raises(openai.NotFoundError):
        client.agents.retrieve_version(agent.id, 7)
    with pytest.raises(openai.NotFoundError):
        client.agents.list_pages(page_token="nowhere")
    with pytest.raises(openai.NotFoundError):
        client.agents.delete_version_alias(agent.id, alias="live")
    with pytest.raises(openai.UnprocessableEntityError) as caught:
        unchecked.agents.create(model=MODEL, name="Clerk", **other)
    said: Any = caught.value.body
    assert (said["code"], said["detail"][0]["loc"]) == (3001, ["body", "temperature"])
    with pytest.raises(openai.UnprocessableEntityError):
        unchecked.agents.list(page_size=2000)
    with pytest.raises(openai.UnprocessableEntityError):
        unchecked.agents.complete(agent_id=agent.id, messages=[USER], **other)


def test_a_change_is_checked_as_a_new_agent_is(client: Mistral) -> None:
    """What PATCH does not take is refused, and the agent stays as it is."""
    made = client.agents.create(model=MODEL, name="echo")
    unchecked = client.with_options(check="off")
    with pytest.raises(openai.UnprocessableEntityError, match="Extra inputs"):
        unchecked.agents.update(made.id, extra_body={"nonsense": 1})
    with pytest.raises(openai.UnprocessableEntityError, match="valid string"):
        unchecked.agents.update(made.id, extra_body={"name": 5})
    assert client.agents.retrieve(made.id).version == 0


def test_the_official_client_agrees(official: Official) -> None:
    """Every operation, with Mistral's own models of the answers."""
    agents = official.beta.agents
    agent = agents.create(model=MODEL, name="Clerk", tools=[{"type": "web_search"}])
    assert agent.tools
    assert agents.update(agent_id=agent.id, name="Chief").version == 1
    assert agents.update_version(agent_id=agent.id, version=0).name == "Clerk"
    assert agents.get(agent_id=agent.id, agent_version=1).name == "Chief"
    assert agents.get_version(agent_id=agent.id, version="1").name == "Chief"
    assert len(agents.list_versions(agent_id=agent.id)) == 2
    with pytest.warns(DeprecationWarning, match="list_pages"):
        assert agents.list(metadata={"a": 1}) == []
    with pytest.warns(DeprecationWarning, match="list_pages"):
        assert len(agents.list()) == 1
    page = agents.list_pages(page_size=1)
    assert page is not None
    assert (len(page.result.data), page.next()) == (1, None)
    agents.create_version_alias(agent_id=agent.id, alias="live", version=1)
    (alias,) = agents.list_version_aliases(agent_id=agent.id)
    assert alias.version == 1
    agents.delete_version_alias(agent_id=agent.id, alias="live")
    asked: Any = {"agent_id": agent.id, "messages": [USER]}
    answer = official.agents.complete(**asked)
    with official.agents.stream(**asked) as chunks:
        said = "".join(str(each.data.choices[0].delta.content) for each in chunks)
    assert answer.choices[0].message.content == said  # type: ignore[union-attr]
    agents.delete(agent_id=agent.id)


async def test_the_official_client_agrees_asynchronously(
    async_official: Official,
) -> None:
    """The same."""
    official, agents = async_official, async_official.beta.agents
    agent = await agents.create_async(model=MODEL, name="Clerk")
    await agents.update_async(agent_id=agent.id, name="Chief")
    await agents.update_version_async(agent_id=agent.id, version=0)
    await agents.get_async(agent_id=agent.id)
    await agents.get_version_async(agent_id=agent.id, version="1")
    assert len(await agents.list_versions_async(agent_id=agent.id)) == 2
    with pytest.warns(DeprecationWarning, match="list_pages"):
        assert len(await agents.list_async()) == 1
    assert await agents.list_pages_async()
    await agents.create_version_alias_async(agent_id=agent.id, alias="x", version=1)
    assert await agents.list_version_aliases_async(agent_id=agent.id)
    await agents.delete_version_alias_async(agent_id=agent.id, alias="x")
    asked: Any = {"agent_id": agent.id, "messages": [USER]}
    answer = await official.agents.complete_async(**asked)
    chunks = [each async for each in await official.agents.stream_async(**asked)]
    said = "".join(str(each.data.choices[0].delta.content) for each in chunks)
    assert answer.choices[0].message.content == said  # type: ignore[union-attr]
    await agents.delete_async(agent_id=agent.id)
