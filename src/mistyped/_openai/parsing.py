"""Structured answers: types to response formats, answers to instances."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, TypeAlias, TypeVar, cast

from openai import Omit, omit
from openai.types.chat import ChatCompletionToolUnionParam
from openai.types.chat.parsed_function_tool_call import ParsedFunction
from pydantic import BaseModel, TypeAdapter, ValidationError

from mistyped._generated.responses.chat import (
    ChatCompletion,
    ChatCompletionMessage,
    ChatCompletionMessageFunctionToolCall,
)
from mistyped._generated.responses.parsed import (
    ParsedChatCompletion,
    ParsedChatCompletionMessage,
    ParsedChoice,
    ParsedFunctionToolCall,
)
from mistyped._openai.chat import ResponseFormatT, to_strict_json_schema
from mistyped._values.guards import is_list, is_object
from mistyped._values.misfits import misfits
from mistyped.errors import (
    InvalidOutputError,
    RefusedOutputError,
    TruncatedOutputError,
)

if TYPE_CHECKING:
    from mistyped._generated.params.chat import ChatCompletionParams, ResponseFormat

FormatParam: TypeAlias = "ResponseFormat"
SdkTools: TypeAlias = Iterable[ChatCompletionToolUnionParam] | Omit
OtherT = TypeVar("OtherT", bound=BaseModel)
# Without a parameter, since pickle looks classes up by name.
_Completion: type[ParsedChatCompletion[object]] = ParsedChatCompletion
_Choice: type[ParsedChoice[object]] = ParsedChoice
_Message: type[ParsedChatCompletionMessage[object]] = ParsedChatCompletionMessage
_CUT = ("length", "model_length")


def format_param(response_format: object) -> ResponseFormat | Omit:
    """Return the `response_format` that stands for a type; a dict stays itself.

    Raises:
        TypeError: If it is no type of an object.
    """
    if not isinstance(response_format, type):
        return cast("ResponseFormat | Omit", response_format)
    schema = schema_of(response_format)  # where it is open, the check says so
    name = re.sub(r"[^\w-]", "_", response_format.__name__)
    return {
        "type": "json_schema",
        "json_schema": {"schema": schema, "name": name, "strict": True},
    }


def schema_of(kind: type) -> dict[str, object]:
    """Return the strict JSON Schema of a model, a dataclass or a TypedDict.

    Raises:
        TypeError: If what it describes is no object.
    """
    adapter: TypeAdapter[object] = TypeAdapter(kind)
    schema: dict[str, object] = to_strict_json_schema(adapter)
    if schema.get("type") != "object" and "$ref" not in schema:
        raise TypeError(
            f"{kind.__name__} is no object; give a pydantic model, a dataclass or a"
            " TypedDict, or a response_format as a dict"
        )
    return schema


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
    """Return the function tools, of which the strict ones have arguments parsed."""
    functions = [
        {"type": "function", **tool}
        for tool in (tools if is_list(tools) else ())
        if is_object(tool) and "function" in tool
    ]
    return cast("SdkTools", functions) if functions else omit


def parser(
    response_format: object, tools: SdkTools
) -> Callable[[ChatCompletion], ParsedChatCompletion[ResponseFormatT]]:
    """Return the function that reads an answer's text into the type."""

    def parse(completion: ChatCompletion) -> ParsedChatCompletion[ResponseFormatT]:
        return parsed(completion, response_format, tools)

    return parse


def parsed(
    completion: ChatCompletion, response_format: object, tools: SdkTools
) -> ParsedChatCompletion[ResponseFormatT]:
    """Return an answer with its text read into a type, and its arguments parsed.

    Raises:
        TruncatedOutputError: If a choice reached its limit of tokens.
        RefusedOutputError: If a choice was refused.
        InvalidOutputError: If a choice's text does not fit the type.
    """
    refuse_unfit(completion)
    made = _in_parsed_classes(completion, response_format, tools)
    return cast("ParsedChatCompletion[ResponseFormatT]", made)


