"""Requests as pydantic models, built step by step and checked on the way.

    from mistyped.requests import ChatCompletionRequest, UserMessage

    request = ChatCompletionRequest(model="mistral-small-latest", messages=[])
    request.messages.append(UserMessage(content="Bonjour"))
    client.chat.completions.create(request)

What was set is sent, and nothing else.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Self, cast

from pydantic import ModelWrapValidatorHandler, model_validator
from pydantic_core import InitErrorDetails, PydanticCustomError, ValidationError

from mistyped._check.preflight import preflight
from mistyped._generated.models import chat as _chat
from mistyped._generated.models.chat import (
    AssistantMessage,
    BuiltInTool,
    ConnectorTool,
    ContentPartDocument,
    ContentPartImage,
    ContentPartInputAudio,
    ContentPartReference,
    ContentPartText,
    ContentPartThinking,
    DocumentLibraryTool,
    File,
    FunctionDefinition,
    FunctionTool,
    GuardrailConfig,
    ImageURL,
    JSONSchema,
    MessageFunctionToolCall,
    MessageFunctionToolCallFunction,
    NamedToolChoice,
    NamedToolChoiceFunction,
    PredictionContent,
    ResponseFormatJSONObject,
    ResponseFormatJSONSchema,
    ResponseFormatText,
    SystemMessage,
    ToolMessage,
    UserMessage,
)
from mistyped._generated.operations import OPERATIONS
from mistyped._generated.verdicts.chat import VERDICTS
from mistyped.problems import Problem

if TYPE_CHECKING:
    from openai.types.chat.completion_create_params import (
        CompletionCreateParamsNonStreaming,
    )

    from mistyped._generated.params.chat import ChatCompletionParams

    class OpenAIArguments(CompletionCreateParamsNonStreaming, total=False):
        """Arguments of a plain OpenAI client's `chat.completions.create`."""

        extra_body: object


__all__ = [
    "AssistantMessage",
    "BuiltInTool",
    "ChatCompletionRequest",
    "ConnectorTool",
    "ContentPartDocument",
    "ContentPartImage",
    "ContentPartInputAudio",
    "ContentPartReference",
    "ContentPartText",
    "ContentPartThinking",
    "DocumentLibraryTool",
    "File",
    "FunctionDefinition",
    "FunctionTool",
    "GuardrailConfig",
    "ImageURL",
    "JSONSchema",
    "MessageFunctionToolCall",
    "MessageFunctionToolCallFunction",
    "NamedToolChoice",
    "NamedToolChoiceFunction",
    "PredictionContent",
    "ResponseFormatJSONObject",
    "ResponseFormatJSONSchema",
    "ResponseFormatText",
    "SystemMessage",
    "ToolMessage",
    "UserMessage",
]


class ChatCompletionRequest(_chat.ChatCompletionRequest):
    """A request for a chat completion.

    Construction raises pydantic's `ValidationError` for what Mistral's schema refuses,
    with the words of `mistyped.check`. Rules on the whole conversation are asked when
    it is sent.
    """

    @model_validator(mode="wrap")
    @classmethod
    def _check(cls, data: object, handler: ModelWrapValidatorHandler[Self]) -> Self:
        if isinstance(data, dict):
            # The schema alone: a conversation may still be on its way.
            schema = OPERATIONS["POST", "/v1/chat/completions"]._replace(
                ruled=frozenset()
            )
            report = preflight(schema, cast("dict[str, object]", data)).report
            if report.errors:
                errors = [_line(problem) for problem in report.errors]
                raise ValidationError.from_exception_data(cls.__name__, errors)
        return handler(data)

    def params(self) -> ChatCompletionParams:
        """Return the keyword arguments for `create(**request.params())`."""
        set_ = self.model_dump(exclude_unset=True, by_alias=True, warnings=False)
        return cast("ChatCompletionParams", set_)

    def openai_kwargs(self) -> OpenAIArguments:
        """Return the keyword arguments for a plain `openai.OpenAI` client.

        What only Mistral has goes into `extra_body`, since the OpenAI SDK's methods
        know no such argument.
        """
        arguments: dict[str, object] = {}
        extra: dict[str, object] = {}
        for name, value in self.params().items():
            added = VERDICTS["ChatCompletionRequest", name].kind == "added"
            (extra if added else arguments)[name] = value
        if extra:
            arguments["extra_body"] = extra
        return cast("OpenAIArguments", arguments)


def _line(problem: Problem) -> InitErrorDetails:
    words = {"text": problem.advice}
    error = PydanticCustomError("mistral_refuses", "{text}", words)
    return InitErrorDetails(type=error, loc=problem.loc, input=None)
