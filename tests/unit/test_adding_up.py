"""Streams add up: to the answer that was not streamed, or to an error with the rest."""

from __future__ import annotations

import json
import pickle
from typing import Any

import openai
import pytest

from mistyped import Mistral, StreamInterruptedError
from mistyped.streaming import ChatStream
from tests.unit.support import HTTPX, USAGE, Wire, body, chunk, completion, replying

pytestmark = pytest.mark.anyio

CONVERSATION = [
    {"type": "conversation.response.started", "conversation_id": "conv_1"},
    *(
        {"type": f"tool.execution.{step}", "id": "t", "output_index": 0, "name": "web"}
        | ({"info": {}} if step == "done" else {"arguments": "{}"})
        for step in ("started", "done")
    ),
    *(
        {"type": "message.output.delta", "id": "m", "output_index": 1, "content": each}
        for each in ("Sa", "lut")
    ),
    *(
        {
            "type": "function.call.delta",
            "id": "f",
            "output_index": 2,
            "name": "f",
            "tool_call_id": "Ab3dE6gH9",
            "arguments": each,
        }
        for each in ('{"a"', ": 1}")
    ),
    {"type": "conversation.response.done", "usage": {"total_tokens": 6}},
]
TRANSCRIPTION = [
    {"type": "transcription.language", "audio_language": "fr"},
    {"type": "transcription.text.delta", "text": "Sa"},
    {"type": "transcription.text.delta", "text": "lut"},
    {"type": "transcription.done", "model": "m", "text": "Salut", "usage": USAGE},
]


def choices(*given: dict[str, Any], **more: Any) -> Any:
    """Return a chunk with these choices."""
    return {**chunk(), "choices": list(given), **more}


def piece(index: int = 0, finish: str | None = None, /, **delta: Any) -> dict[str, Any]:
    """Return a choice of a chunk."""
    return {"index": index, "delta": delta, "finish_reason": finish}


def thought(text: str, **more: Any) -> Any:
    """Return a chunk of content in which the model thinks."""
    thoughts = [{"type": "text", "text": text}]
    return {"type": "thinking", "thinking": thoughts, **more}


def text(text: str) -> dict[str, str]:
    """Return a chunk of content that is text."""
    return {"type": "text", "text": text}


def call(**members: Any) -> dict[str, Any]:
    """Return a piece of a tool call."""
    function = {k: members.pop(k) for k in ("name", "arguments") if k in members}
    return {**members, "function": function}


def calling(**members: Any) -> Any:
    """Return a chunk with a piece of one tool call."""
    return choices(piece(tool_calls=[call(**members)]))


def streamed(*chunks: Any) -> Any:
    """Return what chunks add up to."""
    client = replying(chunks).client()
    return client.chat.completions.create(**body(), stream=True).completion()


def answered(message: dict[str, Any], finish: str = "stop", **more: Any) -> Any:
    """Return the answer that was not streamed."""
    answer = completion(**message)
    answer["choices"][0] |= {"finish_reason": finish, **more}
    client = replying(answer).client()
    return client.chat.completions.create(**body())


