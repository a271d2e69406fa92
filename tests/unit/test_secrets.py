"""The key is nowhere but in the header: no error, copy, local or redirect tells it."""

from __future__ import annotations

import json
import pickle
import traceback
from collections.abc import Callable, Mapping
from http.cookiejar import CookieJar
from pathlib import Path
from typing import Any

import openai
import pytest

import mistyped
from mistyped import APIKeyError, AsyncMistral, Mistral
from mistyped._values.redaction import REDACTED, redacted, redacted_json
from tests.unit.support import HTTPX, MODEL, Wire, body

pytestmark = pytest.mark.anyio

KEY = "t0P/sEcret+key-of-a-customer-0123"
ECHO = f"Invalid key: Bearer {KEY} is unknown."
CLIENTS: list[Any] = [Mistral, AsyncMistral]
# What Sentry's SDK takes out of the locals that it sends, among others.
UNSENT = {"api_key", "auth", "authorization", "credentials", "secret", "token"}


def reply(content: Any, status: int = 200, **headers: str) -> Callable[[Any], Any]:
    """Return what answers every request so."""
    kind = {"content-type": "application/json", **headers}
    text = content if isinstance(content, bytes) else json.dumps(content).encode()
    return lambda _: HTTPX.Response(status, content=text, headers=kind)


def events(*payloads: str) -> Callable[[Any], Any]:
    """Return what answers every request with a stream."""
    text = "".join(f"data: {each}\n\n" for each in payloads).encode()
    return reply(text, 200, **{"content-type": "text/event-stream"})


DETAIL = [{"type": "value_error", "loc": ["body", KEY], "msg": ECHO, "input": KEY}]
NESTED: Any = KEY
for _ in range(150):
    NESTED = [NESTED]
ECHOES: dict[str, Callable[[Any], Any]] = {
    **{
        f"status {each}": reply({"message": ECHO, KEY: [KEY]}, each)
        for each in (400, 401, 403, 404, 409, 422, 429, 500)
    },
    "a list of problems": reply({"detail": DETAIL}, 422),
    "a page": reply(f"<h1>{ECHO}</h1>".encode(), 401, **{"content-type": "text/html"}),
    "escaped slashes": reply(json.dumps(ECHO).replace("/", "\\/").encode(), 401),
    "escaped slashes in a page": reply(ECHO.replace("/", "\\/").encode(), 401),
    "deep": reply({"message": "no", "more": NESTED}, 401),
    "a success that is an error": reply({"object": "error", "message": ECHO}),
    "a success that is none": reply({"key": KEY}),
    "no JSON": reply(ECHO.encode()),
    "cut": reply(b"x" * 190 + KEY.encode() + b"x"),
    "cut reason": reply({"message": "x" * 990 + KEY}, 401),
    "a redirect": reply(b"", 302, location=f"https://elsewhere.example/{KEY}"),
}
STREAMED: dict[str, Callable[[Any], Any]] = {
    "an error": events(json.dumps({"error": {"message": ECHO, "param": KEY}})),
    "no JSON": events(f"{KEY} is no JSON"),
    "no object": events(json.dumps([KEY])),
    "no events": reply(ECHO.encode()),
}


def told(error: Any) -> str:
    """Return everything that is told of an error, and of what it was caused by."""
    copied = pickle.loads(pickle.dumps(error))
    report = getattr(error, "report", None)
    seen = [error, error.args, error.body, report, vars(copied), copied.__reduce__()]
    lines = traceback.TracebackException.from_exception(error).format()
    return "\n".join([*lines, *map(repr, seen), str(error), str(report)])


def tell_tale(text: str) -> bool:
    """Whether a text tells so much of the key that it can be guessed whose it is."""
    return KEY[:8] in text or KEY.replace("/", "\\/")[:8] in text


@pytest.mark.parametrize("name", ECHOES)
async def test_an_echoed_key_is_not_repeated(name: str) -> None:
    """Not in words, body, report, traceback or pickle; both twins."""
    wire = Wire(ECHOES[name])
    options: Any = {"api_key": KEY, "max_retries": 0}
    with pytest.raises(openai.APIError) as caught:
        wire.client(**options).chat.completions.create(**body())
    assert not tell_tale(told(caught.value))
    with pytest.raises(openai.APIError) as caught:
        await wire.async_client(**options).chat.completions.create(**body())
    assert not tell_tale(told(caught.value))


