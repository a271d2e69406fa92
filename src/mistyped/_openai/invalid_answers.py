"""Answers that are none: a success that holds an error, a page, half a text, nothing.

What has no answer in it is an `APIResponseValidationError` with the server's words,
however it was called. What is merely new, or lacks what programs can do without, is
handed out leniently.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator, Mapping
from contextlib import contextmanager
from functools import cache, wraps
from inspect import iscoroutinefunction
from types import UnionType
from typing import TYPE_CHECKING, Any, get_args, get_origin

import openai
import pydantic
from openai import APIResponseValidationError, BaseModel
from openai._base_client import BasePage
from openai._legacy_response import LegacyAPIResponse
from openai._response import BaseAPIResponse
from pydantic import ValidationError
from pydantic.fields import FieldInfo

from mistyped._openai.exchange import cut, http_error
from mistyped._values.error_bodies import reason
from mistyped._values.guards import is_list, is_mapping
from mistyped._values.http_libraries import library_of
from mistyped._values.redaction import (
    cause_without,
    redacted,
    redacted_json,
    secrets_of,
)

if TYPE_CHECKING:
    import httpx2

_HOLDS = (
    *("choices", "outputs", "output", "results", "pages", "entries", "messages"),
    *("data", "text", "audio_data", "url", "input_tokens", "alias", "id"),
)
"""What an answer is asked for: of each class the first of these that it requires.

