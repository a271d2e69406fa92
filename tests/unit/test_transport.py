"""What leaves the machine: nothing of a wrong request, exactly a right one."""

from __future__ import annotations

import io
import json
from typing import Any

import openai
import pytest

from mistyped import (
    AsyncMistral,
    InvalidRequestError,
    InvalidRequestWarning,
    Mistral,
)
from tests.unit.support import KEY, USER, Wire, answer_well, body, response
from tests.unit.ways import ASYNC, SYNC, URL, added

pytestmark = pytest.mark.anyio

STRICT = {
    "type": "function",
    "function": {"name": "f", "parameters": {"type": "object"}, "strict": True},
}
WRONG = {
    "unknown parameter": (body(colour="red"), "colour"),
    "refused parameter": (body(store=False), "store"),
    "range": (body(temperature=1.6), "temperature"),
    "enum": (body(service_tier="flex"), "service_tier"),
    "null": (body(safe_prompt=None), "safe_prompt"),
    "wrong type": (body(max_tokens="64"), "max_tokens"),
    "foreign key in a message": (
        body(messages=[USER, {**USER, "name": "Ada"}]),
        "messages[1].name",
    ),
    "foreign key in a tool": (
        body(tools=[{**STRICT, "cache_control": {}}]),
        "tools[0].cache_control",
    ),
}
RIGHT = body(
    messages=[{"role": "system", "content": "é\u2028😀"}, USER],
    temperature=0.25,
    random_seed=7,
    safe_prompt=True,
    metadata={"n": None, "big": 2**60, "small": 1e-9, "text": 'a"b\\c\n'},
)


@pytest.mark.parametrize("way", SYNC)
@pytest.mark.parametrize("wrong", WRONG)
def test_nothing_of_a_wrong_request_is_sent(way: str, wrong: str, wire: Wire) -> None:
    """However the call is made, it is refused before the transport sees it."""
    request, path = WRONG[wrong]
    with pytest.raises(InvalidRequestError) as caught:
        SYNC[way](wire.client(), request)
    assert [each.path for each in caught.value.problems] == [path]
    assert wire.seen == []


@pytest.mark.parametrize("way", ASYNC)
@pytest.mark.parametrize("wrong", WRONG)
async def test_nothing_of_a_wrong_request_is_sent_asynchronously(
    way: str, wrong: str, wire: Wire
) -> None:
    """The same holds for the asynchronous client."""
    request, path = WRONG[wrong]
    with pytest.raises(InvalidRequestError) as caught:
        await ASYNC[way](wire.async_client(), request)
    assert [each.path for each in caught.value.problems] == [path]
    assert wire.seen == []


def arrived_well(wire: Wire, way: str) -> None:
    """Look at the one request that arrived: line, headers, body."""
    (request,) = wire.seen
    assert (request.method, str(request.url)) == (
        "POST",
        "https://api.mistral.ai/v1/chat/completions",
    )
    assert request.headers["authorization"] == f"Bearer {KEY}"
    assert request.headers["content-type"] == "application/json"
    assert request.headers["content-length"] == str(len(request.content))
    assert not [name for name in request.headers if name.startswith("openai")]
    assert json.loads(request.content) == RIGHT | added(way)


@pytest.mark.parametrize("way", SYNC)
def test_a_right_request_arrives_as_it_was_given(way: str, wire: Wire) -> None:
    """Once, with key and content type, and not a member more or less."""
    SYNC[way](wire.client(), RIGHT)
    arrived_well(wire, way)


@pytest.mark.parametrize("way", ASYNC)
async def test_a_right_request_arrives_asynchronously(way: str, wire: Wire) -> None:
    """The same holds for the asynchronous client."""
    await ASYNC[way](wire.async_client(), RIGHT)
    arrived_well(wire, way)


class TestRetries:
    """The check runs once per call, however often the call is tried."""

    DISPUTED = body(stream_options={"include_usage": True})

    @pytest.fixture
    def failing(self) -> Wire:
        """A server that fails twice, and asks for a retry without delay."""
        soon = {"retry-after-ms": "1"}
        answers = iter([response({}, 500, soon), response({}, 503, soon)])
        return Wire(lambda request: next(answers, None) or answer_well(request))

    def test_one_warning_for_three_tries(self, failing: Wire) -> None:
        """Two failures, one answer, one warning."""
        with pytest.warns(InvalidRequestWarning) as caught:
            failing.client().chat.completions.create(**self.DISPUTED)
        assert len(caught) == 1
        assert failing.sent == [self.DISPUTED] * 3

    async def test_one_warning_asynchronously(self, failing: Wire) -> None:
        """The same for the asynchronous client."""
        with pytest.warns(InvalidRequestWarning) as caught:
            await failing.async_client().chat.completions.create(**self.DISPUTED)
        assert len(caught) == 1
        assert failing.sent == [self.DISPUTED] * 3

    def test_messages_that_can_be_read_once_are_sent_each_time(
        self, failing: Wire
    ) -> None:
        """A generator is read once, for the check, and its content sent thrice."""
        messages = (each for each in [USER])
        failing.client().chat.completions.create(**body(messages=messages))
        assert failing.sent == [body()] * 3


