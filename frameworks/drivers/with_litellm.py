"""Drives litellm's `openai/` route."""

from __future__ import annotations

from typing import Any

import litellm
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
    run,
)

ASKED: Any = [{"role": "user", "content": PROMPT}]
FUNCTION = {"name": "get_weather", "parameters": Weather.model_json_schema()}
TOOLS: Any = [{"type": "function", "function": FUNCTION}]
SCHEMA = {"name": "weather", "schema": Weather.model_json_schema()}


class LiteLLM:
    """The route, with a client for each call."""

    def __init__(self, way: Way) -> None:
        self._way = way
        self._to: Any = {"api_base": way.url, "api_key": KEY, "max_retries": 0}

    def _given(self, client: Any) -> Any:
        return (
            self._to if self._way.name in ("plain", "gateway") else {"client": client}
        )

    def _create(self, messages: Any = ASKED, **more: Any) -> Any:
        given = self._given(self._way.client())
        return litellm.completion(
            model=f"openai/{CHAT}", messages=messages, **given, **more
        )

    def _stream(self, **more: Any) -> tuple[str, Any]:
        chunks = list(self._create(stream=True, **more))
        text = "".join(
            each.choices[0].delta.content or "" for each in chunks if each.choices
        )
        return text, chunks

    @case("chat")
    def chat(self) -> object:
        return echoed(self._create().choices[0].message.content)

    @case("chat, async")
    async def chat_async(self) -> object:
        given = self._given(self._way.async_client())
        answer: Any = await litellm.acompletion(
            model=f"openai/{CHAT}", messages=ASKED, **given
        )
        return echoed(answer.choices[0].message.content)

    @case("chat, streamed")
    def streamed(self) -> object:
        return echoed(self._stream()[0])

    @case("streamed usage")
    def usage(self) -> object:
        text, chunks = self._stream(stream_options={"include_usage": True})
        check(chunks[-1].usage.completion_tokens > 0, chunks[-1])
        return echoed(text)

    @case("parameters")
    def parameters(self) -> object:
        answer = self._create(
            seed=7, max_completion_tokens=64, user="ada", store=False, n=1
        )
        return echoed(answer.choices[0].message.content, "random_seed 7")

    @case("developer prompt")
    def developer(self) -> object:
        messages = [{"role": "developer", "content": "Be brief."}, *ASKED]
        return echoed(self._create(messages).choices[0].message.content)

    @case("tools")
    def tools(self) -> object:
        message = self._create(tools=TOOLS).choices[0].message
        (call,) = message.tool_calls
        result = {"role": "tool", "tool_call_id": call.id, "content": "rain"}
        answer = self._create([*ASKED, message.model_dump(), result], tools=TOOLS)
        return echoed(answer.choices[0].message.content, "rain")

    @case("tools, streamed")
    def tools_streamed(self) -> object:
        _, chunks = self._stream(tools=TOOLS)
        (call,) = litellm.stream_chunk_builder(chunks).choices[0].message.tool_calls
        return call.function.name, call.function.arguments

    @case("structured, by a schema")
    def structured(self) -> object:
        form = {"type": "json_schema", "json_schema": SCHEMA}
        answer = self._create(response_format=form)
        text = answer.choices[0].message.content
        return Weather.model_validate_json(text).model_dump()

    @case("structured, by a model")
    def by_model(self) -> object:
        answer = self._create(response_format=Weather)
        text = answer.choices[0].message.content
        return Weather.model_validate_json(text).model_dump()

    @case("thinking")
    def thinking(self) -> object:
        answer = self._create(
            reasoning_effort="high", allowed_openai_params=["reasoning_effort"]
        )
        text = answer.choices[0].message.content
        check(THINKING not in str(text), text)
        return echoed(text)

    @case("thinking, streamed")
    def thinking_streamed(self) -> object:
        text, _ = self._stream(
            reasoning_effort="high", allowed_openai_params=["reasoning_effort"]
        )
        return echoed(text)

    @case("embeddings")
    def embeddings(self) -> object:
        answer = litellm.embedding(
            model=f"openai/{EMBED}",
            input=["one", "two"],
            **self._given(self._way.client()),
        )
        vectors = [each["embedding"] for each in answer.data]
        check([len(each) for each in vectors] == [1024, 1024], vectors)
        return vectors[0][:4]

    # It has clients of its own for these.
    @case("Responses", "plain", "gateway")
    def responses(self) -> object:
        answer: Any = litellm.responses(
            model=f"openai/{CHAT}", input=PROMPT, api_base=self._way.url, api_key=KEY
        )
        return echoed(answer.output[0].content[0].text)


run(LiteLLM)
