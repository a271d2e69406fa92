"""Calls as spans and metrics, named by OpenTelemetry's GenAI conventions."""

from __future__ import annotations

import gc
import json
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from typing import Any

import anyio
import openai
import pytest
from opentelemetry.sdk.metrics import MeterProvider
from opentelemetry.sdk.metrics.export import InMemoryMetricReader
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from pydantic import BaseModel

from mistyped import AsyncMistral, InvalidOutputError, InvalidRequestError, Mistral
from mistyped.observability import instrument
from mistyped.server import RunningServer, running
from tests.unit.support import HTTPX, Wire, chunk, completion, response

pytestmark = pytest.mark.anyio

SECRET = "what-nobody-may-read"
TOKENS = "gen_ai.client.token.usage"
ASKED: Any = {
    "model": "mistral-small-latest",
    "messages": [{"role": "user", "content": SECRET}],
}


@pytest.fixture(scope="module")
def server() -> Iterator[RunningServer]:
    """A server of this module's own."""
    with running() as up:
        yield up


class Seen:
    """Where spans and metrics go."""

    def __init__(self) -> None:
        self._spans = InMemorySpanExporter()
        self._metrics = InMemoryMetricReader()
        tracers = TracerProvider()
        tracers.add_span_processor(SimpleSpanProcessor(self._spans))
        self.providers: Any = {
            "tracer_provider": tracers,
            "meter_provider": MeterProvider([self._metrics]),
        }

    @property
    def spans(self) -> list[Any]:
        """The spans that have ended."""
        return list(self._spans.get_finished_spans())

    @property
    def told(self) -> list[dict[str, Any]]:
        """The attributes of these spans."""
        return [dict(each.attributes) for each in self.spans]

    @property
    def points(self) -> dict[str, list[Any]]:
        """The points of each metric."""
        data: Any = self._metrics.get_metrics_data()
        (metrics,) = (scope.metrics for scope in data.resource_metrics[0].scope_metrics)
        return {each.name: list(each.data.data_points) for each in metrics}


@pytest.fixture
def seen() -> Seen:
    """Spans and metrics of one test."""
    return Seen()


def client(server: RunningServer, seen: Seen, **options: Any) -> Mistral:
    """Return a client that is observed."""
    made = Mistral(api_key="key-for-tests", base_url=server.url)
    return instrument(made, **seen.providers, **options)


def used(told: dict[str, Any]) -> tuple[Any, ...]:
    """Return what a span says of an answer."""
    return (
        told["gen_ai.response.model"],
        told["gen_ai.response.finish_reasons"],
        told["gen_ai.usage.input_tokens"] > 0,
        told["gen_ai.usage.output_tokens"] > 0,
    )


WHOLE = ("mistral-small-latest", ("stop",), True, True)


def test_a_call(server: RunningServer, seen: Seen) -> None:
    """Its span has what was asked and answered, and its metrics the figures."""
    client(server, seen).chat.completions.create(**ASKED, temperature=0.3, stop="x")
    (span,) = seen.spans
    (told,) = seen.told
    assert span.name == "chat mistral-small-latest"
    assert span.kind.name == "CLIENT"
    assert told["gen_ai.operation.name"] == "chat"
    assert told["gen_ai.provider.name"] == "mistral_ai"
    assert told["gen_ai.request.model"] == "mistral-small-latest"
    assert told["gen_ai.request.temperature"] == 0.3
    assert told["gen_ai.request.stop_sequences"] == ("x",)
    assert told["server.address"] == "127.0.0.1"
    assert used(told) == WHOLE
    points = seen.points
    (duration,) = points["gen_ai.client.operation.duration"]
    assert duration.count == 1
    tokens = {
        each.attributes["gen_ai.token.type"]: each.sum
        for each in points["gen_ai.client.token.usage"]
    }
    assert tokens["input"] == told["gen_ai.usage.input_tokens"]
    assert tokens["output"] == told["gen_ai.usage.output_tokens"]


async def test_streams(server: RunningServer, seen: Seen) -> None:
    """A span ends with the last event, both twins; the helper's streams as well."""
    observed = client(server, seen)
    stream = observed.chat.completions.create(**ASKED, stream=True)
    next(iter(stream))
    assert seen.spans == []
    for _ in stream:
        pass
    with observed.chat.completions.stream(**ASKED) as events:
        assert list(events)
    plain = AsyncMistral(api_key="key-for-tests", base_url=server.url)
    async with instrument(plain, **seen.providers) as twin:
        await twin.chat.completions.create(**ASKED)
        async for _ in await twin.chat.completions.create(**ASKED, stream=True):
            pass
    assert [used(each) for each in seen.told] == [WHOLE] * 4


def test_a_closed_stream(server: RunningServer, seen: Seen) -> None:
    """Its span ends with it, and not when its memory is taken."""
    with client(server, seen).chat.completions.create(**ASKED, stream=True) as stream:
        next(iter(stream))
        assert seen.spans == []
    assert [each.name for each in seen.spans] == ["chat mistral-small-latest"]
    assert stream.response.is_closed


async def test_a_stream_whose_task_is_cancelled(seen: Seen) -> None:
    """It is no call that went well."""
    waits = anyio.Event()

    async def body() -> AsyncIterator[bytes]:
        yield b"data: " + json.dumps(chunk("Bon")).encode() + b"\n\n"
        waits.set()
        await anyio.Event().wait()

    headers = {"content-type": "text/event-stream"}
    wire = Wire(lambda _: HTTPX.Response(200, headers=headers, content=body()))
    observed = instrument(wire.async_client(), **seen.providers)
    stream = await observed.chat.completions.create(**ASKED, stream=True)

    async def read() -> None:
        async for _ in stream:
            pass

    async with anyio.create_task_group() as tasks:
        tasks.start_soon(read)
        await waits.wait()
        tasks.cancel_scope.cancel()
    assert "Cancelled" in seen.told[0]["error.type"]


