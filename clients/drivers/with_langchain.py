"""Drives langchain-mistralai: a model, an agent, structured answers, embeddings."""

from __future__ import annotations

import os

from langchain.agents import create_agent
from langchain_core.messages import AIMessage
from langchain_mistralai import ChatMistralAI, MistralAIEmbeddings
from pydantic import BaseModel
from reporting import CHAT, URL, attempt_all

os.environ["HF_HUB_OFFLINE"] = "1"
PROMPT = "What is the weather in Paris?"
MODEL = ChatMistralAI(model_name=CHAT, api_key="any", endpoint=URL)


class Weather(BaseModel):
    """The weather of a city."""

    city: str
    rain: bool


def get_weather(city: str) -> str:
    """Say what the weather is in a city."""
    return f"rain in {city}"


def agent() -> None:
    """Let an agent call a tool and come to its end."""
    made = create_agent(MODEL, [get_weather])
    messages = made.invoke({"messages": [("user", PROMPT)]})["messages"]
    kinds = [each.type for each in messages]
    assert kinds == ["human", "ai", "tool", "ai"], kinds


def structured_agent() -> None:
    """Let an agent answer by a tool, which it is made to call."""
    made = create_agent(MODEL, [get_weather], response_format=Weather)
    answer = made.invoke({"messages": [("user", PROMPT)]}, {"recursion_limit": 12})
    assert isinstance(answer["structured_response"], Weather)


def embeddings() -> None:
    """Embed two texts."""
    model = MistralAIEmbeddings(model="mistral-embed", api_key="any", endpoint=URL)
    assert len(model.embed_documents(["one", "two"])) == 2


def thinking() -> None:
    """Read an answer with thoughts."""
    model = MODEL.bind(reasoning_effort="high")
    answer = model.invoke(PROMPT)
    assert isinstance(answer, AIMessage)


attempt_all(
    {
        "chat.completions.create": lambda: MODEL.invoke("Bonjour"),
        "chat.completions.create, streamed": lambda: list(MODEL.stream("Bonjour")),
        "chat.completions.create, with tools": agent,
        "chat.completions.create, structured": lambda: MODEL.with_structured_output(
            Weather
        ).invoke(PROMPT),
        "chat.completions.create, structured by a schema": lambda: (
            MODEL.with_structured_output(Weather, method="json_schema").invoke(PROMPT)
        ),
        "chat.completions.create, structured agent": structured_agent,
        "chat.completions.create, thinking": thinking,
        "embeddings.create": embeddings,
    }
)
