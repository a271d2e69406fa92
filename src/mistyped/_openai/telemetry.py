"""Spans and metrics of calls, named as OpenTelemetry's GenAI conventions name them.

A client is observed by another class, which its copies have as well; any other client
knows nothing of this module.
"""

from __future__ import annotations

import json
import weakref
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from time import perf_counter
from typing import TYPE_CHECKING, Self, TypeGuard

import openai
from opentelemetry import context, metrics, trace
from opentelemetry.trace import Span, SpanKind, Status, StatusCode

from mistyped._check.operations import find_operation
from mistyped._openai.answers import Reasking
from mistyped._openai.wire import CallTimeout, FinalRequestOptions
from mistyped._values.guards import is_list, is_mapping
from mistyped.errors import InvalidRequestError

if TYPE_CHECKING:
    import httpx2

    Value = str | bool | int | float | Sequence[str]

PROVIDER = "mistral_ai"
_KINDS = {
    "chat.completions.create": "chat",
    "responses.create": "chat",
    "agents.complete": "invoke_agent",
    "conversations.start": "invoke_agent",
    "conversations.append": "invoke_agent",
    "conversations.restart": "invoke_agent",
    "fim.complete": "text_completion",
    "fim.create": "text_completion",
    "embeddings.create": "embeddings",
}
_ASKED = {
    "model": "gen_ai.request.model",
    "temperature": "gen_ai.request.temperature",
    "top_p": "gen_ai.request.top_p",
    "max_tokens": "gen_ai.request.max_tokens",
    "frequency_penalty": "gen_ai.request.frequency_penalty",
    "presence_penalty": "gen_ai.request.presence_penalty",
    "random_seed": "gen_ai.request.seed",
    "n": "gen_ai.request.choice.count",
    "agent_id": "gen_ai.agent.id",
    "conversation_id": "gen_ai.conversation.id",
}
_ANSWERED = {
    "id": "gen_ai.response.id",
    "model": "gen_ai.response.model",
    "conversation_id": "gen_ai.conversation.id",
}
_TOKENS = {
    "input": ("prompt_tokens", "input_tokens"),
    "output": ("completion_tokens", "output_tokens"),
}
_OF_METRICS = (
    *("gen_ai.operation.name", "gen_ai.provider.name", "gen_ai.request.model"),
    *("gen_ai.response.model", "server.address", "server.port", "error.type"),
)
_SECONDS = (0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28, 2.56, 5.12, 10.24, 20.48)
_COUNTS = tuple(4**power for power in range(14))


class Telemetry:
    """What calls are told to.

    Args:
        tracers: Where spans go; by default where the program has them go.
        meters: Where metrics go; by default the same.
        content: Whether messages and answers are told as well.
    """

    def __init__(
        self,
        tracers: trace.TracerProvider | None,
        meters: metrics.MeterProvider | None,
        *,
        content: bool,
    ) -> None:
        meter = metrics.get_meter("mistyped", meter_provider=meters)
        self.tracer = trace.get_tracer("mistyped", tracer_provider=tracers)
        self.content = content
        self.duration = meter.create_histogram(
            "gen_ai.client.operation.duration",
            "s",
            "How long a call took, retries included.",
            explicit_bucket_boundaries_advisory=_SECONDS,
        )
        self.tokens = meter.create_histogram(
            "gen_ai.client.token.usage",
            "{token}",
            "How many tokens a call took and gave.",
            explicit_bucket_boundaries_advisory=_COUNTS,
        )


