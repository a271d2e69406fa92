"""Answers on their way out of the OpenAI SDK."""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from contextlib import suppress
from typing import TYPE_CHECKING, TypeGuard

import openai
from openai import NotGiven
from openai._constants import RAW_RESPONSE_HEADER
from openai._models import FinalRequestOptions
from pydantic_core import ValidationError, from_json

from mistyped._openai.frames import user_level
from mistyped._values.guards import is_mapping

if TYPE_CHECKING:
    import httpx2

_DEPRECATION = "x-model-deprecation-timestamp"
_MOST_NAMES = 1000
_DEPRECATED: set[str] = set()


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
        if len(_DEPRECATED) >= _MOST_NAMES:  # no model has a thousand names
            _DEPRECATED.clear()
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
