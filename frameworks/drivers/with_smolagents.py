"""Drives smolagents' model for OpenAI, and agents of it."""

from __future__ import annotations

from typing import Any

from session import (
    CHAT,
    KEY,
    PROMPT,
    THINKING,
    Way,
    case,
    check,
    echoed,
    get_weather,
    run,
)
from smolagents import OpenAIModel, ToolCallingAgent, tool

ASKED: Any = [{"role": "user", "content": PROMPT}]
WEATHER = tool(get_weather)


class Smolagents:
    """A model on a client or an HTTP client."""

    def __init__(self, way: Way) -> None:
        self._way = way

    def _model(self, **more: Any) -> OpenAIModel:
        way = self._way
        if way.is_injected:
            more["client"] = way.client()
        options = {"max_retries": 0, "http_client": way.http()}
        return OpenAIModel(
            CHAT, api_base=way.url, api_key=KEY, client_kwargs=options, **more
        )

    def _agent(self, **more: Any) -> object:
        agent = ToolCallingAgent(
            [WEATHER], self._model(), max_steps=2, verbosity_level=0, **more
        )
        agent.run(PROMPT)
        (first, *_) = [each for each in agent.memory.steps if hasattr(each, "error")]
        (call,) = first.tool_calls
        check(first.error is None, first.error)
        return call.name

    @case("chat")
    def chat(self) -> object:
        return echoed(self._model().generate(ASKED).content)

    @case("chat, streamed")
    def streamed(self) -> object:
        parts = list(self._model().generate_stream(ASKED))
        check(any(each.token_usage for each in parts), parts)
        return echoed("".join(each.content or "" for each in parts))

    @case("parameters")
    def parameters(self) -> object:
        model = self._model(seed=7, max_completion_tokens=64, user="ada", store=False)
        return echoed(model.generate(ASKED).content, "random_seed 7")

    @case("developer prompt")
    def developer(self) -> object:
        messages = [{"role": "system", "content": "Be brief."}, *ASKED]
        model = self._model(custom_role_conversions={"system": "developer"})
        return echoed(model.generate(messages).content)

    @case("tools")
    def tools(self) -> object:
        answer = self._model().generate(ASKED, tools_to_call_from=[WEATHER])
        (call,) = answer.tool_calls
        return call.function.name, call.function.arguments

    @case("tools, an agent")
    def agent(self) -> object:
        return self._agent()

    @case("tools, an agent streamed")
    def agent_streamed(self) -> object:
        return self._agent(stream_outputs=True)

    @case("thinking")
    def thinking(self) -> object:
        text = self._model(reasoning_effort="high").generate(ASKED).content
        check(THINKING not in str(text), text)
        return echoed(text)

    @case("thinking, streamed")
    def thinking_streamed(self) -> object:
        model = self._model(reasoning_effort="high")
        return echoed("".join(e.content or "" for e in model.generate_stream(ASKED)))


run(Smolagents)
