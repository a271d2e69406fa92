"""Moderations: what is asked, and what the answers give."""

from __future__ import annotations

from typing import Any

import openai
import pytest
from openai.types import ModerationCreateResponse as SdkModerationCreateResponse

from mistyped import InvalidRequestError, check
from tests.unit.support import USER, Wire, replying

pytestmark = pytest.mark.anyio

MODEL = "mistral-moderation-latest"
PATH = "/v1/moderations"
CHATS = "/v1/chat/moderations"
RESULT: dict[str, Any] = {
    "categories": {"pii": True, "law": False},
    "category_scores": {"pii": 0.9, "law": 0.1},
}


def answer(*results: Any, **members: Any) -> dict[str, Any]:
    """Return an answer as Mistral gives it."""
    return {"id": "m1", "model": MODEL, "results": [*results], **members}


def found(path: str, **members: Any) -> list[tuple[str, str]]:
    """Check a request; return path and rule of every problem."""
    report = check(path, {"model": MODEL, **members})
    return [(each.path, each.rule) for each in report.problems]


class TestTexts:
    """What `create` takes."""

    @pytest.mark.parametrize("given", ["x", "", ["x", "y"]])
    @pytest.mark.parametrize(
        "metadata", [{}, {"metadata": None}, {"metadata": {"a": 1}}]
    )
    def test_texts(self, given: Any, metadata: Any) -> None:
        """One or several, with metadata or without."""
        assert found(PATH, input=given, **metadata) == []

    def test_no_text(self) -> None:
        """There is nothing to moderate."""
        assert found(PATH, input=[]) == [("input", "empty-list")]

    def test_images(self) -> None:
        """OpenAI's parts are refused one by one, with the way out."""
        parts = [{"type": "text", "text": "x"}, {"type": "image_url", "image_url": {}}]
        report = check(PATH, {"model": MODEL, "input": parts})
        assert [each.path for each in report.errors] == ["input[0]", "input[1]"]
        hints = {each.hint for each in report.errors}
        assert hints == {"give a text or a list of texts, no images"}

    @pytest.mark.parametrize("given", [{}, {"model": None}, {"model": 5}])
    def test_the_model_is_required(self, given: Any) -> None:
        """OpenAI has a default; here the hint names a model."""
        (problem,) = check(PATH, {"input": "x", **given}).errors
        assert problem.path == "model"
        assert MODEL in problem.hint or problem.rule == "wrong-type"

    def test_everything_at_once(self) -> None:
        """All problems in one report, in the order of the members."""
        wrong = {"inputs": "x", "metadata": "y", "user": "z"}
        assert found(PATH, **wrong) == [
            ("inputs", "moderations.inputs"),
            ("metadata", "wrong-type"),
            ("user", "unknown-key"),
            ("input", "missing"),
        ]


class TestConversations:
    """What `create_chat` takes."""

    @pytest.mark.parametrize("given", [[USER], [USER, USER], [[USER], [USER]], [[]]])
    def test_one_or_several(self, given: Any) -> None:
        """A list of messages, or a list of such lists."""
        assert found(CHATS, input=given) == []

    def test_no_message(self) -> None:
        """There is nothing to moderate."""
        assert found(CHATS, input=[]) == [("input", "empty-list")]

    @pytest.mark.parametrize(
        ("given", "path", "rule"),
        [
            ([{**USER, "name": "x"}], "input[0].name", "chat.user-message.name"),
            ([[{**USER, "name": "x"}]], "input[0][0].name", "chat.user-message.name"),
            ([[USER], USER], "input[1]", "wrong-type"),
            ([USER, [USER]], "input[1]", "wrong-type"),
            (
                [{**USER, "role": "developer"}],
                "input[0].role",
                "chat.developer-message",
            ),
            ([5], "input[0]", "wrong-type"),
            (USER, "input", "wrong-type"),
            ("x", "input", "wrong-type"),
            (None, "input", "null"),
        ],
    )
    def test_one_mistake_is_one_line(self, given: Any, path: str, rule: str) -> None:
        """Named in the branch that was meant, by chat's own rules."""
        assert found(CHATS, input=given) == [(path, rule)]

    def test_the_name_that_chat_has(self) -> None:
        """The hint of `messages` is the name here."""
        problem = check(CHATS, {"model": MODEL, "messages": [USER]}).errors[0]
        assert (problem.path, problem.hint) == ("messages", "use input")

    def test_no_metadata(self) -> None:
        """Texts may have it, conversations not."""
        assert found(CHATS, input=[USER], metadata={}) == [("metadata", "unknown-key")]


