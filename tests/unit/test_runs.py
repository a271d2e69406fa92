"""Runs: when they end, who allows a call, what a state is, answers of a type."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

import anyio
import pytest
from pydantic import BaseModel

from mistyped import (
    InvalidOutputError,
    RefusedOutputError,
    ToolSet,
    TruncatedOutputError,
    tool,
)
from mistyped.messages import user
from mistyped.runs import CallDone
from tests.unit.support import Wire, body, chunk, completion, replying

pytestmark = pytest.mark.anyio

ASKED = [user("Is it sunny?")]


@tool
def look(city: str) -> str:
    """Look at the sky."""
    return f"Sunny in {city}"


def calling(*ids: str) -> dict[str, Any]:
    """Return an answer that calls the tool, with these ids."""
    function = {"name": "look", "arguments": '{"city": "Paris"}'}
    calls = [{"id": each, "type": "function", "function": function} for each in ids]
    answer = completion("", tool_calls=calls)
    answer["choices"][0]["finish_reason"] = "tool_calls"
    return answer


CALL = calling("Ab3dE6gH9")


def asking_for(*names: str) -> Any:
    """Return a chunk that calls tools without arguments, at once."""
    asked = chunk(None, "tool_calls")
    asked["choices"][0]["delta"]["tool_calls"] = [
        {"id": f"Ab3dE6gH{n}", "index": n, "function": {"name": name, "arguments": ""}}
        for n, name in enumerate(names)
    ]
    return asked


def run(wire: Wire, **how: Any) -> Any:
    """Run with a client of this wire."""
    asked = {} if "state" in how else {"messages": ASKED}
    return wire.client().chat.run(**asked, tools=[look], model="m", **how)


def test_a_run_ends_on_an_answer() -> None:
    """The conversation goes on with its messages."""
    wire = replying(CALL, completion("Yes."))
    done = run(wire, temperature=0.5)
    assert (done.text, done.stopped, done.turns) == ("Yes.", "answer", 2)
    assert [m["role"] for m in done.messages] == [
        "user",
        "assistant",
        "tool",
        "assistant",
    ]
    assert done.usage["total_tokens"] == 12
    assert [each["temperature"] for each in wire.sent] == [0.5, 0.5]
    assert wire.sent[1]["messages"][2]["content"] == "Sunny in Paris"


@pytest.mark.parametrize(
    ("limit", "why"),
    [
        ({"max_turns": 1}, "max_turns"),
        ({"budget": 6}, "budget"),
        ({"until": lambda state: state.turns == 1}, "stop"),
    ],
)
def test_a_run_ends_on_a_limit(limit: Any, why: str) -> None:
    """Its calls are answered, so that one can go on."""
    wire = replying(CALL, completion("Yes."))
    done = run(wire, **limit)
    assert (done.stopped, done.pending, len(wire.sent)) == (why, [], 1)
    assert done.messages[-1]["role"] == "tool"
    assert run(wire, state=done.state).text == "Yes."


@pytest.mark.parametrize(
    ("said", "result"),
    [
        (True, "Sunny in Paris"),
        (False, "Error: the call was not allowed"),
        ("Ask me first.", "Ask me first."),
    ],
)
def test_calls_are_allowed_one_by_one(said: Any, result: str) -> None:
    """What is not allowed is answered all the same."""
    wire = replying(calling("Ab3dE6gH8", "Ab3dE6gH9"), completion("Yes."))
    done = run(wire, approve=lambda call: True if call.id.endswith("8") else said)
    results = [m["content"] for m in done.messages if m["role"] == "tool"]
    assert results == ["Sunny in Paris", result]


def test_a_run_waits_for_an_approval() -> None:
    """Its state goes on when somebody knows."""
    wire = replying(CALL, completion("Yes."))
    waiting = run(wire, approve=lambda _: None)
    assert waiting.stopped == "approval"
    assert [each.name for each in waiting.pending] == ["look"]
    assert run(wire, state=waiting.state, approve=lambda _: True).text == "Yes."


async def test_an_approval_may_be_awaited() -> None:
    """With the asynchronous client alone."""

    async def allow(_: object) -> bool:
        return True

    client = replying(CALL, completion("Yes.")).async_client()
    done = await client.chat.run(ASKED, tools=[look], model="m", approve=allow)
    assert done.text == "Yes."
    with pytest.raises(TypeError, match="AsyncMistral"):
        run(replying(CALL), approve=allow)


def test_a_finished_run_stays_finished() -> None:
    """Its state asks nobody again."""
    done = run(replying(completion("Yes.")))
    again = run(replying(), state=done.state)
    assert (again.text, again.stopped) == ("Yes.", "answer")


@pytest.mark.parametrize("started", [[], ["Ab3dE6gH9"]])
@pytest.mark.parametrize("repeatable", [True, False])
def test_what_may_have_run_runs_again_only_if_it_may(
    started: list[str], *, repeatable: bool
) -> None:
    """A call that was begun is answered with that, unless it may be repeated."""
    state = json.loads(run(replying(CALL), approve=lambda _: None).state)
    state["started"] = started
    again = tool(name="look", repeatable=repeatable)(look.function)
    client = replying(completion("Yes.")).client()
    done = client.chat.run(state=json.dumps(state), tools=[again], model="m")
    (result,) = [str(m["content"]) for m in done.messages if m["role"] == "tool"]
    assert ("interrupted" in result) is (bool(started) and not repeatable)


@pytest.mark.parametrize("state", ["", "{}", '{"messages": 5}', '{"version": 9}'])
def test_what_is_no_state_is_refused(state: str) -> None:
    """It says where it is wrong."""
    with pytest.raises(ValueError, match="no state of a run"):
        run(replying(), state=state)


def test_messages_or_a_state() -> None:
    """Not both, and not neither."""
    with pytest.raises(TypeError, match="either messages, or the state"):
        replying().client().chat.run(tools=[look], model="m")


@dataclass
class Weather:
    """What is read of an answer."""

    sky: str


class Model(BaseModel):
    """The same as a model."""

    sky: str


GOOD, BAD = '{"sky": "blue"}', '{"sky": 5'


def cut(content: object, why: str, **members: Any) -> dict[str, Any]:
    """Return an answer that ended for a reason."""
    answer = completion(content, **members)
    answer["choices"][0]["finish_reason"] = why
    return answer


class TestStructuredOutput:
    """Answers of a type: `parse`, `stream` and runs."""

    @pytest.mark.parametrize("kind", [Weather, Model])
    def test_a_dataclass_is_as_good_as_a_model(self, kind: Any) -> None:
        """Its closed schema is sent, and an instance comes back."""
        wire = replying(completion(GOOD))
        answer = wire.client().chat.completions.parse(response_format=kind, **body())
        assert answer.parsed == kind(sky="blue")
        sent = wire.sent[0]["response_format"]["json_schema"]
        assert (sent["name"], sent["strict"]) == (kind.__name__, True)
        assert sent["schema"]["additionalProperties"] is False

    @pytest.mark.parametrize(
        ("answer", "error"),
        [
            (completion(BAD), InvalidOutputError),
            (completion("I would rather not."), InvalidOutputError),
            (cut(BAD, "length"), TruncatedOutputError),
            (cut(BAD, "model_length"), TruncatedOutputError),
            (cut("No.", "content_filter"), RefusedOutputError),
            (completion(None, refusal="No."), RefusedOutputError),
        ],
    )
    async def test_the_error_has_the_text(self, answer: Any, error: Any) -> None:
        """Of what is cut, refused or not as asked, sync, async and streamed."""
        said = answer["choices"][0]["message"]
        text = said.get("refusal") or said["content"]
        with pytest.raises(error) as caught:
            replying(answer).client().chat.completions.parse(
                response_format=Model, **body()
            )
        assert (caught.value.text, caught.value.answer.id) == (text, "c1")
        with pytest.raises(error):
            await (
                replying(answer)
                .async_client()
                .chat.completions.parse(response_format=Model, **body())
            )
        why = answer["choices"][0]["finish_reason"]
        piece = chunk(None, why)
        piece["choices"][0]["delta"] = {k: v for k, v in said.items() if v is not None}
        with (
            pytest.raises(error),
            replying([piece])
            .client()
            .chat.completions.stream(response_format=Model, **body()) as events,
        ):
            events.get_final_completion()

    def test_partial_objects_while_it_streams(self) -> None:
        """Each piece of text comes with what it holds so far."""
        pieces = [chunk('{"sky": "bl'), chunk('ue"'), chunk("}", "stop")]
        client = replying(pieces).client()
        with client.chat.completions.stream(response_format=Model, **body()) as events:
            found = [e.parsed for e in events if e.type == "content.delta"]
        assert found == [{"sky": "bl"}, {"sky": "blue"}, {"sky": "blue"}]

    def test_a_run_asks_once_more(self) -> None:
        """With what is wrong, if it was told to; the second time it is an error."""
        wire = replying(completion(BAD), completion(GOOD))
        done = run(wire, response_format=Weather, reask=True)
        assert done.parsed == Weather(sky="blue")
        assert "no Weather" in wire.sent[1]["messages"][-1]["content"]
        with pytest.raises(InvalidOutputError, match="no Weather"):
            run(replying(completion(BAD)), response_format=Weather)
        with pytest.raises(InvalidOutputError):
            run(
                replying(completion(BAD), completion(BAD)),
                response_format=Weather,
                reask=True,
            )


async def test_a_result_is_told_while_other_calls_run() -> None:
    """Each as it ends; one waits here until the other's was read."""
    read = anyio.Event()

    @tool
    async def quick() -> str:
        """Answer at once."""
        return "quick"

    @tool
    async def slow() -> str:
        """Answer when the other answer was read."""
        with anyio.fail_after(60):
            await read.wait()
        return "slow"

    asking = asking_for("slow", "quick")
    client = replying([asking], [chunk("Done.", "stop")]).async_client()
    tools = ToolSet([slow, quick], parallel=True)
    told: list[str] = []
    async with client.chat.run_stream(ASKED, tools=tools, model="m") as events:
        async for event in events:
            if isinstance(event, CallDone):
                told.append(event.call.name)
                read.set()
        run_ = await events.result()
    assert told == ["quick", "slow"]
    assert [m["content"] for m in run_.messages[2:4]] == ["slow", "quick"]


async def test_a_closed_stream_ends_its_calls() -> None:
    """Who leaves the block before the end leaves nothing running."""
    ended = anyio.Event()

    @tool
    async def quick() -> None:
        """Answer at once."""

    @tool
    async def endless() -> None:
        """Wait for what never comes."""
        try:
            await anyio.Event().wait()
        finally:
            ended.set()

    asking = asking_for("endless", "quick")
    client = replying([asking]).async_client()
    tools = ToolSet([endless, quick], parallel=True)
    async with client.chat.run_stream(ASKED, tools=tools, model="m") as events:
        async for event in events:
            if isinstance(event, CallDone):
                break
    assert ended.is_set()
