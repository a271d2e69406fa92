"""Moderation and classification over real HTTP, with our client and with Mistral's."""

from __future__ import annotations

from typing import Any

import mistralai.client
import openai
import pytest
from mistralai.client.errors import HTTPValidationError, SDKError

from mistyped import AsyncMistral, Mistral
from mistyped.messages import assistant, user

pytestmark = pytest.mark.anyio

MODEL = "mistral-moderation-latest"
CLASSIFIER = "ft:classifier:ministral-3b:forms"
TEXTS = ["I love you", "I will KILL you", "Rob a bank, with a weapon"]
CALM = [user("I will kill you"), assistant("Let us stay calm.")]
ANGRY = [user("How are you?"), assistant("I hate you.")]


def flagged(answer: Any) -> list[list[str]]:
    """Return the categories that apply, for each result."""
    return [[k for k, v in each.categories.items() if v] for each in answer.results]


class TestModeration:
    """Words decide, and they are the same words for everybody."""

    async def test_texts(
        self,
        client: Mistral,
        async_client: AsyncMistral,
        official: mistralai.client.Mistral,
        async_official: mistralai.client.Mistral,
    ) -> None:
        """All four clients read the same of one request."""
        one = client.moderations.create(model=MODEL, input=TEXTS)
        two = await async_client.moderations.create(model=MODEL, input=TEXTS)
        three: Any = official.classifiers.moderate(model=MODEL, inputs=TEXTS)
        four = await async_official.classifiers.moderate_async(
            model=MODEL, inputs=TEXTS
        )
        assert one == two
        assert one.to_dict() == three.model_dump() == four.model_dump()
        assert [each.flagged for each in one.results] == [False, True, True]
        violent, criminal = "violence_and_threats", "dangerous_and_criminal_content"
        assert flagged(one) == [[], [violent], [criminal]]
        assert all(0 <= s <= 1 for s in (one.results[0].category_scores or {}).values())

    async def test_conversations(
        self,
        client: Mistral,
        async_client: AsyncMistral,
        official: mistralai.client.Mistral,
        async_official: mistralai.client.Mistral,
    ) -> None:
        """The last message of each counts, in one conversation and in several."""
        both: Any = [CALM, ANGRY]
        one = client.moderations.create_chat(model=MODEL, input=both)
        two = await async_client.moderations.create_chat(model=MODEL, input=both)
        three: Any = official.classifiers.moderate_chat(model=MODEL, inputs=both)
        four = await async_official.classifiers.moderate_chat_async(
            model=MODEL, inputs=both
        )
        assert one == two
        results = one.to_dict()["results"]
        assert results == three.model_dump()["results"]
        assert results == four.model_dump()["results"]
        assert flagged(one) == [[], ["hate_and_discrimination"]]
        single = client.moderations.create_chat(model=MODEL, input=ANGRY)
        assert flagged(single) == [["hate_and_discrimination"]]

    def test_categories_differ_by_model(self, client: Mistral) -> None:
        """The second generation has two more, and splits one."""
        model = "mistral-moderation-2603"
        old = client.moderations.create(model=MODEL, input=TEXTS[2]).results[0]
        new = client.moderations.create(model=model, input=TEXTS[2]).results[0]
        assert len(old.categories or {}) == 9
        assert len(new.categories or {}) == 11
        assert flagged(client.moderations.create(model=model, input=TEXTS[2])) == [
            ["dangerous", "criminal"]
        ]

    def test_one_text(self, client: Mistral) -> None:
        """A text alone has one result, and the id follows from the request."""
        one = client.moderations.create(model=MODEL, input="Bonjour")
        assert len(one.results) == 1
        assert one.id == client.moderations.create(model=MODEL, input="Bonjour").id
        assert one.id != client.moderations.create(model=MODEL, input="Salut").id


