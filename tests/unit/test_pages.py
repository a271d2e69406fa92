"""Lists in pages: everything comes once, and iterating ends with any server."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import openai
import pytest

from mistyped._openai.pages import (
    AsyncNumberedPage,
    AsyncOffsetPage,
    SyncNumberedPage,
    SyncOffsetPage,
)
from tests.unit.support import HTTPX, Wire, response

pytestmark = pytest.mark.anyio


class Thing(openai.BaseModel):
    """What the lists hold."""

    id: int


def things(first: int, after: int) -> list[dict[str, int]]:
    """Return these things as a server writes them."""
    return [{"id": each} for each in range(first, after)]


def numbered(
    count: int, *, total: bool = True, most: int = 10**6
) -> Callable[[Any], Any]:
    """Return a server of `count` things, at most `most` of them on a page."""

    def answer(request: Any) -> Any:
        query = request.url.params
        size = min(int(query.get("page_size", 100)), most)
        first = int(query.get("page", 0)) * size
        found = things(first, max(first, min(count, first + size)))
        return response({"data": found} | ({"total": count} if total else {}))

    return answer


def by_offset(count: int, *, total: bool) -> Callable[[Any], Any]:
    """Return a server of `count` things under `items`, ten on a page if unasked."""

    def answer(request: Any) -> Any:
        first = int(request.url.params.get("offset", 0))
        size = int(request.url.params.get("limit", 10))
        found = things(first, max(first, min(count, first + size)))
        return response({"items": found} | ({"total": count} if total else {}))

    return answer


async def ids(wire: Wire, kind: str, **query: object) -> list[int]:
    """Return the ids of a list, which both clients give alike."""
    sync_page, async_page = {
        "numbered": (SyncNumberedPage[Thing], AsyncNumberedPage[Thing]),
        "offset": (SyncOffsetPage[Thing], AsyncOffsetPage[Thing]),
    }[kind]
    options: Any = {"params": query}
    listed: Any = wire.client().get_api_list(
        "/things", model=Thing, page=sync_page, options=options
    )
    found = [each.id for each in listed]
    calls = len(wire.seen)
    paged: Any = wire.async_client().get_api_list(
        "/things", model=Thing, page=async_page, options=options
    )
    assert [each.id async for each in paged] == found
    assert len(wire.seen) == 2 * calls
    return found


@pytest.mark.parametrize("total", [True, False])
@pytest.mark.parametrize("count", [0, 1, 99, 100, 101, 200, 250])
async def test_everything_comes_once(count: int, total: bool) -> None:
    """Full and half-full pages, whether the server counts or not."""
    wire = Wire(numbered(count, total=total))
    assert await ids(wire, "numbered") == list(range(count))


@pytest.mark.parametrize(("size", "calls"), [(50, 3), (60, 3), (75, 2), (150, 1)])
async def test_no_page_is_asked_for_in_vain(size: int, calls: int) -> None:
    """With a total, the last page is known to be the last."""
    wire = Wire(numbered(150))
    assert await ids(wire, "numbered", page_size=size) == list(range(150))
    assert len(wire.seen) == 2 * calls


async def test_a_list_may_begin_in_the_middle() -> None:
    """The pages from the one asked for on."""
    wire = Wire(numbered(25))
    assert await ids(wire, "numbered", page=1, page_size=10) == list(range(10, 25))


@pytest.mark.parametrize("total", [True, False])
async def test_a_server_may_give_less_than_asked(total: bool) -> None:
    """A bound on the size of a page loses nothing."""
    wire = Wire(numbered(1100, total=total, most=100))
    assert await ids(wire, "numbered", page_size=1000) == list(range(1100))


@pytest.mark.parametrize("answer", [{"data": things(0, 100)}, things(0, 100)])
@pytest.mark.parametrize("kind", ["numbered", "offset"])
async def test_a_server_without_pages_gives_everything_once(
    kind: str, answer: object
) -> None:
    """What always answers alike, as an object or as a bare list, ends as well."""
    wire = Wire(lambda _: HTTPX.Response(200, json=answer))
    assert await ids(wire, kind) == list(range(100))


@pytest.mark.parametrize("total", [True, False])
@pytest.mark.parametrize("count", [0, 9, 10, 25])
async def test_pages_by_offset(count: int, total: bool) -> None:
    """The items may stand under `items`."""
    assert await ids(Wire(by_offset(count, total=total)), "offset") == [*range(count)]


def test_an_answer_that_is_no_list_is_an_error() -> None:
    """It is no empty list."""
    wire = Wire(lambda _: response("soon"))
    with pytest.raises(openai.APIResponseValidationError):
        wire.client().get_api_list("/things", model=Thing, page=SyncNumberedPage[Thing])
