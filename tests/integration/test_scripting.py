"""A server that does what a test tells it, to clients of both kinds."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import Any

import httpx2
import openai
import pytest

from mistyped import AsyncMistral, Mistral
from mistyped.server import (
    GONE,
    Gate,
    Reply,
    RunningServer,
    answer,
    events,
    failure,
    normal,
    raw,
    running,
)
from tests.unit.support import HTTPX, MODEL, PATH, body

pytestmark = pytest.mark.anyio

WAIT = 60
CUT = (openai.APIConnectionError, HTTPX.RemoteProtocolError, HTTPX.ReadError)
JOB: dict[str, Any] = {
    "endpoint": PATH,
    "model": MODEL,
    "requests": [{"custom_id": "1", "body": {"messages": body()["messages"]}}],
}


@pytest.fixture
def client(mistral_server: RunningServer) -> Iterator[Mistral]:
    """A client that tries once."""
    with Mistral(api_key="any", base_url=mistral_server.url, max_retries=0) as up:
        yield up


def ask(client: Mistral, **more: Any) -> Any:
    """Ask for a chat completion."""
    return client.chat.completions.create(**body(**more))


def texts(client: Mistral) -> list[str]:
    """Ask for a stream, and read it to its end."""
    return [each.choices[0].delta.text for each in ask(client, stream=True)]


def test_an_answer_is_said_whole_and_in_its_pieces(
    mistral_server: RunningServer, client: Mistral
) -> None:
    """The same answer, as it is asked for; behind it the server answers by itself."""
    mistral_server.reply(*[answer("Bon", "jour", thinking="Hm")] * 2)
    whole = ask(client)
    assert whole.choices[0].message.text == "Bonjour"
    assert whole.choices[0].message.thinking == "Hm"
    assert texts(client)[-1] == "jour"
    assert "echo" in ask(client).choices[0].message.content.lower()
    verdicts = [each.verdict for each in mistral_server.requests]
    assert verdicts == ["scripted", "scripted", "accepted"]


def test_pieces_are_the_chunks_of_every_stream(
    mistral_server: RunningServer, client: Mistral
) -> None:
    """In conversations, responses and fill-in-the-middle, too."""
    mistral_server.reply(answer("Bon", "jour, ", "Ada"), repeat=True)
    talk = client.conversations.start(model=MODEL, inputs="x", stream=True)
    said = [each.content for each in talk if each.type == "message.output.delta"]
    assert said == ["Bon", "jour, ", "Ada"]
    with Mistral(
        api_key="any", base_url=mistral_server.url, responses="native"
    ) as native:
        spoken: Any = native.responses.create(model=MODEL, input="x", stream=True)
        deltas = [e.delta for e in spoken if e.type == "response.output_text.delta"]
    assert deltas == ["Bon", "jour, ", "Ada"]
    filled: Any = client.fim.create(model="codestral-latest", prompt="x", stream=True)
    assert [c.choices[0].delta.text for c in filled][1:] == ["Bon", "jour, ", "Ada"]


def test_tools_are_called_with_these_arguments(
    mistral_server: RunningServer, client: Mistral
) -> None:
    """Whatever was asked; arguments as a text stand as they are, JSON or not."""
    told = [("weather", {"city": "Paris"}), ("broken", "{")]
    mistral_server.reply(answer(tool_calls=told), answer("Cut", finish_reason="length"))
    calls = ask(client).choices[0].message.tool_calls
    found = [(each.function.name, each.function.arguments) for each in calls]
    assert found == [("weather", '{"city": "Paris"}'), ("broken", "{")]
    assert ask(client).choices[0].finish_reason == "length"


async def test_it_tries_again(mistral_server: RunningServer) -> None:
    """A client that meets a 429 and a 503 asks again, and has its answer."""
    busy = failure(429).with_headers(retry_after_ms="1")
    down = failure(503).with_headers(retry_after_ms="1")
    mistral_server.reply(*[busy, down, answer("Bonjour")] * 2)
    url = mistral_server.url
    with Mistral(api_key="any", base_url=url) as one:
        assert ask(one).choices[0].message.text == "Bonjour"
    async with AsyncMistral(api_key="any", base_url=url) as two:
        again = await two.chat.completions.create(**body())
    assert again.choices[0].message.text == "Bonjour"
    assert [each.status for each in mistral_server.requests] == [429, 503, 200] * 2
    mistral_server.assert_no_problems()
    mistral_server.assert_all_replied()


@pytest.mark.parametrize(
    ("status", "error", "words"),
    [
        (401, openai.AuthenticationError, "Unauthorized"),
        (404, openai.NotFoundError, "Not Found"),
        (418, openai.APIStatusError, "Bad request"),
        (429, openai.RateLimitError, "Rate limit"),
        (500, openai.InternalServerError, "unavailable"),
    ],
)
def test_a_failure_is_in_mistral_s_envelope(
    mistral_server: RunningServer, client: Mistral, status: int, error: Any, words: str
) -> None:
    """With the words that belong to it, or with those that are given."""
    mistral_server.reply(failure(status), failure(status, "The house is on fire"))
    with pytest.raises(error, match=words):
        ask(client)
    with pytest.raises(error, match="on fire"):
        ask(client)


def test_a_success_that_is_none(mistral_server: RunningServer, client: Mistral) -> None:
    """HTTP 200 with an error in it, with half a body, with a page, within a stream."""
    broken = (
        failure(500).with_status(200),
        normal().truncated(after_bytes=20),
        raw("<html>", content_type="text/html"),
    )
    mistral_server.reply(*broken)
    for _ in broken:
        with pytest.raises(openai.APIError):
            ask(client)
    bad = answer("a", "b", "c").cut(after_events=2, error=failure(503, "On fire"))
    mistral_server.reply(bad, events({"choices": []}, "{oops", done=False))
    with pytest.raises(openai.APIError, match="On fire"):
        texts(client)
    with pytest.raises(openai.APIError, match="not JSON"):
        list(ask(client, stream=True))


BREAKS: dict[str, Reply] = {
    "cut between": answer("a", "b", "c").cut(after_events=2),
    "cut within": answer("a", "b", "c").cut(after_bytes=400),
    "reset": answer("a", "b", "c").reset(after_events=2),
}


@pytest.mark.parametrize("name", BREAKS)
def test_a_broken_stream(
    mistral_server: RunningServer, client: Mistral, name: str
) -> None:
    """What came before the end is there, and then there is an error."""
    mistral_server.reply(BREAKS[name])
    got: list[str] = []
    with pytest.raises(CUT):
        got.extend(each.choices[0].delta.text for each in ask(client, stream=True))
    assert got == ["", "a"][: len(got)]  # a reset may overtake what was sent


def test_no_answer_at_all(mistral_server: RunningServer, client: Mistral) -> None:
    """A reset before the head; a cut in the body; silence, until the client leaves."""
    mistral_server.reply(
        normal().reset(), normal().cut(after_bytes=10), normal().stalled()
    )
    for _ in range(2):
        with pytest.raises(openai.APIConnectionError):
            ask(client)
    with pytest.raises(openai.APITimeoutError):
        ask(client, timeout=0.05)
    mistral_server.reply(answer("a", "b").stalled(after_events=2))
    with (
        ask(client, stream=True, timeout=0.05) as stream,
        pytest.raises((openai.APITimeoutError, HTTPX.ReadTimeout)),
    ):
        list(stream)


def test_a_stream_that_never_ends(
    mistral_server: RunningServer, client: Mistral
) -> None:
    """It repeats its last event, until the client has enough."""
    mistral_server.reply(answer("a", "b").endless())
    with ask(client, stream=True) as stream:
        got = [
            each.choices[0].delta.text
            for each, _ in zip(stream, range(30), strict=False)
        ]
    assert got == ["", "a", *"b" * 28]


def test_drops_make_the_same_answer(
    mistral_server: RunningServer, client: Mistral
) -> None:
    """Byte by byte, also within a letter of two."""
    mistral_server.reply(answer("H", "é").dripped(), answer("Hé").dripped(3))
    assert texts(client) == ["", "H", "é"]
    assert ask(client).choices[0].message.content == "Hé"


def test_an_answer_waits_for_its_gate(
    mistral_server: RunningServer, client: Mistral
) -> None:
    """Nobody looks at a clock: the test knows that it waits, and lets it go."""
    gate = Gate()
    mistral_server.reply(answer("late").delayed(gate))
    got: list[str] = []
    asking = threading.Thread(
        target=lambda: got.append(ask(client).choices[0].message.text)
    )
    asking.start()
    assert gate.reached.wait(WAIT)
    assert got == []
    gate.open()
    asking.join(WAIT)
    assert got == ["late"]
    mistral_server.reply(answer("now").delayed(gate), answer("soon").delayed(0.001))
    assert ask(client).choices[0].message.text == "now"
    assert ask(client).choices[0].message.text == "soon"


def test_the_end_of_the_server_opens_every_gate() -> None:
    """Leaving the block does not wait for an answer that waits."""
    with running() as server:
        gate = Gate()
        server.reply(normal().delayed(gate))
        asking = threading.Thread(target=_ask_in_vain, args=(server.url,))
        asking.start()
        assert gate.reached.wait(WAIT)
    asking.join(WAIT)
    assert not asking.is_alive()


def _ask_in_vain(url: str) -> None:
    with (
        pytest.raises(httpx2.HTTPError),
        httpx2.Client(headers={"authorization": "Bearer any"}) as http,
    ):
        http.post(f"{url}/chat/completions", json=body(), timeout=WAIT)


def test_rules_choose_calls(mistral_server: RunningServer, client: Mistral) -> None:
    """By operation, by members of the body, by a function; the oldest goes first."""
    chat = mistral_server.on("chat.*", body={"messages": [{"content": "Bonjour"}]})
    chat.reply(answer("one"))
    long = mistral_server.on(when=lambda asked: asked.get("max_tokens") == 9)
    long.reply(answer("nine"), repeat=True)
    mistral_server.on("embeddings.create").reply(failure(500))
    assert ask(client, max_tokens=9).choices[0].message.text == "one"
    assert ask(client, max_tokens=9).choices[0].message.text == "nine"
    assert ask(client, max_tokens=9).choices[0].message.text == "nine"
    assert "echo" in ask(client).choices[0].message.text.lower()
    with pytest.raises(AssertionError, match=r"on\('embeddings.create'\): 1 left"):
        mistral_server.assert_all_replied()
    with pytest.raises(openai.InternalServerError):
        client.embeddings.create(model="mistral-embed", input="x")
    mistral_server.assert_all_replied()


def test_an_answer_waits_for_a_call_that_is_answered(
    mistral_server: RunningServer, client: Mistral
) -> None:
    """A call that no model answers takes no `answer`."""
    mistral_server.reply(answer("Bonjour"))
    assert list(client.files.list()) == []
    assert ask(client).choices[0].message.text == "Bonjour"


def test_a_part_of_the_calls_fails(client: Mistral) -> None:
    """The same ones for the same seed, and about as many as were wanted."""

    def failed(seed: int) -> list[bool]:
        with running() as server:
            flaky = server.on(probability=0.3, seed=seed)
            flaky.reply(failure(500), repeat=True)
            copy = client.with_options(base_url=server.url)
            return [_fails(copy) for _ in range(30)]

    one = failed(1)
    assert one == failed(1) != failed(2)
    assert 3 < sum(one) < 16


def _fails(client: Mistral) -> bool:
    try:
        client.models.retrieve(MODEL)
    except openai.InternalServerError:
        return True
    return False


def test_the_server_stays_strict(
    mistral_server: RunningServer, client: Mistral
) -> None:
    """What Mistral would refuse is refused, and the reply waits for the next call."""
    mistral_server.reply(answer("Bonjour"), failure(500))
    wrong = client.with_options(check="off")
    for _ in range(2):
        with pytest.raises(openai.UnprocessableEntityError):
            ask(wrong, temperature=9)
    assert ask(client).choices[0].message.text == "Bonjour"
    with pytest.raises(openai.UnprocessableEntityError):
        ask(wrong, temperature=9)
    with pytest.raises(openai.InternalServerError):
        ask(client)


async def test_an_expired_batch(mistral_server: RunningServer, client: Mistral) -> None:
    """A job takes the states that it is told, one each time it is looked at."""
    mistral_server.moves("batch.jobs", "QUEUED", "RUNNING", "TIMEOUT_EXCEEDED")
    job = client.batch.jobs.create(**JOB)
    seen = [client.batch.jobs.retrieve(job.id) for _ in range(4)]
    assert [each.status for each in seen[1:]] == ["RUNNING", *["TIMEOUT_EXCEEDED"] * 2]
    assert seen[-1].completed_at
    assert client.batches.retrieve(job.id).status == "expired"


def test_a_job_that_succeeds_late_has_its_results(
    mistral_server: RunningServer, client: Mistral
) -> None:
    """Its lines run when it is to succeed; one that is cancelled goes no further."""
    mistral_server.moves("batch.jobs", "RUNNING", "SUCCESS")
    mistral_server.moves("batch.jobs", "RUNNING", "SUCCESS")
    job, other = (client.batch.jobs.create(**JOB) for _ in range(2))
    assert client.batch.jobs.retrieve(job.id).output_file is None
    done = client.batch.jobs.retrieve(job.id)
    assert (done.status, done.succeeded_requests) == ("SUCCESS", 1)
    assert client.files.content(str(done.output_file)).text
    assert client.batch.jobs.retrieve(other.id).status == "RUNNING"
    client.batch.jobs.cancel(other.id)
    assert client.batch.jobs.retrieve(other.id).status == "CANCELLED"


def test_other_objects_move(mistral_server: RunningServer, client: Mistral) -> None:
    """Files, agents and conversations change, and are gone."""
    for kind in ("files", "agents", "conversations"):
        mistral_server.moves(kind, {"name": "New", "expires_at": 7}, GONE)
    file = client.files.create(file=("a.txt", b"x"), purpose="ocr")
    agent = client.agents.create(model=MODEL, name="Old")
    talk: Any = client.conversations.start(model=MODEL, inputs="x")
    assert client.files.retrieve(file.id).expires_at == 7
    assert client.agents.retrieve(agent.id).name == "New"
    assert client.conversations.retrieve(talk.conversation_id).name == "New"
    for gone in (
        lambda: client.files.content(file.id),
        lambda: client.agents.retrieve(agent.id),
        lambda: client.conversations.get_history(talk.conversation_id),
    ):
        with pytest.raises(openai.NotFoundError):
            gone()


def test_members_of_an_answer_change(
    mistral_server: RunningServer, client: Mistral
) -> None:
    """`normal` with members is the server's answer with others."""
    mistral_server.reply(normal(id="chosen", new={"a": 1}))
    found = ask(client)
    assert (found.id, found.new) == ("chosen", {"a": 1})
    assert found.choices


