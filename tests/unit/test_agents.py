"""Agents: what is refused, what is sent, what comes back."""

from __future__ import annotations

from typing import Any

import openai
import pytest

from mistyped import InvalidRequestError, InvalidRequestWarning, check
from tests.unit.support import CHUNKS, HTTPX, USER, Wire, completion, response

pytestmark = pytest.mark.anyio

COMPLETIONS = "/v1/agents/completions"
AGENT: dict[str, Any] = {
    "object": "agent",
    "id": "ag_1",
    "model": "mistral-small-latest",
    "name": "Clerk",
    "tools": [{"type": "web_search"}, {"type": "telepathy", "range": 3}],
    "completion_args": {"temperature": 0.3, "brand_new": True},
    "version": 1,
    "versions": [0, 1],
    "created_at": "2026-01-01T00:00:00Z",
    "updated_at": "2026-01-01T00:00:01Z",
    "deployment_chat": False,
    "source": "api",
}


def found(body: object, path: str, method: str = "POST") -> list[tuple[str, str, str]]:
    """Check a request; return path, rule and severity of every problem."""
    problems = check(path, body, method=method).problems
    return [(each.path, each.rule, each.severity) for each in problems]


class TestCheck:
    """What Mistral would refuse."""

    def test_what_the_spec_has_passes(self) -> None:
        """Every kind of parameter of every request, at once."""
        tools = [{"type": "web_search"}, {"type": "connector", "connector_id": "c"}]
        arguments: Any = {
            "temperature": 1,
            "top_p": 0,
            "stop": None,
            "max_tokens": 5,
            "random_seed": 0,
            "prediction": None,
            "response_format": {"type": "json_object"},
            "tool_choice": "any",
            "reasoning_effort": "max",
            "presence_penalty": -2,
            "frequency_penalty": 2,
        }
        agent = {
            "model": "m",
            "name": "n",
            "instructions": None,
            "tools": tools,
            "completion_args": arguments,
            "guardrails": [{"block_on_error": True}],
            "description": None,
            "handoffs": ["ag_2"],
            "metadata": {"a": [1]},
            "version_message": "x" * 500,
        }
        asked = {
            "agent_id": "a",
            "messages": [USER],
            "n": 1,
            "top_k": 3,
            "tools": tools,
        }
        assert found(agent, "/v1/agents") == []
        assert found({}, "/v1/agents/a", "PATCH") == []
        update = {**agent, "deployment_chat": None, "model": None, "name": None}
        assert found(update, "/v1/agents/a", "PATCH") == []
        assert found(asked, COMPLETIONS) == []

    def test_all_problems_at_once(self) -> None:
        """What the agent settles, OpenAI's names, and what is out of bounds."""
        body = {
            "agent_id": "a",
            "messages": [{"role": "developer", "content": "x"}],
            "model": "m",
            "temperature": 1,
            "seed": 1,
            "n": 0,
            "tool_choice": "maybe",
        }
        assert found(body, COMPLETIONS) == [
            ("messages[0].role", "chat.developer-message", "error"),
            ("model", "agents.complete.model", "error"),
            ("temperature", "agents.complete.temperature", "error"),
            ("seed", "agents.complete.seed", "error"),
            ("n", "out-of-range", "error"),
            ("tool_choice", "wrong-value", "error"),
        ]

    def test_an_agent_of_wrong_parts(self) -> None:
        """Bounds, lengths, and parameters that belong into completion_args."""
        body = {
            "model": "m",
            "temperature": 1,
            "handoffs": [],
            "version_message": "x" * 501,
            "tools": None,
            "completion_args": {"seed": 1, "tool_choice": {}, "n": 2},
        }
        assert found(body, "/v1/agents") == [
            ("temperature", "agents.temperature", "error"),
            ("handoffs", "too-few", "error"),
            ("version_message", "too-many", "error"),
            ("tools", "null", "error"),
            ("completion_args.seed", "agents.completion-args.seed", "error"),
            ("completion_args.tool_choice", "wrong-type", "error"),
            ("completion_args.n", "agents.completion-args.n", "error"),
            ("name", "missing", "error"),
        ]

    @pytest.mark.parametrize(
        ("name", "hint"),
        [
            ("stop", "put it into completion_args"),
            ("seed", "put random_seed into completion_args"),
            ("max_completion_tokens", "put max_tokens into completion_args"),
        ],
    )
    def test_how_answers_are_made_has_its_place(self, name: str, hint: str) -> None:
        """What chat takes beside the messages is told where it goes."""
        for path, method in (("/v1/agents", "POST"), ("/v1/agents/ag_1", "PATCH")):
            body = {"model": "m", "name": "n", name: 1}
            (problem,) = check(path, body, method=method).problems
            assert (problem.path, problem.hint) == (name, hint)

    def test_a_disputed_temperature_only_warns(self) -> None:
        """The spec's bound is one that chat has given up."""
        body = {"model": "m", "name": "n", "completion_args": {"temperature": 1.2}}
        place = "completion_args.temperature"
        assert found(body, "/v1/agents") == [(place, "out-of-range", "warning")]

    def test_a_disputed_parameter_only_warns(self) -> None:
        """As on chat."""
        body = {"agent_id": "a", "messages": [USER], "stream_options": {}}
        rule = "agents.complete.stream_options"
        assert found(body, COMPLETIONS) == [("stream_options", rule, "warning")]

    @pytest.mark.parametrize(
        ("path", "method", "query", "problems"),
        [
            ("", "GET", {"page": "2", "page_size": 1000, "sources": ["api"]}, []),
            ("", "GET", {"page": -1}, [("page", "out-of-range", "error")]),
            (
                "",
                "GET",
                {"page_size": "1001"},
                [("page_size", "out-of-range", "error")],
            ),
            ("", "GET", {"sources": ["x"]}, [("sources[0]", "wrong-value", "error")]),
            ("", "GET", {"limit": 3}, [("limit", "agents.list.limit", "warning")]),
            ("", "GET", {"new": 3}, [("new", "unknown-key", "warning")]),
            (
                "/pages",
                "GET",
                {"page": 3},
                [("page", "agents.list_pages.page", "warning")],
            ),
            ("/a", "GET", {"agent_version": "live"}, []),
            ("/a/version", "PATCH", {}, [("version", "missing", "error")]),
            (
                "/a/versions",
                "GET",
                {"page_size": 101},
                [("page_size", "out-of-range", "error")],
            ),
            ("/a/aliases", "PUT", {"alias": "live-1", "version": "3"}, []),
            (
                "/a/aliases",
                "PUT",
                {"alias": "A", "version": 3},
                [("alias", "pattern", "error")],
            ),
            ("/a/aliases", "DELETE", {"alias": ""}, [("alias", "too-few", "error")]),
        ],
    )
    def test_queries(
        self, path: str, method: str, query: Any, problems: list[Any]
    ) -> None:
        """Bounds are errors; keys that nobody knows of only warn."""
        assert found(query, f"/v1/agents{path}", method) == problems


