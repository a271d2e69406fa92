"""Runs over real HTTP: ten turns, tools that fail, a process that dies at any time."""

from __future__ import annotations

import json
from asyncio import CancelledError
from collections import Counter
from collections.abc import Callable
from typing import Any

import anyio
import pytest

from mistyped import AsyncMistral, Mistral, ToolSet, tool
from mistyped.runs import Run
from tests.unit.support import MODEL

pytestmark = pytest.mark.anyio

ASKED: Any = [
    {"role": "user", "content": "steady, failing, cancelled and late, please"}
]
TURNS = 10
TOOLS = 4


class KilledError(BaseException):
    """The process is gone."""


def sync_tools() -> ToolSet:
    """Tools that go well, fail, are cancelled, and never end in time."""
    never = anyio.Event

    @tool
    def steady(word: str) -> dict[str, str]:
        """Give the word back."""
        return {"word": word}

    @tool
    def failing(word: str) -> str:
        """Fail."""
        raise LookupError(word)

    @tool
    def cancelled(word: str) -> str:
        """Be cancelled."""
        raise CancelledError(word)

    @tool(timeout=0.001)
    async def late(word: str) -> str:
        """Wait for what never comes."""
        await never().wait()
        return word

    return ToolSet([steady, failing, cancelled, late], parallel=True)


def async_tools() -> ToolSet:
    """The same, all of them asynchronous."""

    @tool
    async def steady(word: str) -> dict[str, str]:
        """Give the word back."""
        return {"word": word}

    @tool
    async def failing(word: str) -> str:
        """Fail."""
        raise LookupError(word)

    @tool
    async def cancelled(word: str) -> str:
        """Be cancelled."""
        raise CancelledError(word)

    @tool(timeout=0.001)
    async def late(word: str) -> str:
        """Wait for what never comes."""
        await anyio.Event().wait()
        return word

    return ToolSet([steady, failing, cancelled, late], parallel=True)


class Process:
    """What keeps the states of a run, and dies after some of them."""

    def __init__(self, lives: int) -> None:
        self.lives = lives
        self.saved: list[str] = []

    def __call__(self, state: str) -> None:
        """Keep a state; the last one that a process sees."""
        self.saved.append(state)
        if len(self.saved) == self.lives:
            raise KilledError


def check_run(run: Run[None]) -> None:
    """Each id is answered once, in the order of the calls, by what came of it."""
    assert (run.stopped, run.turns, run.pending) == ("max_turns", TURNS, [])
    asked = [c for m in run.messages for c in json_calls(m)]
    answered = [m for m in run.messages if m["role"] == "tool"]
    assert [c["id"] for c in asked] == [m["tool_call_id"] for m in answered]
    assert len({c["id"] for c in asked}) == len(asked) == TURNS * TOOLS
    for call, message in zip(asked, answered, strict=True):
        said = str(message["content"])
        ways = {
            "steady": '{"word":',
            "failing": "Error: LookupError: ",
            "cancelled": "Error: CancelledError",
            "late": "Error: the tool gave no result within",
        }
        known = ways[call["function"]["name"]]
        assert said.startswith((known, "Error: the call was interrupted")), said


def json_calls(message: Any) -> list[Any]:
    """Return the calls of a message."""
    return message.get("tool_calls") or []


def sent(server: Any) -> int:
    """Return how many requests have come."""
    return len(server.requests)


def sync_run(client: Mistral, process: Callable[[str], None], **how: Any) -> Run[None]:
    """Run with the synchronous client."""
    return client.chat.run(
        tools=sync_tools(),
        max_turns=TURNS,
        model=MODEL,
        tool_choice="any",
        checkpoint=process,
        **how,
    )


async def async_run(
    client: AsyncMistral, process: Callable[[str], None], **how: Any
) -> Run[None]:
    """Run with the asynchronous client."""
    return await client.chat.run(
        tools=async_tools(),
        max_turns=TURNS,
        model=MODEL,
        tool_choice="any",
        checkpoint=process,
        **how,
    )


STEPS = TURNS * (TOOLS + 2) + 1
KILLED = [*range(1, 2 * (TOOLS + 2) + 1), *range(14, STEPS + 1, TOOLS + 1)]


def test_ten_turns(client: Mistral) -> None:
    """With parallel, failing, cancelled and late tools."""
    process = Process(0)
    check_run(sync_run(client, process, messages=ASKED))
    assert len(process.saved) == STEPS


@pytest.mark.parametrize("lives", KILLED)
def test_killed_and_resumed(client: Mistral, lives: int) -> None:
    """After any of its states: what was done is not done again."""
    process = Process(lives)
    with pytest.raises(KilledError):
        sync_run(client, process, messages=ASKED)
    check_run(sync_run(client, Process(0), state=process.saved[-1]))


async def test_ten_turns_asynchronously(async_client: AsyncMistral) -> None:
    """The same with tools that are awaited."""
    process = Process(0)
    check_run(await async_run(async_client, process, messages=ASKED))
    assert len(process.saved) == STEPS


@pytest.mark.parametrize("lives", KILLED)
async def test_killed_and_resumed_asynchronously(
    async_client: AsyncMistral, lives: int
) -> None:
    """After any of its states."""
    process = Process(lives)
    with pytest.raises(KilledError):
        await async_run(async_client, process, messages=ASKED)
    check_run(await async_run(async_client, Process(0), state=process.saved[-1]))


async def test_a_cancelled_run_goes_on(async_client: AsyncMistral) -> None:
    """Who cancels a run has its state, and each id is answered once all the same."""
    states: list[str] = []
    ran = anyio.Event()

    @tool
    async def slow(word: str) -> str:
        """Wait."""
        ran.set()
        await anyio.Event().wait()
        return word

    async def run() -> None:
        await async_client.chat.run(
            [{"role": "user", "content": "slow"}],
            tools=[slow],
            model=MODEL,
            checkpoint=states.append,
        )

    async with anyio.create_task_group() as group:
        group.start_soon(run)
        await ran.wait()
        group.cancel_scope.cancel()
    run_ = await async_client.chat.run(state=states[-1], tools=[slow])
    (result,) = [m for m in run_.messages if m["role"] == "tool"]
    assert "interrupted" in str(result["content"])
    assert run_.stopped == "answer"


def test_a_streamed_run_tells_what_happens(client: Mistral) -> None:
    """Pieces of answers, calls and their results, and the run at its end."""

    @tool
    def weather(city: str) -> str:
        """Look at the sky."""
        return f"Sunny in {city}"

    asked: Any = [{"role": "user", "content": "weather"}]
    with client.chat.run_stream(asked, tools=[weather], model=MODEL) as events:
        told = Counter(each.type for each in events)
        run = events.result()
    assert told["turn.done"] == run.turns == 2
    assert told["call.started"] == told["call.done"] == 1
    assert told["content.done"] == 1
    assert "Sunny in" in run.text
    assert json.loads(run.state)["stopped"] == "answer"