def refuse_unfit(completion: ChatCompletion) -> None:
    """Stop at an answer that is cut, or refused.

    Raises:
        TruncatedOutputError: If a choice reached its limit of tokens.
        RefusedOutputError: If a choice was refused.
    """
    for choice in completion.choices:
        text = choice.message.text
        if choice.finish_reason in _CUT:
            raise TruncatedOutputError(
                f"the answer is cut after {len(text)} characters of text, since it"
                f" reached its limit of tokens ({choice.finish_reason}); raise"
                " max_tokens",
                text,
                completion,
            )
        refusal = choice.message.refusal
        if refusal or choice.finish_reason == "content_filter":
            said = refusal or text
            raise RefusedOutputError(f"refused: {said[:200]!r}", said, completion)


def snapshot(completion: ChatCompletion) -> ParsedChatCompletion[object]:
    """Return an answer that may not be whole in the class of parsed ones."""
    return _in_parsed_classes(completion, omit, omit)


def _in_parsed_classes(
    completion: ChatCompletion, response_format: object, tools: SdkTools
) -> ParsedChatCompletion[object]:
    choices = [
        _remade(
            choice,
            _Choice,
            message=parsed_message(choice.message, response_format, tools, completion),
        )
        for choice in completion.choices
    ]
    return _remade(completion, _Completion, choices=choices)


def parsed_message(
    message: ChatCompletionMessage,
    response_format: object,
    tools: SdkTools,
    completion: ChatCompletion,
) -> ParsedChatCompletionMessage[object]:
    """Return a message with its text read into a type, and its arguments parsed."""
    calls = [_parsed_call(each, tools) for each in message.tool_calls or ()]
    update: dict[str, object] = {"parsed": None}
    if calls:
        update["tool_calls"] = calls
    made = _remade(message, _Message, **update)
    if isinstance(response_format, type) and message.text:
        made.parsed = read_answer(
            message.text, response_format, completion, beside_calls=bool(calls)
        )
    return made


def read_answer(
    text: str,
    kind: type[ResponseFormatT],
    completion: ChatCompletion,
    *,
    beside_calls: bool,
) -> ResponseFormatT | None:
    """Return what a text says, as an instance of a type.

    What stands beside calls is no answer yet: None if it does not fit.

    Raises:
        InvalidOutputError: If it does not fit.
    """
    try:
        made = TypeAdapter(kind).validate_json(text)
    except ValidationError as error:
        if beside_calls:
            return None
        why = misfits(error, "the text")
        said = f"the answer is no {kind.__name__}: {why}; it says {text[:200]!r}"
        raise InvalidOutputError(said, text, completion) from error
    return made


def parsed_arguments(
    call: ChatCompletionMessageFunctionToolCall, tools: SdkTools
) -> object:
    """Return the arguments of a call of a strict tool; None if they are not whole.

    Of a tool made of a model they are an instance of it.
    """
    for tool in () if isinstance(tools, Omit) else tools:
        function: object = cast("Mapping[str, object]", tool).get("function")
        if is_object(function) and function.get("name") == call.function.name:
            arguments = call.arguments
            model: object = getattr(function, "model", None)
            if isinstance(model, type) and issubclass(model, BaseModel):
                try:
                    return model.model_validate(arguments)
                except ValidationError:
                    return None
            return arguments if function.get("strict") else None
    return None


def _parsed_call(call: object, tools: SdkTools) -> object:
    if not isinstance(call, ChatCompletionMessageFunctionToolCall):
        return call  # of a kind that nobody knew
    function = _remade(call.function, ParsedFunction)
    function.parsed_arguments = parsed_arguments(call, tools)
    return _remade(call, ParsedFunctionToolCall, function=function)


def _remade(model: BaseModel, kind: type[OtherT], **update: object) -> OtherT:
    """Return a copy of a model in a class derived from its own; nothing is lost."""
    made: object = model.model_copy(update=update)
    object.__setattr__(made, "__class__", kind)
    return cast("OtherT", made)