class TestWire:
    """What is sent, and what an answer becomes."""

    async def test_an_agent_comes_back_whole(self) -> None:
        """Unknown kinds of tools and unknown members survive, with both clients."""
        wire = Wire(lambda _: response(AGENT))
        agent = wire.client().agents.create(model="m", name="n", tools=iter(()))
        again = await wire.async_client().agents.create(model="m", name="n", tools=[])
        assert agent == again
        assert wire.sent == [{"model": "m", "name": "n", "tools": []}] * 2
        assert [each.type for each in agent.tools or ()] == ["web_search", "telepathy"]
        assert agent.to_dict()["tools"] == AGENT["tools"]
        assert agent.to_dict()["completion_args"] == AGENT["completion_args"]

    async def test_paths_and_queries(self) -> None:
        """Every operation on agents has its path, its method and its query."""
        wire = Wire(lambda _: response(AGENT))
        one, two = wire.client().agents, wire.async_client().agents
        one.retrieve("a", agent_version=3)
        await two.retrieve("a")
        one.update("a", name="x")
        await two.update("a", name="x")
        one.update_version("a", version=2)
        await two.update_version("a", version=2)
        one.retrieve_version("a", 0)
        await two.retrieve_version("a", "0")
        one.create_version_alias("a", alias="live", version=1)
        await two.create_version_alias("a", alias="live", version=1)
        asked = [(each.method, each.url.raw_path.decode()) for each in wire.seen]
        assert asked == [
            ("GET", "/v1/agents/a?agent_version=3"),
            ("GET", "/v1/agents/a"),
            *[("PATCH", "/v1/agents/a")] * 2,
            *[("PATCH", "/v1/agents/a/version?version=2")] * 2,
            *[("GET", "/v1/agents/a/versions/0")] * 2,
            *[("PUT", "/v1/agents/a/aliases?alias=live&version=1")] * 2,
        ]

    async def test_what_answers_nothing(self) -> None:
        """Deletions give None."""
        wire = Wire(lambda _: HTTPX.Response(204))
        one, two = wire.client().agents, wire.async_client().agents
        assert one.delete("a") is None  # type: ignore[func-returns-value]
        assert await two.delete("a") is None  # type: ignore[func-returns-value]
        one.delete_version_alias("a", alias="live")
        await two.delete_version_alias("a", alias="live")
        paths = [each.url.raw_path.decode() for each in wire.seen]
        assert paths == ["/v1/agents/a"] * 2 + ["/v1/agents/a/aliases?alias=live"] * 2

    async def test_lists_go_on_to_their_end(self) -> None:
        """Twenty make a page, and an object in a query travels as JSON."""
        full, rest = [AGENT] * 20, [AGENT] * 3

        def answer(request: Any) -> Any:
            query = dict(request.url.params)
            assert query["metadata"] == '{"a":1}'
            return response_list(rest if query.get("page") == "1" else full)

        wire = Wire(answer)
        listed = wire.client().agents.list(metadata={"a": 1})
        assert len(list(listed)) == 23
        also = wire.async_client().agents.list(metadata={"a": 1})
        assert len([each async for each in also]) == 23
        assert len(wire.seen) == 4
        unsaid = wire.client().agents.list(metadata={"a": 1}, page_size=openai.omit)
        assert len(list(unsaid)) == 23

    async def test_lists_by_token_go_on_to_their_end(self) -> None:
        """Each page says where the next one begins."""

        def answer(request: Any) -> Any:
            token = request.url.params.get("page_token")
            following = {None: "b", "b": "c"}.get(token)
            agent = {**AGENT, "name": f"after {token}"}
            return response({"data": [agent], "next_page_token": following})

        wire = Wire(answer)
        assert len(list(wire.client().agents.list_pages(page_size=1))) == 3
        also = wire.async_client().agents.list_pages(page_size=1)
        assert len([each async for each in also]) == 3

    async def test_completions(self) -> None:
        """They are chat's, whole and streamed, with both clients."""
        asked: Any = {"agent_id": "a", "messages": [USER]}
        wire = Wire(lambda _: response(completion("Salut")))
        assert wire.client().agents.complete(**asked).choices[0].message.text == "Salut"
        answer = await wire.async_client().agents.complete(**asked)
        assert answer.choices[0].message.text == "Salut"
        assert wire.sent == [asked, asked]
        wire = Wire(lambda _: response(CHUNKS))
        chunks = wire.client().agents.complete(**asked, stream=True)
        said = "".join(each.choices[0].delta.text for each in chunks)
        stream = await wire.async_client().agents.complete(**asked, stream=True)
        also = "".join([each.choices[0].delta.text async for each in stream])
        assert said == also == "Salut"
        assert chunks.usage == stream.usage
        assert [each["stream"] for each in wire.sent] == [True, True]

    async def test_what_is_refused_is_not_sent(self) -> None:
        """Wrong bodies, wrong queries, ids that would change the path."""
        wire = Wire()
        one, two = wire.client().agents, wire.async_client().agents
        wrong: Any = {"temperature": 3}
        with pytest.raises(InvalidRequestError, match="completion_args"):
            one.create(model="m", name="n", **wrong)
        with pytest.raises(InvalidRequestError, match="completion_args"):
            await two.complete(agent_id="a", messages=[USER], **wrong)
        with pytest.raises(InvalidRequestError, match="page_size"):
            one.list(page_size=0)
        for evil in ("../files", "a/b", "", "a?b"):
            with pytest.raises(InvalidRequestError, match="path"):
                one.retrieve(evil)
            with pytest.raises(InvalidRequestError, match="path"):
                one.retrieve_version("a", evil)
            with pytest.raises(InvalidRequestError, match="path"):
                await two.delete(evil)
            with pytest.raises(InvalidRequestError, match="path"):
                one.update_version(evil, version=1)
        assert wire.seen == []

    def test_a_warning_is_sent_all_the_same(self) -> None:
        """The disputed temperature reaches the server."""
        wire = Wire(lambda _: response(AGENT))
        with pytest.warns(InvalidRequestWarning, match="temperature"):
            wire.client().agents.create(
                model="m", name="n", completion_args={"temperature": 1.2}
            )
        assert wire.sent[0]["completion_args"] == {"temperature": 1.2}

    def test_the_response_around_the_answer(self) -> None:
        """With its headers, read or unread."""
        agents = Wire(lambda _: response(AGENT)).client().agents
        assert agents.with_raw_response.retrieve("a").parse().name == "Clerk"
        with agents.with_streaming_response.retrieve("a") as reply:
            assert reply.json()  # type: ignore[truthy-bool]


def response_list(items: list[Any]) -> Any:
    """Return an HTTP response that is a list."""
    return HTTPX.Response(200, json=items)
