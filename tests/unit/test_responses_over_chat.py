"""OpenAI's Responses API over chat completions, in plain values."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openai.types.responses import Response, ResponseStreamEvent
from pydantic import TypeAdapter

from mistyped import InvalidRequestError, check
from mistyped._compat.responses_input import over_chat
from mistyped._compat.responses_output import ResponseWriter, as_response
from mistyped._values.unsent import OVER_CHAT
from tests.unit.support import MODEL, PATH, USAGE, Wire, chunk, completion

EVENTS: TypeAdapter[Any] = TypeAdapter(ResponseStreamEvent)
FUNCTION = {"type": "function", "name": "f", "parameters": {"type": "object"}}
CLOSED = {"type": "object", "properties": {}, "additionalProperties": False}
STRICT = {"parameters": CLOSED, "strict": True}
CALL = {"type": "function_call", "call_id": "a1B2c3D4e", "name": "f", "arguments": "{}"}
OUTPUT = {"type": "function_call_output", "call_id": "a1B2c3D4e", "output": "1"}


def request(input_: Any = "Bonjour", **more: Any) -> dict[str, Any]:
    """Return a Responses request."""
    return {"model": MODEL, "input": input_, **more}


def user(content: Any) -> dict[str, Any]:
    """Return a chat message of a user."""
    return {"role": "user", "content": content}


ASKED = {
    "id": "a1B2c3D4e",
    "type": "function",
    "function": {"name": "f", "arguments": "{}"},
}
CALLED = {"role": "assistant", "tool_calls": [ASKED]}
RESULT = {"role": "tool", "tool_call_id": "a1B2c3D4e", "content": "1"}

MESSAGES: dict[str, tuple[Any, list[dict[str, Any]]]] = {
    "a text": ("Bonjour", [user("Bonjour")]),
    "a developer": (
        [{"role": "developer", "content": "x"}, {"role": "user", "content": "y"}],
        [{"role": "system", "content": "x"}, user("y")],
    ),
    "parts": (
        [
            {
                "type": "message",
                "role": "user",
                "content": [
                    {"type": "input_text", "text": "a"},
                    {"type": "input_image", "image_url": "https://x", "detail": "low"},
                    {"type": "input_file", "file_data": "data:;x", "filename": "f"},
                    {"type": "input_file", "file_id": "id"},
                ],
            }
        ],
        [
            user(
                [
                    {"type": "text", "text": "a"},
                    {
                        "type": "image_url",
                        "image_url": {"url": "https://x", "detail": "low"},
                    },
                    {
                        "type": "document_url",
                        "document_url": "data:;x",
                        "document_name": "f",
                    },
                    {"type": "file", "file_id": "id"},
                ]
            )
        ],
    ),
    "a call and its result": (
        [{"role": "user", "content": "x"}, CALL, OUTPUT],
        [user("x"), CALLED, RESULT],
    ),
    "calls in a row": (
        [
            {"role": "user", "content": "x"},
            {"role": "assistant", "content": "hm"},
            CALL,
            {**CALL, "call_id": "z2B2c3D4e"},
            OUTPUT,
            {**OUTPUT, "call_id": "z2B2c3D4e"},
        ],
        [
            user("x"),
            {
                "role": "assistant",
                "content": "hm",
                "tool_calls": [ASKED, {**ASKED, "id": "z2B2c3D4e"}],
            },
            RESULT,
            {**RESULT, "tool_call_id": "z2B2c3D4e"},
        ],
    ),
    "a result apart from its call": (
        [
            {"role": "user", "content": "x"},
            CALL,
            {"role": "user", "content": "y"},
            OUTPUT,
        ],
        [user("x"), CALLED, RESULT, user("y")],
    ),
    "thoughts": (
        [
            {"role": "user", "content": "x"},
            {
                "type": "reasoning",
                "id": "rs",
                "summary": [{"type": "summary_text", "text": "hm"}],
            },
            {
                "type": "message",
                "role": "assistant",
                "content": [{"type": "output_text", "text": "y", "annotations": []}],
            },
            {"role": "user", "content": "z"},
        ],
        [
            user("x"),
            {
                "role": "assistant",
                "content": [
                    {"type": "thinking", "thinking": [{"type": "text", "text": "hm"}]},
                    {"type": "text", "text": "y"},
                ],
            },
            user("z"),
        ],
    ),
}


@pytest.mark.parametrize(("input_", "messages"), MESSAGES.values(), ids=MESSAGES)
def test_input_becomes_messages(input_: Any, messages: list[dict[str, Any]]) -> None:
    """Each kind of item has its message, and the chat's request passes the check."""
    made = over_chat(request(input_))
    assert made.body["messages"] == messages
    assert made.problems == ()
    assert list(check(PATH, made.body).errors) == []


