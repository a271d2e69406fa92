"""Conversations over real HTTP, with our clients and with Mistral's own."""

from __future__ import annotations

from typing import Any

import openai
import pytest
from mistralai.client import Mistral as Official

from mistyped import AsyncMistral, Mistral
from mistyped.server import RunningServer
from tests.unit.support import MODEL

pytestmark = pytest.mark.anyio

WEATHER = {
    "type": "object",
    "properties": {"city": {"type": "string"}},
    "required": ["city"],
}
TOOLS: Any = [
    {"type": "web_search"},
    {"type": "function", "function": {"name": "get_weather", "parameters": WEATHER}},
]
ASKED: Any = {"model": MODEL, "tools": TOOLS, "inputs": "web_search, then get_weather"}


@pytest.fixture
def server(mistral_server: RunningServer) -> RunningServer:
    """A server of its own for each test, which knows no conversations yet."""
    return mistral_server


def kinds(entries: Any) -> list[str]:
    """Return the types of entries or events, each run of deltas as one."""
    found: list[str] = []
    for each in entries:
        if each.type != "message.output.delta" or found[-1:] != [each.type]:
            found.append(each.type)
    return found


def result_of(output: Any) -> Any:
    """Return what a function is said to have returned."""
    call_id = output.tool_call_id
    return {"type": "function.result", "tool_call_id": call_id, "result": "sunny"}


def test_a_conversation_remembers(client: Mistral) -> None:
    """Its entries are kept in their order, its messages among them."""
    talks = client.conversations
    first = talks.start(model=MODEL, inputs="Bonjour", instructions="Be brief.")
    (output,) = first.outputs
    assert "Bonjour" in getattr(output, "text", "")
    assert "echo" in getattr(output, "text", "").lower()
    second = talks.append(first.conversation_id, inputs="Encore")
    assert second.conversation_id == first.conversation_id
    assert second.usage.prompt_tokens > first.usage.prompt_tokens  # type: ignore[operator]
    history = talks.get_history(first.conversation_id).entries
    assert kinds(history) == ["message.input", "message.output"] * 2
    messages = talks.get_messages(first.conversation_id).messages
    said = [getattr(each, "text", "") for each in messages]
    assert (said[0], said[2]) == ("Bonjour", "Encore")
    talk = talks.retrieve(first.conversation_id)
    assert getattr(talk, "instructions", "") == "Be brief."
    talks.delete(first.conversation_id)
    with pytest.raises(openai.NotFoundError):
        talks.append(first.conversation_id, inputs="x")


def test_what_is_not_stored_is_forgotten(client: Mistral) -> None:
    """With store=False there is an answer and nothing else."""
    answer = client.conversations.start(model=MODEL, inputs="Bonjour", store=False)
    assert answer.outputs
    with pytest.raises(openai.NotFoundError):
        client.conversations.retrieve(answer.conversation_id)
    assert list(client.conversations.list()) == []


def test_a_conversation_restarts_from_an_entry(client: Mistral) -> None:
    """The new one has what was said up to there; the old one stays as it is."""
    talks = client.conversations
    old = talks.start(model=MODEL, inputs="Bonjour").conversation_id
    talks.append(old, inputs="Encore")
    entries: Any = talks.get_history(old).entries
    new = talks.restart(old, from_entry_id=entries[1].id, inputs="Au revoir")
    assert new.conversation_id != old
    again: Any = talks.get_history(new.conversation_id).entries
    said = [each.text for each in again if each.type == "message.input"]
    assert said == ["Bonjour", "Au revoir"]
    assert len(talks.get_history(old).entries) == 4
    with pytest.raises(openai.NotFoundError):
        talks.restart(old, from_entry_id="msg_0", inputs="x")


def test_tools(client: Mistral) -> None:
    """Mistral's own leave an entry, a function is called and its result echoed."""
    answer = client.conversations.start(**ASKED)
    assert kinds(answer.outputs) == ["tool.execution", "function.call"]
    assert answer.usage.connectors == {"web_search": 1}
    call: Any = answer.outputs[1]
    assert (call.name, call.arguments) == ("get_weather", '{"city": "city"}')
    rest = client.conversations.append(answer.conversation_id, inputs=[result_of(call)])
    assert kinds(rest.outputs) == ["message.output"]
    assert "sunny" in getattr(rest.outputs[0], "text", "")