MISTAKES: dict[str, Any] = {
    "there is no operation 'chat.create'; did you mean": lambda s: s.on("chat.create"),
    "probability=2 is not": lambda s: s.on(probability=2),
    "no moves of 'jobs', only of batch.jobs": lambda s: s.moves("jobs", "RUNNING"),
    "files have no status": lambda s: s.moves("files", "RUNNING"),
    "dripped.* at least 1": lambda _: normal().dripped(0),
    "cut.. takes after_events or after_bytes$": lambda _: normal().cut(),
    "not both": lambda _: normal().reset(after_bytes=1, after_events=1),
}


@pytest.mark.parametrize("words", MISTAKES)
def test_a_mistake_is_told_where_it_is_made(
    mistral_server: RunningServer, words: str
) -> None:
    """In the line of the test, and not by a strange answer later."""
    with pytest.raises(ValueError, match=words):
        MISTAKES[words](mistral_server)


@pytest.mark.parametrize(
    ("reply", "words"),
    [
        (normal().cut(after_events=1), "is about a stream"),
        (normal().endless(), "is about a stream"),
        (events("a", "b").reset(after_events=9), "the stream has 3"),
    ],
)
def test_what_does_not_fit_an_answer_is_told(
    mistral_server: RunningServer, client: Mistral, reply: Reply, words: str
) -> None:
    """The client gets a 500 that says what the script asked in vain."""
    mistral_server.reply(reply)
    with pytest.raises(openai.InternalServerError, match=words):
        ask(client)


