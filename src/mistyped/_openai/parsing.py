"""Structured answers: types to response formats, answers to instances."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, TypeAlias, cast

from openai import Omit, omit
from openai.types.chat import ChatCompletionToolUnionParam, ParsedChatCompletion

from mistyped._generated.responses.chat import ChatCompletion
from mistyped._openai.chat import (
    ResponseFormatT,
    parse_chat_completion,
    type_to_response_format_param,
)
from mistyped._openai.flattening import flatten_completion
from mistyped._values.guards import is_list, is_object

if TYPE_CHECKING:
    from mistyped._generated.params.chat import ChatCompletionParams, ResponseFormat

FormatParam: TypeAlias = "ResponseFormat"
SdkTools: TypeAlias = Iterable[ChatCompletionToolUnionParam] | Omit


def format_param(response_format: object) -> ResponseFormat | Omit:
    """Return the `response_format` that stands for a type; a dict stays itself."""
    param = type_to_response_format_param(cast("type", response_format))
    return cast("ResponseFormat | Omit", param)


def asked(
    params: Mapping[str, object], response_format: object
) -> tuple[ChatCompletionParams, SdkTools]:
    """Return the parameters of `create` that ask for a type, and the tools among them.

    Raises:
        TypeError: If there is `stream`, which the methods themselves decide.
    """
    if "stream" in params:
        raise TypeError("parse() and stream() take no stream; leave it out")
    given = {**params}
    if not isinstance(response_format, Omit):
        given["response_format"] = format_param(response_format)
    tools = params.get("tools")
    if isinstance(tools, Iterable) and not isinstance(tools, Omit):
        given["tools"] = list(cast("Iterable[object]", tools))  # they are read twice
    return cast("ChatCompletionParams", given), _sdk_tools(given.get("tools"))


def _sdk_tools(tools: object) -> SdkTools:
    """Return the function tools, as the SDK's parser takes them.

    It parses the arguments of those that are strict. The SDK's own validation is left
    out, since it refuses what Mistral takes: built-in tools, and tools without a type.
    """
    functions = [
        {"type": "function", **tool}
        for tool in (tools if is_list(tools) else ())
        if is_object(tool) and "function" in tool
    ]
    return cast("SdkTools", functions) if functions else omit


def parser(
    response_format: type[ResponseFormatT] | Omit, tools: SdkTools
) -> Callable[[ChatCompletion], ParsedChatCompletion[ResponseFormatT]]:
    """Return the function that reads an answer's text into the type."""

    def parse(completion: ChatCompletion) -> ParsedChatCompletion[ResponseFormatT]:
        return parse_chat_completion(
            response_format=response_format,
            chat_completion=flatten_completion(completion),
            input_tools=tools,
        )

    return parse