CALL = {
    "id": "Ab3dE6gH9",
    "type": "function",
    "function": {"name": "f", "arguments": '{"a": 1}'},
    "index": 0,
}
LOGPROBS = [{"token": t, "logprob": -1.0, "bytes": None} for t in ("Sa", "lut")]
SAME: dict[str, tuple[list[Any], Any]] = {
    "text": (
        [chunk("Sa"), chunk("lut"), chunk("", "stop", usage=USAGE)],
        ({"content": "Salut"},),
    ),
    "usage in a chunk of its own": (
        [chunk("Salut", "stop"), choices(usage=USAGE)],
        ({"content": "Salut"},),
    ),
    "usage before the end": (
        [chunk("Sa", usage=USAGE), chunk("lut", "stop")],
        ({"content": "Salut"},),
    ),
    "thoughts, then a list, then text": (
        [
            chunk(""),
            chunk([thought("Hm", closed=True)]),
            chunk([thought(".", closed=True), text("Sa")]),
            chunk("lut", "stop", usage=USAGE),
        ],
        (
            {
                "content": [
                    thought("Hm.", closed=True),
                    {"type": "text", "text": "Salut"},
                ]
            },
        ),
    ),
    "a call whose id is null where it goes on": (
        [
            choices(piece(tool_calls=[call(index=0, id="Ab3dE6gH9", name="f")])),
            choices(piece(tool_calls=[call(index=0, id="null", arguments='{"a"')])),
            choices(
                piece(tool_calls=[call(index=0, arguments=": 1}", type="function")])
            ),
            chunk("", "tool_calls", usage=USAGE),
        ],
        ({"content": "", "tool_calls": [CALL]}, "tool_calls"),
    ),
    "log probabilities": (
        [
            choices({**piece(content=t["token"]), "logprobs": {"content": [t]}})
            for t in LOGPROBS
        ]
        + [chunk("", "stop", usage=USAGE)],
        ({"content": "Salut"}, "stop", {"logprobs": {"content": LOGPROBS}}),
    ),
}


@pytest.mark.parametrize("what", SAME)
def test_it_is_the_answer_that_was_not_streamed(what: str) -> None:
    """Member for member."""
    chunks, (message, *finish) = SAME[what]
    more = finish[1] if len(finish) > 1 else {}
    assert (
        streamed(*chunks).to_dict() == answered(message, *finish[:1], **more).to_dict()
    )


@pytest.mark.parametrize(
    ("deltas", "ids", "arguments"),
    [
        ([[{"id": "a"}, {"id": "b"}]], ["a", "b"], ["", ""]),
        (
            [[{"index": 0, "id": "a"}], [{"index": 1, "id": "b", "arguments": "{}"}]],
            ["a", "b"],
            ["", "{}"],
        ),
        (
            [[{"index": 0, "id": "a", "arguments": "{"}], [{"index": 0, "id": "b"}]],
            ["a", "b"],
            ["{", ""],
        ),
        (
            [[{"id": "a", "name": "f", "arguments": "{"}], [{"arguments": "}"}]],
            ["a"],
            ["{}"],
        ),
        ([[{"name": "f"}, {"name": "g"}]], [None, None], ["", ""]),
        ([[{"index": 0, "id": "null", "arguments": "{}"}]], ["null"], ["{}"]),
        ([[{"id": "a", "arguments": {"x": 1}}]], ["a"], [{"x": 1}]),
    ],
    ids=["no index", "index", "all are 0", "goes on", "no ids", "null", "an object"],
)
def test_calls_are_told_apart(deltas: Any, ids: Any, arguments: Any) -> None:
    """By index, by id, or by where they stand."""
    pieces = [choices(piece(tool_calls=[call(**c) for c in each])) for each in deltas]
    answer = streamed(*pieces, chunk("", "tool_calls"))
    calls = answer.message.tool_calls
    assert [each.id for each in calls] == ids
    assert [each.function.arguments for each in calls] == arguments


def test_arguments_are_read() -> None:
    """From text or an object; what is not whole is reported and not raised."""
    calls = [
        call(id="a", name="f", arguments='{"x": 1}'),
        call(id="b", name="f", arguments={"x": 1}),
        call(id="c", name="f", arguments='{"x": '),
        call(id="d", name="f", arguments=""),
        call(id="e", name="f", arguments="[1]"),
    ]
    read = streamed(
        choices(piece(0, "tool_calls", tool_calls=calls))
    ).message.tool_calls
    assert [each.arguments for each in read] == [{"x": 1}, {"x": 1}, None, {}, None]
    assert [bool(each.argument_error) for each in read] == [
        False,
        False,
        True,
        False,
        True,
    ]
    assert "no whole JSON" in read[2].argument_error


