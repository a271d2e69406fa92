"""Drives pydantic-ai's OpenAI models: over chat, and over the Responses API."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel
from pydantic_ai import (
    Agent,
    BinaryContent,
    Embedder,
    ModelRetry,
    NativeOutput,
    PromptedOutput,
)
from pydantic_ai.embeddings.openai import OpenAIEmbeddingModel
from pydantic_ai.models.openai import OpenAIChatModel, OpenAIResponsesModel
from pydantic_ai.providers.openai import OpenAIProvider
from session import (
    CHAT,
    EMBED,
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

PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c4944415408"
    "d763f8cfc000000301010018dd8db00000000049454e44ae426082"
)


class Echo(BaseModel):
    """What the server answers if JSON is asked for, whatever the prompt says."""

    echo: str


class PydanticAI:
    """Agents on a client."""

    def __init__(self, way: Way) -> None:
        self._provider = OpenAIProvider(openai_client=way.async_client())

    def _agent(self, *, responses: bool = False, **more: Any) -> Agent[Any, Any]:
        kind = OpenAIResponsesModel if responses else OpenAIChatModel
        return Agent(kind(CHAT, provider=self._provider), **more)

    async def _text(self, prompt: Any = PROMPT, **more: Any) -> str:
        return str((await self._agent(**more).run(prompt)).output)

    async def _stream(self, prompt: str = PROMPT, **more: Any) -> object:
        async with self._agent(**more).run_stream(PROMPT) as answer:
            text = await answer.get_output()
            check(answer.usage.output_tokens > 0, answer.usage)
        return echoed(text, prompt)

    async def _structured(self, form: Any = Weather, **more: Any) -> object:
        output = (await self._agent(output_type=form, **more).run(PROMPT)).output
        check(isinstance(output, Weather), output)
        return output.model_dump()

    @case("chat")
    async def chat(self) -> object:
        return echoed(await self._text())

    @case("chat, streamed")
    async def streamed(self) -> object:
        return await self._stream()

    @case("parameters")
    async def parameters(self) -> object:
        settings = {"seed": 7, "max_tokens": 64, "openai_user": "ada"}
        settings |= {"openai_store": False, "parallel_tool_calls": False}
        return echoed(await self._text(model_settings=settings), "random_seed 7")

    @case("developer prompt")
    async def developer(self) -> object:
        model = OpenAIChatModel(
            CHAT,
            provider=self._provider,
            profile={"openai_system_prompt_role": "developer"},
        )
        return echoed((await Agent(model, instructions="Brief.").run(PROMPT)).output)

    @case("tools")
    async def tools(self) -> object:
        return echoed(await self._text(tools=[get_weather]), "rain in")

    @case("tools, streamed")
    async def tools_streamed(self) -> object:
        return await self._stream("rain in", tools=[get_weather])

    @case("structured, by a tool")
    async def by_tool(self) -> object:
        return await self._structured()

    @case("structured, by a schema")
    async def by_schema(self) -> object:
        return await self._structured(NativeOutput(Weather))

    @case("structured, prompted")
    async def prompted(self) -> object:
        agent = self._agent(output_type=PromptedOutput(Echo))
        return echoed((await agent.run(PROMPT)).output.echo)

    @case("structured, after tools")
    async def after_tools(self) -> object:
        return await self._structured(tools=[get_weather])

    @case("structured, streamed")
    async def structured_stream(self) -> object:
        async with self._agent(output_type=Weather).run_stream(PROMPT) as answer:
            return (await answer.get_output()).model_dump()

    @case("retry")
    async def retry(self) -> object:
        agent = self._agent()
        seen: list[str] = []

        @agent.output_validator
        def second(text: str) -> str:
            seen.append(text)
            if len(seen) == 1:
                raise ModelRetry("Say it again.")
            return text

        return (await agent.run(PROMPT)).output

    @case("history")
    async def history(self) -> object:
        first = await self._agent(tools=[get_weather]).run("The weather?")
        agent = self._agent(instructions="Be brief.")
        done = await agent.run(PROMPT, message_history=first.all_messages())
        return echoed(done.output)

    @case("image")
    async def image(self) -> object:
        picture = BinaryContent(PIXEL, media_type="image/png")
        return echoed(await self._text([PROMPT, picture]))

    @case("thinking")
    async def thinking(self) -> object:
        settings = {"openai_reasoning_effort": "high"}
        text = await self._text(model_settings=settings)
        check(THINKING not in text, text)
        return echoed(text)

    @case("thinking, streamed")
    async def thinking_streamed(self) -> object:
        return await self._stream(model_settings={"openai_reasoning_effort": "high"})

    @case("thinking, sent back")
    async def thinking_back(self) -> object:
        agent = self._agent(model_settings={"openai_reasoning_effort": "high"})
        first = await agent.run("Hi")
        done = await agent.run(PROMPT, message_history=first.all_messages())
        return echoed(done.output)

    @case("embeddings")
    async def embeddings(self) -> object:
        model = OpenAIEmbeddingModel(EMBED, provider=self._provider)
        found = await Embedder(model).embed_documents(["one", "two"])
        check([len(each) for each in found.embeddings] == [1024, 1024], found)
        return list(found.embeddings[0][:4])

    @case("Responses")
    async def responses(self) -> object:
        return echoed(await self._text(responses=True))

    @case("Responses, streamed")
    async def responses_streamed(self) -> object:
        return await self._stream(responses=True)

    @case("Responses, tools")
    async def responses_tools(self) -> object:
        text = await self._text(responses=True, tools=[get_weather])
        return echoed(text, "rain in")

    @case("Responses, structured")
    async def responses_structured(self) -> object:
        return await self._structured(responses=True)

    @case("Responses, by a schema")
    async def responses_by_schema(self) -> object:
        return await self._structured(NativeOutput(Weather), responses=True)


run(PydanticAI)