class Call:
    """One call, from its request to its end; a `with` block has its span current."""

    def __init__(
        self, telemetry: Telemetry, options: FinalRequestOptions, url: httpx2.URL
    ) -> None:
        self._telemetry = telemetry
        self._began = perf_counter()
        self._is_streamed = False
        self._is_over = False
        body: object = options.json_data
        asked: Mapping[object, object] = body if is_mapping(body) else {}
        path = options.url.removeprefix(str(url))
        operation = find_operation(options.method, path)
        name = operation.id if operation else f"{options.method} {path}"
        told: dict[str, Value] = {
            "gen_ai.operation.name": _KINDS.get(name, name),
            "gen_ai.provider.name": PROVIDER,
            "server.address": url.host,
            "server.port": url.port or (443 if url.scheme == "https" else 80),
            **_named(asked, _ASKED),
        }
        stop = asked.get("stop")
        if stop:
            told["gen_ai.request.stop_sequences"] = _texts(stop)
        if telemetry.content and is_list(asked.get("messages")):
            told["gen_ai.input.messages"] = _messages(asked.get("messages"))
        title = (
            f"{told['gen_ai.operation.name']} {told.get('gen_ai.request.model', '')}"
        )
        self._told = told
        self._usage: object = None
        self._reasons: dict[int, str] = {}
        self._said: dict[int, str] = {}
        self._span: Span = telemetry.tracer.start_span(
            title.strip(), kind=SpanKind.CLIENT, attributes=told
        )

    def __enter__(self) -> Self:
        self._token = context.attach(trace.set_span_in_context(self._span))
        return self

    def __exit__(self, kind: object, error: BaseException | None, _: object) -> None:
        context.detach(self._token)
        if error is not None or not self._is_streamed:
            self.end(error)

    def streamed(self, stream: object) -> None:
        """Go on until a stream ends, or nobody has it any more."""
        self._is_streamed = True
        inner: object = getattr(stream, "_iterator", None)
        if _is_async(inner):
            vars(stream)["_iterator"] = self._each_async(inner)
        elif _is_iterator(inner):
            vars(stream)["_iterator"] = self._each(inner)
        weakref.finalize(stream, self.end)
        if isinstance(stream, openai.Stream | openai.AsyncStream):
            vars(stream)["close"] = self._ending(stream.close)

    def _ending(self, close: Callable[[], object]) -> Callable[[], object]:
        """Return what closes a stream, and ends its call."""

        def closed() -> object:
            answer = close()
            self.end()
            return answer  # which an asynchronous program awaits

        return closed

    def answered(self, answer: object) -> None:
        """Note an answer, or a part of a streamed one."""
        answer = getattr(answer, "response", None) or answer  # of a response's event
        for name, key in _ANSWERED.items():
            value = getattr(answer, name, None)
            if isinstance(value, str):
                self._told[key] = value
        self._usage = getattr(answer, "usage", None) or self._usage
        choices = getattr(answer, "choices", None)
        for choice in choices if is_list(choices) else ():
            self._chose(choice)

    def end(self, error: BaseException | None = None) -> None:
        """Tell everything, once."""
        if not self._is_over:
            self._is_over = True
            self._finish(error, perf_counter() - self._began)

    def _finish(self, error: BaseException | None, seconds: float) -> None:
        told = self._told
        if self._reasons:
            reasons = [self._reasons[each] for each in sorted(self._reasons)]
            told["gen_ai.response.finish_reasons"] = reasons
        if error is not None:
            told["error.type"] = type(error).__qualname__
            self._failed(error)
        counts = {
            kind: count
            for kind, names in _TOKENS.items()
            if (count := _count(self._usage, *names)) is not None
        }
        for kind, count in counts.items():
            told[f"gen_ai.usage.{kind}_tokens"] = count
        cached = _count(self._usage, "cached_tokens")
        if cached is not None:
            told["gen_ai.usage.cache_read.input_tokens"] = cached
        if self._telemetry.content and self._said:
            told["gen_ai.output.messages"] = self._output()
        self._span.set_attributes(told)
        self._span.end()
        shared = {each: told[each] for each in _OF_METRICS if each in told}
        self._telemetry.duration.record(seconds, shared)
        for kind, count in counts.items():
            self._telemetry.tokens.record(count, {**shared, "gen_ai.token.type": kind})

    def _failed(self, error: BaseException) -> None:
        """Note what went wrong: of a refusal the rules, and no words of a prompt."""
        status = getattr(error, "status_code", None)
        if isinstance(error, InvalidRequestError):
            rules = sorted({each.rule for each in error.problems})
            self._told["mistyped.refused.rules"] = rules
            self._told["mistyped.refused.locally"] = not error.sent
            status = status if error.sent else None
        if isinstance(status, int):
            self._told["http.response.status_code"] = status
        self._span.set_status(Status(StatusCode.ERROR, type(error).__qualname__))

    def _chose(self, choice: object) -> None:
        index = getattr(choice, "index", 0)
        at = index if isinstance(index, int) else 0
        reason = getattr(choice, "finish_reason", None)
        if isinstance(reason, str):
            self._reasons[at] = reason
        if self._telemetry.content:
            part = getattr(choice, "message", None) or getattr(choice, "delta", None)
            text = getattr(part, "text", None) or getattr(part, "content", None)
            if isinstance(text, str):
                self._said[at] = self._said.get(at, "") + text

    def _output(self) -> str:
        return json.dumps(
            [
                {
                    "role": "assistant",
                    "parts": [{"type": "text", "content": text}],
                    "finish_reason": self._reasons.get(at, ""),
                }
                for at, text in sorted(self._said.items())
            ]
        )

    def _each(self, parts: Iterator[object]) -> Iterator[object]:
        try:
            for part in parts:
                self.answered(part)
                yield part
        except Exception as error:
            self.end(error)
            raise
        finally:
            self.end()

    async def _each_async(self, parts: AsyncIterator[object]) -> AsyncIterator[object]:
        try:
            async for part in parts:
                self.answered(part)
                yield part
        except GeneratorExit:  # nobody reads on
            raise
        except BaseException as error:  # a task that was cancelled, too
            self.end(error)
            raise
        finally:
            self.end()


