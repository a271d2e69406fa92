"""Conversations: what is refused, what is sent, what comes back."""

from __future__ import annotations

import json
from typing import Any

import pytest
from openai import omit

from mistyped import (
    InvalidRequestError,
    InvalidRequestWarning,
    UnsupportedEndpointError,
    check,
)
from tests.unit.support import HTTPX, Wire, response

pytestmark = pytest.mark.anyio

START = "/v1/conversations"
APPEND = "/v1/conversations/c"
RESTART = "/v1/conversations/c/restart"
USAGE = {"prompt_tokens": 1, "completion_tokens": 2, "total_tokens": 3}
OUTPUTS: list[Any] = [
    {"type": "tool.execution", "name": "web_search", "arguments": "{}", "mood": 1},
    {
        "type": "message.output",
        "content": [{"type": "text", "text": "Sa"}, {"type": "new"}],
    },
    {"type": "function.call", "tool_call_id": "x", "name": "f", "arguments": {"a": 1}},
    {"type": "telepathy", "strength": 3},
]
ANSWER = {"conversation_id": "c", "outputs": OUTPUTS, "usage": USAGE, "extra": 1}
EVENTS: list[Any] = [
    {"type": "conversation.response.started", "conversation_id": "c"},
    {"type": "tool.execution.started", "id": "t", "name": "n", "arguments": ""},
    {"type": "tool.execution.delta", "id": "t", "name": "n", "arguments": "{}"},
    {"type": "tool.execution.done", "id": "t", "name": "n", "info": {"a": 1}},
    {
        "type": "agent.handoff.started",
        "id": "h",
        "previous_agent_id": "a",
        "previous_agent_name": "A",
    },
    {
        "type": "agent.handoff.done",
        "id": "h",
        "next_agent_id": "b",
        "next_agent_name": "B",
    },
    {"type": "message.output.delta", "id": "m", "content": "Sa"},
    {
        "type": "message.output.delta",
        "id": "m",
        "content": {"type": "text", "text": "lut"},
    },
    {
        "type": "function.call.delta",
        "id": "f",
        "name": "f",
        "tool_call_id": "x",
        "arguments": "{}",
    },
    {"type": "telepathy.started", "strength": 3},
    {"type": "conversation.response.done", "usage": USAGE},
    {"type": "conversation.response.error", "message": "broken", "code": 3000},
]


def found(body: object, path: str = START) -> list[tuple[str, str, str]]:
    """Check a request; return path, rule and severity of every problem."""
    problems = check(path, body).problems
    return [(each.path, each.rule, each.severity) for each in problems]


def start(**more: Any) -> list[tuple[str, str, str]]:
    """Check a new conversation."""
    return found({"model": "m", "inputs": "x", **more})


def events(_: Any) -> Any:
    """Return a response that streams every kind of event."""
    frames = [f"event: {e['type']}\ndata: {json.dumps(e)}\n\n" for e in EVENTS]
    headers = {"content-type": "text/event-stream"}
    return HTTPX.Response(200, content="".join(frames).encode(), headers=headers)


