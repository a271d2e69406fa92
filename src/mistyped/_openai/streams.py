"""Streams on their way out of the OpenAI SDK: each payload becomes a model.

`ReadStream` and its twin have what all streams of ours do alike. A subclass says what
reads a payload, and may look at each model before the caller does. It names the SDK's
class among its bases, where the SDK looks for the type of what it streams; what both
twins of a subclass do alike is a `Taking`, and comes after it.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator, Mapping
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
from mistyped._values.contents import UnknownChunk
from mistyped._values.error_bodies import reason
from mistyped._values.json_values import child
from mistyped._values.notes import HasNotes
from mistyped._values.redaction import redacted, redacted_json, secrets_of
from mistyped._values.streamed_errors import read_event, streamed_error
from mistyped.errors import StreamInterruptedError

try:
    from openai._streaming_cleanup import drain_response_async
except ImportError:  # openai 2
    drain_response_async = None  # type: ignore[assignment]

if TYPE_CHECKING:
    import httpx2

ModelT = TypeVar("ModelT", bound=openai.BaseModel)
_DONE = b"[DONE]"
_OTHER_FAILURES = (StreamInterruptedError, openai.APITimeoutError)


class Taking(HasNotes, Generic[ModelT]):
    """What streams do with their models, in both twins alike."""

    response: httpx2.Response
    _client: Any
    _cast_to: Any
    _decoder: Any = None
    _is_over: bool = False
    """Whether the stream ended as it should."""

    @property
    def partial(self) -> object:
        """Everything that has come so far, added up."""
        return ()

    def _reader(self) -> Callable[[bytes], ModelT]:
        raise NotImplementedError

    def _take(self, model: ModelT) -> None:
        """Look at a model before the caller does; for streams that add them up."""

    def _is_whole(self) -> bool:
        """Whether what has come is a whole answer, though no `[DONE]` has ended it."""
        return True

    def _lacks(self) -> str:
        """Return what an answer that is not whole lacks, in words."""
        return "its end"

    def _finish(self) -> None:
        """Stop if a stream that was read did not come to its end.

        Raises:
            StreamInterruptedError: If it was closed or failed before.
        """
        if not self._is_over:
            raise self._interrupted("it was left before its end")

    def _refuse_part(self) -> None:
        """Stop at the end of a stream that ended before its answer.

        Raises:
            StreamInterruptedError: If nothing says that the answer is whole.
            openai.APIResponseValidationError: If there was no event at all.
        """
        refuse_empty(self)
        if not self._is_whole():
            raise self._interrupted(f"it ended without {self._lacks()}")

    def _refuse_cut(self, error: openai.APIError, payload: bytes) -> None:
        """Stop at an error in reading, unless the answer is whole already.

        Raises:
            openai.APIError: The error; or as one that has what had come, if the
                connection failed or ended within an event.
        """
        decoder: object = self._decoder
        is_open = isinstance(decoder, PayloadDecoder) and decoder.is_open
        is_cut = is_open and not _is_json(payload)
        is_broken = isinstance(error, openai.APIConnectionError)
        if isinstance(error, _OTHER_FAILURES) or not (is_cut or is_broken):
            raise error
        if (not is_open or _DONE.startswith(payload)) and self._is_whole():
            return
        raise self._interrupted(error.message) from error.__cause__ or error

    def _interrupted(self, why: str) -> StreamInterruptedError:
        """Return the error for a stream that is not whole, with what had come."""
        return StreamInterruptedError(
            f"the streamed answer was interrupted before it was whole: {why};"
            " what had come is in the error's .partial",
            request=self.response.request,
            partial=self.partial,
        )


class ReadStream(openai.Stream[ModelT], Taking[ModelT]):
    """The models of a streamed answer: iterate over it, best in a `with` block."""

    @override
    def __stream__(self) -> Iterator[ModelT]:
        read, take = self._reader(), self._take
        payload = b""
        try:
            with reading(self.response):
                for payloads in self._batches():
                    for payload in payloads:
                        if payload.startswith(_DONE):
                            refuse_empty(self)
                            self._is_over = True
                            return
                        model = read(payload)
                        take(model)
                        yield model
                self._refuse_part()
        except openai.APIError as error:
            self._refuse_cut(error, payload)
        finally:
            self.response.close()
        self._is_over = True

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
        read, take = self._reader(), self._take
        payload = b""
        try:
            with reading(self.response):
                async for payloads in self._batches():
                    for payload in payloads:
                        if payload.startswith(_DONE):
                            await _drain(self.response)
                            refuse_empty(self)
                            self._is_over = True
                            return
                        model = read(payload)
                        take(model)
                        yield model
                self._refuse_part()
        except openai.APIError as error:
            self._refuse_cut(error, payload)
        finally:
            await self.response.aclose()
        self._is_over = True

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


def reader(stream: Taking[ModelT], model: type[ModelT]) -> Callable[[bytes], ModelT]:
    """Return the function that reads a payload: strictly and fast, else leniently.

    The function raises `openai.APIError` for an error that the server streams, unless
    the call's `stream_mode` is `events`: then it is a model as all else.
    """
    # What model_validate_json calls, which costs a tenth of a chunk more.
    validate: Callable[..., ModelT] = model.__pydantic_validator__.validate_json
    build = _builder(stream)
    response = stream.response
    raises = _raises(stream)

    def read(payload: bytes) -> ModelT:
        try:
            chunk = validate(payload, strict=True)
        except ValidationError:
            data = read_event(payload)
        else:
            extra = chunk.__pydantic_extra__  # model_extra, without a call
            if not (raises and extra and extra.get("error")):
                return chunk
            data = from_json(payload)
        if raises or not _is_json(payload):
            _raise_streamed_error(data, response)
        return build(data=data, cast_to=model, response=response)

    return read


def event_reader(
    stream: Taking[ModelT], kinds: Mapping[str, type[ModelT]]
) -> Callable[[bytes], ModelT]:
    """Return the function that reads a payload into the class of its `type`.

    An event of a type that nobody knew of becomes an `UnknownChunk`. The function
    raises `openai.APIError` for an error that the server streams, unless the call's
    `stream_mode` is `events`.
    """
    build = _builder(stream)
    response = stream.response
    raises = _raises(stream)

    def read(payload: bytes) -> ModelT:
        event = read_event(payload)
        if raises or not _is_json(payload):
            _raise_streamed_error(event, response)
        model = kinds.get(str(child(event, "type")), UnknownChunk)
        return build(data=event, cast_to=model, response=response)

    return read


def _builder(stream: Taking[ModelT]) -> Callable[..., ModelT]:
    """Return what builds a model leniently, as the SDK does."""
    sdk: Any = BaseClient
    return partial(sdk._process_response_data, stream._client)  # noqa: SLF001  # pyright: ignore[reportPrivateUsage]


def _raises(stream: Taking[ModelT]) -> bool:
    """Whether an error that the server streams is raised; not every SDK has a mode."""
    options: object = getattr(stream, "_options", None)
    return getattr(options, "stream_mode", "legacy") != "events"


def _longest(stream: Taking[ModelT]) -> int:
    """Return how long an event may be, as the client bears it."""
    limits = getattr(stream._client, "limits", DEFAULT)  # noqa: SLF001  # pyright: ignore[reportPrivateUsage]
    return limits.event if isinstance(limits, Limits) else DEFAULT.event


def _is_json(payload: bytes) -> bool:
    try:
        from_json(payload)
    except ValueError:
        return False
    return True


def refuse_empty(stream: Any) -> None:
    """Stop at an answer in which there was no event.

    Raises:
        openai.APIResponseValidationError: With the server's words, or what it sent.
    """
    decoder: PayloadDecoder = stream._decoder  # noqa: SLF001
    start = decoder.start
    if decoder.found and not start.startswith(b"data: [DONE]"):
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
