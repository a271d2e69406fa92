"""Drives magentic, whose model takes no client."""

# Annotations are read while they are code: its functions are made in methods.
from typing import Any

from magentic import OpenaiChatModel, UserMessage, chatprompt, prompt, prompt_chain
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


class Magentic:
    """A model at an address."""

    def __init__(self, way: Way) -> None:
        self._url = way.url

    def _model(self, **more: Any) -> OpenaiChatModel:
        return OpenaiChatModel(CHAT, api_key=KEY, base_url=self._url, **more)

    def _ask(self, **more: Any) -> str:
        @prompt(PROMPT, model=self._model(**more))
        def ask() -> str: ...

        return ask()

    @case("chat")
    def chat(self) -> object:
        return echoed(self._ask())

    @case("chat, async")
    async def chat_async(self) -> object:
        @prompt(PROMPT, model=self._model())
        async def ask() -> str: ...

        return echoed(await ask())

    @case("parameters")
    def parameters(self) -> object:
        return echoed(self._ask(seed=7, max_tokens=64), "random_seed 7")

    @case("structured")
    def structured(self) -> object:
        @prompt(PROMPT, model=self._model())
        def ask() -> Weather: ...

        return ask().model_dump()

    @case("structured, a number")
    def number(self) -> object:
        @prompt(PROMPT, model=self._model())
        def ask() -> int: ...

        return ask()

    @case("tools")
    def tools(self) -> object:
        @prompt_chain(PROMPT, functions=[get_weather], model=self._model())
        def ask() -> str: ...

        return echoed(ask(), "rain in")

    @case("thinking")
    def thinking(self) -> object:
        text = self._ask(reasoning_effort="high")
        check(THINKING not in text, text)
        return echoed(text)

    @case("messages")
    def messages(self) -> object:
        @chatprompt(UserMessage("Hi"), UserMessage(PROMPT), model=self._model())
        def ask() -> str: ...

        return echoed(ask())


run(Magentic, ways=("plain", "gateway"))