def test_settings_have_their_names_in_chat() -> None:
    """Instructions, tools, the form of the answer, effort and limits."""
    made = over_chat(
        request(
            instructions="Be brief.",
            tools=[{**FUNCTION, **STRICT, "description": None}],
            tool_choice="auto",
            text={"format": {"type": "json_schema", "name": "n", "schema": {}}},
            reasoning={"effort": "high", "summary": "auto"},
            max_output_tokens=9,
            top_logprobs=2,
            temperature=0.5,
            metadata={"a": "b"},
            parallel_tool_calls=False,
            stream=True,
        )
    )
    assert made.body == {
        "model": MODEL,
        "messages": [{"role": "system", "content": "Be brief."}, user("Bonjour")],
        "tools": [
            {
                "type": "function",
                "function": {"name": "f", **STRICT},
            }
        ],
        "tool_choice": "auto",
        "response_format": {
            "type": "json_schema",
            "json_schema": {"name": "n", "schema": {}},
        },
        "reasoning_effort": "high",
        "max_tokens": 9,
        "logprobs": True,
        "top_logprobs": 2,
        "temperature": 0.5,
        "metadata": {"a": "b"},
        "parallel_tool_calls": False,
        "stream": True,
    }
    assert made.changes == ()
    assert {each.rule for each in made.problems} <= {"logprobs-of-model"}


def test_a_named_function_stands_in_an_object_of_its_own() -> None:
    """The choice is nested at chat, and so are the tools that are allowed."""
    named = {"type": "function", "name": "f"}
    tools = [FUNCTION, {**FUNCTION, "name": "g"}]
    made: Any = over_chat(request(tools=tools, tool_choice=named)).body
    assert made["tool_choice"] == {"type": "function", "function": {"name": "f"}}
    allowed = {"type": "allowed_tools", "mode": "required", "tools": [named]}
    made = over_chat(request(tools=tools, tool_choice=allowed)).body
    assert made["tool_choice"] == "required"
    assert [each["function"]["name"] for each in made["tools"]] == ["f"]


def given_part(**members: Any) -> dict[str, Any]:
    """Return the input that is one part of a user's message."""
    return {"input": [user([members])]}


IMAGE = {"type": "input_image", "image_url": "https://example.org/a.png"}
FILE = {"type": "input_file", "file_url": "https://example.org/a.pdf"}
FILE_ID = "9a1c7f30-0000-4000-8000-000000000000"


