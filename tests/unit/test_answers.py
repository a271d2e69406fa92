"""Answers: nothing raises, nothing is lost, text and thoughts are one step away."""

from __future__ import annotations

from typing import Any

import openai
import pytest
from pydantic import BaseModel

from tests.unit.support import (
    USAGE,
    USER,
    Wire,
    body,
    completion,
    replying,
    response,
)

pytestmark = pytest.mark.anyio

THOUGHT = {
    "type": "thinking",
    "thinking": [
        {"type": "text", "text": "Paris, "},
        {"type": "reference", "reference_ids": [1, "b"]},
        {"type": "tool_reference", "tool": "web_search", "title": "T", "url": None},
        {"type": "text", "text": "so sun."},
    ],
    "signature": None,
    "closed": True,
}
SAID = {"type": "text", "text": "Sunny."}
CONTENTS: dict[str, tuple[Any, str, str]] = {
    "text": ("Sunny.", "Sunny.", ""),
    "empty": ("", "", ""),
    "null": (None, "", ""),
    "no chunks": ([], "", ""),
    "thoughts, then text": ([THOUGHT, SAID], "Sunny.", "Paris, so sun."),
    "several of each": (
        [THOUGHT, SAID, THOUGHT, SAID],
        "Sunny." * 2,
        "Paris, so sun." * 2,
    ),
    "a reference between": (
        [SAID, {"type": "reference", "reference_ids": [0]}, SAID],
        "Sunny.Sunny.",
        "",
    ),
    "a chunk of a new kind": (
        [{"type": "hologram", "beam": {"on": True}}, SAID],
        "Sunny.",
        "",
    ),
    "other chunks": (
        [
            {"type": "image_url", "image_url": {"url": "u", "detail": "new"}},
            {"type": "image_url", "image_url": "u"},
            {"type": "document_url", "document_url": "u", "pages": 3},
            {"type": "file", "file_id": "f"},
            {"type": "input_audio", "input_audio": "aGk="},
            {"type": "resource", "uri": "u", "content": {"type": "text", "text": "?"}},
            {"type": "resource_link", "uri": "u", "metadata": {"size": 3}},
        ],
        "",
        "",
    ),
    "a thought that is text": (
        [{"type": "thinking", "thinking": "hm"}, SAID],
        "Sunny.",
        "",
    ),
    "a known kind without its member": ([{"type": "text"}, SAID], "Sunny.", ""),
    "a chunk without a kind": ([{"text": "?"}, SAID], "Sunny.", ""),
    "a reference id of a new type": (
        [{"type": "reference", "reference_ids": [{"id": 1}]}, SAID],
        "Sunny.",
        "",
    ),
}
ODD_ANSWERS: dict[str, Any] = {
    "a new member of the answer": {**completion(), "region": "eu", "x": [{"y": None}]},
    "a new finish reason": {
        **completion(),
        "choices": [{**completion()["choices"][0], "finish_reason": "tired"}],
    },
    "Mistral's finish reasons": {
        **completion(),
        "choices": [
            {**completion()["choices"][0], "finish_reason": each, "index": index}
            for index, each in enumerate(
                ["model_length", "error", "tool_calls", "length"]
            )
        ],
    },
    "new members of a message": completion("x", mood="good", annotations=None),
    "a new role": completion("x", role="narrator"),
    "Mistral's usage": {
        **completion(),
        "usage": {
            **USAGE,
            "prompt_audio_seconds": 3,
            "num_cached_tokens": 0,
            "service_tier": "priority",
            "prompt_tokens_details": {"cached_tokens": 0},
            "prompt_token_details": {"cached_tokens": 0},
        },
    },
    "no usage": {key: each for key, each in completion().items() if key != "usage"},
    "null usage": {**completion(), "usage": None},
    "usage that is odd": {**completion(), "usage": {**USAGE, "prompt_tokens": 1.5}},
    "calls": completion(
        "",
        tool_calls=[
            {"id": "null", "function": {"name": "f", "arguments": "{}"}, "index": 0},
            {"id": "a", "type": "function", "function": {"name": "g", "arguments": {}}},
        ],
    ),
    "a call of a new kind": completion("", tool_calls=[{"id": "a", "type": "robot"}]),
    "null calls": completion("x", tool_calls=None, prefix=False),
    "no choices": {**completion(), "choices": []},
    "probabilities": {
        **completion(),
        "choices": [
            {
                **completion()["choices"][0],
                "logprobs": {
                    "content": [
                        {"token": "a", "logprob": -0.1, "bytes": [97], "token_id": 5}
                    ]
                },
                "prompt_logprobs": {"content": []},
            }
        ],
    },
    "other types": {**completion(), "created": "today", "model": None},
}


def create(answer: Any) -> Any:
    """Call for an answer that the wire gives."""
    return replying(answer).client().chat.completions.create(**body())


@pytest.mark.parametrize("what", CONTENTS)
def test_content_is_text_and_thoughts(what: str) -> None:
    """`.text` and `.thinking` read any content, and the content is all there."""
    content, text, thinking = CONTENTS[what]
    answer = create(completion(content))
    message = answer.choices[0].message
    assert (message.text, message.thinking) == (text, thinking)
    assert answer.model_dump(exclude_unset=True) == completion(content)