@pytest.mark.parametrize("name", STREAMED)
def test_a_stream_echoes_it_in_vain(name: str) -> None:
    """Its errors are no others."""
    client = Wire(STREAMED[name]).client(api_key=KEY)
    with pytest.raises(openai.APIError) as caught:
        list(client.chat.completions.create(**body(), stream=True))
    assert not tell_tale(told(caught.value))


@pytest.mark.parametrize("compat", ["strict", "adapt"])
@pytest.mark.parametrize("name", ["an error", "no JSON", "no object"])
async def test_a_failed_response_does_not_repeat_it(name: str, compat: str) -> None:
    """Responses over chat end with an event that has the server's words; both twins."""
    wire = Wire(STREAMED[name])
    options: Any = {"api_key": KEY, "compat": compat}
    asked: Any = {"model": MODEL, "input": "x", "stream": True}
    found = list(wire.client(**options).responses.create(**asked))
    stream = await wire.async_client(**options).responses.create(**asked)
    for events_ in (found, [each async for each in stream]):
        assert events_[-1].type == "response.failed"
        assert REDACTED in events_[-1].response.error.message
        assert not any(tell_tale(repr(each)) for each in events_)


def test_the_rest_of_the_words_stays() -> None:
    """An error that tells no key would else tell nothing."""
    client = Wire(ECHOES["status 401"]).client(api_key=KEY)
    with pytest.raises(openai.AuthenticationError) as caught:
        client.chat.completions.create(**body())
    assert f"Invalid key: Bearer {REDACTED} is unknown." in str(caught.value)


@pytest.mark.parametrize("text", ["", "nothing", "t0P", "sEcret-of-another"])
def test_what_is_no_secret_stays(text: str) -> None:
    """Texts, and what holds them."""
    assert redacted(text, (KEY,)) == text
    assert redacted_json({text: [text, 1, None]}, (KEY,)) == {text: [text, 1, None]}


@pytest.mark.parametrize("length", range(8, len(KEY) + 1))
def test_a_beginning_is_a_secret_too(length: int) -> None:
    """Since servers and we cut what is long."""
    assert redacted(f"a{KEY[:length]}", (KEY,)) == f"a{REDACTED}"
    assert redacted(f"{KEY[:length]}! {KEY}", (KEY,)) == f"{REDACTED}! {REDACTED}"


@pytest.mark.parametrize(
    "key", ["My-API-Key", "mistral-local", "customer-key", "not-needed"]
)
def test_words_stay_that_a_key_begins_with(key: str) -> None:
    """A key that is made of words is found as a whole, or by more than a word."""
    text = "My-API-Kit: no mistral-small-latest for a customer; not-needy"
    assert redacted(text, (key,)) == text
    assert redacted(f"{text}: {key}!", (key,)) == f"{text}: {REDACTED}!"
    assert redacted(f"it is {key[:12]}", (key,)) == f"it is {REDACTED}"


@pytest.mark.parametrize("make", CLIENTS)
@pytest.mark.parametrize("name", ["api_key", "admin_api_key"])
def test_a_key_that_is_set_later_is_checked(make: Any, name: str) -> None:
    """As the one that the client was made with; the old one stays."""
    client = make(api_key=KEY)
    if not hasattr(client, name):
        pytest.skip("this version of the SDK has no such key")
    before = getattr(client, name)
    for wrong in (f"{KEY}\n", f" {KEY}", 3, KEY.encode()):
        with pytest.raises(APIKeyError) as caught:
            setattr(client, name, wrong)
        assert name in str(caught.value)
        assert KEY not in "".join(traceback.format_exception(caught.value))
        assert getattr(client, name) == before
    setattr(client, name, "another-key")
    assert getattr(client, name) == "another-key"


HEADERS = ("Authorization", "api-key", "x-gateway")
WRONG = (
    f"Bearer {KEY}\n",
    f"{KEY}\r\nx: y",
    f" {KEY}",
    f"{KEY} ",
    f"{KEY}é",
    f"{KEY}\0",
)


@pytest.mark.parametrize("value", WRONG)
@pytest.mark.parametrize("header", HEADERS)
async def test_a_header_that_is_none(header: str, value: str) -> None:
    """It is refused unshown, of a client, of a copy and of a call; nothing is sent."""
    wire = Wire()
    kind = ValueError if header == "x-gateway" else APIKeyError
    for attempt in (
        lambda: wire.client(default_headers={header: value}),
        lambda: wire.client().with_options(default_headers={header: value}),
        lambda: wire.client().models.list(extra_headers={header: value}),
    ):
        with pytest.raises(kind, match=header) as caught:
            attempt()
        assert KEY not in "".join(traceback.format_exception(caught.value))
    with pytest.raises(kind, match=header):
        await wire.async_client().models.list(extra_headers={header: value})
    assert wire.seen == []