def test_a_call_needs_its_result(client: Mistral) -> None:
    """To go on without it is refused; a word on it is kept, on another refused."""
    answer = client.conversations.start(**ASKED)
    call: Any = answer.outputs[1]
    with pytest.raises(openai.BadRequestError, match="results are still missing"):
        client.conversations.append(answer.conversation_id, inputs="Well?")
    with pytest.raises(openai.BadRequestError, match="no tool call"):
        client.conversations.append(
            answer.conversation_id,
            tool_confirmations=[{"tool_call_id": "other", "confirmation": "deny"}],
        )
    client.conversations.append(
        answer.conversation_id,
        inputs=[result_of(call)],
        tool_confirmations=[
            {"tool_call_id": call.tool_call_id, "confirmation": "allow"}
        ],
    )
    history: Any = client.conversations.get_history(answer.conversation_id).entries
    words = [getattr(each, "confirmation_status", None) for each in history]
    assert "allowed" in words


async def test_streams_add_up_to_the_answer(
    client: Mistral, async_client: AsyncMistral
) -> None:
    """Started, the entries in their order, done; both clients alike."""
    whole = client.conversations.start(**ASKED)
    with client.conversations.start(**ASKED, stream=True) as stream:
        events = list(stream)
    also = await async_client.conversations.start(**ASKED, stream=True)
    assert kinds([each async for each in also]) == kinds(events)
    assert kinds(events) == [
        "conversation.response.started",
        "tool.execution.started",
        "tool.execution.delta",
        "tool.execution.done",
        "function.call.delta",
        "conversation.response.done",
    ]
    done: Any = events[-1]
    assert done.usage == whole.usage
    started: Any = events[0]
    inputs = [result_of(events[-2])]
    with client.conversations.append(
        started.conversation_id,
        inputs=inputs,
        stream=True,
        completion_args={"reasoning_effort": "high"},
    ) as stream:
        events = list(stream)
    assert kinds(events) == [
        "conversation.response.started",
        "message.output.delta",
        "conversation.response.done",
    ]
    kept: Any = client.conversations.get_history(started.conversation_id).entries[-1]
    assert "".join(getattr(each, "text", "") for each in events) == kept.text
    assert "".join(getattr(each, "thinking", "") for each in events) == kept.thinking
    assert kept.thinking


async def test_everything_asynchronously(async_client: AsyncMistral) -> None:
    """Each operation once."""
    talks = async_client.conversations
    answer = await talks.start(model=MODEL, inputs=[{"role": "user", "content": "Hi"}])
    conversation_id = answer.conversation_id
    await talks.append(conversation_id, inputs="Encore")
    history: Any = (await talks.get_history(conversation_id)).entries
    assert len(history) == 4
    assert len((await talks.get_messages(conversation_id)).messages) == 4
    stream = await talks.restart(
        conversation_id, from_entry_id=history[1].id, inputs="Ho", stream=True
    )
    assert kinds([each async for each in stream])[-1] == "conversation.response.done"
    assert len([each async for each in talks.list(page_size=1)]) == 2
    assert (await talks.retrieve(conversation_id)).to_dict()["model"] == MODEL
    await talks.delete(conversation_id)
    assert len([each async for each in talks.list()]) == 1


def test_agents_hand_over(client: Mistral) -> None:
    """To one that they may, when the user names it; or leave that to the caller."""
    clerk = client.agents.create(model=MODEL, name="Clerk")
    chief = client.agents.create(model=MODEL, name="Chief", handoffs=[clerk.id])
    asked: Any = {"agent_id": chief.id, "inputs": "Ask the clerk."}
    answer = client.conversations.start(**asked)
    assert kinds(answer.outputs) == ["agent.handoff", "message.output"]
    assert getattr(answer.outputs[1], "agent_id", "") == clerk.id
    with client.conversations.start(**asked, stream=True) as stream:
        assert kinds(stream)[1:3] == ["agent.handoff.started", "agent.handoff.done"]
    alone = client.conversations.start(**asked, handoff_execution="client")
    assert kinds(alone.outputs) == ["agent.handoff"]
    talk = client.conversations.retrieve(answer.conversation_id)
    assert getattr(talk, "agent_id", "") == chief.id