class TestClients:
    """What both clients send, and to where."""

    async def test_the_wire(self) -> None:
        """The body as it was given, at the right path."""
        wire = replying(*[answer()] * 4)
        text: dict[str, Any] = {"model": MODEL, "input": ["x"], "metadata": {"a": 1}}
        chat: dict[str, Any] = {"model": MODEL, "input": [USER]}
        wire.client().moderations.create(**text)
        wire.client().moderations.create_chat(**chat)
        await wire.async_client().moderations.create(**text)
        await wire.async_client().moderations.create_chat(**chat)
        assert wire.sent == [text, chat] * 2
        assert [each.url.path for each in wire.seen] == [PATH, CHATS] * 2

    async def test_nothing_wrong_is_sent(self, wire: Wire) -> None:
        """By none of the methods."""
        wrong: Any = {"model": MODEL, "input": 5}
        with pytest.raises(InvalidRequestError):
            wire.client().moderations.create(**wrong)
        with pytest.raises(InvalidRequestError):
            wire.client().moderations.create_chat(**wrong)
        with pytest.raises(InvalidRequestError):
            await wire.async_client().moderations.create(**wrong)
        with pytest.raises(InvalidRequestError):
            await wire.async_client().moderations.create_chat(**wrong)
        assert wire.seen == []

    async def test_the_response_around_the_answer(self) -> None:
        """Raw and streamed, from both clients and both methods."""
        wire = replying(*[answer(RESULT)] * 8)
        text: Any = {"model": MODEL, "input": "x"}
        chat: Any = {"model": MODEL, "input": [USER]}
        one, two = wire.client().moderations, wire.async_client().moderations
        raw = [
            one.with_raw_response.create(**text),
            one.with_raw_response.create_chat(**chat),
            await two.with_raw_response.create(**text),
            await two.with_raw_response.create_chat(**chat),
        ]
        assert [each.parse().results[0].flagged for each in raw] == [True] * 4
        with one.with_streaming_response.create(**text) as reply:
            assert reply.parse().id == "m1"
        with one.with_streaming_response.create_chat(**chat) as reply:
            assert reply.parse().id == "m1"
        async with two.with_streaming_response.create(**text) as later:
            assert (await later.parse()).id == "m1"
        async with two.with_streaming_response.create_chat(**chat) as later:
            assert (await later.parse()).id == "m1"


def results(*given: Any) -> Any:
    """Return the results that a client reads out of an answer with these."""
    client = replying(answer(*given)).client()
    return client.moderations.create(model=MODEL, input="x").results


class TestAnswers:
    """Mistral's categories, and what is derived from them."""

    def test_categories_are_keys(self) -> None:
        """They differ by model, so they stand as they came."""
        (result,) = results(RESULT)
        assert result.categories == RESULT["categories"]
        assert result.category_scores == RESULT["category_scores"]

    @pytest.mark.parametrize(
        ("categories", "flagged"),
        [({"a": False, "b": True}, True), ({"a": False}, False), ({}, False)],
    )
    def test_flagged_follows_from_the_categories(
        self, categories: Any, flagged: Any
    ) -> None:
        """Mistral does not send it, so it is not among what was sent."""
        (result,) = results({"categories": categories})
        assert result.flagged is flagged
        assert result.to_dict() == {"categories": categories}

    def test_nothing_follows_from_nothing(self) -> None:
        """Without categories nobody knows whether a text is harmless."""
        assert results({})[0].flagged is None

    def test_flagged_that_was_sent(self) -> None:
        """Should Mistral send it one day, that is what counts."""
        assert (
            results({"categories": {"a": True}, "flagged": False})[0].flagged is False
        )

    def test_the_unknown_survives(self) -> None:
        """New members, and categories of another shape."""
        odd = {"categories": {"a": "perhaps"}, "reasons": ["x"]}
        (result,) = results(odd)
        assert result.categories == odd["categories"]
        assert result.reasons == ["x"]
        assert results({"categories": ["a"]})[0].flagged is None

    def test_the_sdks_class(self) -> None:
        """Code that takes the SDK's answer takes ours."""
        client: openai.OpenAI = replying(answer(RESULT)).client()
        given = client.moderations.create(model=MODEL, input="x")
        assert isinstance(given, SdkModerationCreateResponse)