@pytest.mark.parametrize(
    ("more", "lossy"),
    [
        ({"include": ["reasoning.encrypted_content"]}, False),
        ({"include": ["web_search_call.results"]}, True),
        ({"truncation": "disabled"}, False),
        ({"truncation": "auto"}, True),
        ({"store": False}, False),
        ({"store": True}, True),
        ({"user": "ada"}, False),
        ({"text": {"verbosity": "low"}}, True),
        ({"text": {"newer": 1}}, True),
        ({"reasoning": {"context": "all_turns"}}, True),
        ({"tools": [{"type": "function", "name": "f", "defer_loading": True}]}, True),
        ({"input": [{"role": "user", "content": "x", "name": "ada"}]}, True),
        (given_part(**IMAGE, detail="original"), True),
        (given_part(**FILE, detail="high"), True),
        (given_part(type="input_file", file_id=FILE_ID, filename="a.pdf"), False),
        (given_part(type="input_text", text="x", prompt_cache_breakpoint={}), False),
    ],
)
def test_what_goes_is_told(more: dict[str, Any], lossy: bool) -> None:
    """Nothing is left out in silence, and what is lost is called lossy."""
    (change,) = over_chat(request(**more), lossy=True).changes
    assert (change.rule, change.lossy) == (OVER_CHAT, lossy)
    problems = over_chat(request(**more)).problems
    assert [each.path for each in problems] == ([change.path] if lossy else [])


@pytest.mark.parametrize(
    ("more", "path"),
    [
        ({"previous_response_id": "r"}, "previous_response_id"),
        ({"background": True}, "background"),
        ({"conversation": "c"}, "conversation"),
        ({"prompt": {"id": "p"}}, "prompt"),
        ({"tools": [{"type": "web_search"}]}, "tools[0].type"),
        ({"tool_choice": {"type": "web_search"}}, "tool_choice.type"),
        ({"input": [{"type": "item_reference", "id": "i"}]}, "input[0]"),
        ({"input": [{"type": "computer_call"}]}, "input[0]"),
        (
            {"input": [{"role": "user", "content": [{"type": "input_image"}]}]},
            "input[0].content[0]",
        ),
        ({"input": [1]}, "input[0]"),
        ({"max_tokens": 5}, "max_tokens"),
        ({"messages": []}, "messages"),
        ({"n": 2}, "n"),
    ],
)
def test_what_chat_has_nothing_for_is_a_problem_with_a_way_out(
    more: dict[str, Any], path: str
) -> None:
    """It is named where it stands."""
    (problem,) = over_chat(request(**more)).problems
    assert (problem.path, problem.rule, problem.severity) == (path, OVER_CHAT, "error")
    assert problem.hint


@pytest.mark.parametrize("lossy", [False, True])
def test_the_way_out_is_not_the_one_that_was_taken(lossy: bool) -> None:
    """`adapt-lossy` is a hint for those who have not asked for it."""
    asked = request(reasoning={"effort": "a lot"})
    (problem,) = over_chat(asked, lossy=lossy).problems
    assert ("adapt-lossy" in (problem.hint or "")) is not lossy


def test_problems_of_the_chat_are_told_where_they_stand_in_the_request() -> None:
    """A user knows nothing of the messages."""
    made = over_chat(
        request(
            [{"role": "user", "content": "x"}, {"role": "usr", "content": "x"}],
            instructions="i",
            max_output_tokens="many",
        )
    )
    assert {e.path for e in made.problems} == {"input[1]", "max_output_tokens"}


def test_what_chat_has_beside_goes_with_it() -> None:
    """Mistral's own parameters, and those that it has other names for."""
    made: Any = over_chat(request(safe_prompt=True, stop=["x"], seed=7))
    assert not made.problems
    assert (made.body["safe_prompt"], made.body["stop"]) == (True, ["x"])
    assert made.body["random_seed"] == 7
    (problem,) = over_chat(request(nobody_knows=1)).problems
    assert (problem.path, problem.rule) == ("nobody_knows", "unknown-key")


OTHER_ID = {"call_id": "call_0123456789"}


def test_changes_of_the_chat_are_told_where_they_stand_in_the_request() -> None:
    """The call, its result, the item that came late, and what nobody gave."""
    items = [
        user("x"),
        {"role": "assistant", "content": ""},
        {**CALL, **OTHER_ID},
        {**OUTPUT, **OTHER_ID},
        {"role": "assistant", "content": ""},
        {"role": "assistant", "content": "y"},
        {"role": "developer", "content": "z"},
        {"role": "assistant", "content": "y"},
    ]
    made = over_chat(request(items, instructions="i"), lossy=True)
    assert not [each for each in made.problems if each.severity == "error"]
    told = {(each.rule, each.path) for each in made.changes}
    assert told == {
        ("call-id-form", "input[1]"),
        ("call-id-form", "input[3]"),
        ("role-order", "input[6]"),
        ("last-role", "input"),
    }


