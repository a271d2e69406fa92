"""Streams on their way out of the OpenAI SDK: each payload becomes a model.

`ReadStream` and its twin have what all streams of ours do alike. A subclass says what
reads a payload, and may look at each model before the caller does. It names the SDK's
class among its bases, where the SDK looks for the type of what it streams; what both
twins of a subclass do alike is a `Taking`, and comes after it.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, Any, Generic, TypeVar, cast

import openai
from openai._base_client import BaseClient
from pydantic_core import ValidationError, from_json
from typing_extensions import override

from mistyped._openai.invalid_answers import invalid, reading
from mistyped._openai.limits import DEFAULT, Limits
from mistyped._openai.sse import PayloadDecoder
from mistyped._values.error_bodies import reason
from mistyped._values.json_values import child
from mistyped._values.notes import HasNotes
from mistyped._values.redaction import redacted, redacted_json, secrets_of
from mistyped._values.streamed_errors import read_event, streamed_error

try:
    from openai._streaming_cleanup import drain_response_async
except ImportError:  # openai 2
    drain_response_async = None  # type: ignore[assignment]

if TYPE_CHECKING:
    import httpx2

ModelT = TypeVar("ModelT", bound=openai.BaseModel)
_DONE = b"[DONE]"


class Taking(HasNotes, Generic[ModelT]):
    """What streams do with their models, in both twins alike."""

    def _reader(self) -> Callable[[bytes], ModelT]:
        raise NotImplementedError

    def _take(self, model: ModelT) -> None:
        """Look at a model before the caller does; for streams that add them up."""

    def _is_whole(self, last: Sequence[ModelT | None]) -> bool:
        """Whether an answer may end so that no `[DONE]` ended: its last two models."""
        del last
        return True


class ReadStream(openai.Stream[ModelT], Taking[ModelT]):
    """The models of a streamed answer: iterate over it, best in a `with` block."""

    @override
    def __stream__(self) -> Iterator[ModelT]:
        read = self._reader()
        before = last = None
        try:
            with reading(self.response):
                for payloads in self._batches():
                    for payload in payloads:
                        if payload.startswith(_DONE):
                            refuse_empty(self, last)
                            return
                        model = read(payload)
                        self._take(model)
                        yield model
                        before, last = last, model
                _refuse_part(self, before, last)
        finally:
            self.response.close()

    @override
    def __iter__(self) -> Iterator[ModelT]:
        return self._iterator

    def _batches(self) -> Iterator[list[bytes]]:
        """Yield the payloads of each read, with the SDK's mapping of errors."""
        self._decoder = cast("Any", PayloadDecoder(_longest(self)))
        return cast("Iterator[list[bytes]]", self._iter_events())


class AsyncReadStream(openai.AsyncStream[ModelT], Taking[ModelT]):
    """The models of a streamed answer: iterate over it, best in an `async with`."""

    @override
    async def __stream__(self) -> AsyncIterator[ModelT]:
        read = self._reader()
        before = last = None
        try:
            with reading(self.response):
                async for payloads in self._batches():
                    for payload in payloads:
                        if payload.startswith(_DONE):
                            await _drain(self.response)
                            refuse_empty(self, last)
                            return
                        model = read(payload)
                        self._take(model)
                        yield model
                        before, last = last, model
                _refuse_part(self, before, last)
        finally:
            await self.response.aclose()

    @override
    def __aiter__(self) -> AsyncIterator[ModelT]:
        return self._iterator

    def _batches(self) -> AsyncIterator[list[bytes]]:
        """Yield the payloads of each read, with the SDK's mapping of errors."""
        self._decoder = cast("Any", PayloadDecoder(_longest(self)))
        return cast("AsyncIterator[list[bytes]]", self._iter_events())


async def _drain(response: httpx2.Response) -> None:
    """Read a finished body to its end, for the connection to be used again.

    Only over HTTP/1.1, and as the SDK does it, within bounds; older SDKs do not.
    """
    if drain_response_async is not None and response.http_version == "HTTP/1.1":
        await drain_response_async(response)