def test_requests_have_verdicts(mistral_server: RunningServer, client: Mistral) -> None:
    """Each with its problems; an assertion names them all."""
    with pytest.raises(AssertionError, match="no request"):
        _ = mistral_server.last
    ask(client)
    mistral_server.assert_no_problems()
    with pytest.raises(openai.UnprocessableEntityError):
        ask(client.with_options(check="off"), temperature=9)
    last = mistral_server.last
    assert isinstance(last.body, dict)
    assert (last.verdict, last.status, last.body["temperature"]) == ("refused", 422, 9)
    assert [each.rule for each in last.problems] == ["out-of-range"]
    httpx2.get(f"{mistral_server.url}/models")
    with pytest.raises(AssertionError) as caught:
        mistral_server.assert_no_problems()
    first, *lines = str(caught.value).splitlines()
    assert first == "2 of 3 requests have problems:"
    assert lines[1].strip() == f"{last.problems[0]}"
    assert lines[2:] == [
        "  requests[2] GET /v1/models: refused, 401",
        "    Unauthorized",
    ]


def test_a_warning_counts_unless_it_is_told_not_to(
    mistral_server: RunningServer, client: Mistral
) -> None:
    """What is only warned of is answered, and is on record."""
    with pytest.warns(UserWarning, match="greedy-choices"):
        ask(client, n=2, temperature=0)
    assert mistral_server.last.verdict == "warned"
    mistral_server.assert_no_problems(warnings=False)
    with pytest.raises(AssertionError, match="greedy-choices"):
        mistral_server.assert_no_problems()
