"""What a client keeps of one request for the next changes nothing of what it sends."""

from __future__ import annotations

from typing import Any

import pytest
from openai import omit

from mistyped import Mistral
from tests.unit.support import HTTPX, KEY, Wire, answer_well, body

pytestmark = pytest.mark.anyio

SHORT, LONG = body(), body(stop=["é" * 2_000])


def _new_key(client: Mistral) -> dict[str, Any]:
    client.api_key = "another"
    return {}


def _new_host(client: Mistral) -> dict[str, Any]:
    client.base_url = "https://other.example/v1"
    return {}


def _new_patience(client: Mistral) -> dict[str, Any]:
    client.timeout = 7
    return {}


def _new_header(client: Mistral) -> dict[str, Any]:
    client._client.headers["x-team"] = "blue"
    return {}


def _new_query(client: Mistral) -> dict[str, Any]:
    client._client.params = {"team": "blue"}
    return {}


def _new_cookie(client: Mistral) -> dict[str, Any]:
    client._client.cookies.set("session", "2")
    return {}


CHANGES: dict[str, Any] = {
    "nothing": lambda _: {},
    "the key": _new_key,
    "the host": _new_host,
    "the client's timeout": _new_patience,
    "a header of the HTTP client": _new_header,
    "a parameter of the HTTP client": _new_query,
    "a cookie": _new_cookie,
    "a header of the call": lambda _: {"extra_headers": {"x-team": "blue"}},
    "a header less in the call": lambda _: {"extra_headers": {"User-Agent": omit}},
    "no key in the call": lambda _: {"extra_headers": {"authorization": omit}},
    "the organization": lambda client: vars(client).update(organization="blue") or {},
    "a cookie of the call": lambda _: {"extra_headers": {"cookie": "session=3"}},
    "a length of the call": lambda _: {"extra_headers": {"content-length": "12"}},
    "a query of the call": lambda _: {"extra_query": {"team": "blue"}},
    "the call's timeout": lambda _: {"timeout": 3},
}


def told(request: Any) -> tuple[object, ...]:
    """Return all that a transport gets to know of a request."""
    parts = sorted(request.headers.raw), request.extensions, request.content
    return request.method, str(request.url), *parts


@pytest.mark.parametrize("cookie", [{}, {"session": "1"}], ids=["no cookie", "cookie"])
@pytest.mark.parametrize("change", CHANGES)
def test_a_later_request_is_what_a_new_client_sends(
    change: str, cookie: dict[str, str], wire: Wire
) -> None:
    """Whatever changes between two calls, and whatever the first one left behind."""
    http = HTTPX.Client(transport=HTTPX.MockTransport(wire), cookies=cookie)
    client = Mistral(api_key=KEY, http_client=http)
    create = client.chat.completions.create
    create(**SHORT)
    create(**LONG)
    changed = CHANGES[change](client)
    for each in (SHORT, LONG):
        create(**each, **changed)
        client.copy().chat.completions.create(**each, **changed)
        later, new = map(told, wire.seen[-2:])
        assert later == new
    create(**SHORT)
    client.copy().chat.completions.create(**SHORT)
    later, new = map(told, wire.seen[-2:])
    assert later == new


async def test_a_later_asynchronous_request_is_what_a_new_client_sends(
    wire: Wire,
) -> None:
    """The same holds for the asynchronous client."""
    client = wire.async_client()
    for each in (SHORT, LONG):
        await client.chat.completions.create(**each)
        await client.copy().chat.completions.create(**each)
        later, new = map(told, wire.seen[-2:])
        assert later == new


def test_a_cookie_of_an_answer_is_sent_back(wire: Wire) -> None:
    """What each answer sets is what the next request has."""
    count = iter(range(9))

    def answer(request: Any) -> Any:
        reply = answer_well(request)
        reply.headers["set-cookie"] = f"session={next(count)}"
        return reply

    wire.answer = answer
    client = wire.client()
    for _ in range(4):
        client.chat.completions.create(**SHORT)
    cookies = [each.headers.get("cookie") for each in wire.seen]
    assert cookies == [None, "session=0", "session=1", "session=2"]


def test_an_http_client_that_makes_its_own_requests_makes_each(wire: Wire) -> None:
    """A program may number its requests."""
    count = iter(range(9))

    class Numbering(HTTPX.Client):
        def build_request(self, *args: Any, **options: Any) -> Any:
            request = super().build_request(*args, **options)
            request.headers["x-number"] = str(next(count))
            return request

    http = Numbering(transport=HTTPX.MockTransport(wire))
    client = Mistral(api_key=KEY, http_client=http)
    for _ in range(3):
        client.chat.completions.create(**SHORT)
    assert [each.headers["x-number"] for each in wire.seen] == ["0", "1", "2"]


@pytest.mark.parametrize("own", ["_build_headers", "default_headers"])
def test_a_client_that_makes_its_own_headers_makes_each(own: str, wire: Wire) -> None:
    """A subclass may number its requests, too."""
    count = iter(range(99))

    class Numbering(Mistral):
        if own == "_build_headers":

            def _build_headers(self, *args: Any, **options: Any) -> Any:
                headers = super()._build_headers(*args, **options)
                headers["x-number"] = str(next(count))
                return headers

        else:

            @property
            def default_headers(self) -> dict[str, Any]:
                return {**super().default_headers, "x-number": str(next(count))}

    http = HTTPX.Client(transport=HTTPX.MockTransport(wire))
    client = Numbering(api_key=KEY, http_client=http)
    for _ in range(3):
        client.chat.completions.create(**SHORT)
    assert len({each.headers["x-number"] for each in wire.seen}) == 3


def test_headers_of_one_request_serve_the_next(wire: Wire) -> None:
    """They are made once as long as nothing that they are made of changes."""
    made: list[object] = []

    class Watched(Mistral):
        def _validate_headers(self, *args: Any) -> None:
            made.append(args)

    http = HTTPX.Client(transport=HTTPX.MockTransport(wire))
    client = Watched(api_key=KEY, http_client=http)
    for _ in range(3):
        client.chat.completions.create(**SHORT)
        client.chat.completions.create(**LONG)
    assert len(made) == 1


def test_what_is_done_to_a_request_stays_with_it(wire: Wire) -> None:
    """A transport may write on what it gets."""

    def answer(request: Any) -> Any:
        request.headers["x-seen"] = "yes"
        request.extensions["timeout"]["read"] = 0
        request.extensions["seen"] = True
        return answer_well(request)

    client = wire.client(timeout=9)
    client.chat.completions.create(**SHORT)
    wire.answer = answer
    client.chat.completions.create(**SHORT)
    wire.answer = answer_well
    client.chat.completions.create(**SHORT)
    first, _, last = map(told, wire.seen)
    assert first == last
