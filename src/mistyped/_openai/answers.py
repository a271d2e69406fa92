"""Answers on their way out of the OpenAI SDK."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, TypeGuard

import openai
from openai import NotGiven
from openai._constants import RAW_RESPONSE_HEADER
from openai._models import FinalRequestOptions, add_request_id
from pydantic_core import ValidationError

from mistyped._openai.invalid_answers import reading

if TYPE_CHECKING:
    import httpx2

    from mistyped._generated.responses.chat import ChatCompletion


def read_answer(
    cast_to: object, options: FinalRequestOptions, response: httpx2.Response
) -> object | None:
    """Read an answer in one pass; None if the SDK has to do it.

    The SDK stands in when the answer is asked for raw, is no JSON, or is not as its
    class says: then it is built leniently, and nothing is lost.
    """
    if (
        not _is_ours(cast_to)
        or is_raw(options.headers)
        or "json" not in response.headers.get("content-type", "")
    ):
        return None
    try:
        answer = cast_to.model_validate_json(response.content, strict=True)
    except ValidationError:
        return None
    add_request_id(answer, response.headers.get("x-request-id"))
    parse = options.post_parser
    if isinstance(parse, NotGiven):
        return answer
    with reading(response):
        parsed: object = parse(answer)
    return parsed


def is_raw(headers: object) -> bool:
    """Whether the caller wants the HTTP response around the answer."""
    return isinstance(headers, Mapping) and RAW_RESPONSE_HEADER in headers


def _is_ours(cast_to: object) -> TypeGuard[type[openai.BaseModel]]:
    return (
        isinstance(cast_to, type)
        and issubclass(cast_to, openai.BaseModel)
        and cast_to.__module__.startswith("mistyped.")
    )


class Reasking:
    """What reads an answer, and may see a second one if the first does not fit."""

    def __init__(self, read: Callable[[ChatCompletion], object]) -> None:
        self.read = read

    def __call__(self, answer: ChatCompletion) -> object:
        """Read one answer."""
        return self.read(answer)