@pytest.mark.parametrize("what", ODD_ANSWERS)
def test_an_odd_answer_is_kept_whole(what: str) -> None:
    """Unknown members, values and kinds neither raise nor get lost."""
    answer = create(ODD_ANSWERS[what])
    dumped = answer.model_dump(exclude_unset=True, warnings=False)
    assert dumped == ODD_ANSWERS[what]
    assert answer.to_dict(warnings=False) == ODD_ANSWERS[what]


def test_chunks_are_typed() -> None:
    """Each kind has its class, members and nested chunks with it."""
    message = create(completion([THOUGHT, SAID])).choices[0].message
    thought, said = message.content
    kinds = [type(each).__name__ for each in (thought, said, *thought.thinking)]
    assert kinds == [
        *("ThinkingChunk", "TextChunk", "TextChunk"),
        *("ReferenceChunk", "ToolReferenceChunk", "TextChunk"),
    ]
    assert thought.closed is True
    assert thought.thinking[1].reference_ids == [1, "b"]


def test_a_chunk_of_a_new_kind_keeps_its_members() -> None:
    """They are attributes, as in every answer of the SDK."""
    content = [{"type": "hologram", "beam": {"on": True}}]
    (hologram,) = create(completion(content)).choices[0].message.content
    assert (hologram.type, hologram.beam) == ("hologram", {"on": True})


def test_new_members_are_attributes() -> None:
    """What Mistral adds tomorrow can be read today."""
    answer = create({**completion("x", mood="good"), "region": "eu"})
    assert (answer.region, answer.choices[0].message.mood) == ("eu", "good")


def test_usage_is_typed() -> None:
    """Mistral's figures beside OpenAI's."""
    usage = create(ODD_ANSWERS["Mistral's usage"]).usage
    assert (usage.total_tokens, usage.prompt_audio_seconds) == (6, 3)
    assert (usage.num_cached_tokens, usage.service_tier) == (0, "priority")


def test_an_answer_can_be_sent_back_after_the_thoughts() -> None:
    """The content of an answer is the content of the next request."""
    wire = replying(completion([THOUGHT, SAID]), completion())
    client = wire.client()
    message = client.chat.completions.create(**body()).choices[0].message
    replayed = {"role": "assistant", "content": message.content}
    client.chat.completions.create(**body(messages=[USER, replayed, USER]))
    assert wire.sent[1]["messages"] == [
        USER,
        {"role": "assistant", "content": [THOUGHT, SAID]},
        USER,
    ]


class Weather(BaseModel):
    """What `parse` reads."""

    sky: str


class TestParse:
    """`.parse()` reads the text of an answer into a type."""

    @pytest.mark.parametrize(
        ("content", "thinking"),
        [
            ('{"sky": "blue"}', None),
            ([THOUGHT, {"type": "text", "text": '{"sky": "blue"}'}], "Paris, so sun."),
            (
                [
                    {"type": "text", "text": '{"sky":'},
                    {"type": "text", "text": '"blue"}'},
                ],
                None,
            ),
        ],
    )
    def test_with_and_without_thoughts(self, content: Any, thinking: Any) -> None:
        """Thoughts stay out of what is parsed and can be read beside it."""
        wire = replying(completion(content))
        answer = wire.client().chat.completions.parse(response_format=Weather, **body())
        message = answer.choices[0].message
        assert message.parsed == Weather(sky="blue")
        assert getattr(message, "reasoning_content", None) == thinking
        assert answer.usage.total_tokens == 6

    async def test_asynchronously(self) -> None:
        """The same for the asynchronous client."""
        content = [THOUGHT, {"type": "text", "text": '{"sky": "blue"}'}]
        client = replying(completion(content)).async_client()
        answer = await client.chat.completions.parse(response_format=Weather, **body())
        assert answer.choices[0].message.parsed == Weather(sky="blue")

    def test_without_a_type_the_text_is_kept(self) -> None:
        """Nothing is parsed, the content is as it came."""
        wire = replying(completion([THOUGHT, SAID]))
        answer = wire.client().chat.completions.parse(**body())
        assert (answer.text, answer.thinking) == ("Sunny.", "Paris, so sun.")
        assert answer.choices[0].message.parsed is None


def test_a_server_error_stays_the_sdks_error() -> None:
    """A 422 that the server sent is not one of ours in disguise."""
    detail = {
        "detail": [{"type": "extra_forbidden", "loc": ["body", "x"], "msg": "no"}]
    }
    wire = Wire(lambda _: response(detail, 422))
    with pytest.raises(openai.UnprocessableEntityError) as caught:
        wire.client().chat.completions.create(**body())
    assert caught.value.body == detail


def test_what_only_mistral_sends_has_its_place() -> None:
    """Tokens have ids and may lack alternatives; an answer may be several messages."""
    token = {"token": "S", "bytes": [83], "logprob": -0.1, "token_id": 5}
    answer = completion()
    answer["choices"][0]["logprobs"] = {"content": [{**token, "top_logprobs": None}]}
    answer["choices"][0]["messages"] = [{"content": "S", "index": 1}]
    choice = replying(answer).client().chat.completions.create(**body()).choices[0]
    assert choice.logprobs is not None
    assert choice.logprobs.content is not None
    assert choice.logprobs.content[0].token_id == 5
    assert choice.logprobs.content[0].top_logprobs is None
    assert not hasattr(choice.logprobs, "text")
    assert choice.messages is not None
    assert (choice.messages[0].index, choice.messages[0].text) == (1, "S")
