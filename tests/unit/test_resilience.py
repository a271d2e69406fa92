"""What a client does that has options for retries, middleware, circuits and limits."""

from __future__ import annotations

import json
import logging
from collections.abc import Awaitable, Callable
from typing import Any

import anyio
import openai
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mistyped import (
    CircuitBreaker,
    CircuitOpenError,
    Deadline,
    DeadlineExceededError,
    Mistral,
    RateLimit,
    Retry,
)
from mistyped._openai.client_options import RESILIENCE
from mistyped._openai.resilience.options import ResilienceOptions
from mistyped._openai.resilience.rate_limit import Window
from tests.unit.support import (
    CHUNKS,
    HTTPX,
    MODEL,
    USAGE,
    Wire,
    body,
    chunk,
    completion,
    response,
)

pytestmark = pytest.mark.anyio

Call = Callable[..., Awaitable[Any]]
BUSY = {"message": "the house is on fire"}


@pytest.fixture(params=["sync", "async"])
def call(request: pytest.FixtureRequest) -> Call:
    """Make one call to a wire, with a client of the one kind or the other."""

    async def sync(wire: Wire, _client: Any = None, **options: Any) -> Any:
        client = _client or wire.client(**options)
        return client.chat.completions.create(**body())

    async def asynchronous(wire: Wire, _client: Any = None, **options: Any) -> Any:
        client = _client or wire.async_client(**options)
        return await client.chat.completions.create(**body())

    chosen = sync if request.param == "sync" else asynchronous
    vars(chosen)["make"] = "client" if request.param == "sync" else "async_client"
    return chosen


