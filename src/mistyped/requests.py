"""Requests as pydantic models, built step by step and checked on the way.

    from mistyped.requests import ChatCompletionRequest, UserMessage

    request = ChatCompletionRequest(model="mistral-small-latest", messages=[])
    request.messages.append(UserMessage(content="Bonjour"))
    client.chat.completions.create(request)

What was set is sent, and nothing else.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Self, cast

from pydantic import ModelWrapValidatorHandler, model_validator
from pydantic_core import InitErrorDetails, PydanticCustomError, ValidationError

from mistyped._check.adapting import adapt
from mistyped._check.preflight import preflight
from mistyped._compat.policy import OnChange, Policy
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
from mistyped._values.guards import is_object
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

_PATH: Final = "/v1/chat/completions"


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
            schema = OPERATIONS["POST", _PATH]._replace(ruled=frozenset())
            report = preflight(schema, cast("dict[str, object]", data)).report
            if report.errors:
                errors = [_line(problem) for problem in report.errors]
                raise ValidationError.from_exception_data(cls.__name__, errors)
        return handler(data)

    def params(self) -> ChatCompletionParams:
        """Return the keyword arguments for `create(**request.params())`."""
        set_ = self.model_dump(exclude_unset=True, by_alias=True, warnings=False)
        return cast("ChatCompletionParams", set_)

    def openai_kwargs(
        self, *, lossy: bool = False, on_change: OnChange | None = None
    ) -> OpenAIArguments:
        """Return the keyword arguments for a plain `openai.OpenAI` client.

        What only Mistral has goes into `extra_body`, since the OpenAI SDK's methods
        know no such argument. What Mistral would refuse in the whole conversation, such
        as ids of other lengths, is converted as `Mistral(compat="adapt")` does it; what
        has no conversion stays as it is.

        Args:
            lossy: Whether to convert what the model notices, too.
            on_change: Is called with each change; all are logged as well.
        """
        done = adapt(_PATH, self.params(), lossy=lossy)
        Policy(on_change=on_change).tell(done.changes)
        body = done.body if is_object(done.body) else {}
        arguments: dict[str, object] = {}
        extra: dict[str, object] = {}
        for name, value in ((str(key), value) for key, value in body.items()):
            added = VERDICTS["ChatCompletionRequest", name].kind == "added"
            (extra if added else arguments)[name] = value
        if extra:
            arguments["extra_body"] = extra
        return cast("OpenAIArguments", arguments)


def _line(problem: Problem) -> InitErrorDetails:
    words = {"text": problem.advice}
    error = PydanticCustomError("mistral_refuses", "{text}", words)
    return InitErrorDetails(type=error, loc=problem.loc, input=None)
