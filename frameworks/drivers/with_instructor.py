"""Drives instructor, which patches a client, in its modes for OpenAI."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import instructor
from session import CHAT, PROMPT, Way, Weather, case, check, run

ASKED: Any = [{"role": "user", "content": PROMPT}]


class Instructor:
    """Patched clients."""

    def __init__(self, way: Way) -> None:
        self._way = way

    def _client(self, mode: instructor.Mode = instructor.Mode.TOOLS) -> Any:
        return instructor.from_openai(self._way.client(), mode=mode)

    def _create(
        self, mode: instructor.Mode = instructor.Mode.TOOLS, **more: Any
    ) -> object:
        request = {"messages": ASKED, "response_model": Weather, **more}
        answer = self._client(mode).create(model=CHAT, max_retries=0, **request)
        check(isinstance(answer, Weather), answer)
        return answer.model_dump()

    @case("structured, by a tool")
    def by_tool(self) -> object:
        return self._create()

    @case("structured, by strict tools")
    def by_strict_tool(self) -> object:
        return self._create(instructor.Mode.TOOLS_STRICT)

    @case("structured, by a schema")
    def by_schema(self) -> object:
        return self._create(instructor.Mode.JSON_SCHEMA)

    @case("structured, async")
    async def asynchronous(self) -> object:
        client: Any = instructor.from_openai(self._way.async_client())
        answer = await client.create(model=CHAT, messages=ASKED, response_model=Weather)
        return answer.model_dump()

    @case("parameters")
    def parameters(self) -> object:
        return self._create(seed=7, max_completion_tokens=64, user="ada", store=False)

    @case("developer prompt")
    def developer(self) -> object:
        return self._create(
            messages=[{"role": "developer", "content": "Be brief."}, *ASKED]
        )

    @case("structured, in part")
    def partial(self) -> object:
        parts = self._client().create_partial(
            model=CHAT, messages=ASKED, response_model=Weather
        )
        *_, last = parts
        return last.model_dump()

    @case("structured, iterable")
    def iterable(self) -> object:
        found = self._client().create_iterable(
            model=CHAT, messages=ASKED, response_model=Weather
        )
        return [each.model_dump() for each in found]

    @case("tools, parallel")
    def parallel(self) -> object:
        found = self._client(instructor.Mode.PARALLEL_TOOLS).create(
            model=CHAT,
            messages=ASKED,
            response_model=Iterable[Weather],
            tool_choice="auto",
        )
        return [each.model_dump() for each in found]

    @case("Responses, structured")
    def responses(self) -> object:
        client = self._client(instructor.Mode.RESPONSES_TOOLS)
        answer = client.responses.create(
            model=CHAT, input=PROMPT, response_model=Weather
        )
        return answer.model_dump()


run(Instructor)