class TestCheck:
    """What Mistral would refuse."""

    def test_what_the_spec_has_passes(self) -> None:
        """Every kind of entry and of chunk, with its type and without."""
        handoff = dict.fromkeys(
            (
                "previous_agent_id",
                "previous_agent_name",
                "next_agent_id",
                "next_agent_name",
            ),
            "x",
        )
        said = [
            {"type": "text", "text": "x"},
            {"type": "image_url", "image_url": "https://x"},
            {"type": "tool_file", "tool": "image_generation", "file_id": "f"},
            {"type": "document_url", "document_url": "https://x"},
            {"type": "thinking", "thinking": [{"type": "text", "text": "x"}]},
        ]
        cited = {"type": "tool_reference", "tool": "web_search", "title": "x"}
        entries: list[dict[str, Any]] = [
            {"type": "message.input", "role": "user", "content": said, "prefix": False},
            {"type": "message.output", "content": [*said, cited], "agent_id": None},
            {
                "type": "function.call",
                "tool_call_id": "x",
                "name": "f",
                "arguments": {},
            },
            {"type": "function.result", "tool_call_id": "x", "result": "r"},
            {
                "type": "tool.execution",
                "name": "w",
                "arguments": "{}",
                "info": {"a": 1},
            },
            {"type": "agent.handoff", **handoff, "completed_at": None},
        ]
        assert start(inputs=entries) == []
        bare = [{k: v for k, v in each.items() if k != "type"} for each in entries]
        assert start(inputs=bare) == []
        assert start(inputs=[]) == [("inputs", "empty-list", "warning")]

    def test_what_only_start_takes(self) -> None:
        """Settings, both ways to say who answers, and null where Mistral has it."""
        more: Any = {
            "agent_version": 3,
            "handoff_execution": None,
            "store": None,
            "tools": None,
            "completion_args": None,
            "instructions": "x",
        }
        assert start(agent_id="a", **more) == []

    def test_nothing_is_required_to_append(self) -> None:
        """Confirmations alone will do."""
        words = [{"tool_call_id": "x", "confirmation": "allow"}]
        assert found({"tool_confirmations": words}, APPEND) == []
        assert found({}, APPEND) == []
        assert found({"from_entry_id": "x"}, RESTART) == []

    @pytest.mark.parametrize(
        ("entry", "problem"),
        [
            ({"role": "user", "content": "x", "foo": 1}, ("foo", "unknown-key")),
            ({"role": "system", "content": "x"}, ("role", "wrong-value")),
            (
                {"type": "message", "role": "user", "content": "x"},
                ("type", "wrong-value"),
            ),
            ({"tool_call_id": "x", "result": {"a": 1}}, ("result", "wrong-type")),
            ({"tool_call_id": "x", "arguments": "{}"}, ("name", "missing")),
            ({"type": "message.output"}, ("content", "missing")),
            (
                {
                    "role": "user",
                    "content": [{"type": "input_audio", "input_audio": ""}],
                },
                ("content[0].type", "wrong-value"),
            ),
        ],
    )
    def test_entries(self, entry: Any, problem: tuple[str, str]) -> None:
        """The entry that was meant is explained, and no other."""
        place, rule = problem
        assert start(inputs=[entry]) == [(f"inputs[0].{place}", rule, "error")]

    def test_a_role_has_its_hint(self) -> None:
        """The system's words are the instructions."""
        entry = {"role": "system", "content": "x"}
        (problem,) = check(START, {"model": "m", "inputs": [entry]}).problems
        assert "instructions" in problem.hint

    def test_start_is_open(self) -> None:
        """What chat programs would pass only warns, with the way to say it."""
        warned = start(temperature=1, messages=[], brand_new=1)
        assert warned == [
            ("temperature", "conversations.start.temperature", "warning"),
            ("messages", "conversations.start.messages", "warning"),
            ("brand_new", "unknown-key", "warning"),
        ]

    def test_append_and_restart_are_closed(self) -> None:
        """What belongs to the start is refused, an empty list of tools, too."""
        assert found({"inputs": "x", "tools": [], "new": 1}, APPEND) == [
            ("tools", "conversations.append.tools", "error"),
            ("new", "unknown-key", "error"),
        ]
        assert found({"tools": [], "seed": 1}, RESTART) == [
            ("tools", "conversations.restart.tools", "error"),
            ("seed", "conversations.restart.seed", "error"),
            ("from_entry_id", "missing", "error"),
        ]
        words = [{"tool_call_id": "x", "confirmation": "yes"}]
        place = "tool_confirmations[0].confirmation"
        assert found({"tool_confirmations": words}, APPEND) == [
            (place, "wrong-value", "error")
        ]