def test_several_choices_are_kept_apart() -> None:
    """Each with its text and its finish reason."""
    answer = streamed(
        choices(piece(1, content="B"), piece(content="A")),
        choices(piece(0, "stop", content="a"), piece(1, "length", content="b")),
    )
    found = [(c.index, c.message.content, c.finish_reason) for c in answer.choices]
    assert found == [(0, "Aa", "stop"), (1, "Bb", "length")]


def frames(events: Any, end: bytes = b"data: [DONE]\n\n") -> bytes:
    """Return a stream of events."""
    return b"".join(b"data: %s\n\n" % json.dumps(e).encode() for e in events) + end


def cut(data: bytes) -> Mistral:
    """Return a client whose server ends a stream here."""
    headers = {"content-type": "text/event-stream"}
    return Wire(lambda _: HTTPX.Response(200, content=data, headers=headers)).client()


CHUNKS = [
    choices(piece(content="Sa"), piece(1, content="Bo")),
    choices(piece(content="lut"), piece(1, content="njour")),
    choices(piece(1, "stop", content="")),
    choices(piece(0, "stop", content=""), usage=USAGE),
]


def test_a_chat_stream_cut_at_every_byte() -> None:
    """It is whole from the last finish reason on; before, the error has the rest."""
    data = frames(CHUNKS)
    whole = len(data) - len(b"\n\ndata: [DONE]\n\n")
    for at in range(1, len(data) + 1):
        chunks = cut(data[:at]).chat.completions.create(**body(n=2), stream=True)
        if at >= whole:
            assert chunks.completion().usage, at
            continue
        with pytest.raises(openai.APIError) as caught:
            chunks.completion()
        if not isinstance(caught.value, openai.APIResponseValidationError):
            assert isinstance(caught.value, StreamInterruptedError), at
            assert caught.value.partial == chunks.partial
            text = "".join(c.message.text for c in chunks.partial.choices)
            assert "SalutBonjour".startswith(text[:2])
            finished = [c.finish_reason for c in chunks.partial.choices]
            assert not finished or None in finished


def test_a_choice_that_never_came_is_missing() -> None:
    """One of two that were asked for does not pass for both."""
    data = frames([chunk("Salut", "stop")], b"")
    assert cut(data).chat.completions.create(**body(), stream=True).completion()
    with pytest.raises(StreamInterruptedError):
        cut(data).chat.completions.create(**body(n=2), stream=True).completion()


def test_a_conversation_cut_at_every_byte() -> None:
    """What came is a response, and what was not done is an error."""
    data = frames(CONVERSATION, b"")
    for at in range(1, len(data) - 1):
        events = cut(data[:at]).conversations.start(model="m", inputs="x", stream=True)
        if at == len(data) - 2:
            break
        with pytest.raises(openai.APIError) as caught:
            events.get_final_response()
        if not isinstance(caught.value, openai.APIResponseValidationError):
            assert isinstance(caught.value, StreamInterruptedError), at
            assert caught.value.partial == events.partial
    response = cut(data).conversations.start(model="m", inputs="x", stream=True)
    final = response.get_final_response()
    assert (final.conversation_id, final.usage.total_tokens) == ("conv_1", 6)
    tool, message, function = final.outputs
    assert (tool.type, getattr(message, "text", "")) == ("tool.execution", "Salut")
    assert getattr(function, "arguments", "") == '{"a": 1}'


def test_a_transcription_cut_at_every_byte() -> None:
    """The same for what was said in a recording."""
    data = frames(TRANSCRIPTION, b"")
    for at in range(1, len(data) + 1):
        events = cut(data[:at]).audio.transcriptions.create(
            model="m", file_id="f", stream=True
        )
        if at >= len(data) - 2:
            assert events.get_final_transcription().text == "Salut"
            continue
        with pytest.raises(openai.APIError) as caught:
            events.get_final_transcription()
        if not isinstance(caught.value, openai.APIResponseValidationError):
            assert isinstance(caught.value, StreamInterruptedError), at
            assert "Salut".startswith(events.partial.text)


