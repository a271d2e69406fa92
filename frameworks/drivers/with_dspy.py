"""Drives DSPy, whose model takes no client."""

from __future__ import annotations

from typing import Any

import dspy
from session import CHAT, KEY, PROMPT, THINKING, Way, case, check, echoed, run


class DSPy:
    """A model at an address."""

    def __init__(self, way: Way) -> None:
        self._url = way.url

    def _model(self, **more: Any) -> Any:
        return dspy.LM(
            f"openai/{CHAT}",
            api_base=self._url,
            api_key=KEY,
            cache=False,
            num_retries=0,
            **more,
        )

    @case("chat")
    def chat(self) -> object:
        return echoed(self._model()(PROMPT)[0])

    @case("developer prompt")
    def developer(self) -> object:
        prompts = [("developer", "Be brief."), ("user", PROMPT)]
        messages = [{"role": role, "content": text} for role, text in prompts]
        return echoed(self._model()(messages=messages)[0])

    @case("parameters")
    def parameters(self) -> object:
        model = self._model(seed=7, max_tokens=64, user="ada")
        return echoed(model(PROMPT)[0], "random_seed 7")

    @case("two answers")
    def two(self) -> object:
        found = self._model(n=2, temperature=0.5)(PROMPT)
        return [echoed(each) for each in found]

    @case("thinking")
    def thinking(self) -> object:
        model = self._model(
            reasoning_effort="high", allowed_openai_params=["reasoning_effort"]
        )
        answer = model(PROMPT)[0]
        text = answer["text"] if isinstance(answer, dict) else answer
        check(THINKING not in text, text)
        return echoed(text)

    @case("structured")
    def structured(self) -> object:
        with dspy.context(lm=self._model(), adapter=dspy.JSONAdapter()):
            answer = dspy.Predict("question -> echo: str")(question=PROMPT)
        return echoed(answer.echo)

    @case("Responses")
    def responses(self) -> object:
        answer = self._model(model_type="responses")(PROMPT)[0]
        text = answer["text"] if isinstance(answer, dict) else answer
        return echoed(text)


run(DSPy, ways=("plain", "gateway"))