@pytest.mark.parametrize(
    ("input_", "said"),
    [
        ([user("x"), {**CALL, **OTHER_ID}, user("x")], "add a function_call_output"),
        ([user("x"), {"role": "assistant", "content": "x"}], "a function_call_output"),
    ],
)
def test_a_problem_of_the_chat_is_told_in_the_words_of_the_request(
    input_: Any, said: str
) -> None:
    """There are no tool messages in it, and a call has the id that it was given."""
    (problem,) = over_chat(request(input_)).problems
    assert said in (problem.hint or "")
    if problem.rule == "unanswered-call":
        assert "'call_0123456789'" in problem.message


@pytest.mark.parametrize("input_", [{"role": "user", "content": "x"}, 7])
def test_an_input_that_is_no_list_has_no_places(input_: Any) -> None:
    """It is wrong as a whole."""
    assert [each.path for each in over_chat(request(input_)).problems] == ["input"]


THINKING = [
    {"type": "thinking", "thinking": [{"type": "text", "text": "hm"}]},
    {"type": "text", "text": "Salut"},
]


def test_an_answer_becomes_a_response_that_the_sdk_reads() -> None:
    """Thoughts, text and calls are items, and usage has the names of a response."""
    whole = completion(
        THINKING,
        tool_calls=[
            {"id": "a1B2c3D4e", "function": {"name": "f", "arguments": {"a": 1}}}
        ],
    )
    response = Response.model_validate(as_response(whole, request()), strict=False)
    assert [each.type for each in response.output] == [
        "reasoning",
        "message",
        "function_call",
    ]
    assert response.output_text == "Salut"
    assert response.usage is not None
    assert response.usage.input_tokens == USAGE["prompt_tokens"]
    assert response.status == "completed"
    call: Any = response.output[2]
    assert (call.call_id, call.arguments) == ("a1B2c3D4e", '{"a": 1}')


@pytest.mark.parametrize(
    ("finish", "status", "reason"),
    [
        ("stop", "completed", None),
        ("length", "incomplete", "max_output_tokens"),
        ("content_filter", "incomplete", "content_filter"),
        ("error", "failed", None),
    ],
)
def test_how_it_ended_is_the_status(
    finish: str, status: str, reason: str | None
) -> None:
    """A cut answer is incomplete, a broken one failed."""
    whole = completion()
    whole["choices"][0]["finish_reason"] = finish
    response = as_response(whole, request())
    assert response["status"] == status
    details: Any = response["incomplete_details"]
    assert (details and details["reason"]) == reason
    assert bool(response["error"]) == (status == "failed")


def call_delta(index: int, id_: str | None, name: str, arguments: str) -> Any:
    """Return a chunk with a part of a call."""
    call = {"index": index, "function": {"name": name, "arguments": arguments}}
    found = chunk()
    found["choices"][0]["delta"] = {
        "tool_calls": [call if id_ is None else {"id": id_, **call}]
    }
    return found


def run(chunks: Iterable[Any], error: str = "") -> list[Any]:
    """Return the events of a stream, each read by the SDK's own classes."""
    writer = ResponseWriter(request())
    events = [event for each in chunks for event in writer.feed(each)]
    events += writer.end(error)
    return [EVENTS.validate_python(each) for each in events]