class TestEachWayWarns:
    """A disputed request is sent with one warning, whichever way it takes."""

    @pytest.mark.parametrize("way", SYNC)
    def test_once(self, way: str, wire: Wire) -> None:
        """One call, one warning, pointing at the caller's code."""
        with pytest.warns(InvalidRequestWarning, match="stream_options") as caught:
            SYNC[way](wire.client(), RIGHT | {"stream_options": {}})
        assert len(caught) == 1
        assert "/tests/unit/" in caught[0].filename
        assert len(wire.seen) == 1

    @pytest.mark.parametrize("way", ASYNC)
    async def test_once_asynchronously(self, way: str, wire: Wire) -> None:
        """The same for the asynchronous client."""
        with pytest.warns(InvalidRequestWarning, match="stream_options") as caught:
            await ASYNC[way](wire.async_client(), RIGHT | {"stream_options": {}})
        assert len(caught) == 1
        assert len(wire.seen) == 1


class TestCallOptions:
    """Options of one call are about the transport and stay out of the body."""

    def test_headers_query_and_timeout(self, wire: Wire) -> None:
        """They arrive where they belong."""
        wire.client().chat.completions.create(
            **body(),
            extra_headers={"x-trace": "1"},
            extra_query={"a": "b"},
            timeout=7,
        )
        assert wire.sent == [body()]
        assert wire.seen[0].headers["x-trace"] == "1"
        assert wire.seen[0].url.params["a"] == "b"
        assert wire.seen[0].extensions["timeout"]["read"] == 7

    def test_extra_body_wins_over_parameters(self, wire: Wire) -> None:
        """As in the OpenAI SDK."""
        wire.client().chat.completions.create(
            **body(temperature=1), extra_body={"temperature": 0.5, "top_k": 5}
        )
        assert wire.sent == [body(temperature=0.5, top_k=5)]

    def test_stream_false_and_left_out_are_told_apart(self, wire: Wire) -> None:
        """What was not given is not sent."""
        client = wire.client()
        client.chat.completions.create(**body(), stream=False)
        client.chat.completions.create(**body(), stream=openai.omit)
        assert wire.sent == [body(stream=False), body()]


class TestBodiesAsBytes:
    """`client.post(content=...)` hands over finished bytes."""

    def test_a_byte_array(self, wire: Wire) -> None:
        """Checked like bytes."""
        content = bytearray(json.dumps(body()).encode())
        wire.client().post(URL, content=content, cast_to=object)
        assert wire.sent == [body()]

    def test_what_is_no_json_is_refused_as_such(self, wire: Wire) -> None:
        """An `InvalidRequestError`, not a parser's error from inside."""
        with pytest.raises(InvalidRequestError):
            wire.client().post(URL, content=b'{"model": ', cast_to=object)
        assert wire.seen == []

    def test_not_a_number_in_bytes_is_refused(self, wire: Wire) -> None:
        """Python's `json` writes NaN, which is no JSON."""
        content = json.dumps(body(temperature=float("nan"))).encode()
        with pytest.raises(InvalidRequestError):
            wire.client().post(URL, content=content, cast_to=object)
        assert wire.seen == []

    def test_an_open_file_is_sent_with_a_warning(self, wire: Wire) -> None:
        """The SDK takes files as content; reading one to check it would spend it."""
        content = io.BytesIO(json.dumps(body()).encode())
        with pytest.warns(InvalidRequestWarning, match="unchecked"):
            wire.client().post(URL, content=content, cast_to=object)
        assert wire.sent == [body()]

    def test_content_type_is_json(self, wire: Wire) -> None:
        """Whether the body came as an object or as bytes."""
        wire.client().post(URL, content=json.dumps(body()).encode(), cast_to=object)
        assert wire.seen[0].headers["content-type"] == "application/json"


class TestOtherPaths:
    """What mistyped does not know passes untouched, once."""

    def test_an_unknown_path_is_sent_as_it_is(self, wire: Wire) -> None:
        """No check, no warning: the endpoint may be newer than mistyped."""
        wire.client().post("/quantum/entanglements", body={"seed": 1}, cast_to=object)
        assert wire.sent == [{"seed": 1}]
        assert wire.seen[0].url.path == "/v1/quantum/entanglements"

    def test_a_base_url_with_a_prefix_is_checked_all_the_same(self, wire: Wire) -> None:
        """Behind a gateway it is the same operation."""
        client = wire.client(base_url="http://localhost:8000/gateway/mistral/v1")
        with pytest.raises(InvalidRequestError):
            client.chat.completions.create(**body(seed=1))
        client.chat.completions.create(**body())
        assert wire.seen[0].url.path == "/gateway/mistral/v1/chat/completions"
        assert len(wire.seen) == 1


def test_the_clients_are_openai_clients(wire: Wire) -> None:
    """What takes an OpenAI client takes ours."""
    assert isinstance(wire.client(), openai.OpenAI)
    assert isinstance(wire.async_client(), openai.AsyncOpenAI)
    assert issubclass(Mistral, openai.OpenAI)
    assert issubclass(AsyncMistral, openai.AsyncOpenAI)


def test_requests_of_one_client_do_not_meet(wire: Wire) -> None:
    """A refused call leaves nothing behind for the next."""
    client: Any = wire.client()
    for _ in range(3):
        with pytest.raises(InvalidRequestError):
            client.chat.completions.create(**body(seed=1))
        client.chat.completions.create(**body())
    assert wire.sent == [body()] * 3