Lists have to be there. Where it is no list, anything that is required is enough.
"""
_FOREIGN = (
    *(ArithmeticError, AttributeError, LookupError, RecursionError, TypeError),
    ValueError,
)
"""What reading may stumble over, in the SDK, in its libraries or in ours."""
_RAW: tuple[Any, ...] = (LegacyAPIResponse, BaseAPIResponse)
_SHOWN = 200


def invalid(
    response: httpx2.Response, why: str, body: object = None
) -> APIResponseValidationError:
    """Return the error for an answer that is none."""
    request = response.request
    place = f"{request.method} {request.url.path}"
    id_ = response.headers.get("x-request-id")
    asked = f" (request id {id_})" if id_ else ""
    text = f"{place}: status {response.status_code}, but no answer: {why}{asked}"
    secrets = secrets_of(request)
    error = APIResponseValidationError(
        response, redacted_json(body, secrets), message=redacted(text, secrets)
    )
    vars(error)["request_id"] = id_
    vars(error)["correlation_id"] = response.headers.get("mistral-correlation-id")
    return error


def refuse_invalid(cast_to: object, data: object, response: httpx2.Response) -> None:
    """Stop at JSON that is no answer of this class.

    Raises:
        APIResponseValidationError: With the server's words, or with what it sent.
    """
    if why := complaint(cast_to, data):
        raise invalid(response, f"{why}: {_start(response)}", data)


@contextmanager
def reading(
    response: httpx2.Response, cast_to: object = None
) -> Generator[None, None, None]:
    """Turn whatever an answer makes fail into the error that says so.

    What a program's own model says of an answer it parses stays as it is, and so does
    what the SDK says of a class that it makes of no answer.

    Raises:
        APIResponseValidationError: If the answer cannot be read.
        APIConnectionError: If the connection failed, and the SDK did not say so.
    """
    try:
        yield
    except (openai.OpenAIError, ValidationError):
        raise
    except _FOREIGN as error:
        if _is_never_made(cast_to):
            raise
        cause = cause_without(error, secrets_of(response.request))
        raise unreadable(response, error) from cause
    except Exception as error:
        if not (kind := http_error(error)):
            raise
        if kind == "timeout":
            raise openai.APITimeoutError(response.request) from error
        raise openai.APIConnectionError(request=response.request) from error


def unreadable(
    response: httpx2.Response, error: Exception
) -> APIResponseValidationError:
    """Return the error for an answer at which reading stumbled."""
    said = " ".join(str(error).split())[:_SHOWN]
    return invalid(response, cut(response) or f"{said}: {_start(response)}")


def refuse_cut(response: httpx2.Response) -> None:
    """Stop at an answer of which only a part was read.

    Raises:
        APIResponseValidationError: If it was longer than the client's limit.
    """
    if why := cut(response):
        raise invalid(response, why)


def settled(
    answer: object,
    cast_to: object,
    response: httpx2.Response,
    *,
    parses: bool = False,
) -> object:
    """Return what the SDK made of an answer, if it is one.

    Args:
        answer: What came out of the SDK.
        cast_to: What it was to be.
        response: Where it comes from.
        parses: Whether a parser stands behind, which may make a text of it.

    Raises:
        APIResponseValidationError: If the SDK handed out a text for a model.
    """
    if isinstance(answer, str) and _is_model(cast_to) and not parses:
        raise invalid(response, reason(answer), answer)
    raw: Any = answer
    if isinstance(raw, _RAW):
        kind: Any = type(answer)
        raw.__class__ = _guarded(kind)
    return answer


def complaint(cast_to: object, data: object) -> str:
    """Return why JSON is no answer of this class; empty if it is one."""
    if is_mapping(data) and data.get("object") == "error":
        return _words(data, "it is an error without words")
    kind: Any = cast_to
    origin = get_origin(kind) or kind
    if origin is list:
        return _items_complaint(data, data, *(get_args(kind) or (object,)))
    if isinstance(origin, type) and issubclass(origin, BasePage):
        return _page_complaint(data)
    if not _is_model(kind):
        return ""
    if not is_mapping(data):
        return "it is no object"
    return _model_complaint(kind, data)


def _model_complaint(kind: Any, data: Mapping[object, object]) -> str:
    known: dict[str, FieldInfo] = {}
    for each in _members(kind):
        known |= _fields(each)
    needed = {n: f for n, f in known.items() if f.is_required() and n != "object"}
    name = next((each for each in _HOLDS if each in needed), None)
    if name is None or get_origin(known[name].annotation) is not list:
        if any(data.get(n) is not None for n in needed or data):
            return ""
        return _words(data, f"it has no {name}" if name else "it is empty")
    value = data.get(name)
    if value is None:
        return _words(data, f"it has no {name}")
    if not is_list(value):
        return f"its {name} are no list"
    item = get_args(known[name].annotation)[0]
    if item in (str, int, float) or all(map(is_mapping, value)):
        return ""
    return f"its {name} are no objects"


def _page_complaint(data: object) -> str:
    items: object = data
    if is_mapping(data):
        items = data.get("data", data.get("items"))
        if items is None and (data.get("object") == "list" or "total" in data):
            return ""  # some servers leave out what is empty
    return _items_complaint(items, data)


def _items_complaint(items: object, data: object, kind: Any = BaseModel) -> str:
    if not is_list(items):
        return _words(data, "it is no list")
    if not _is_model(kind) or all(map(is_mapping, items)):
        return ""
    return "its items are no objects"


def _words(data: object, otherwise: str) -> str:
    """Return what the server says in place of an answer, else what is wrong with it."""
    return (reason(data) if is_mapping(data) else "") or otherwise


def _is_never_made(kind: object) -> bool:
    """Whether the SDK makes such a class of no answer, whatever the answer is."""
    if isinstance(kind, type) and issubclass(kind, pydantic.BaseModel):
        return not issubclass(kind, BaseModel)
    return isinstance(kind, type) and library_of(kind) is not None


def _is_model(kind: Any) -> bool:
    """Whether an answer has to be an object: a class of models, or a union of some."""
    members = list(_members(kind))
    return bool(members) and all(issubclass(each, BaseModel) for each in members)


def _members(kind: Any) -> Iterator[type]:
    """Yield the classes of a union, or the one that a class or its generic is."""
    if hasattr(kind, "__metadata__"):
        kind = get_args(kind)[0]
    origin = get_origin(kind) or kind
    if isinstance(origin, type) and origin is not UnionType:
        yield origin
        return
    for each in get_args(kind):
        yield from _members(each)


def _fields(kind: Any) -> dict[str, FieldInfo]:
    fields: dict[str, FieldInfo] = getattr(kind, "model_fields", {})
    return fields


@cache
def _guarded(kind: Any) -> type:
    """Return a class whose `parse()` raises what the method itself would."""
    sdk = kind.parse

    def parse(self: Any, **to: object) -> object:
        with reading(self.http_response, to.get("to")):
            answer = sdk(self, **to)
            return settled(answer, _wanted(self, to), self.http_response)

    async def parse_async(self: Any, **to: object) -> object:
        with reading(self.http_response, to.get("to")):
            answer = await sdk(self, **to)
            return settled(answer, _wanted(self, to), self.http_response)

    guarded = parse_async if iscoroutinefunction(sdk) else parse
    return type(
        kind.__name__,
        (kind,),
        {"__module__": kind.__module__, "parse": wraps(sdk)(guarded)},
    )


def _wanted(raw: Any, to: object) -> object:
    return None if to else raw._cast_to  # noqa: SLF001


def _start(response: httpx2.Response) -> str:
    """Return the beginning of a body that was read."""
    if not response.is_closed:
        return "it was not read"
    content = response.content
    return repr(content[:_SHOWN].decode(errors="replace")) if content else "it is empty"