def held(events: list[Any]) -> None:
    """Hold a stream against what each reader of a stream relies on."""
    assert [each.sequence_number for each in events] == list(range(len(events)))
    assert [each.type for each in events[:2]] == [
        "response.created",
        "response.in_progress",
    ]
    ids: dict[int, str] = {}
    texts: dict[int, str] = {}
    closed = set[int]()
    for event in events[2:-1]:
        place = event.output_index
        if event.type == "response.output_item.added":
            assert place == len(ids)
            ids[place] = event.item.id
            texts[place] = ""
            continue
        assert place not in closed
        id_ = event.item.id if "output_item" in event.type else event.item_id
        assert id_ == ids[place]
        if event.type.endswith(".delta"):
            texts[place] += event.delta
        if event.type == "response.output_item.done":
            closed.add(place)
        elif event.type == "response.function_call_arguments.done":
            assert event.arguments == texts[place]
        elif event.type.endswith("text.done"):
            assert event.text == texts[place]
    assert closed == set(ids)
    last = events[-1].response
    assert [each.id for each in last.output] == list(ids.values())
    assert {event.response.id for event in [*events[:2], events[-1]]} == {last.id}


def test_a_stream_has_every_event_in_its_place() -> None:
    """Thoughts, text and two calls, whose parts come in turn."""
    events = run(
        [
            chunk(THINKING[:1]),
            chunk("Sa"),
            chunk("lut"),
            call_delta(0, "a", "f", '{"x"'),
            call_delta(1, "b", "g", "{"),
            call_delta(0, None, "", ": 1}"),
            call_delta(1, "null", "", "}"),
            chunk("", "tool_calls", usage=USAGE),
        ]
    )
    held(events)
    response = events[-1].response
    assert events[-1].type == "response.completed"
    assert response.output_text == "Salut"
    assert [e.arguments for e in response.output[2:]] == ['{"x": 1}', "{}"]
    assert [e.call_id for e in response.output[2:]] == ["a", "b"]
    assert response.usage.total_tokens == USAGE["total_tokens"]


@pytest.mark.parametrize(
    ("chunks", "error", "last"),
    [
        ([], "", "response.failed"),
        ([{**chunk(), "choices": []}], "", "response.failed"),
        ([chunk("a"), chunk("", "length")], "", "response.incomplete"),
        ([chunk("a")], "it broke off", "response.failed"),
        ([{**chunk(), "choices": []}, chunk("a", "stop")], "", "response.completed"),
    ],
)
def test_a_stream_ends_as_it_went(chunks: list[Any], error: str, last: str) -> None:
    """Without a word, cut short, broken off, and with empty choices."""
    events = run(chunks, error)
    held(events)
    assert events[-1].type == last
    if error:
        assert events[-1].response.error.message == error


pieces = st.one_of(
    st.sampled_from(["", "a", "bc"]).map(chunk),
    st.just(chunk(THINKING)),
    st.just({**chunk(), "choices": []}),
    st.builds(
        call_delta,
        st.integers(0, 2),
        st.sampled_from([None, "null", "a", "b"]),
        st.sampled_from(["", "f"]),
        st.sampled_from(["", "{", "}"]),
    ),
)


@settings(deadline=None, max_examples=200)
@given(st.lists(pieces, max_size=12))
def test_whatever_streams_keeps_the_order_of_events(chunks: list[Any]) -> None:
    """No event is out of step, and nothing that was said is lost."""
    events = run([*chunks, chunk("", "stop")])
    held(events)
    said = "".join(
        part if isinstance(part, str) else "Salut"
        for each in chunks
        for choice in each["choices"]
        if (part := choice["delta"].get("content"))
    )
    assert events[-1].response.output_text == said


def test_what_our_bridge_cannot_carry_is_not_laid_at_mistrals_door() -> None:
    """The error says who stops the request, and how to reach Mistral's own."""
    client: Any = Wire().client()
    with pytest.raises(InvalidRequestError, match="cannot carry this request") as found:
        client.responses.create(model=MODEL, input="x", previous_response_id="r")
    assert "Mistral would refuse" not in str(found.value)
    assert "responses='native'" in str(found.value)
