"""Drives Haystack's OpenAI generators, an agent of one, and its embedders."""

from __future__ import annotations

from typing import Any, cast

from haystack.components.agents import Agent
from haystack.components.embedders import OpenAIDocumentEmbedder, OpenAITextEmbedder
from haystack.components.generators.chat import (
    OpenAIChatGenerator,
    OpenAIResponsesChatGenerator,
)
from haystack.components.generators.utils import print_streaming_chunk
from haystack.dataclasses import ChatMessage, Document, ToolCall
from haystack.tools import create_tool_from_function
from haystack.utils import Secret
from session import (
    CHAT,
    EMBED,
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

ASKED = [ChatMessage.from_user(PROMPT)]
FOREIGN = "call_abcdefghijklmnopqrst"


def weather(city: str) -> str:
    """Say what the weather is in a city."""
    return get_weather(city)


TOOL = create_tool_from_function(weather, name="get_weather")


class Haystack:
    """Components on a client or an HTTP client."""

    def __init__(self, way: Way) -> None:
        self._way = way

    def _made(self, kind: Any, model: str = CHAT, **more: Any) -> Any:
        way = self._way
        options: dict[str, Any] = {
            "api_key": Secret.from_token(KEY),
            "api_base_url": way.url,
            "max_retries": 0,
        }
        if way.name == "guard":
            options["http_client_kwargs"] = {"transport": way.transport()}
        made = kind(model=model, **options, **more)
        if way.is_injected:
            made.client, made.async_client = way.client(), way.async_client()
        return made

    def _ask(self, messages: list[ChatMessage] = ASKED, **more: Any) -> ChatMessage:
        answer = self._made(OpenAIChatGenerator).run(messages, **more)
        return cast("ChatMessage", answer["replies"][0])

    @case("chat")
    def chat(self) -> object:
        return echoed(self._ask().text)

    @case("chat, async")
    async def chat_async(self) -> object:
        answer = await self._made(OpenAIChatGenerator).run_async(ASKED)
        return echoed(answer["replies"][0].text)

    @case("chat, streamed")
    def streamed(self) -> object:
        return echoed(self._ask(streaming_callback=print_streaming_chunk).text)

    @case("streamed usage")
    def usage(self) -> object:
        answer = self._ask(
            streaming_callback=print_streaming_chunk,
            generation_kwargs={"stream_options": {"include_usage": True}},
        )
        check(answer.meta["usage"]["completion_tokens"] > 0, answer.meta)
        return echoed(answer.text)

    @case("parameters")
    def parameters(self) -> object:
        extra = {"seed": 7, "max_completion_tokens": 64, "user": "a", "store": False}
        return echoed(self._ask(generation_kwargs=extra).text, "random_seed 7")

    @case("named messages")
    def named(self) -> object:
        return echoed(self._ask([ChatMessage.from_user(PROMPT, name="ada")]).text)

    @case("tools")
    def tools(self) -> object:
        agent = Agent(chat_generator=self._made(OpenAIChatGenerator), tools=[TOOL])
        return echoed(agent.run(ASKED)["last_message"].text, "rain in")

    @case("tools, streamed")
    def tools_streamed(self) -> object:
        agent = Agent(
            chat_generator=self._made(OpenAIChatGenerator),
            tools=[TOOL],
            streaming_callback=print_streaming_chunk,
        )
        return echoed(agent.run(ASKED)["last_message"].text, "rain in")

    @case("tools, strict")
    def tools_strict(self) -> object:
        (call,) = self._ask(tools=[TOOL], tools_strict=True).tool_calls
        return call.tool_name, call.arguments

    @case("tools, OpenAI's ids")
    def foreign_ids(self) -> object:
        call = ToolCall("get_weather", {"city": "Paris"}, id=FOREIGN)
        messages = [
            *ASKED,
            ChatMessage.from_assistant(tool_calls=[call]),
            ChatMessage.from_tool("rain", origin=call),
        ]
        return echoed(self._ask(messages).text, "rain")

    @case("structured, by a schema")
    def structured(self) -> object:
        text = self._ask(generation_kwargs={"response_format": Weather}).text
        return Weather.model_validate_json(str(text)).model_dump()

    @case("thinking")
    def thinking(self) -> object:
        text = self._ask(generation_kwargs={"reasoning_effort": "high"}).text
        check(THINKING not in str(text), text)
        return echoed(text)

    @case("thinking, streamed")
    def thinking_streamed(self) -> object:
        answer = self._ask(
            generation_kwargs={"reasoning_effort": "high"},
            streaming_callback=print_streaming_chunk,
        )
        return echoed(answer.text)

    @case("embeddings")
    def embeddings(self) -> object:
        one = self._made(OpenAITextEmbedder, EMBED).run("one")["embedding"]
        embedder = self._made(OpenAIDocumentEmbedder, EMBED)
        documents = embedder.run([Document(content="one"), Document(content="two")])
        found = [each.embedding for each in documents["documents"]]
        check([len(each) for each in found] == [1024, 1024], found)
        check(found[0] == one, found)
        return one[:4]

    @case("Responses")
    def responses(self) -> object:
        answer = self._made(OpenAIResponsesChatGenerator).run(ASKED)
        return echoed(answer["replies"][0].text)

    @case("Responses, structured")
    def responses_structured(self) -> object:
        answer = self._made(OpenAIResponsesChatGenerator).run(
            ASKED, generation_kwargs={"text_format": Weather}
        )
        text = answer["replies"][0].text
        return Weather.model_validate_json(str(text)).model_dump()


run(Haystack)
