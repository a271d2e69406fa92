"""Answers on their way out of the OpenAI SDK."""

from __future__ import annotations

import warnings
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import suppress
from typing import TYPE_CHECKING, Any, TypeGuard, TypeVar, cast

import openai
from openai import NotGiven
from openai._constants import RAW_RESPONSE_HEADER
from openai._models import FinalRequestOptions
from pydantic_core import ValidationError, from_json

from mistyped._openai.requests import user_level
from mistyped.error_bodies import reason
from mistyped.json_values import is_mapping
from mistyped.sse import PayloadDecoder

try:
    from openai._streaming_cleanup import drain_response_async
except ImportError:  # openai 2
    drain_response_async = None  # type: ignore[assignment]

if TYPE_CHECKING:
    import httpx2

ModelT = TypeVar("ModelT", bound=openai.BaseModel)


def read_answer(
    cast_to: object, options: FinalRequestOptions, response: httpx2.Response
) -> object | None:
    """Read an answer in one pass; None if the SDK has to do it.

    The SDK stands in when the answer is asked for raw, is no JSON, or is not as its
    class says: then it is built leniently, and nothing is lost.
    """
    if (
        not _is_ours(cast_to)
        or _is_raw(options)
        or "json" not in response.headers.get("content-type", "")
    ):
        return None
    try:
        answer = cast_to.model_validate_json(response.content, strict=True)
    except ValidationError:
        return None
    answer._request_id = response.headers.get("x-request-id")  # noqa: SLF001  # pyright: ignore[reportPrivateUsage]
    parse = options.post_parser
    return answer if isinstance(parse, NotGiven) else parse(answer)


def warn_of_deprecation(response: httpx2.Response) -> None:
    """Warn once for each model that Mistral says will go."""
    date = response.headers.get(_DEPRECATION)
    if date is None:
        return
    asked: object = None
    with suppress(ValueError, RuntimeError):  # a form, or a stream that is gone
        asked = from_json(response.request.content)
    model = asked.get("model") if is_mapping(asked) else None
    name = model if isinstance(model, str) else "this model"
    if name not in _DEPRECATED:
        _DEPRECATED.add(name)
        text = f"Mistral removes {name} on {date}; models.list() names its replacement"
        warnings.warn(text, DeprecationWarning, stacklevel=user_level())


def _is_raw(options: FinalRequestOptions) -> bool:
    headers = options.headers
    return isinstance(headers, Mapping) and RAW_RESPONSE_HEADER in headers


def _is_ours(cast_to: object) -> TypeGuard[type[openai.BaseModel]]:
    return (
        isinstance(cast_to, type)
        and issubclass(cast_to, openai.BaseModel)
        and cast_to.__module__.startswith("mistyped.")
    )


_DEPRECATION = "x-model-deprecation-timestamp"
_DEPRECATED: set[str] = set()
DONE = b"[DONE]"
"""The payload that ends a stream."""


def payloads(stream: openai.Stream[Any]) -> Iterator[bytes]:
    """Yield the payloads of a stream's events, with the SDK's mapping of errors."""
    stream._decoder = cast("Any", PayloadDecoder())  # noqa: SLF001  # pyright: ignore[reportPrivateUsage]
    return cast("Iterator[bytes]", stream._iter_events())  # noqa: SLF001  # pyright: ignore[reportPrivateUsage]


def async_payloads(stream: openai.AsyncStream[Any]) -> AsyncIterator[bytes]:
    """Yield the payloads of a stream's events, with the SDK's mapping of errors."""
    stream._decoder = cast("Any", PayloadDecoder())  # noqa: SLF001  # pyright: ignore[reportPrivateUsage]
    return cast("AsyncIterator[bytes]", stream._iter_events())  # noqa: SLF001  # pyright: ignore[reportPrivateUsage]


async def drain(response: httpx2.Response) -> None:
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
    validate = model.model_validate_json
    build = _builder(stream)
    response = stream.response

    def read(payload: bytes) -> ModelT:
        try:
            chunk = validate(payload, strict=True)
        except ValidationError:
            data = _decoded(payload)
        else:
            if not (chunk.model_extra and chunk.model_extra.get("error")):
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
        event = _raise_streamed_error(_decoded(payload), response)
        model = kinds.get(str(event.get("type")), other)
        return build(data=event, cast_to=model, response=response)

    return read


def _builder(
    stream: openai.Stream[ModelT] | openai.AsyncStream[ModelT],
) -> Callable[..., ModelT]:
    """Return what builds a model leniently, as the SDK does."""
    return stream._client._process_response_data  # noqa: SLF001  # pyright: ignore[reportPrivateUsage]


def _raise_streamed_error(data: object, response: httpx2.Response) -> dict[str, object]:
    """Return an event's members, unless it is an error."""
    error = _streamed_error(data)
    if error is not None:
        message, body = error
        raise openai.APIError(message, request=response.request, body=body)
    return cast("dict[str, object]", data)


def _decoded(payload: bytes) -> object:
    try:
        return from_json(payload)
    except ValueError:
        return {"error": f"a streamed event is not JSON: {payload[:80]!r}"}


def _streamed_error(data: object) -> tuple[str, object] | None:
    """Return message and body of a streamed error, nested or (at Mistral) flat."""
    if not isinstance(data, dict):
        return f"a streamed event is no object: {data!r}", data
    body = cast("dict[str, object]", data)
    nested = body.get("error")
    if not nested and body.get("object") != "error":
        return None
    if isinstance(nested, dict):
        body = cast("dict[str, object]", nested)
    return reason(body) or f"streamed error: {data!r}", body