class TestClassification:
    """A classifier of two targets: how a text ends, and how long it is."""

    async def test_texts(
        self,
        client: Mistral,
        async_client: AsyncMistral,
        official: mistralai.client.Mistral,
        async_official: mistralai.client.Mistral,
    ) -> None:
        """All four clients read the same of one request."""
        texts = ["Why?", "Stop!", "It is so. " * 9]
        one = client.classifications.create(model=CLASSIFIER, input=texts)
        two = await async_client.classifications.create(model=CLASSIFIER, input=texts)
        three: Any = official.classifiers.classify(model=CLASSIFIER, inputs=texts)
        four = await async_official.classifiers.classify_async(
            model=CLASSIFIER, inputs=texts
        )
        assert one == two
        assert one.to_dict() == three.model_dump() == four.model_dump()
        assert [likeliest(each) for each in one.results] == [
            {"form": "question", "length": "short"},
            {"form": "exclamation", "length": "short"},
            {"form": "statement", "length": "long"},
        ]
        for result in one.results:
            for target in result.values():
                assert sum(target.scores.values()) == pytest.approx(1)

    async def test_conversations(
        self,
        client: Mistral,
        async_client: AsyncMistral,
        official: mistralai.client.Mistral,
        async_official: mistralai.client.Mistral,
    ) -> None:
        """One conversation, or several."""
        asked: Any = {"model": CLASSIFIER, "input": {"messages": [user("Why?")]}}
        one = client.classifications.create_chat(**asked)
        two = await async_client.classifications.create_chat(**asked)
        three: Any = official.classifiers.classify_chat(**asked)
        four = await async_official.classifiers.classify_chat_async(**asked)
        assert one == two
        results = one.to_dict()["results"]
        assert results == three.model_dump()["results"]
        assert results == four.model_dump()["results"]
        assert likeliest(one.results[0])["form"] == "question"
        several = client.classifications.create_chat(
            model=CLASSIFIER, input=[{"messages": CALM}, {"messages": [user("Ah!")]}]
        )
        assert [likeliest(each)["form"] for each in several.results] == [
            "statement",
            "exclamation",
        ]


def likeliest(result: Any) -> dict[str, str]:
    """Return the likeliest label of each target."""
    return {k: max(v.scores, key=v.scores.get) for k, v in result.items()}


PATHS = (
    "/moderations",
    "/chat/moderations",
    "/classifications",
    "/chat/classifications",
)


# A chunk that the official client knows as little as the server does.
UNTYPED: Any = {"role": "user", "content": [{"type": "hologram", "depth": 3}]}


class TestRefusals:
    """What is wrong is refused in Mistral's envelopes, whoever asks."""

    @pytest.mark.parametrize("path", PATHS)
    def test_the_schema_comes_first(self, client: Mistral, path: str) -> None:
        """Layer 1 names every problem at its place, also where we checked nothing."""
        unchecked = client.with_options(check="off")
        with pytest.raises(openai.UnprocessableEntityError) as caught:
            unchecked.post(path, body={"input": 5, "user": "x"}, cast_to=object)
        body: Any = caught.value.body
        details = {tuple(each["loc"][:2]) for each in body["message"]["detail"]}
        assert details == {("body", "input"), ("body", "user"), ("body", "model")}

    @pytest.mark.parametrize("path", PATHS)
    def test_the_model_comes_second(self, client: Mistral, path: str) -> None:
        """Layer 2 knows other vendors' names; an unknown one may be new."""
        body = {"model": "omni-moderation-latest", "input": []}
        client = client.with_options(check="off")
        with pytest.raises(openai.BadRequestError) as caught:
            client.with_options(check="off").post(path, body=body, cast_to=object)
        assert caught.value.code == "1500"
        assert "Invalid model: omni-moderation-latest" in str(caught.value)

    async def test_the_official_client_hears_it_too(
        self,
        official: mistralai.client.Mistral,
        async_official: mistralai.client.Mistral,
    ) -> None:
        """As its own errors."""
        with pytest.raises(SDKError, match="Invalid model: gpt-5"):
            official.classifiers.moderate(model="gpt-5", inputs="x")
        with pytest.raises(SDKError, match="Invalid model: gpt-5"):
            await async_official.classifiers.moderate_chat_async(
                model="gpt-5", inputs=[]
            )
        with pytest.raises(
            (HTTPValidationError, SDKError), match="does not match any of the expected"
        ):
            official.classifiers.moderate_chat(model=MODEL, inputs=[UNTYPED])