@pytest.fixture(autouse=True)
def pauses(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """No test waits: the seconds that a client would are kept."""
    seconds: list[float] = []

    async def pause(wait: float) -> None:
        seconds.append(wait)

    monkeypatch.setattr("time.sleep", seconds.append)
    monkeypatch.setattr(anyio, "sleep", pause)
    return seconds


def made(call: Call, wire: Wire, **options: Any) -> Any:
    """Return a client of the kind that `call` makes."""
    return getattr(wire, vars(call)["make"])(**options)


def saying(*answers: Any) -> Wire:
    """Return a wire that answers so, and the last for ever; an error is raised."""
    rest = list(answers)

    def answer(_: Any) -> Any:
        said = rest.pop(0) if len(rest) > 1 else rest[0]
        if isinstance(said, Exception):
            raise said
        status, headers = said if isinstance(said, tuple) else (said, {})
        content = completion() if status < 400 else BUSY
        return response(content, status, headers)

    return Wire(answer)


def failing(name: str) -> Exception:
    """Return an error of the HTTP library."""
    error: Exception = getattr(HTTPX, name)("it failed")
    return error


def test_the_table_of_options_is_whole() -> None:
    """What the client knows of them without loading them is all that there are."""
    assert frozenset(ResilienceOptions.__annotations__) == RESILIENCE


WRONG: list[tuple[dict[str, Any], type[Exception]]] = [
    ({"deadline": 0}, ValueError),
    ({"deadline": True}, ValueError),
    ({"deadline": float("nan")}, ValueError),
    ({"deadline": "1"}, ValueError),
    ({"retry": "never"}, ValueError),
    ({"on_retry": 1}, TypeError),
    ({"middleware": len}, TypeError),
    ({"middleware": [1]}, TypeError),
    ({"circuit_breaker": 1}, TypeError),
    ({"fallback_models": "m"}, TypeError),
    ({"fallback_models": [1]}, TypeError),
    ({"rate_limit": 60}, TypeError),
]


@pytest.mark.parametrize(("options", "kind"), WRONG, ids=str)
def test_a_wrong_option_is_named(
    options: dict[str, Any], kind: type[Exception], wire: Wire
) -> None:
    """When the client is made, not when it is used."""
    for make in (wire.client, wire.async_client, wire.client().with_options):
        with pytest.raises(kind, match=next(iter(options))):
            make(**options)


@pytest.mark.parametrize(
    "make",
    [
        lambda: Deadline(call=-1),
        lambda: CircuitBreaker(failures=0),
        lambda: CircuitBreaker(rate=1.5),
        lambda: RateLimit(requests=0),
    ],
)
def test_a_number_out_of_range_is_an_error(make: Callable[[], object]) -> None:
    """It says which."""
    with pytest.raises(ValueError, match=r"deadline|circuit_breaker|rate_limit"):
        make()


def test_a_copy_shares_and_replaces(wire: Wire) -> None:
    """A copy has its client's options, but for those it is given; None lifts one."""
    client = wire.client(deadline=1, rate_limit=True, max_retries=7)
    copied: Any = client.with_options(deadline=None, timeout=3)
    own: Any = client
    assert copied._resilience.deadline is None
    assert copied._resilience.rate_limit is own._resilience.rate_limit
    assert (copied.max_retries, copied.timeout) == (7, 3)
    assert isinstance(copied, Mistral)
    assert type(copied).__name__ == "Mistral"


class TestRetries:
    """Who is told of them, and when there are none."""

    async def test_each_is_told_and_logged(
        self, call: Call, pauses: list[float], caplog: pytest.LogCaptureFixture
    ) -> None:
        """With its number, why the attempt before failed, and the seconds until it."""
        told: list[Retry] = []
        caplog.set_level(logging.INFO, "mistyped")
        wire = saying(503, failing("ReadTimeout"), 200)
        await call(wire, on_retry=told.append)
        assert [(each.attempt, each.attempts) for each in told] == [(2, 3), (3, 3)]
        assert [each.wait for each in told] == pauses
        assert [each.reason for each in told] == [
            "status 503",
            "ReadTimeout: it failed",
        ]
        records = [each for each in caplog.records if each.name == "mistyped"]
        assert [vars(each)["wait"] for each in records] == pauses
        assert "chat.completions.create: attempt 2 of 3 in" in records[0].message

    async def test_an_asynchronous_hook_is_awaited(self, pauses: list[float]) -> None:
        """By an asynchronous client."""
        told: list[Retry] = []

        async def hook(retry: Retry) -> None:
            told.append(retry)

        client = saying(503, 200).async_client(on_retry=hook)
        await client.chat.completions.create(**body())
        assert [each.wait for each in told] == pauses

    @pytest.mark.parametrize(
        ("name", "value"),
        [
            ("retry-after", "3600"),
            ("retry-after", "Fri, 31 Dec 2100 23:59:59 GMT"),
            ("retry-after-ms", "90000"),
            ("retry-after", "100"),
        ],
    )
    async def test_a_time_beyond_the_deadline_ends_it_at_once(
        self, call: Call, pauses: list[float], name: str, value: str
    ) -> None:
        """The server's error says when to come back."""
        wire = saying((429, {name: value}))
        with pytest.raises(openai.RateLimitError, match="come back in") as caught:
            await call(wire, deadline=60)
        assert (len(wire.seen), pauses) == (1, [])
        assert vars(caught.value)["retry_after"] > 60

    @pytest.mark.parametrize("value", ["junk", "-3", "nan", "0", ""])
    async def test_junk_is_no_time(
        self, call: Call, pauses: list[float], value: str
    ) -> None:
        """The usual pause is made."""
        wire = saying((429, {"retry-after": value}), 200)
        await call(wire, deadline=60)
        assert 0 < pauses[0] < 1

    @pytest.mark.parametrize(
        ("value", "words"),
        [
            ("1e300", r"come back in 1e\+300 s\)"),
            ("31536000000", r"at 3\d\d\d-\d\d-\d\d \d\d:\d\d:\d\d UTC"),
        ],
    )
    async def test_a_time_in_another_age_is_told(
        self, call: Call, value: str, words: str
    ) -> None:
        """With its day; what no calendar has as it was said."""
        with pytest.raises(openai.RateLimitError, match=words):
            await call(saying((429, {"retry-after": value})), deadline=60)

    async def test_a_hook_to_be_awaited_is_refused_where_none_awaits(
        self, wire: Wire
    ) -> None:
        """It would be called in vain."""

        async def hook(_: Retry) -> None:
            raise AssertionError

        with pytest.raises(TypeError, match="on_retry: write it as def"):
            wire.client(on_retry=hook)

    async def test_a_hook_is_waited_for_until_the_deadline(self) -> None:
        """It is a part of the call."""

        async def hook(_: Retry) -> None:
            await anyio.Event().wait()

        client = saying(503).async_client(on_retry=hook, deadline=1)
        with pytest.raises(DeadlineExceededError, match="waiting for on_retry"):
            await client.chat.completions.create(**body())

    async def test_a_time_within_the_deadline_is_waited_for(
        self, call: Call, pauses: list[float]
    ) -> None:
        """As the SDK does."""
        await call(saying((429, {"retry-after-ms": "2500"}), 200), deadline=60)
        assert pauses == [2.5]

    async def test_a_pause_that_does_not_fit_ends_it(self, call: Call) -> None:
        """There would be no time for the attempt after it."""
        with pytest.raises(openai.InternalServerError, match=r"deadline of 0\.2 s"):
            await call(saying(503), deadline=0.2)
        wire = saying(failing("ReadError"))
        with pytest.raises(DeadlineExceededError, match="the next attempt") as caught:
            await call(wire, deadline=0.2)
        assert caught.value.last_failure == "ReadError: it failed"
        assert caught.value.attempts == 1


SAFE = [
    *((failing(name), 2) for name in ("ConnectError", "ConnectTimeout", "PoolTimeout")),
    (failing("ProxyError"), 2),
    *((failing(name), 1) for name in ("ReadError", "ReadTimeout", "WriteTimeout")),
    (failing("RemoteProtocolError"), 1),
    *((status, 2) for status in (408, 409, 429, 503)),
    *((status, 1) for status in (500, 502, 504)),
]


@pytest.mark.parametrize(("failure", "times"), SAFE, ids=str)
async def test_a_safe_retry(call: Call, failure: Any, times: int) -> None:
    """A POST is repeated where the server did nothing, and not where it may have."""
    wire = saying(failure, 200)
    if times == 2:
        assert await call(wire, retry="safe")
    else:
        with pytest.raises(openai.APIError):
            await call(wire, retry="safe")
    assert len(wire.seen) == times


def test_what_only_reads_is_always_repeated() -> None:
    """A GET may be."""
    wire = saying(failing("ReadTimeout"), 200)
    client = wire.client(retry="safe")
    assert client.models.retrieve(MODEL)
    assert len(wire.seen) == 2


class TestMiddleware:
    """Functions around each attempt."""

    async def test_it_is_called_for_each_attempt_the_first_outermost(self) -> None:
        """And sees every status, and may change the request."""
        seen: list[Any] = []

        def outer(request: Any, call_next: Any) -> Any:
            request.headers["x-trace"] = "1"
            answer = call_next(request)
            seen.append(answer.status_code)
            return answer

        def inner(request: Any, call_next: Any) -> Any:
            seen.append(request.headers["x-trace"])
            return call_next(request)

        wire = saying(503, 200)
        client = wire.client(middleware=[outer, inner])
        assert client.chat.completions.create(**body())
        assert seen == ["1", 503, "1", 200]
        assert [each.headers["x-trace"] for each in wire.seen] == ["1", "1"]

    async def test_it_is_a_coroutine_for_an_asynchronous_client(self) -> None:
        """With the same order."""
        seen: list[int] = []

        async def look(request: Any, call_next: Any) -> Any:
            answer = await call_next(request)
            seen.append(answer.status_code)
            return answer

        client = saying(503, 200).async_client(middleware=[look])
        assert await client.chat.completions.create(**body())
        assert seen == [503, 200]

    def test_it_may_answer_itself(self, wire: Wire) -> None:
        """Then nothing is sent."""

        def canned(request: Any, _: Any) -> Any:
            return HTTPX.Response(200, json=completion("canned"), request=request)

        client = wire.client(middleware=[canned])
        answer = client.chat.completions.create(**body())
        assert answer.choices[0].message.content == "canned"
        assert wire.seen == []

    async def test_its_own_answer_need_not_name_the_request(self, wire: Wire) -> None:
        """It is one to the request at hand, whatever its status."""

        def answered(*_: Any) -> Any:
            return HTTPX.Response(503, json=BUSY)

        async def answered_async(*_: Any) -> Any:
            return answered()

        client = wire.client(middleware=[answered], max_retries=0)
        with pytest.raises(openai.InternalServerError, match="on fire"):
            client.chat.completions.create(**body())
        other = wire.async_client(middleware=[answered_async], max_retries=0)
        with pytest.raises(openai.InternalServerError, match="on fire"):
            await other.chat.completions.create(**body())

    async def test_what_is_no_answer_is_named(self, wire: Wire) -> None:
        """With the function that returned it."""

        def forgetful(request: Any, call_next: Any) -> None:
            call_next(request)

        async def forgetful_async(request: Any, call_next: Any) -> None:
            await call_next(request)

        with pytest.raises(TypeError, match="forgetful returned a NoneType"):
            wire.client(middleware=[forgetful]).chat.completions.create(**body())
        client = wire.async_client(middleware=[forgetful_async])
        with pytest.raises(TypeError, match="forgetful_async returned a NoneType"):
            await client.chat.completions.create(**body())

    async def test_a_coroutine_is_waited_for_until_the_deadline(
        self, wire: Wire
    ) -> None:
        """What it does is a part of the call; nothing was sent here."""

        async def stuck(request: Any, call_next: Any) -> Any:
            await anyio.Event().wait()
            return await call_next(request)

        client = wire.async_client(middleware=[stuck], deadline=0.05)
        with pytest.raises(DeadlineExceededError, match="the middleware") as caught:
            await client.chat.completions.create(**body())
        assert caught.value.attempts == 0
        assert wire.seen == []

    def test_a_request_made_anew_keeps_its_deadline(self) -> None:
        """What it is sent with is completed."""

        def anew(request: Any, call_next: Any) -> Any:
            headers = dict(request.headers)
            content = request.content
            made = HTTPX.Request("POST", request.url, headers=headers, content=content)
            return call_next(made)

        wire = saying(200)
        client = wire.client(middleware=[anew], deadline=5)
        assert client.chat.completions.create(**body())
        assert type(wire.seen[0].extensions["timeout"]).__name__ == "UntilTimeouts"

    def test_its_own_error_comes_out_as_it_is(self, wire: Wire) -> None:
        """It is not repeated."""

        def broken(_: Any, __: Any) -> Any:
            raise KeyError("mine")

        client = wire.client(middleware=[broken])
        with pytest.raises(KeyError, match="mine"):
            client.chat.completions.create(**body())

    async def test_the_other_kind_is_refused(self, wire: Wire) -> None:
        """The error says how to write it."""

        async def asynchronous(request: Any, call_next: Any) -> Any:
            return await call_next(request)

        with pytest.raises(TypeError, match=r"asynchronous as def"):
            wire.client(middleware=[asynchronous])
        with pytest.raises(TypeError, match=r"as async def"):
            wire.async_client(middleware=[lambda r, n: n(r)])


class TestCircuits:
    """What fails again and again is not asked for a while."""

    async def test_failures_in_a_row_open_a_circuit(self, call: Call) -> None:
        """Then calls end at once, and say when it is tried again."""
        wire = saying(503)
        client = made(
            call, wire, circuit_breaker=CircuitBreaker(failures=3), max_retries=0
        )
        for _ in range(3):
            with pytest.raises(openai.InternalServerError):
                await call(wire, client)
        with pytest.raises(CircuitOpenError, match="tried again in 30 s") as caught:
            await call(wire, client)
        assert len(wire.seen) == 3
        assert isinstance(caught.value, openai.APIConnectionError)
        assert caught.value.retry_after == pytest.approx(30, abs=5)

    async def test_it_opens_amid_retries(self, call: Call) -> None:
        """Attempts count, and the open circuit ends them."""
        wire = saying(failing("ReadError"))
        breaker = CircuitBreaker(failures=2)
        with pytest.raises(CircuitOpenError):
            await call(wire, circuit_breaker=breaker, max_retries=5)
        assert len(wire.seen) == 2

    async def test_a_rate_opens_it(self, call: Call) -> None:
        """Half of the last calls, say, in any order."""
        wire = saying(503, 200, 503, 200)
        client = made(
            call,
            wire,
            circuit_breaker=CircuitBreaker(rate=0.5, calls=4),
            max_retries=0,
        )
        for _ in range(2):
            with pytest.raises(openai.InternalServerError):
                await call(wire, client)
            await call(wire, client)
        with pytest.raises(CircuitOpenError):
            await call(wire, client)

    async def test_a_probe_closes_it(self, call: Call) -> None:
        """After its time one call is let through, and its answer decides."""
        wire = saying(503, 503, 200)
        breaker = CircuitBreaker(failures=1, recovery=1e-9)
        client = made(call, wire, circuit_breaker=breaker, max_retries=0)
        for _ in range(2):
            with pytest.raises(openai.InternalServerError):
                await call(wire, client)
        for _ in range(3):
            assert await call(wire, client)
        assert len(wire.seen) == 5

    async def test_what_the_caller_did_wrong_is_no_failure(self, call: Call) -> None:
        """Nor is a rate limit: the server is there."""
        wire = saying(401, 429, 404)
        client = made(
            call, wire, circuit_breaker=CircuitBreaker(failures=1), max_retries=0
        )
        for _ in range(3):
            with pytest.raises(openai.APIStatusError):
                await call(wire, client)

    async def test_each_operation_and_model_has_its_own(self) -> None:
        """And both kinds of clients may share them."""
        breaker = CircuitBreaker(failures=1)
        wire = saying(503, 200)
        client = wire.client(circuit_breaker=breaker, max_retries=0)
        with pytest.raises(openai.InternalServerError):
            client.chat.completions.create(**body())
        other = wire.async_client(circuit_breaker=breaker)
        with pytest.raises(CircuitOpenError):
            await other.chat.completions.create(**body())
        assert client.models.retrieve(MODEL)
        assert client.chat.completions.create(**body(model="codestral-latest"))


class TestFallback:
    """Other models answer where the one asked for cannot."""

    @pytest.mark.parametrize("status", [429, 500, 503])
    async def test_the_next_is_asked(self, call: Call, status: int) -> None:
        """And the answer says which it was."""
        wire = saying(status, status, 200)
        answer = await call(wire, fallback_models=["a", "b", "c"], max_retries=0)
        assert [each["model"] for each in wire.sent] == [MODEL, "a", "b"]
        assert answer.mistyped.model_used == "b"
        assert answer.mistyped.changes == ()

    async def test_a_streamed_answer_says_it_too(self) -> None:
        """The stream, what it adds up to, and what the helper makes of it."""

        def answers(request: Any) -> Any:
            if json.loads(request.content)["model"] == MODEL:
                return response(BUSY, 503)
            return response(CHUNKS)

        options: Any = {"fallback_models": ["b"], "max_retries": 0}
        chat = Wire(answers).client(**options).chat.completions
        stream = chat.create(**body(), stream=True)
        with chat.stream(**body()) as events:
            final = events.get_final_completion()
        twin = Wire(answers).async_client(**options).chat.completions
        async with twin.stream(**body()) as others:
            other = await others.get_final_completion()
        for each in (stream, stream.completion(), events, final, others, other):
            assert each.mistyped.model_used == "b"

    async def test_an_open_circuit_asks_the_next(self, call: Call) -> None:
        """Each model has a circuit of its own."""
        wire = saying(503, 503, 200)
        client = made(
            call,
            wire,
            circuit_breaker=CircuitBreaker(failures=1),
            fallback_models=["a", "b"],
            max_retries=0,
        )
        assert (await call(wire, client)).mistyped.model_used == "b"
        assert (await call(wire, client)).mistyped.model_used == "b"
        assert [each["model"] for each in wire.sent] == [MODEL, "a", "b", "b"]

    @pytest.mark.parametrize("status", [400, 401, 403, 404, 422])
    async def test_what_another_model_would_not_mend(
        self, call: Call, status: int
    ) -> None:
        """It is an error at once."""
        wire = saying(status)
        with pytest.raises(openai.APIStatusError):
            await call(wire, fallback_models=["a"])
        assert len(wire.seen) == 1

    async def test_the_first_error_comes_out(self, call: Call) -> None:
        """If no model answers, and if another refuses the request."""
        wire = saying(503, 400)
        with pytest.raises(openai.InternalServerError):
            await call(wire, fallback_models=["a"], max_retries=0)
        assert len(wire.seen) == 2

    async def test_none_is_used_where_the_first_answers(self, call: Call) -> None:
        """Then there is nothing to say."""
        answer = await call(saying(200), fallback_models=["a"])
        assert answer.mistyped.model_used is None

    async def test_a_stream_falls_back_before_it_begins(self) -> None:
        """And says so."""
        answers = iter([response(BUSY, 503), response(CHUNKS)])
        wire = Wire(lambda _: next(answers))
        client = wire.client(fallback_models=["a"], max_retries=0, deadline=5)
        with client.chat.completions.create(**body(), stream=True) as stream:
            assert len(list(stream)) == len(CHUNKS)
        assert stream.mistyped.model_used == "a"

    def test_vectors_stay_with_their_model(self) -> None:
        """Those of another have nothing in common with them."""
        wire = saying(503)
        client = wire.client(fallback_models=["a"], max_retries=0)
        with pytest.raises(openai.InternalServerError):
            client.embeddings.create(model="mistral-embed", input="x")
        assert len(wire.seen) == 1


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The time that a rate limit reads."""
    now = [1000.0]
    monkeypatch.setattr(
        "mistyped._openai.resilience.rate_limit.monotonic", lambda: now[0]
    )
    return now


LEFT = "x-ratelimit-remaining-req-minute"
LIMIT = "x-ratelimit-limit-req-minute"


class TestRateLimit:
    """The client keeps to a limit before the server refuses."""

    @pytest.mark.usefixtures("clock")
    @pytest.mark.parametrize("value", ["3600", "1e300"])
    async def test_no_answer_stops_it_for_longer_than_a_retry(
        self, call: Call, pauses: list[float], value: str
    ) -> None:
        """After two minutes the server is asked again, whatever it has said."""
        wire = saying((429, {"retry-after": value}), 200)
        client = made(call, wire, rate_limit=True, max_retries=0)
        with pytest.raises(openai.RateLimitError):
            await call(wire, client)
        await call(wire, client)
        assert pauses[-1] == 120

    @pytest.mark.usefixtures("clock")
    async def test_what_finds_no_room_was_not_sent(self, call: Call) -> None:
        """The error counts what was."""
        wire = saying(200)
        client = made(call, wire, rate_limit=RateLimit(requests=1), deadline=5)
        await call(wire, client)
        with pytest.raises(DeadlineExceededError, match="room in the rate") as caught:
            await call(wire, client)
        assert (caught.value.attempts, len(wire.seen)) == (0, 1)

    async def test_requests_wait_for_room(
        self, call: Call, clock: list[float], pauses: list[float]
    ) -> None:
        """No minute has more than the limit, whoever asks."""
        wire = saying(200)
        limit = RateLimit(requests=2)
        client = made(call, wire, rate_limit=limit)
        for _ in range(5):
            await call(wire, client)
        assert pauses == [0, 0, 60, 60, 120]
        clock[0] += 200
        await call(wire, client)
        assert pauses[-1] == 0

    async def test_tokens_are_counted_from_the_answer(
        self, call: Call, clock: list[float], pauses: list[float]
    ) -> None:
        """A request's length is a guess, the answer's usage is not: here it is 6."""
        del clock
        wire = saying(200)
        client = made(call, wire, rate_limit=RateLimit(tokens=100))
        for _ in range(8):
            await call(wire, client)
        assert pauses == [0.0] * 8

    async def test_a_limit_is_learned(
        self, call: Call, clock: list[float], pauses: list[float]
    ) -> None:
        """From what the server says of it, and of what others have left."""
        del clock
        wire = saying((200, {LIMIT: "10", LEFT: "1"}))
        client = made(call, wire, rate_limit=True)
        for _ in range(3):
            await call(wire, client)
        assert pauses == [0, 0, 60]

    @pytest.mark.parametrize("said", ["0", "junk", "-1", "inf", "nan"])
    async def test_a_limit_that_is_none(
        self, call: Call, pauses: list[float], said: str
    ) -> None:
        """Nothing is learned from it; a key without an allowance is told 0."""
        wire = saying((200, {LIMIT: said, LEFT: said}))
        client = made(call, wire, rate_limit=True)
        for _ in range(3):
            await call(wire, client)
        assert pauses == [0, 0, 0]

    async def test_a_refusal_holds_all_back(
        self, call: Call, clock: list[float], pauses: list[float]
    ) -> None:
        """What the server asks one call to wait, the others wait as well."""
        wire = saying((429, {"retry-after": "7"}), 200)
        client = made(call, wire, rate_limit=True, max_retries=0)
        with pytest.raises(openai.RateLimitError):
            await call(wire, client)
        clock[0] += 2
        await call(wire, client)
        assert pauses == [0, 5]

    async def test_a_wait_beyond_the_deadline_ends_the_call(
        self, call: Call, clock: list[float], pauses: list[float]
    ) -> None:
        """At once, and takes no place."""
        del clock
        wire = saying(200)
        limit = RateLimit(requests=1)
        client = made(call, wire, rate_limit=limit, deadline=5)
        await call(wire, client)
        for _ in range(2):
            with pytest.raises(DeadlineExceededError, match="room in the rate limit"):
                await call(wire, client)
        assert pauses == [0]
        assert limit.reserve(("api.mistral.ai", MODEL), 0)[0] == 60


def test_the_parts_of_a_request_are_one_call() -> None:
    """A request that travels as several has one deadline."""

    def embed(request: Any) -> Any:
        texts = json.loads(request.content)["input"]
        item = {"object": "embedding", "index": 0, "embedding": [0.5]}
        return response(
            {
                "id": "e",
                "object": "list",
                "model": "mistral-embed",
                "usage": USAGE,
                "data": [item] * len(texts),
            }
        )

    wire = Wire(embed)
    client = wire.client(deadline=5, compat="adapt")
    client.embeddings.create(model="mistral-embed", input=["x"] * 257)
    calls = {id(each.extensions["timeout"].call) for each in wire.seen}
    assert (len(wire.seen), len(calls)) == (2, 1)


@given(
    st.lists(st.tuples(st.floats(0, 40), st.floats(0, 10)), max_size=40),
    st.floats(10, 30),
)
def test_no_minute_has_more_than_its_limit(
    asked: list[tuple[float, float]], limit: float
) -> None:
    """Whenever calls come and whatever they cost; and none overtakes another."""
    window = Window(limit)
    now = 0.0
    taken: list[tuple[float, float]] = []
    for pause, cost in asked:
        now += pause
        start = window.earliest(cost, now)
        window.take(start, cost)
        taken.append((start, cost))
        assert start >= max(now, taken[-2][0] if len(taken) > 1 else 0)
    for start, _ in taken:
        spent = sum(cost for at, cost in taken if start - 60 + 1e-6 < at <= start)
        assert spent <= limit + 1e-6


async def test_a_single_call_has_a_deadline_of_its_own(wire: Wire) -> None:
    """On a client without any option, and instead of the client's."""
    bounded = "UntilTimeouts"
    client = wire.client()
    client.chat.completions.create(**body(), deadline=5, timeout=3)
    client.chat.completions.create(**body())
    kinds = [type(each.extensions["timeout"]).__name__ for each in wire.seen]
    assert kinds == [bounded, "dict"]
    timeouts = wire.seen[0].extensions["timeout"]
    assert dict(timeouts)["read"] == 3
    assert timeouts.get("read") <= 3
    own: Any = wire.client(deadline=5)
    own.chat.completions.create(**body(), deadline=None)
    assert not wire.seen[-1].extensions["timeout"].call.has_deadline
    with pytest.raises(ValueError, match="deadline is 0"):
        client.chat.completions.create(**body(), deadline=0)


async def test_a_stream_of_one_call(wire: Wire) -> None:
    """Both ways to stream."""
    wire.answer = lambda _: response([chunk("Sa"), chunk("", "stop")])
    client = wire.client()
    assert list(client.chat.completions.create(**body(), stream=True, deadline=5))
    with client.chat.completions.stream(**body(), deadline=5) as events:
        assert events.get_final_completion().choices[0].message.content == "Sa"
    other = wire.async_client()
    seen = [
        each
        async for each in await other.chat.completions.create(
            **body(), stream=True, deadline=5
        )
    ]
    assert len(seen) == 2