async def test_a_call_is_told_once(server: RunningServer, seen: Seen) -> None:
    """Also where its own deadline, or a second question, makes it another."""
    observed = client(server, seen)
    twin = instrument(
        AsyncMistral(api_key="key-for-tests", base_url=server.url), **seen.providers
    )
    bounded = instrument(
        Mistral(api_key="key-for-tests", base_url=server.url, retry="safe"),
        **seen.providers,
    )
    observed.chat.completions.create(**ASKED, deadline=9)
    async with twin:
        await twin.chat.completions.create(**ASKED, deadline=9)
    bounded.chat.completions.create(**ASKED, deadline=9)
    observed.with_options(deadline=8).chat.completions.create(**ASKED, deadline=9)
    assert [used(each) for each in seen.told] == [WHOLE] * 4
    assert sum(each.count for each in seen.points[TOKENS]) == 8


async def test_an_answer_that_is_asked_for_again_is_two_calls(seen: Seen) -> None:
    """Each with its usage, also within a deadline."""
    wire = Wire(lambda _: response(completion("no JSON")))
    observed = instrument(wire.client(), **seen.providers)
    twin = instrument(wire.async_client(), **seen.providers)

    class Answer(BaseModel):
        a: int

    for options in ({}, {"deadline": 9}):
        asked: Any = {**ASKED, "response_format": Answer, "reask": True, **options}
        with pytest.raises(InvalidOutputError):
            observed.chat.completions.parse(**asked)
        with pytest.raises(InvalidOutputError):
            await twin.chat.completions.parse(**asked)
    assert len(wire.seen) == len(seen.spans) == 8


def test_a_streamed_response(server: RunningServer, seen: Seen) -> None:
    """Its usage comes within its last event."""
    asked: Any = {"model": ASKED["model"], "input": SECRET, "stream": True}
    list(client(server, seen).responses.create(**asked))
    (told,) = seen.told
    assert told["gen_ai.usage.output_tokens"] > 0
    assert told["gen_ai.response.id"].startswith("resp_")


def test_a_stream_that_nobody_reads(server: RunningServer, seen: Seen) -> None:
    """Its span ends when it is gone."""
    stream = client(server, seen).chat.completions.create(**ASKED, stream=True)
    stream.close()
    del stream
    gc.collect()
    assert [each.name for each in seen.spans] == ["chat mistral-small-latest"]


def test_a_refusal_of_the_check(server: RunningServer, seen: Seen) -> None:
    """It names the rules, and that nothing was sent; a copy is observed, too."""
    with pytest.raises(InvalidRequestError):
        client(server, seen).with_options(timeout=9).chat.completions.create(
            **ASKED, seed=1, temperature=9
        )
    (told,) = seen.told
    assert told["mistyped.refused.rules"] == ("chat.seed", "out-of-range")
    assert told["mistyped.refused.locally"] is True
    assert told["error.type"] == "InvalidRequestError"
    assert "http.response.status_code" not in told
    assert seen.spans[0].status.status_code.name == "ERROR"


def test_retries_and_errors_of_the_server(seen: Seen) -> None:
    """How often it was sent again, and the last status."""
    wire = Wire(lambda _: HTTPX.Response(503, headers={"retry-after-ms": "1"}))
    observed = instrument(wire.client(max_retries=2), **seen.providers)
    with pytest.raises(openai.InternalServerError):
        observed.chat.completions.create(**ASKED)
    wire.answer = lambda _: response(completion())
    observed.chat.completions.create(**ASKED)
    first, second = seen.told
    assert first["http.request.resend_count"] == 2
    assert first["http.response.status_code"] == 503
    assert first["error.type"] == "InternalServerError"
    assert "http.request.resend_count" not in second


@pytest.mark.parametrize("stream", [False, True])
def test_content_is_private(server: RunningServer, seen: Seen, stream: bool) -> None:
    """It is told if that is asked for, and else nowhere."""
    list(client(server, seen).chat.completions.create(**ASKED, stream=stream))
    assert SECRET not in str(seen.told)
    observed = client(server, seen, content=True)
    list(observed.chat.completions.create(**ASKED, stream=stream))
    told = seen.told[-1]
    (asked,) = json.loads(told["gen_ai.input.messages"])
    (answered,) = json.loads(told["gen_ai.output.messages"])
    part = {"type": "text", "content": SECRET}
    assert asked == {"role": "user", "parts": [part]}
    assert SECRET in answered["parts"][0]["content"]
    assert answered["finish_reason"] == "stop"


def test_other_operations(server: RunningServer, seen: Seen) -> None:
    """Each has a span with its name; observing twice changes nothing."""
    observed = instrument(client(server, seen), **seen.providers)
    observed.embeddings.create(model="mistral-embed", input=["a"])
    list(observed.files.list())
    assert [each.name for each in seen.spans] == [
        "embeddings mistral-embed",
        "files.list",
    ]
    assert isinstance(observed, Mistral)


def test_who_does_not_ask_for_it_pays_nothing() -> None:
    """A client alone loads nothing of OpenTelemetry, and keeps its class."""
    code = (
        "import sys, mistyped; c = mistyped.Mistral(api_key='k');"
        "c.chat.completions; print([m for m in sys.modules if 'telemetry' in m])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"