class TestWire:
    """What is sent, and what an answer becomes."""

    async def test_answers_come_back_whole(self) -> None:
        """Unknown entries, chunks and members survive, with both clients."""
        wire = Wire(lambda _: response(ANSWER))
        one, two = wire.client().conversations, wire.async_client().conversations
        answer = one.start(model="m", inputs="x")
        assert answer == await two.create(model="m", inputs="x")
        names = [each.__class__.__name__ for each in answer.outputs]
        assert names == [
            "ToolExecutionEntry",
            "MessageOutputEntry",
            "FunctionCallEntry",
            "UnknownChunk",
        ]
        assert answer.to_dict() == ANSWER
        said: Any = answer.outputs[1]
        assert said.text == "Sa"
        assert wire.sent == [{"model": "m", "inputs": "x"}] * 2

    async def test_every_event_has_its_class(self) -> None:
        """And an event that nobody knew of is none of them."""
        wire = Wire(events)
        with wire.client().conversations.append("c", inputs="x", stream=True) as stream:
            got = list(stream)
        two = wire.async_client().conversations
        also = await two.append("c", inputs="x", stream=True)
        assert got == [each async for each in also]
        assert [each.__class__.__name__ for each in got] == [
            "ConversationStartedEvent",
            "ToolExecutionStartedEvent",
            "ToolExecutionDeltaEvent",
            "ToolExecutionDoneEvent",
            "AgentHandoffStartedEvent",
            "AgentHandoffDoneEvent",
            "MessageOutputEvent",
            "MessageOutputEvent",
            "FunctionCallEvent",
            "UnknownChunk",
            "ConversationDoneEvent",
            "ConversationErrorEvent",
        ]
        assert [each.to_dict() for each in got] == EVENTS
        assert "".join(getattr(each, "text", "") for each in got) == "Salut"
        assert wire.sent == [{"inputs": "x", "stream": True}] * 2

    async def test_paths_and_queries(self) -> None:
        """Every operation has its path and its method."""
        body = {**ANSWER, "entries": [], "messages": [], "id": "c", "model": "m"}
        wire = Wire(lambda _: response(body))
        one, two = wire.client().conversations, wire.async_client().conversations
        one.retrieve("c")
        await two.retrieve("c")
        one.get_history("c")
        await two.get_history("c")
        one.get_messages("c")
        await two.get_messages("c")
        one.restart("c", from_entry_id="e", inputs="x")
        await two.restart("c", from_entry_id="e", inputs="x")
        asked = [(each.method, each.url.path) for each in wire.seen]
        assert asked == [
            *[("GET", "/v1/conversations/c")] * 2,
            *[("GET", "/v1/conversations/c/history")] * 2,
            *[("GET", "/v1/conversations/c/messages")] * 2,
            *[("POST", "/v1/conversations/c/restart")] * 2,
        ]

    async def test_kinds_of_conversations(self) -> None:
        """One with a model, one with an agent, one that nobody knew of; and a list."""
        common = {"id": "c", "created_at": "x", "updated_at": "x"}
        kinds: list[Any] = [
            {**common, "model": "m"},
            {**common, "agent_id": "a"},
            common,
        ]
        wire = Wire(lambda _: HTTPX.Response(200, json=kinds))
        names = ["ModelConversation", "AgentConversation", "UnknownChunk"]
        listed = wire.client().conversations.list(page_size=5)
        assert [each.__class__.__name__ for each in listed] == names
        also = wire.async_client().conversations.list(page_size=5)
        assert [each.__class__.__name__ async for each in also] == names
        for kind, name in zip(kinds, names, strict=True):
            single = Wire(lambda _, kind=kind: response(kind))
            got = single.client().conversations.retrieve("c")
            assert got.__class__.__name__ == name

    async def test_deletions_answer_nothing(self) -> None:
        """They give None."""
        wire = Wire(lambda _: HTTPX.Response(204))
        wire.client().conversations.delete("c")
        await wire.async_client().conversations.delete("c")
        assert [each.method for each in wire.seen] == ["DELETE", "DELETE"]

    async def test_what_is_refused_is_not_sent(self) -> None:
        """Wrong bodies, ids that would change the path, and what only OpenAI has."""
        wire = Wire()
        one, two = wire.client().conversations, wire.async_client().conversations
        wrong: Any = {"tools": []}
        with pytest.raises(InvalidRequestError, match="only start takes tools"):
            one.append("c", inputs="x", **wrong)
        with pytest.raises(InvalidRequestError, match="from_entry_id"):
            await two.restart("c", **wrong)
        for evil in ("..", "a/b", "a#b"):
            with pytest.raises(InvalidRequestError, match="path"):
                one.append(evil, inputs="x")
            with pytest.raises(InvalidRequestError, match="path"):
                await two.get_history(evil)
            with pytest.raises(InvalidRequestError, match="path"):
                one.delete(evil)
        other: Any = one
        with pytest.raises(UnsupportedEndpointError, match="get_history"):
            other.items.list("c")
        with pytest.raises(UnsupportedEndpointError, match="append"):
            other.update("c", metadata={})
        assert wire.seen == []

    @pytest.mark.parametrize("stream", [None, False, omit])
    async def test_no_stream_is_asked_for(self, stream: Any) -> None:
        """None and omit are as if nothing was said, as in chat; False is sent."""
        wire = Wire(lambda _: response(ANSWER))
        asked: Any = {"model": "m", "inputs": "Bonjour", "stream": stream}
        assert wire.client().conversations.start(**asked).conversation_id == "c"
        answer = await wire.async_client().conversations.start(**asked)
        assert answer.conversation_id == "c"
        sent = [each.get("stream", "absent") for each in wire.sent]
        assert sent == [False if stream is False else "absent"] * 2

    def test_a_warning_is_sent_all_the_same(self) -> None:
        """What the spec leaves open reaches the server."""
        wire = Wire(lambda _: response(ANSWER))
        more: Any = {"temperature": 0.5}
        with pytest.warns(InvalidRequestWarning, match="completion_args"):
            wire.client().conversations.start(model="m", inputs="x", **more)
        assert wire.sent[0]["temperature"] == 0.5

    def test_answers_can_be_said_again(self) -> None:
        """Entries of an answer are inputs of the next request, as they came."""
        whole = [each for each in OUTPUTS if each["type"] == "function.call"]
        answer = Wire(lambda _: response({**ANSWER, "outputs": whole}))
        outputs: Any = (
            answer.client().conversations.start(model="m", inputs="x").outputs
        )
        wire = Wire(lambda _: response(ANSWER))
        wire.client().conversations.start(model="m", inputs=outputs)
        assert wire.sent[0]["inputs"] == whole