async def test_asynchronously() -> None:
    """The same answer, and the same error."""
    client = replying(CHUNKS, [chunk("Sa")]).async_client()
    stream = await client.chat.completions.create(**body(), stream=True)
    assert (await stream.completion()).text == "Salut"
    wire = Wire(
        lambda _: HTTPX.Response(
            200,
            content=frames([chunk("Sa")], b""),
            headers={"content-type": "text/event-stream"},
        )
    )
    stream = await wire.async_client().chat.completions.create(**body(), stream=True)
    with pytest.raises(StreamInterruptedError) as caught:
        await stream.completion()
    assert caught.value.partial.text == "Sa"  # type: ignore[attr-defined]


def test_a_stream_that_failed_stays_so() -> None:
    """Who asks again is told again."""
    chunks = cut(frames([chunk("Sa")], b"")).chat.completions.create(
        **body(), stream=True
    )
    for _ in range(2):
        with pytest.raises(StreamInterruptedError):
            chunks.completion()


def test_the_error_goes_through_a_process() -> None:
    """With what had come."""
    chunks = cut(frames([chunk("Sa")], b"")).chat.completions.create(
        **body(), stream=True
    )
    with pytest.raises(
        StreamInterruptedError, match="without a finish_reason"
    ) as caught:
        chunks.completion()
    again = pickle.loads(pickle.dumps(caught.value))
    assert (str(again), again.partial) == (str(caught.value), caught.value.partial)


@pytest.mark.skipif(
    "stream_mode" not in vars(openai._models.FinalRequestOptions)["__annotations__"],
    reason="older SDKs have no stream_mode",
)
def test_errors_are_events_where_the_sdk_was_told_so() -> None:
    """With `stream_mode="events"` nothing is raised: the caller reads all events."""
    data = frames([chunk("Sa"), {"error": {"message": "No"}}], b"")
    chunks: ChatStream = cut(data).post(
        "/chat/completions",
        cast_to=object,
        body=body(stream=True),
        options={"stream_mode": "events"},
        stream=True,
        stream_cls=ChatStream,
    )
    _, last = list(chunks)
    assert last.model_extra == {"error": {"message": "No"}}


@pytest.mark.parametrize("way", ["create", "parse", "completion", "stream"])
def test_an_answer_is_replayed_as_it_is(way: str, recwarn: Any) -> None:
    """However it came: thoughts as chunks, calls with their ids, and no warning."""
    content = [thought("Hm.", closed=True), text('{"a": 1}')]
    message = {"role": "assistant", "content": content, "tool_calls": [CALL]}
    result = {"role": "tool", "content": "4", "tool_call_id": CALL["id"]}
    whole = completion(content, tool_calls=[CALL])
    pieces = [choices(piece(0, "tool_calls", **message), usage=USAGE)]
    streams = way in ("completion", "stream")
    wire = replying(pieces if streams else whole, completion())
    completions = wire.client().chat.completions
    answer: Any
    if way == "create":
        answer = completions.create(**body())
    elif way == "parse":
        answer = completions.parse(**body())
    elif way == "completion":
        answer = completions.create(**body(), stream=True).completion()
    else:
        with completions.stream(**body()) as events:
            (first, *_) = events
            assert first.type == "chunk"
            assert first.snapshot.choices[0].message.thinking == "Hm."
            answer = events.get_final_completion()
    user: Any = {"role": "user", "content": "x"}
    completions.create(model="m", messages=[user, answer.message, result])
    assert wire.sent[1]["messages"][1] == message
    assert [str(each.message) for each in recwarn] == []
    assert isinstance(answer, openai.types.chat.ChatCompletion)