def test_an_agent_s_version_stays(client: Mistral) -> None:
    """A conversation with a version is answered by that version."""
    agent = client.agents.create(
        model=MODEL, name="Clerk", completion_args={"random_seed": 1}
    )
    client.agents.update(agent.id, completion_args={"random_seed": 2})
    asked: Any = {"agent_id": agent.id, "inputs": "Bonjour"}
    old = client.conversations.start(**asked, agent_version=0).outputs[0]
    new = client.conversations.start(**asked).outputs[0]
    assert "random_seed 1" in getattr(old, "text", "")
    assert "random_seed 2" in getattr(new, "text", "")


def test_what_the_server_refuses(client: Mistral) -> None:
    """In the envelope that this part of the API was seen to use."""
    unchecked = client.with_options(check="off").conversations
    started = client.conversations.start(model=MODEL, inputs="x").conversation_id
    other: Any = {"tools": []}
    with pytest.raises(openai.UnprocessableEntityError, match="tools") as caught:
        unchecked.append(started, inputs="x", **other)
    said: Any = caught.value.body
    entry = {
        "type": "extra_forbidden",
        "loc": ["body", "tools"],
        "msg": "Extra inputs are not permitted",
        "input": [],
    }
    assert (said["code"], said["detail"], said["message"]) == (3001, [entry], [entry])
    with pytest.raises(openai.BadRequestError):
        client.conversations.start(inputs="x")
    with pytest.raises(openai.BadRequestError, match="model"):
        unchecked.start(model="gpt-4o", inputs="x")
    with pytest.raises(openai.NotFoundError):
        client.conversations.start(agent_id="ag_0", inputs="x")
    with pytest.raises(openai.NotFoundError):
        client.conversations.get_messages("conv_0")


def test_the_official_client_agrees(official: Official) -> None:
    """Every operation, with Mistral's own models of answers and events."""
    talks = official.beta.conversations
    answer = talks.start(**ASKED)
    assert kinds(answer.outputs) == ["tool.execution", "function.call"]
    inputs: Any = [result_of(answer.outputs[1])]
    rest = talks.append(conversation_id=answer.conversation_id, inputs=inputs)
    assert kinds(rest.outputs) == ["message.output"]
    history: Any = talks.get_history(conversation_id=answer.conversation_id).entries
    assert len(history) == 5
    assert talks.get_messages(conversation_id=answer.conversation_id).messages
    restarted = talks.restart(
        conversation_id=answer.conversation_id, from_entry_id=history[0].id
    )
    with talks.restart_stream(
        conversation_id=answer.conversation_id, from_entry_id=history[0].id
    ) as stream:
        events = list(stream)
    assert all(each.event == each.data.type for each in events)
    assert kinds(each.data for each in events)[1] == "tool.execution.started"
    with talks.start_stream(model=MODEL, inputs="Bonjour") as stream:
        data: Any = [each.data for each in stream]
    said = "".join(each.content for each in data if hasattr(each, "content"))
    assert "Bonjour" in said
    with talks.append_stream(
        conversation_id=data[0].conversation_id, inputs="Encore"
    ) as stream:
        assert len(list(stream)) > 3
    assert len(talks.list(page_size=10)) == 4
    talk: Any = talks.get(conversation_id=restarted.conversation_id)
    assert (talk.model, len(talk.tools)) == (MODEL, 2)
    talks.delete(conversation_id=answer.conversation_id)


async def test_the_official_client_agrees_asynchronously(
    async_official: Official,
) -> None:
    """The same."""
    talks = async_official.beta.conversations
    answer = await talks.start_async(model=MODEL, inputs="Bonjour")
    conversation_id = answer.conversation_id
    await talks.append_async(conversation_id=conversation_id, inputs="Encore")
    found: Any = await talks.get_history_async(conversation_id=conversation_id)
    assert len(found.entries) == 4
    assert await talks.get_messages_async(conversation_id=conversation_id)
    last = found.entries[1].id
    restart: Any = {"conversation_id": conversation_id, "from_entry_id": last}
    await talks.restart_async(**restart, inputs="x")
    for stream in (
        await talks.start_stream_async(model=MODEL, inputs="x"),
        await talks.append_stream_async(conversation_id=conversation_id, inputs="x"),
        await talks.restart_stream_async(**restart, inputs="x"),
    ):
        data = [each.data async for each in stream]
        assert kinds(data)[-1] == "conversation.response.done"
    assert len(await talks.list_async()) == 4
    assert await talks.get_async(conversation_id=conversation_id)
    await talks.delete_async(conversation_id=conversation_id)
