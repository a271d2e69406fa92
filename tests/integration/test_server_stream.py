"""Streams: the framing on the wire, and what Mistral's own SDK makes of it."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import httpx2
import pytest
from mistralai.client import Mistral

from mistyped.server import RunningServer

MODEL = "mistral-small-latest"
TOOL = {
    "type": "function",
    "function": {"name": "get_time", "parameters": {"type": "object"}},
}


def body(text: str = "Bonjour", **options: Any) -> dict[str, Any]:
    """A chat request."""
    return {"model": MODEL, "messages": [{"role": "user", "content": text}]} | options


def post(server: RunningServer, content: dict[str, Any]) -> httpx2.Response:
    """Post a chat request."""
    return httpx2.post(
        f"{server.url}/chat/completions",
        headers={"Authorization": "Bearer any"},
        json=content,
    )


def whole(server: RunningServer, **options: Any) -> Any:
    """The answer without a stream."""
    return post(server, body(**options)).json()


def events(server: RunningServer, **options: Any) -> list[dict[str, Any]]:
    """The events of a stream, without the last, `[DONE]`."""
    text = post(server, body(stream=True, **options)).text
    frames = text.removesuffix("\n\n").split("\n\n")
    assert frames.pop() == "data: [DONE]"
    return [json.loads(frame.removeprefix("data: ")) for frame in frames]


def deltas(chunks: list[dict[str, Any]], index: int = 0) -> list[dict[str, Any]]:
    """The deltas of one choice."""
    choices = [chunk["choices"][0] for chunk in chunks]
    return [choice["delta"] for choice in choices if choice["index"] == index]


def test_framing(server: RunningServer) -> None:
    """Every event is one `data:` line and a blank one; the last says `[DONE]`."""
    response = post(server, body(stream=True))
    assert response.headers["content-type"].startswith("text/event-stream")
    *frames, end = response.text.split("\n\n")
    assert (frames[-1], end) == ("data: [DONE]", "")
    assert all(frame.startswith("data: {") for frame in frames[:-1])
    assert not any("\n" in frame for frame in frames)


def test_chunks_share_the_envelope(server: RunningServer) -> None:
    """All chunks have one id, moment and model, and one choice each."""
    chunks = events(server)
    heads = {(c["id"], c["object"], c["created"], c["model"]) for c in chunks}
    assert len(heads) == 1
    assert all(len(chunk["choices"]) == 1 for chunk in chunks)
    assert {chunk["object"] for chunk in chunks} == {"chat.completion.chunk"}


def test_first_chunk_opens_with_the_role(server: RunningServer) -> None:
    """The first delta is the role with empty content."""
    first = events(server)[0]["choices"][0]
    assert first["delta"] == {"role": "assistant", "content": ""}
    assert first["finish_reason"] is None


def test_only_the_last_chunk_ends(server: RunningServer) -> None:
    """Usage and the finish reason come with the last chunk and nowhere else."""
    chunks = events(server)
    reasons = [chunk["choices"][0]["finish_reason"] for chunk in chunks]
    assert reasons == [None] * (len(chunks) - 1) + ["stop"]
    assert ["usage" in chunk for chunk in chunks] == [
        reason is not None for reason in reasons
    ]


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"text": ""},
        {"text": "é\u2028\n\t  x"},
        {"max_tokens": 4},
        {"max_tokens": 0},
        {"stop": "jour"},
        {"response_format": {"type": "json_object"}},
        {"random_seed": 5},
    ],
)
def test_stream_adds_up_to_the_whole(
    server: RunningServer, options: dict[str, Any]
) -> None:
    """The deltas join to the text of the same request without a stream."""
    chunks, answer = events(server, **options), whole(server, **options)
    choice = answer["choices"][0]
    text = "".join(delta["content"] for delta in deltas(chunks))
    assert text == choice["message"]["content"]
    assert chunks[-1]["choices"][0]["finish_reason"] == choice["finish_reason"]
    assert chunks[-1]["usage"] == answer["usage"]


def test_choices_take_turns(server: RunningServer) -> None:
    """Several choices are interleaved, each complete in itself."""
    chunks, answer = events(server, n=3), whole(server, n=3)
    assert [chunk["choices"][0]["index"] for chunk in chunks[:6]] == [0, 1, 2] * 2
    for index, choice in enumerate(answer["choices"]):
        text = "".join(delta["content"] for delta in deltas(chunks, index))
        assert text == choice["message"]["content"]
    assert [("usage" in chunk) for chunk in chunks].count(True) == 1


def test_tool_calls_come_in_one_chunk(server: RunningServer) -> None:
    """Calls arrive whole in one delta, which ends the choice."""
    opening, calls = events(server, text="get_time", tools=[TOOL])
    assert opening["choices"][0]["delta"]["content"] == ""
    choice = calls["choices"][0]
    assert choice["delta"]["tool_calls"][0]["function"]["name"] == "get_time"
    assert choice["finish_reason"] == "tool_calls"


def test_thinking_has_three_phases(server: RunningServer) -> None:
    """Lists with thinking, one list with thinking and text, then plain strings."""
    contents = [d["content"] for d in deltas(events(server, reasoning_effort="high"))]
    kinds = [
        "+".join(part["type"] for part in content)
        if isinstance(content, list)
        else "string"
        for content in contents[1:]
    ]
    thoughts = kinds.index("thinking+text")
    assert set(kinds[:thoughts]) == {"thinking"}
    assert set(kinds[thoughts + 1 :]) == {"string"}


def test_thinking_adds_up(server: RunningServer) -> None:
    """The pieces of thinking and of text join to the chunks of the whole answer."""
    answer = whole(server, reasoning_effort="high")["choices"][0]["message"]["content"]
    thought = text = ""
    for delta in deltas(events(server, reasoning_effort="high")):
        content = delta["content"]
        parts: list[dict[str, Any]] = (
            [{"text": content}] if isinstance(content, str) else content
        )
        text += "".join(part.get("text", "") for part in parts)
        thought += "".join(
            part["thinking"][0]["text"] for part in parts[:1] if "thinking" in part
        )
    assert thought == answer[0]["thinking"][0]["text"]
    assert text == answer[1]["text"]


def test_thinking_may_be_all(server: RunningServer) -> None:
    """A budget that ends in the thinking leaves lists with thinking only."""
    chunks = events(server, reasoning_effort="high", max_tokens=3)
    kinds = [part["type"] for d in deltas(chunks)[1:] for part in d["content"]]
    assert kinds == ["thinking"] * 3
    assert chunks[-1]["choices"][0]["finish_reason"] == "length"


def test_sdk_reads_a_stream(server: RunningServer) -> None:
    """Mistral's SDK reads all chunks and stops at `[DONE]`."""
    with (
        Mistral(api_key="any", server_url=server.origin) as client,
        client.chat.stream(**body("Bonjour")) as stream,
    ):
        chunks = [event.data for event in stream]
    text = "".join(str(chunk.choices[0].delta.content) for chunk in chunks)
    assert "Bonjour" in text
    assert chunks[-1].usage is not None


def test_sdk_reads_a_thinking_stream_async(server: RunningServer) -> None:
    """Mistral's SDK reads all three phases, in its asynchronous client too."""

    async def kinds() -> set[str]:
        async with Mistral(api_key="any", server_url=server.origin) as client:
            stream = await client.chat.stream_async(
                **body("Bonjour", reasoning_effort="high")
            )
            contents = [e.data.choices[0].delta.content async for e in stream]
        return {type(content).__name__ for content in contents}

    assert asyncio.run(kinds()) == {"str", "list"}