def reader(
    stream: openai.Stream[ModelT] | openai.AsyncStream[ModelT], model: type[ModelT]
) -> Callable[[bytes], ModelT]:
    """Return the function that reads a payload: strictly and fast, else leniently.

    The function raises `openai.APIError` for an error that the server streams.
    """
    # What model_validate_json calls, which costs a tenth of a chunk more.
    validate: Callable[..., ModelT] = model.__pydantic_validator__.validate_json
    build = _builder(stream)
    response = stream.response

    def read(payload: bytes) -> ModelT:
        try:
            chunk = validate(payload, strict=True)
        except ValidationError:
            data = read_event(payload)
        else:
            extra = chunk.__pydantic_extra__  # model_extra, without a call
            if not (extra and extra.get("error")):
                return chunk
            data = from_json(payload)
        _raise_streamed_error(data, response)
        return build(data=data, cast_to=model, response=response)

    return read


def event_reader(
    stream: openai.Stream[ModelT] | openai.AsyncStream[ModelT],
    kinds: Mapping[str, type[ModelT]],
    other: type[ModelT],
) -> Callable[[bytes], ModelT]:
    """Return the function that reads a payload into the class of its `type`.

    An event of a type that nobody knew of becomes an `other`. The function raises
    `openai.APIError` for an error that the server streams.
    """
    build = _builder(stream)
    response = stream.response

    def read(payload: bytes) -> ModelT:
        event = read_event(payload)
        _raise_streamed_error(event, response)
        model = kinds.get(str(child(event, "type")), other)
        return build(data=event, cast_to=model, response=response)

    return read


def _builder(
    stream: openai.Stream[ModelT] | openai.AsyncStream[ModelT],
) -> Callable[..., ModelT]:
    """Return what builds a model leniently, as the SDK does."""
    sdk: Any = BaseClient
    return partial(sdk._process_response_data, stream._client)  # noqa: SLF001  # pyright: ignore[reportPrivateUsage]


def _longest(stream: openai.Stream[ModelT] | openai.AsyncStream[ModelT]) -> int:
    """Return how long an event may be, as the client bears it."""
    limits = getattr(stream._client, "limits", DEFAULT)  # noqa: SLF001  # pyright: ignore[reportPrivateUsage]
    return limits.event if isinstance(limits, Limits) else DEFAULT.event


def _refuse_part(stream: Any, *last: openai.BaseModel | None) -> None:
    """Stop at the end of a stream that ended before its answer.

    Raises:
        openai.APIConnectionError: If nothing says that the answer is whole.
    """
    refuse_empty(stream, last[-1])
    if not stream._is_whole(last):  # noqa: SLF001
        raise openai.APIConnectionError(
            message="the connection was closed before the streamed answer was whole",
            request=stream.response.request,
        )


def refuse_empty(stream: Any, last: openai.BaseModel | None = None) -> None:
    """Stop at an answer in which there was no event.

    Raises:
        openai.APIResponseValidationError: With the server's words, or what it sent.
    """
    decoder: PayloadDecoder = stream._decoder  # noqa: SLF001
    start = decoder.start
    if last is not None or (decoder.found and not start.startswith(b"data: [DONE]")):
        return
    said = "the stream has no events"
    if start.strip() and not decoder.found:
        said = f"it is no stream of events: {start.decode(errors='replace')!r}"
        with suppress(ValueError):
            said = reason(from_json(start)) or said
    raise invalid(stream.response, said)


def _raise_streamed_error(data: object, response: httpx2.Response) -> None:
    """Stop at what is no event, or is an error.

    Raises:
        openai.APIError: With what the server says.
    """
    error = streamed_error(data)
    if error is not None:
        message, body = error
        secrets = secrets_of(response.request)
        raise openai.APIError(
            redacted(message, secrets),
            request=response.request,
            body=redacted_json(body, secrets),
        )