def test_headers_that_are_some(wire: Wire) -> None:
    """Empty ones, blanks and tabs in the middle."""
    given = {"x-a": "", "x-b": "a b\tc", "x-c": "!"}
    wire.client().get("/models", cast_to=object, options={"headers": given})
    assert {name: wire.seen[0].headers[name] for name in given} == given


def attempts(make: Any) -> dict[str, Callable[[], object]]:
    """Return ways to fail with a key at hand."""
    bad = f"{KEY}\n"
    fail = Wire(reply({"message": ECHO}, 401))
    return {
        "construction": lambda: make(api_key=bad),
        "another option": lambda: make(api_key=KEY, check="never"),
        "an address": lambda: make(api_key=KEY, base_url="file:///etc"),
        "a copy": lambda: make(api_key=KEY).with_options(api_key=bad),
        "a copy with another option": lambda: make(api_key=KEY).copy(
            api_key=KEY, check="never"
        ),
        "assignment": lambda: setattr(make(api_key=KEY), "api_key", bad),
        "a function": fail.client(api_key=lambda: bad).models.list,
        "a refusal": fail.client(api_key=KEY).models.list,
    }


class BrokenJar(CookieJar):
    """Cookies that can be read for a while."""

    def __init__(self, reads: int) -> None:
        super().__init__()
        self.reads = reads

    def __iter__(self) -> Any:
        self.reads -= 1
        if self.reads < 0:
            raise OSError("the cookies cannot be read")
        return super().__iter__()


def shown(value: object) -> str:
    """Return what error trackers send of a local: mappings and lists by member."""
    if isinstance(value, Mapping):
        return repr({str(key): shown(each) for key, each in value.items()})
    if isinstance(value, (list, tuple)):
        return repr([shown(each) for each in value])
    return repr(value)


@pytest.mark.parametrize("reads", [0, 1], ids=["anew", "of parts"])
@pytest.mark.parametrize("twin", ["client", "async_client"])
async def test_no_local_has_it_where_a_request_is_made(twin: str, reads: int) -> None:
    """Each request reads the cookies once; the second is made of parts of the first."""
    client: Any = getattr(Wire(), twin)(api_key=KEY, max_retries=0)
    client._client.cookies = BrokenJar(reads)
    caught: OSError | None = None
    try:
        for _ in range(4):
            answer = client.chat.completions.create(**body())
            await answer if twin == "async_client" else answer
    except OSError as error:
        caught = error
    assert caught, "the cookies were never read so often"
    home = str(Path(mistyped.__file__).parent)
    frames = [frame for frame, _ in traceback.walk_tb(caught.__traceback__)]
    ours = [each for each in frames if each.f_code.co_filename.startswith(home)]
    assert any(each.f_code.co_name == "_build_request" for each in ours)
    for frame in ours:
        for local, value in frame.f_locals.items():
            assert local in UNSENT or KEY not in shown(value), (frame, local)


@pytest.mark.parametrize("make", CLIENTS)
@pytest.mark.parametrize("name", attempts(Mistral))
def test_no_local_of_ours_is_sent_with_it(make: Any, name: str) -> None:
    """Error trackers send the locals of a traceback, but those of some names."""
    with pytest.raises(Exception) as caught:  # noqa: PT011 - whichever it is
        attempts(make)[name]()
    home = str(Path(mistyped.__file__).parent)
    for frame, _ in traceback.walk_tb(caught.value.__traceback__):
        if frame.f_code.co_filename.startswith(home):
            for local, value in frame.f_locals.items():
                assert local in UNSENT or KEY not in repr(value), (frame, local)


def test_nothing_of_a_client_goes_along_to_another_origin() -> None:
    """Neither its key nor the secrets of its default headers and of its query."""
    wire = Wire(
        reply(b"", 307, location="https://elsewhere.example/v1/chat/completions")
    )
    client = wire.client(
        api_key=KEY,
        max_retries=0,
        default_headers={"x-gateway": KEY},
        default_query={"code": KEY},
    )
    with pytest.raises(openai.APIStatusError, match=r"elsewhere\.example"):
        client.chat.completions.create(**body())
    assert [each.url.host for each in wire.seen] == ["api.mistral.ai"]
