"""Drives crewai's own model for OpenAI, which takes no client, and a crew of it."""

from __future__ import annotations

from typing import Any

from crewai import LLM, Agent, Crew, Task
from crewai.tools import tool
from session import CHAT, KEY, PROMPT, Way, Weather, case, echoed, get_weather, run

WEATHER = tool("get_weather")(get_weather)


class CrewAI:
    """A model at an address."""

    def __init__(self, way: Way) -> None:
        self._way = way

    def _model(self, **more: Any) -> Any:
        way = self._way
        model: Any = LLM(f"openai/{CHAT}", base_url=way.url, api_key=KEY, **more)
        if way.is_injected:
            # No way to be recommended; it shows that the clients are not the reason.
            model._client, model._async_client = way.client(), way.async_client()
        return model

    def _crew(self, tools: list[Any], task: dict[str, Any], **more: Any) -> Any:
        agent = Agent(
            role="Ada",
            goal="Answer.",
            backstory="Brief.",
            llm=self._model(**more),
            tools=tools,
            max_iter=3,
        )
        job = Task(description=PROMPT, expected_output="Words.", agent=agent, **task)
        return Crew(agents=[agent], tasks=[job], verbose=False).kickoff()

    @case("chat")
    def chat(self) -> object:
        return echoed(self._model().call(PROMPT))

    @case("chat, streamed")
    def streamed(self) -> object:
        return echoed(self._model(stream=True).call(PROMPT))

    @case("parameters")
    def parameters(self) -> object:
        model = self._model(seed=7, max_completion_tokens=64)
        return echoed(model.call(PROMPT), "random_seed 7")

    @case("structured")
    def structured(self) -> object:
        answer = self._model(response_format=Weather).call(PROMPT)
        return Weather.model_validate(answer).model_dump()

    @case("a crew")
    def crew(self) -> object:
        return echoed(self._crew([], {}).raw)

    @case("a crew, streamed")
    def crew_streamed(self) -> object:
        return echoed(self._crew([], {}, stream=True).raw)

    @case("a crew, structured")
    def crew_structured(self) -> object:
        return self._crew([], {"output_pydantic": Weather}).pydantic.model_dump()

    @case("a crew, with tools")
    def crew_tools(self) -> object:
        return echoed(self._crew([WEATHER], {}).raw, "rain in")

    @case("Responses")
    def responses(self) -> object:
        return echoed(self._model(api="responses").call(PROMPT))


run(CrewAI, ways=("plain", "ours", "adapt", "gateway"))
