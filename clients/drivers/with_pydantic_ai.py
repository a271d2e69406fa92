"""Drives pydantic-ai's own Mistral model: agents with and without tools."""

from __future__ import annotations

import asyncio

from pydantic import BaseModel
from pydantic_ai import Agent
from pydantic_ai.models.mistral import MistralModel
from pydantic_ai.providers.mistral import MistralProvider
from reporting import CHAT, ORIGIN, attempt_all

PROMPT = "What is the weather in Paris?"
MODEL = MistralModel(CHAT, provider=MistralProvider(api_key="any", base_url=ORIGIN))


class Weather(BaseModel):
    """The weather of a city."""

    city: str
    rain: bool


def get_weather(city: str) -> str:
    """Say what the weather is in a city."""
    return f"rain in {city}"


async def stream() -> None:
    """Read a streamed answer to its end."""
    async with Agent(MODEL).run_stream("Bonjour") as answer:
        assert await answer.get_output()


def tools() -> None:
    """Let an agent call a tool and come to its end."""
    answer = Agent(MODEL, tools=[get_weather]).run_sync(PROMPT)
    assert answer.usage.tool_calls == 1


def structured() -> None:
    """Let an agent answer by a tool, after another one."""
    agent = Agent(MODEL, tools=[get_weather], output_type=Weather)
    assert isinstance(agent.run_sync(PROMPT).output, Weather)


def streamed() -> None:
    """Run the stream in a loop of its own."""
    asyncio.run(stream())


attempt_all(
    {
        "chat.completions.create": lambda: Agent(MODEL).run_sync("Bonjour"),
        "chat.completions.create, streamed": streamed,
        "chat.completions.create, with tools": tools,
        "chat.completions.create, structured agent": structured,
    }
)
