"""Requests as pydantic models, built step by step and checked on the way.

    from mistyped.requests import ChatCompletionRequest, UserMessage

    request = ChatCompletionRequest(model="mistral-small-latest", messages=[])
    request.messages.append(UserMessage(content="Bonjour"))
    client.chat.completions.create(request)

What was set is sent, and nothing else.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

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
from mistyped._generated.rules.chat import VERDICTS

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

    Construction raises pydantic's `ValidationError` for what Mistral would refuse.
    """

    def params(self) -> ChatCompletionParams:
        """Return the keyword arguments for `create(**request.params())`."""
        set_ = self.model_dump(exclude_unset=True, by_alias=True)
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
