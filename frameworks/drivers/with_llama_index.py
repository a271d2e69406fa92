"""Drives llama-index's OpenAILike, an agent of it, and its embeddings."""

from __future__ import annotations

import asyncio
from typing import Any

from llama_index.core.agent.workflow import FunctionAgent
from llama_index.core.llms import ChatMessage
from llama_index.core.tools import FunctionTool
from llama_index.embeddings.openai_like import OpenAILikeEmbedding
from llama_index.llms.openai_like import OpenAILike
from session import (
    CHAT,
    EMBED,
    HTTP,
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

ASKED = [ChatMessage(PROMPT)]
FOREIGN = "call_abcdefghijklmnopqrst"


class LlamaIndex:
    """A model on a client or an HTTP client."""

    def __init__(self, way: Way) -> None:
        self._way = way
        self._options: dict[str, Any] = {
            "api_key": KEY,
            "api_base": way.url,
            "max_retries": 0,
        }

    def _model(self, **more: Any) -> OpenAILike:
        options = {"is_chat_model": True, "is_function_calling_model": True, **more}
        if self._way.is_injected:
            options["openai_client"] = self._way.client()
            options["async_openai_client"] = self._way.async_client()
        else:
            options["http_client"] = self._way.http()
            options["async_http_client"] = self._way.async_http()
        return OpenAILike(model=CHAT, **self._options, **options)

    @case("chat")
    def chat(self) -> object:
        return echoed(self._model().chat(ASKED).message.content)

    @case("chat, async")
    async def chat_async(self) -> object:
        return echoed((await self._model().achat(ASKED)).message.content)

    @case("chat, streamed")
    def streamed(self) -> object:
        return echoed("".join(e.delta or "" for e in self._model().stream_chat(ASKED)))

    @case("streamed usage")
    def usage(self) -> object:
        model = self._model(
            additional_kwargs={"stream_options": {"include_usage": True}}
        )
        *_, last = model.stream_chat(ASKED)
        return echoed(last.message.content)

    @case("parameters")
    def parameters(self) -> object:
        extra = {"seed": 7, "user": "ada", "store": False}
        model = self._model(max_tokens=64, additional_kwargs=extra)
        return echoed(model.chat(ASKED).message.content, "random_seed 7")

    @case("developer prompt")
    def developer(self) -> object:
        messages = [ChatMessage("Be brief.", role="developer"), *ASKED]
        return echoed(self._model().chat(messages).message.content)

    @case("tools")
    def tools(self) -> object:
        tool = FunctionTool.from_defaults(get_weather)
        answer = self._model().chat_with_tools([tool], user_msg=PROMPT)
        (call,) = self._model().get_tool_calls_from_response(answer)
        return call.tool_name, call.tool_kwargs

    @case("tools, an agent")
    async def agent(self) -> object:
        agent = FunctionAgent(tools=[get_weather], llm=self._model(), streaming=False)
        return echoed(str(await agent.run(PROMPT)), "rain in")

    @case("tools, streamed")
    async def agent_streamed(self) -> object:
        agent = FunctionAgent(tools=[get_weather], llm=self._model())
        return echoed(str(await agent.run(PROMPT)), "rain in")

    @case("tools, OpenAI's ids")
    def foreign_ids(self) -> object:
        function = {"name": "get_weather", "arguments": '{"city": "Paris"}'}
        call = {"id": FOREIGN, "type": "function", "function": function}
        messages = [
            *ASKED,
            ChatMessage("", role="assistant", additional_kwargs={"tool_calls": [call]}),
            ChatMessage(
                "rain", role="tool", additional_kwargs={"tool_call_id": FOREIGN}
            ),
        ]
        return echoed(self._model().chat(messages).message.content, "rain")

    @case("structured")
    def structured(self) -> object:
        answer = self._model().as_structured_llm(Weather).chat(ASKED).raw
        check(isinstance(answer, Weather), answer)
        return answer.model_dump()

    @case("structured, by a schema")
    def by_schema(self) -> object:
        model = self._model(should_use_structured_outputs=True)
        answer = model.as_structured_llm(Weather).chat(ASKED).raw
        check(isinstance(answer, Weather), answer)
        return answer.model_dump()

    @case("structured, streamed")
    def structured_stream(self) -> object:
        *_, last = self._model().as_structured_llm(Weather).stream_chat(ASKED)
        return last.raw.model_dump()

    @case("thinking")
    def thinking(self) -> object:
        model = self._model(additional_kwargs={"reasoning_effort": "high"})
        text = model.chat(ASKED).message.content
        check(THINKING not in str(text), text)
        return echoed(text)

    @case("thinking, streamed")
    def thinking_streamed(self) -> object:
        model = self._model(additional_kwargs={"reasoning_effort": "high"})
        return echoed("".join(e.delta or "" for e in model.stream_chat(ASKED)))

    # It makes its own client for embeddings, so ours cannot be given to it.
    @case("embeddings", "plain", "guard", "gateway")
    def embeddings(self) -> object:
        model = OpenAILikeEmbedding(
            model_name=EMBED,
            http_client=self._way.http(HTTP),
            async_http_client=self._way.async_http(HTTP),
            **self._options,
        )
        vectors = model.get_text_embedding_batch(["one", "two"])
        check([len(each) for each in vectors] == [1024, 1024], vectors)
        check(asyncio.run(model.aget_text_embedding("one")) == vectors[0])
        return vectors[0][:4]


run(LlamaIndex)
