"""Models: filters in the query, ids in the path, and cards that may lack much."""

from __future__ import annotations

from typing import Any

import openai
import pytest

from mistyped import InvalidRequestError, check
from tests.unit.support import Wire, response

pytestmark = pytest.mark.anyio

CARD = {"id": "mistral-small-latest", "capabilities": {"vision": True}}
TUNED = "ft:open-mistral-7b:587a6b29:20240514:7e773925"
BAD_IDS: list[Any] = ["", "a/b", "..", "a?b", "a b", "a%2fb", "a\nb", 7, None]


class TestList:
    """Every card on one page."""

    async def test_filters_go_into_the_query(self) -> None:
        """Those that are given; null and nothing are left out."""
        wire = Wire(lambda _: response({"object": "list", "data": [CARD]}))
        client, async_client = wire.client(), wire.async_client()
        filters: Any = {"provider": "mistralai", "model": None}
        assert [each.id for each in client.models.list(**filters)] == [CARD["id"]]
        found = [each.id async for each in async_client.models.list(**filters)]
        assert found == [CARD["id"]]
        client.models.list(model="a", provider=openai.omit)
        client.models.list()
        queries = [str(each.url).partition("?")[2] for each in wire.seen]
        assert queries == ["provider=mistralai", "provider=mistralai", "model=a", ""]
        assert {each.url.path for each in wire.seen} == {"/v1/models"}
        assert {each.method for each in wire.seen} == {"GET"}

    async def test_one_request_is_enough(self) -> None:
        """The list ends, and it is `.data` as well."""
        wire = Wire(lambda _: response({"data": [CARD, CARD]}))
        page = wire.client().models.list()
        assert len([*page]) == len(page.data) == 2
        async_page = await wire.async_client().models.list()
        assert [each.id for each in async_page.data] == [CARD["id"]] * 2
        assert len(wire.seen) == 2

    async def test_the_response_around_the_list(self) -> None:
        """Raw and streamed, from both clients."""
        wire = Wire(lambda _: response({"object": "list", "data": [CARD]}))
        one, two = wire.client().models, wire.async_client().models
        with one.with_streaming_response.list(model="a") as reply:
            streamed = reply.parse()
        async with two.with_streaming_response.list(model="a") as async_reply:
            async_streamed = await async_reply.parse()
        raw = one.with_raw_response.list(model="a").parse()
        async_raw = (await two.with_raw_response.list(model="a")).parse()
        for page in (raw, async_raw, streamed, async_streamed):
            assert [each.id for each in page.data] == [CARD["id"]]
        assert {str(each.url.query, "ascii") for each in wire.seen} == {"model=a"}

    def test_filters_are_texts(self) -> None:
        """Anything else is refused, and what is unknown warns."""
        report = check("/v1/models", {"provider": [1], "limit": 3}, method="GET")
        assert [(p.path, p.severity) for p in report.problems] == [
            ("provider", "error"),
            ("limit", "warning"),
        ]
        wire = Wire()
        wrong: Any = {"model": {"a": 1}}
        with pytest.raises(InvalidRequestError):
            wire.client().models.list(**wrong)
        assert wire.seen == []


class TestOne:
    """Looking one up, and deleting one."""

    async def test_the_id_is_in_the_path(self) -> None:
        """By position, as in the OpenAI SDK, or by name; colons stay."""
        wire = Wire(lambda _: response({**CARD, "id": TUNED}))
        client, async_client = wire.client(), wire.async_client()
        cards = [
            client.models.retrieve(TUNED),
            client.models.retrieve(model=TUNED, timeout=3),
            await async_client.models.retrieve(TUNED),
            client.models.with_raw_response.retrieve(TUNED).parse(),
            (await async_client.models.with_raw_response.retrieve(TUNED)).parse(),
        ]
        assert {each.id for each in cards} == {TUNED}
        assert {each.url.path for each in wire.seen} == {f"/v1/models/{TUNED}"}
        assert {each.method for each in wire.seen} == {"GET"}

    async def test_deleting(self) -> None:
        """The answer may lack what goes without saying."""
        wire = Wire(lambda _: response({"id": TUNED}))
        one = wire.client().models.delete(TUNED)
        two = await wire.async_client().models.delete(TUNED)
        assert one.id == two.id == TUNED
        assert one.deleted is None
        assert {(each.method, each.url.path) for each in wire.seen} == {
            ("DELETE", f"/v1/models/{TUNED}")
        }

    @pytest.mark.parametrize("name", BAD_IDS)
    async def test_ids_that_change_the_path_are_refused(self, name: Any) -> None:
        """Nothing is sent, and the error names the parameter."""
        wire = Wire()
        models, async_models = wire.client().models, wire.async_client().models
        for call in (models.retrieve, models.delete):
            with pytest.raises(InvalidRequestError, match=r"model: .*path-id"):
                call(name)
        for async_call in (async_models.retrieve, async_models.delete):
            with pytest.raises(InvalidRequestError, match=r"model: .*path-id"):
                await async_call(name)
        assert wire.seen == []

    def test_no_parameter_is_lost(self) -> None:
        """What such a call does not take is a TypeError."""
        models: Any = Wire().client().models
        for call in (models.retrieve, models.delete):
            with pytest.raises(TypeError, match="provider"):
                call("a", provider="mistralai")


class TestCards:
    """Answers are read as they come."""

    def test_what_is_missing_is_none(self) -> None:
        """Only the id and the capabilities are sure."""
        card = Wire(lambda _: response(CARD)).client().models.retrieve("a")
        assert isinstance(card, openai.types.Model)
        assert card.capabilities.vision is True
        assert card.capabilities.ocr is None
        assert card.object == "model"
        for name in ("created", "owned_by", "aliases", "deprecation", "job", "type"):
            assert getattr(card, name) is None

    def test_what_is_new_survives(self) -> None:
        """Unknown members, kinds and values never raise."""
        odd = {
            **CARD,
            "type": "merged",
            "created": "yesterday",
            "capabilities": {"telepathy": True, "vision": "some"},
            "price": {"in": 1},
        }
        wire = Wire(lambda _: response({"object": "list", "data": [odd]}))
        card: Any = wire.client().models.list().data[0]
        assert card.type == "merged"
        assert card.price == {"in": 1}
        assert card.capabilities.telepathy is True
        assert card.created == "yesterday"
        assert card.capabilities.vision == "some"

    @pytest.mark.parametrize(
        ("name", "value"),
        [("capabilities", "all"), ("aliases", 5), ("aliases", [None]), ("id", None)],
    )
    def test_an_odd_card_teaches_what_it_can(self, name: str, value: object) -> None:
        """And is given as it is."""
        odd = {**CARD, name: value}
        wire = Wire(lambda _: response({"object": "list", "data": [odd]}))
        (card,) = wire.client().models.list().data
        assert getattr(card, name) == value
