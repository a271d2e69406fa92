"""How much of an answer is read, and where a redirect may lead."""

from __future__ import annotations

import gzip
import io
import json
from collections.abc import AsyncIterator, Callable, Iterator
from typing import Any

import openai
import pytest

from mistyped import Limits
from mistyped._openai.sse import PayloadDecoder
from tests.unit.support import CHUNKS, HTTPX, Wire, body, completion

pytestmark = pytest.mark.anyio

SMALL = Limits(answer=2_000, event=500, error=100)
LONG = json.dumps(completion("a" * 3_000)).encode()


class Body(HTTPX.SyncByteStream, HTTPX.AsyncByteStream):  # type: ignore[misc]
    """A body that comes in pieces, and counts those that were read."""

    def __init__(self, *pieces: bytes) -> None:
        self.pieces = pieces
        self.read = 0

    def __iter__(self) -> Iterator[bytes]:
        for piece in self.pieces:
            self.read += 1
            yield piece

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for piece in self:
            yield piece


def coming(*pieces: bytes, status: int = 200, **headers: str) -> Callable[[Any], Any]:
    """Return an answer that comes in pieces."""
    sent = {"content-type": "application/json", **headers}
    return lambda _: HTTPX.Response(status, headers=sent, stream=Body(*pieces))


PACKED = {"content-encoding": "gzip"}
TOO_LONG = {
    "travelled": coming(LONG[:1_500], LONG[1_500:]),
    "unpacked": coming(gzip.compress(LONG), **PACKED),
    "packed": coming(gzip.compress(b" " * 10_000_000), **PACKED),
    "with its length": coming(LONG, **{"content-length": str(len(LONG))}),
}


@pytest.mark.parametrize("name", TOO_LONG)
async def test_a_long_answer(name: str) -> None:
    """It is an error that names the limit, as it travels and as it is unpacked."""
    wire = Wire(TOO_LONG[name])
    words = "longer than .* which is the client's limit"
    with pytest.raises(openai.APIResponseValidationError, match=words):
        wire.client(limits=SMALL).chat.completions.create(**body())
    with pytest.raises(openai.APIResponseValidationError, match=words):
        await wire.async_client(limits=SMALL).chat.completions.create(**body())
    raw = wire.client(limits=SMALL).chat.completions.with_raw_response
    with pytest.raises(openai.APIResponseValidationError, match=words):
        raw.create(**body())


def test_within_the_limit() -> None:
    """An answer is read whole, packed or not; by default each of these is."""
    for name in ("travelled", "unpacked", "with its length"):
        client = Wire(TOO_LONG[name]).client()
        answer = client.chat.completions.create(**body())
        assert answer.choices[0].message.text == "a" * 3_000


async def test_a_long_error() -> None:
    """The error is that of its status; what is beyond the limit is left unread."""
    answers: list[Body] = []

    def failing(_: Any) -> Any:
        answers.append(Body(*[b"x" * 60] * 50))
        return HTTPX.Response(503, stream=answers[-1])

    wire = Wire(failing)
    with pytest.raises(openai.InternalServerError):
        wire.client(limits=SMALL, max_retries=0).models.list()
    with pytest.raises(openai.InternalServerError):
        await wire.async_client(limits=SMALL, max_retries=0).models.list()
    assert [each.read for each in answers] == [2, 2]


def test_a_download_has_no_limit() -> None:
    """A file may be of any size."""
    wire = Wire(coming(b"x" * 1_500, b"x" * 1_500))
    assert len(wire.client(limits=SMALL).files.content("f").content) == 3_000


async def test_a_stream_of_any_length() -> None:
    """A stream may be of any length, and each of its events not."""
    event = f"data: {json.dumps(CHUNKS[0])}\n\n".encode()
    done = b"data: [DONE]\n\n"
    sse = {"content-type": "text/event-stream"}
    wire = Wire(coming(*[event] * 30, done, **sse))
    stream = wire.client(limits=SMALL).chat.completions.create(**body(stream=True))
    assert len(list(stream)) == 30
    endless = Wire(coming(event, *[b"data: aaaa"] * 99, **sse))
    slow: Any = await endless.async_client(limits=SMALL).chat.completions.create(
        **body(stream=True)
    )
    assert await anext(slow)
    with pytest.raises(openai.APIResponseValidationError, match="an event is longer"):
        await anext(slow)


