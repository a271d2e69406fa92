"""Drives langchain-openai, and agents of LangChain, which are langgraph's."""

from __future__ import annotations

import os
from typing import Any

from langchain.agents import create_agent
from langchain_core.messages import AIMessage, HumanMessage, ToolMessage
from langchain_openai import ChatOpenAI, OpenAIEmbeddings
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

from mistyped.frameworks import langchain, langchain_embeddings

FOREIGN = "call_abcdefghijklmnopqrst"
ASKED = {"messages": [("user", PROMPT)]}


class LangChain:
    """A model of langchain-openai."""

    def __init__(self, way: Way) -> None:
        self._options: dict[str, Any] = {"max_retries": 0}
        self._embeddings: Any = {**self._options, "check_embedding_ctx_length": False}
        if not way.is_injected:
            self._options |= {
                "api_key": KEY,
                "base_url": way.url,
                "http_client": way.http(),
                "http_async_client": way.async_http(),
            }
            self._embeddings |= self._options
            return
        os.environ.pop("OPENAI_API_KEY", None)  # it is not to look for one
        clients: Any = (way.client(), way.async_client())
        self._options |= langchain(*clients)
        self._embeddings = langchain_embeddings(*clients)

    def _model(self, **more: Any) -> ChatOpenAI:
        return ChatOpenAI(model=CHAT, **self._options, **more)

    def _embedding(self) -> OpenAIEmbeddings:
        return OpenAIEmbeddings(model=EMBED, **self._embeddings)

    def _stream(self, **more: Any) -> object:
        chunks = list(self._model(**more).stream(PROMPT))
        whole = sum(chunks[1:], start=chunks[0])
        usage = whole.usage_metadata
        check(usage and usage["output_tokens"] > 0, whole)
        return echoed(whole.text), usage["total_tokens"]

    def _agent(self, **more: Any) -> object:
        made = create_agent(self._model(**more), [get_weather])
        messages = made.invoke(ASKED)["messages"]
        kinds = [each.type for each in messages]
        check(kinds == ["human", "ai", "tool", "ai"], kinds)
        check(messages[2].tool_call_id == messages[1].tool_calls[0]["id"], messages)
        return messages[1].tool_calls[0]["args"], echoed(messages[-1].text, "rain in")

    def _structured(self, method: str) -> object:
        made = self._model().with_structured_output(Weather, method=method)
        answer = made.invoke(PROMPT)
        check(isinstance(answer, Weather), answer)
        return answer.model_dump()

    @case("chat")
    def chat(self) -> object:
        return echoed(self._model().invoke(PROMPT).content)

    @case("chat, async")
    async def chat_async(self) -> object:
        return echoed((await self._model().ainvoke(PROMPT)).content)

    @case("chat, streamed")
    def streamed(self) -> object:
        return self._stream()

    @case("chat, streamed async")
    async def streamed_async(self) -> object:
        parts = [each.text async for each in self._model().astream(PROMPT)]
        return echoed("".join(parts))

    @case("streamed usage")
    def usage(self) -> object:
        return self._stream(stream_usage=True)

    @case("parameters")
    def parameters(self) -> object:
        model = self._model(seed=7, max_tokens=64, temperature=0.2)
        answer = model.invoke(PROMPT, user="ada", store=False)
        check("random_seed 7" in answer.text, answer)
        return answer.text

    @case("developer prompt")
    def developer(self) -> object:
        prompts = [("developer", "Be brief."), ("human", PROMPT)]
        return echoed(self._model().invoke(prompts).content)

    @case("named messages")
    def named(self) -> object:
        return echoed(self._model().invoke([HumanMessage(PROMPT, name="ada")]).content)

    @case("tools")
    def tools(self) -> object:
        return self._agent()

    @case("tools, streamed")
    def tools_streamed(self) -> object:
        made = create_agent(self._model(streaming=True), [get_weather])
        *_, last = made.stream(ASKED, stream_mode="values")
        return echoed(last["messages"][-1].text, "rain in")

    @case("tools, OpenAI's ids")
    def foreign_ids(self) -> object:
        call = {"name": "get_weather", "args": {"city": "Paris"}, "id": FOREIGN}
        messages = [
            HumanMessage(PROMPT),
            AIMessage("", tool_calls=[call]),
            ToolMessage("rain", tool_call_id=FOREIGN),
        ]
        model = self._model().bind_tools([get_weather])
        return echoed(model.invoke(messages).content, "rain")

    @case("structured, by a tool")
    def by_tool(self) -> object:
        return self._structured("function_calling")

    @case("structured, by a schema")
    def by_schema(self) -> object:
        return self._structured("json_schema")

    @case("structured, as JSON")
    def as_json(self) -> object:
        made = self._model().with_structured_output(None, method="json_mode")
        return echoed(made.invoke(PROMPT)["echo"])

    @case("structured, streamed")
    def structured_stream(self) -> object:
        model = self._model(streaming=True)
        *_, answer = model.with_structured_output(Weather).stream(PROMPT)
        check(isinstance(answer, Weather), answer)
        return answer.model_dump()

    @case("structured, after tools")
    def structured_agent(self) -> object:
        made = create_agent(self._model(), [get_weather], response_format=Weather)
        answer = made.invoke(ASKED, {"recursion_limit": 12})["structured_response"]
        check(isinstance(answer, Weather), answer)
        return answer.model_dump()

    @case("embeddings")
    def embeddings(self) -> object:
        vectors = self._embedding().embed_documents(["one", "two"])
        check([len(each) for each in vectors] == [1024, 1024], vectors)
        return vectors[0][:4]

    @case("embeddings, async")
    async def embeddings_async(self) -> object:
        return (await self._embedding().aembed_query("one"))[:4]

    @case("thinking")
    def thinking(self) -> object:
        answer = self._model(reasoning_effort="high").invoke(PROMPT)
        check(THINKING not in answer.text, answer)
        return echoed(answer.text)

    @case("thinking, streamed")
    def thinking_streamed(self) -> object:
        return self._stream(reasoning_effort="high")

    @case("thinking, sent back")
    def thinking_back(self) -> object:
        model = self._model(reasoning_effort="high")
        history = [HumanMessage("Hi"), model.invoke("Hi"), HumanMessage(PROMPT)]
        return echoed(model.invoke(history).text)

    @case("Responses")
    def responses(self) -> object:
        answer = self._model(use_responses_api=True).invoke(PROMPT)
        check(answer.usage_metadata["output_tokens"] > 0, answer)
        return echoed(answer.text)

    @case("Responses, streamed")
    def responses_streamed(self) -> object:
        return self._stream(use_responses_api=True)

    @case("Responses, tools")
    def responses_tools(self) -> object:
        return self._agent(use_responses_api=True)


run(LangChain)
