"""Drives browser-use's model for OpenAI, without a browser."""

from __future__ import annotations

from typing import Any

from browser_use.agent.views import AgentOutput
from browser_use.llm.messages import SystemMessage, UserMessage
from browser_use.llm.openai.chat import ChatOpenAI
from browser_use.tools.service import Tools
from session import CHAT, KEY, PROMPT, Way, Weather, case, check, echoed, run

ASKED: Any = [UserMessage(content=PROMPT)]


class BrowserUse:
    """A model on an HTTP client."""

    def __init__(self, way: Way) -> None:
        self._way = way

    def _model(self, **more: Any) -> ChatOpenAI:
        way = self._way
        model = ChatOpenAI(
            CHAT,
            api_key=KEY,
            base_url=way.url,
            http_client=way.async_http(),
            max_retries=0,
            **more,
        )
        if way.is_injected:
            client = way.async_client()
            model.get_client = lambda: client
        return model

    async def _structured(self, **more: Any) -> object:
        answer = (await self._model(**more).ainvoke(ASKED, Weather)).completion
        check(isinstance(answer, Weather), answer)
        return answer.model_dump()

    @case("chat")
    async def chat(self) -> object:
        answer = await self._model().ainvoke(ASKED)
        check(answer.usage and answer.usage.completion_tokens > 0, answer)
        return echoed(answer.completion)

    @case("parameters")
    async def parameters(self) -> object:
        answer = await self._model(seed=7, top_p=0.9).ainvoke(ASKED)
        return echoed(answer.completion, "random_seed 7")

    @case("named messages")
    async def named(self) -> object:
        messages: Any = [
            SystemMessage(content="Be brief.", name="rules"),
            UserMessage(content=PROMPT, name="ada"),
        ]
        return echoed((await self._model().ainvoke(messages)).completion)

    @case("structured, by a schema")
    async def structured(self) -> object:
        return await self._structured()

    @case("structured, without a limit")
    async def unlimited(self) -> object:
        return await self._structured(
            max_completion_tokens=None, frequency_penalty=None
        )

    @case("an agent's schema")
    async def agent_schema(self) -> object:
        actions = Tools().registry.create_action_model()
        form = AgentOutput.type_with_custom_actions(actions)
        answer = await self._model(max_completion_tokens=None).ainvoke(ASKED, form)
        return sorted(answer.completion.model_dump(exclude_none=True))


run(BrowserUse)
