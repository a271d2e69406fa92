"""Drives the OpenAI Agents SDK: over chat, and over the Responses API, its default."""

from __future__ import annotations

from typing import Any

from agents import (
    Agent,
    ModelSettings,
    OpenAIChatCompletionsModel,
    OpenAIResponsesModel,
    Runner,
    function_tool,
)
from openai.types.shared import Reasoning
from session import (
    CHAT,
    PROMPT,
    THINKING,
    Way,
    Weather,
    case,
    check,
    echoed,
    get_weather,
    run,
)

WEATHER = function_tool(get_weather)


class Agents:
    """Agents on a client."""

    def __init__(self, way: Way) -> None:
        self._client = way.async_client()

    def _agent(self, *, responses: bool = False, **more: Any) -> Agent[Any]:
        kind = OpenAIResponsesModel if responses else OpenAIChatCompletionsModel
        model = kind(model=CHAT, openai_client=self._client)
        return Agent(name="Ada", model=model, **more)

    async def _tools(self, **more: Any) -> object:
        agent = self._agent(instructions="Be brief.", tools=[WEATHER], **more)
        done = await Runner.run(agent, PROMPT)
        kinds = [each.type for each in done.new_items]
        wanted = ["tool_call_item", "tool_call_output_item", "message_output_item"]
        check(kinds == wanted, kinds)
        return echoed(done.final_output, "rain in")

    async def _stream(self, prompt: str = "rain in", **more: Any) -> object:
        done = Runner.run_streamed(self._agent(**more), PROMPT)
        deltas = [
            each.data.delta
            async for each in done.stream_events()
            if each.type == "raw_response_event"
            and each.data.type == "response.output_text.delta"
        ]
        check("".join(deltas) == done.final_output, deltas, done.final_output)
        usage = done.context_wrapper.usage
        check(usage.output_tokens > 0, usage)
        return echoed(done.final_output, prompt)

    async def _structured(self, **more: Any) -> object:
        done = await Runner.run(self._agent(output_type=Weather, **more), PROMPT)
        check(isinstance(done.final_output, Weather), done.final_output)
        return done.final_output.model_dump()

    async def _handoff(self, **more: Any) -> object:
        second = self._agent(**more)
        first = self._agent(handoffs=[second], **more).clone(name="Bea")
        done = await Runner.run(first, "Transfer this to Ada, please.")
        check(done.last_agent.name == "Ada", done)
        return done.final_output

    @case("chat")
    async def chat(self) -> object:
        return echoed((await Runner.run(self._agent(), PROMPT)).final_output)

    @case("chat, streamed")
    async def streamed(self) -> object:
        return await self._stream(PROMPT)

    @case("streamed usage")
    async def usage(self) -> object:
        settings = ModelSettings(include_usage=True)
        return await self._stream(PROMPT, model_settings=settings)

    @case("parameters")
    async def parameters(self) -> object:
        settings = ModelSettings(
            max_tokens=64,
            store=False,
            metadata={"a": "b"},
            parallel_tool_calls=True,
            extra_args={"seed": 7, "user": "ada"},
        )
        done = await Runner.run(self._agent(model_settings=settings), PROMPT)
        return echoed(done.final_output, "random_seed 7")

    @case("developer prompt")
    async def developer(self) -> object:
        prompts: Any = [
            {"role": "developer", "content": "Be brief."},
            {"role": "user", "content": PROMPT},
        ]
        return echoed((await Runner.run(self._agent(), prompts)).final_output)

    @case("tools")
    async def tools(self) -> object:
        return await self._tools()

    @case("tools, streamed")
    async def tools_streamed(self) -> object:
        return await self._stream(tools=[WEATHER])

    @case("structured")
    async def structured(self) -> object:
        return await self._structured()

    @case("structured, after tools")
    async def structured_tools(self) -> object:
        return await self._structured(tools=[WEATHER])

    @case("handoff")
    async def handoff(self) -> object:
        return await self._handoff()

    @case("history")
    async def history(self) -> object:
        agent = self._agent(tools=[WEATHER])
        first = await Runner.run(agent, "Hi, the weather?")
        more: Any = [*first.to_input_list(), {"role": "user", "content": PROMPT}]
        return (await Runner.run(agent, more)).final_output

    @case("thinking")
    async def thinking(self) -> object:
        settings = ModelSettings(reasoning=Reasoning(effort="high"))
        agent = self._agent(model_settings=settings)
        text = (await Runner.run(agent, PROMPT)).final_output
        check(THINKING not in text, text)
        return echoed(text)

    @case("thinking, streamed")
    async def thinking_streamed(self) -> object:
        settings = ModelSettings(reasoning=Reasoning(effort="high"))
        return await self._stream(PROMPT, model_settings=settings)

    @case("Responses")
    async def responses(self) -> object:
        done = await Runner.run(self._agent(responses=True), PROMPT)
        return echoed(done.final_output)

    @case("Responses, streamed")
    async def responses_streamed(self) -> object:
        return await self._stream(PROMPT, responses=True)

    @case("Responses, tools")
    async def responses_tools(self) -> object:
        return await self._tools(responses=True)

    @case("Responses, tools streamed")
    async def responses_tools_streamed(self) -> object:
        return await self._stream(tools=[WEATHER], responses=True)

    @case("Responses, structured")
    async def responses_structured(self) -> object:
        return await self._structured(responses=True)

    @case("Responses, handoff")
    async def responses_handoff(self) -> object:
        return await self._handoff(responses=True)

    @case("Responses, thinking")
    async def responses_thinking(self) -> object:
        settings = ModelSettings(reasoning=Reasoning(effort="high"))
        return await self._stream(PROMPT, responses=True, model_settings=settings)


run(Agents)