def test_each_byte_is_kept_once() -> None:
    """An event in many pieces is joined when it ends, and not before."""
    decoder = PayloadDecoder()
    for _ in range(20_000):
        assert decoder.feed(b"data: aaaa") == []
    ((payload),) = decoder.feed(b"\n\n")
    assert len(payload) == 20_000 * 10 - 6


@pytest.mark.parametrize("limit", [{"answer": 0}, {"event": -1}, {"error": "1"}])
def test_what_is_no_limit(limit: Any) -> None:
    """A limit is above zero, and the error names it."""
    with pytest.raises(ValueError, match="limits"):
        Limits(**limit)


def test_copies_have_the_limits() -> None:
    """They go along with `with_options`, and are replaced there."""
    client = Wire().client(limits=SMALL)
    assert client.with_options(timeout=1).limits is SMALL
    assert client.with_options(limits=Limits()).limits == Limits()


def redirecting(status: int, target: str) -> Wire:
    """Return a wire that redirects to a path or a URL, where there is an answer."""

    def answer(request: Any) -> Any:
        if request.url.path.endswith("/elsewhere"):
            return HTTPX.Response(200, json=completion())
        return HTTPX.Response(status, headers={"location": target})

    return Wire(answer)


def following(wire: Wire) -> dict[str, Any]:
    """Return the option of an HTTP client that follows redirects, as the SDK's own."""
    transport = HTTPX.MockTransport(wire)
    return {"http_client": HTTPX.Client(transport=transport, follow_redirects=True)}


@pytest.mark.parametrize("status", [307, 308])
def test_a_redirect_on_the_origin_is_followed(status: int) -> None:
    """What can be sent again is."""
    wire = redirecting(status, "/v1/elsewhere")
    client = wire.client(**following(wire))
    assert client.chat.completions.create(**body()).choices[0].message.text == "Salut"
    assert wire.sent[0] == wire.sent[1]


@pytest.mark.parametrize(
    ("status", "target", "words"),
    [
        (307, "https://elsewhere.example/v1/elsewhere", "another origin"),
        (307, "http://api.mistral.ai/v1/elsewhere", "another origin"),
        (307, "https://api.mistral.ai:8443/v1/elsewhere", "another origin"),
        (303, "/v1/elsewhere", "GET of the POST"),
        (302, "/v1/elsewhere", "GET of the POST"),
        (307, "/v1/chat/completions", "again and again"),
    ],
)
def test_a_redirect_that_is_not_followed(status: int, target: str, words: str) -> None:
    """It is an error that names the target, and nothing goes there."""
    wire = redirecting(status, target)
    client = wire.client(**following(wire), max_retries=0)
    with pytest.raises(openai.APIStatusError, match=words) as caught:
        client.chat.completions.create(**body())
    assert target.removeprefix("/v1") in str(caught.value)
    assert {each.url.host for each in wire.seen} == {"api.mistral.ai"}


class Sent(HTTPX.BaseTransport):  # type: ignore[misc]
    """A transport that sends a body as it comes, and redirects."""

    targets: list[str]

    def __init__(self) -> None:
        self.targets = []

    def handle_request(self, request: Any) -> Any:
        """Read the body piece by piece, as a network does."""
        assert b"".join(request.stream)
        self.targets.append(request.url.path)
        return HTTPX.Response(307, headers={"location": "/v1/elsewhere"})


def test_an_upload_is_not_redirected() -> None:
    """Its body cannot be sent again, and is not said to have been."""
    transport = Sent()
    http = HTTPX.Client(transport=transport, follow_redirects=True)
    client = Wire().client(http_client=http, max_retries=0)
    with pytest.raises(openai.APIStatusError, match="cannot be sent again"):
        client.files.create(file=("a", io.BytesIO(b"{}")), purpose="batch")
    assert transport.targets == ["/v1/files"]


def test_redirects_may_be_off() -> None:
    """Then none is followed."""
    wire = redirecting(307, "/v1/elsewhere")
    with pytest.raises(openai.APIStatusError, match="follow_redirects is off"):
        wire.client(max_retries=0).chat.completions.create(**body())


def test_the_http_clients_own_auth_goes_along() -> None:
    """An `auth` of the caller's HTTP client is asked as before."""
    wire = Wire()
    http = HTTPX.Client(transport=HTTPX.MockTransport(wire), auth=("user", "word"))
    wire.client(http_client=http).chat.completions.create(**body())
    assert wire.seen[0].headers["authorization"].startswith("Basic ")
