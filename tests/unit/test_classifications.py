"""Classifications: what is asked, and what the answers give."""

from __future__ import annotations

from typing import Any

import pytest

from mistyped import InvalidRequestError, check
from tests.unit.support import USER, Wire, replying

pytestmark = pytest.mark.anyio

MODEL = "ft:classifier:ministral-3b:intents"
PATH = "/v1/classifications"
CHATS = "/v1/chat/classifications"
CHAT = {"messages": [USER]}
ANSWER: dict[str, Any] = {
    "id": "c1",
    "model": MODEL,
    "results": [{"intent": {"scores": {"refund": 0.9, "other": 0.1}}}],
}


def found(path: str, **members: Any) -> list[tuple[str, str]]:
    """Check a request; return path and rule of every problem."""
    report = check(path, {"model": MODEL, **members})
    return [(each.path, each.rule) for each in report.problems]


class TestTexts:
    """What `create` takes."""

    @pytest.mark.parametrize("given", ["x", "", ["x", "y"]])
    def test_texts(self, given: Any) -> None:
        """One or several, with metadata or without."""
        assert found(PATH, input=given) == []
        assert found(PATH, input=given, metadata={"a": [1]}) == []

    def test_no_text(self) -> None:
        """There is nothing to classify."""
        assert found(PATH, input=[]) == [("input", "empty-list")]

    @pytest.mark.parametrize(
        ("given", "path", "rule"),
        [
            (5, "input", "wrong-type"),
            (None, "input", "null"),
            (["x", 5], "input[1]", "wrong-type"),
            (CHAT, "input", "wrong-type"),
        ],
    )
    def test_other_input(self, given: Any, path: str, rule: str) -> None:
        """Named where it stands."""
        assert found(PATH, input=given) == [(path, rule)]

    def test_everything_at_once(self) -> None:
        """All problems in one report."""
        problems = [
            (each.path, each.rule) for each in check(PATH, {"inputs": 1}).errors
        ]
        assert problems == [
            ("inputs", "classifications.inputs"),
            ("input", "missing"),
            ("model", "missing"),
        ]


class TestConversations:
    """What `create_chat` takes."""

    @pytest.mark.parametrize("given", [CHAT, [CHAT], [CHAT, CHAT]])
    def test_one_or_several(self, given: Any) -> None:
        """A conversation is an object with messages."""
        assert found(CHATS, input=given) == []

    def test_none(self) -> None:
        """There is nothing to classify."""
        assert found(CHATS, input=[]) == [("input", "empty-list")]

    @pytest.mark.parametrize(
        ("given", "path", "rule"),
        [
            ("x", "input", "wrong-type"),
            ([[USER]], "input[0]", "wrong-type"),
            ({}, "input.messages", "missing"),
            (
                {"messages": [{**USER, "name": "x"}]},
                "input.messages[0].name",
                "chat.user-message.name",
            ),
            ({**CHAT, "model": "x"}, "input.model", "unknown-key"),
        ],
    )
    def test_one_mistake_is_one_line(self, given: Any, path: str, rule: str) -> None:
        """Named where it stands, by chat's own rules."""
        assert found(CHATS, input=given) == [(path, rule)]

    def test_bare_messages(self) -> None:
        """As moderation takes them; the hint is the form that is right here."""
        problem = check(CHATS, {"model": MODEL, "input": [USER]}).errors[0]
        assert problem.path == "input[0].role"
        assert problem.hint == "give a conversation: {'messages': [...]}"

    def test_messages_at_the_top(self) -> None:
        """As chat takes them."""
        problem = check(CHATS, {"model": MODEL, "messages": [USER]}).errors[0]
        assert problem.path == "messages"
        assert problem.hint == "put it into input: {'messages': [...]}"


class TestClients:
    """What both clients send, and what they read."""

    async def test_the_wire(self) -> None:
        """The body as it was given, at the right path."""
        wire = replying(*[ANSWER] * 4)
        text: dict[str, Any] = {"model": MODEL, "input": ["x"], "metadata": {"a": 1}}
        chat: dict[str, Any] = {"model": MODEL, "input": CHAT}
        wire.client().classifications.create(**text)
        wire.client().classifications.create_chat(**chat)
        await wire.async_client().classifications.create(**text)
        await wire.async_client().classifications.create_chat(**chat)
        assert wire.sent == [text, chat] * 2
        assert [each.url.path for each in wire.seen] == [PATH, CHATS] * 2

    async def test_nothing_wrong_is_sent(self, wire: Wire) -> None:
        """By none of the methods."""
        wrong: Any = {"model": MODEL, "input": 5}
        with pytest.raises(InvalidRequestError):
            wire.client().classifications.create(**wrong)
        with pytest.raises(InvalidRequestError):
            wire.client().classifications.create_chat(**wrong)
        with pytest.raises(InvalidRequestError):
            await wire.async_client().classifications.create(**wrong)
        with pytest.raises(InvalidRequestError):
            await wire.async_client().classifications.create_chat(**wrong)
        assert wire.seen == []

    async def test_the_response_around_the_answer(self) -> None:
        """Raw and streamed, from both clients and both methods."""
        wire = replying(*[ANSWER] * 8)
        text: Any = {"model": MODEL, "input": "x"}
        chat: Any = {"model": MODEL, "input": CHAT}
        one, two = wire.client().classifications, wire.async_client().classifications
        raw = [
            one.with_raw_response.create(**text),
            one.with_raw_response.create_chat(**chat),
            await two.with_raw_response.create(**text),
            await two.with_raw_response.create_chat(**chat),
        ]
        assert [each.parse().id for each in raw] == ["c1"] * 4
        with one.with_streaming_response.create(**text) as reply:
            assert reply.parse().id == "c1"
        with one.with_streaming_response.create_chat(**chat) as reply:
            assert reply.parse().id == "c1"
        async with two.with_streaming_response.create(**text) as later:
            assert (await later.parse()).id == "c1"
        async with two.with_streaming_response.create_chat(**chat) as later:
            assert (await later.parse()).id == "c1"

    def test_answers(self) -> None:
        """Each result has its targets, each target its scores."""
        client = replying(ANSWER).client()
        (result,) = client.classifications.create(model=MODEL, input="x").results
        assert result["intent"].scores == {"refund": 0.9, "other": 0.1}

    def test_the_unknown_survives(self) -> None:
        """New members of answers and of targets, and scores of another shape."""
        target = {"scores": {"a": 0.5}, "threshold": 0.4}
        given = {**ANSWER, "usage": {"x": 1}, "results": [{"intent": target}]}
        client = replying(given, {**ANSWER, "results": [{"intent": "odd"}]}).client()
        answer = client.classifications.create(model=MODEL, input="x")
        assert answer.to_dict() == given
        odd: Any = client.classifications.create(model=MODEL, input="x")
        assert odd.results == [{"intent": "odd"}]
