"""Drives Semantic Kernel's services for OpenAI, and an agent of one."""

from __future__ import annotations

from typing import Any

from semantic_kernel import Kernel
from semantic_kernel.agents import ChatCompletionAgent, OpenAIResponsesAgent
from semantic_kernel.connectors.ai import FunctionChoiceBehavior
from semantic_kernel.connectors.ai.open_ai import (
    OpenAIChatCompletion,
    OpenAIChatPromptExecutionSettings,
    OpenAITextEmbedding,
)
from semantic_kernel.contents import ChatHistory
from semantic_kernel.functions import kernel_function
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


class Plugin:
    """A plugin of one function."""

    @kernel_function(name="get_weather", description="Say what the weather is.")
    def weather(self, city: str) -> str:
        return get_weather(city)


class SemanticKernel:
    """Services on a client."""

    def __init__(self, way: Way) -> None:
        self._client = way.async_client()

    def _service(self, **more: Any) -> OpenAIChatCompletion:
        return OpenAIChatCompletion(
            ai_model_id=CHAT, async_client=self._client, service_id="s", **more
        )

    async def _ask(self, history: ChatHistory | None = None, **more: Any) -> str:
        history = history or ChatHistory()
        history.add_user_message(PROMPT)
        settings = OpenAIChatPromptExecutionSettings(**more)
        answer = await self._service().get_chat_message_content(history, settings)
        return str(answer)

    async def _stream(self, **more: Any) -> str:
        history = ChatHistory()
        history.add_user_message(PROMPT)
        settings = OpenAIChatPromptExecutionSettings(**more)
        stream = self._service().get_streaming_chat_message_content(history, settings)
        return "".join([str(each) async for each in stream if each is not None])

    @case("chat")
    async def chat(self) -> object:
        return echoed(await self._ask())

    @case("chat, streamed")
    async def streamed(self) -> object:
        return echoed(await self._stream())

    @case("parameters")
    async def parameters(self) -> object:
        text = await self._ask(
            seed=7, max_completion_tokens=64, user="ada", store=False
        )
        return echoed(text, "random_seed 7")

    @case("developer prompt")
    async def developer(self) -> object:
        history = ChatHistory()
        history.add_developer_message("Be brief.")
        return echoed(await self._ask(history))

    @case("tools")
    async def tools(self) -> object:
        kernel = Kernel(services=[self._service()])
        agent = ChatCompletionAgent(kernel=kernel, name="Ada", plugins=[Plugin()])
        answer = await agent.get_response(messages=PROMPT)
        return echoed(str(answer), "rain in")

    @case("tools, streamed")
    async def tools_streamed(self) -> object:
        kernel = Kernel(services=[self._service()])
        kernel.add_plugin(Plugin(), "weather")
        history = ChatHistory()
        history.add_user_message(PROMPT)
        settings = OpenAIChatPromptExecutionSettings(
            function_choice_behavior=FunctionChoiceBehavior.Auto()
        )
        stream = self._service().get_streaming_chat_message_content(
            history, settings, kernel=kernel
        )
        text = "".join([each.content async for each in stream if each is not None])
        return echoed(text, "rain in")

    @case("structured, by a schema")
    async def structured(self) -> object:
        text = await self._ask(response_format=Weather)
        return Weather.model_validate_json(text).model_dump()

    @case("thinking")
    async def thinking(self) -> object:
        text = await self._ask(reasoning_effort="high")
        check(THINKING not in text, text)
        return echoed(text)

    @case("thinking, streamed")
    async def thinking_streamed(self) -> object:
        return echoed(await self._stream(reasoning_effort="high"))

    @case("embeddings")
    async def embeddings(self) -> object:
        service = OpenAITextEmbedding(ai_model_id=EMBED, async_client=self._client)
        vectors = await service.generate_embeddings(["one", "two"])
        check([len(each) for each in vectors] == [1024, 1024], vectors)
        return [float(each) for each in vectors[0][:4]]

    @case("Responses")
    async def responses(self) -> object:
        agent = OpenAIResponsesAgent(
            ai_model_id=CHAT, client=self._client, store_enabled=False
        )
        return echoed(str(await agent.get_response(messages=PROMPT)))


run(SemanticKernel)
