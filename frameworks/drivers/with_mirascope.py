"""Drives mirascope's providers for OpenAI: over chat, and the Responses API."""

from __future__ import annotations

from typing import Any

from mirascope import llm
from mirascope.llm.providers import OpenAIProvider
from mirascope.llm.providers.openai import (
    OpenAICompletionsProvider,
    OpenAIResponsesProvider,
)
from session import (
    CHAT,
    KEY,
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

WEATHER = llm.tool(get_weather)


class Mirascope:
    """Providers whose clients are set."""

    def __init__(self, way: Way) -> None:
        self._way = way

    def _model(self, kind: Any = OpenAICompletionsProvider, **more: Any) -> llm.Model:
        provider = kind(api_key=KEY, base_url=self._way.url)
        provider.client = self._way.client()
        provider.async_client = self._way.async_client()
        llm.register_provider(provider, scope="openai/")
        return llm.Model(f"openai/{CHAT}", **more)

    def _tools(self, model: llm.Model) -> object:
        answer = model.call(PROMPT, tools=[WEATHER])
        check(answer.tool_calls, answer)
        return echoed(answer.resume(answer.execute_tools()).text(), "rain in")

    @case("chat")
    def chat(self) -> object:
        return echoed(self._model().call(PROMPT).text())

    @case("chat, async")
    async def chat_async(self) -> object:
        return echoed((await self._model().call_async(PROMPT)).text())

    @case("chat, streamed")
    def streamed(self) -> object:
        stream = self._model().stream(PROMPT)
        text = "".join(stream.text_stream())
        return echoed(text)

    @case("parameters")
    def parameters(self) -> object:
        model = self._model(seed=7, max_tokens=64, temperature=0.2)
        return echoed(model.call(PROMPT).text(), "random_seed 7")

    @case("tools")
    def tools(self) -> object:
        return self._tools(self._model())

    @case("structured")
    def structured(self) -> object:
        return self._model().call(PROMPT, format=Weather).parse().model_dump()

    @case("structured, by a tool")
    def by_tool(self) -> object:
        form = llm.format(Weather, mode="tool")
        return self._model().call(PROMPT, format=form).parse().model_dump()

    @case("structured, beside tools")
    def beside_tools(self) -> object:
        form = llm.format(Weather, mode="tool")
        answer = self._model().call(PROMPT, format=form, tools=[WEATHER])
        while answer.tool_calls:
            answer = answer.resume(answer.execute_tools())
        return answer.parse().model_dump()

    @case("thinking")
    def thinking(self) -> object:
        model = self._model(thinking={"level": "high"})
        text = model.call(PROMPT).text()
        check(THINKING not in text, text)
        return echoed(text)

    @case("Responses")
    def responses(self) -> object:
        return echoed(self._model(OpenAIResponsesProvider).call(PROMPT).text())

    @case("Responses, streamed")
    def responses_streamed(self) -> object:
        stream = self._model(OpenAIResponsesProvider).stream(PROMPT)
        return echoed("".join(stream.text_stream()))

    @case("Responses, tools")
    def responses_tools(self) -> object:
        return self._tools(self._model(OpenAIResponsesProvider))

    @case("the default provider", "plain", "gateway")
    def default(self) -> object:
        provider = OpenAIProvider(api_key=KEY, base_url=self._way.url)
        llm.register_provider(provider, scope="openai/")
        return echoed(llm.Model(f"openai/{CHAT}").call(PROMPT).text())


run(Mirascope)