def observed(client: object, telemetry: Telemetry) -> type:
    """Return the class of a client that tells its calls, for that client."""
    kind = type(client)
    named: dict[str, object] = {"__module__": kind.__module__, "telemetry": telemetry}
    for each in (_Async if isinstance(client, openai.AsyncOpenAI) else _Sync, _Common):
        named |= {k: v for k, v in vars(each).items() if k.endswith("request")}
    made = type(kind.__name__, (kind,), named)
    type.__setattr__(made, "observed", made)  # what `super` is asked for
    return made


class _Common:
    """What a client does more in both twins; `observed` is its class."""

    observed: type

    if not TYPE_CHECKING:  # the SDK's signatures stay what type checkers see

        def _build_request(self, options, **others):
            retries = others.get("retries_taken", 0)
            if retries:
                span = trace.get_current_span()
                span.set_attribute("http.request.resend_count", retries)
            return super(self.observed, self)._build_request(options, **others)


class _Sync:
    if not TYPE_CHECKING:

        def request(self, cast_to, options, **how):
            """Send a request within a span."""
            if _comes_again(self, options):
                return super(self.observed, self).request(cast_to, options, **how)
            with Call(self.telemetry, options, self._base_url) as call:
                answer = super(self.observed, self).request(cast_to, options, **how)
                call.streamed(answer) if _is_stream(answer) else call.answered(answer)
                return answer


class _Async:
    if not TYPE_CHECKING:

        async def request(self, cast_to, options, **how):
            """Send a request within a span."""
            if _comes_again(self, options):
                return await super(self.observed, self).request(cast_to, options, **how)
            with Call(self.telemetry, options, self._base_url) as call:
                answer = await super(self.observed, self).request(
                    cast_to, options, **how
                )
                call.streamed(answer) if _is_stream(answer) else call.answered(answer)
                return answer


def _comes_again(client: object, options: FinalRequestOptions) -> bool:
    """Whether a request is made anew: within a deadline of its own, or asked twice.

    Then the calls that it comes to are told, and not it as well.
    """
    if type(options.post_parser) is Reasking:
        return True
    wait: object = options.timeout
    own = isinstance(wait, CallTimeout) and wait.call is None
    return own and not hasattr(client, "_resilience")  # which bounds its own calls


def _is_async(value: object) -> TypeGuard[AsyncIterator[object]]:
    return isinstance(value, AsyncIterator)


def _is_iterator(value: object) -> TypeGuard[Iterator[object]]:
    return isinstance(value, Iterator)


def _is_stream(answer: object) -> bool:
    return isinstance(answer, openai.Stream | openai.AsyncStream)


def _named(
    given: Mapping[object, object], names: Mapping[str, str]
) -> dict[str, Value]:
    found = {key: given.get(name) for name, key in names.items()}
    return {k: v for k, v in found.items() if isinstance(v, str | int | float)}


def _texts(value: object) -> list[str]:
    values = value if is_list(value) else [value]
    return [each for each in values if isinstance(each, str)]


def _count(usage: object, *names: str) -> int | None:
    for name in names:
        value = getattr(usage, name, None)
        if isinstance(value, int):
            return value
    return None


def _messages(messages: object) -> str:
    """Write messages as the conventions have them; what is no text stays as it is."""
    found: list[dict[str, object]] = []
    for each in messages if is_list(messages) else []:
        message: Mapping[object, object] = each if is_mapping(each) else {}
        content = message.get("content")
        text: list[object] = [{"type": "text", "content": content}]
        parts = text if isinstance(content, str) else content
        found.append({"role": message.get("role"), "parts": parts or []})
    return json.dumps(found, default=str)
