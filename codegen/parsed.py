"""Renders the classes of answers that are read into a type.

They are ours and the SDK's parsed ones at once: what takes either takes them.
"""

from __future__ import annotations

from codegen.ir import Area

_NARROWER = (
    "  # pyright: ignore[reportIncompatibleVariableOverride]"
    "  # ty: ignore[invalid-attribute-override]"
    "  # pyrefly: ignore[bad-override-mutable-attribute]"
)
_OTHER = "  # type: ignore[assignment]" + _NARROWER
_HEAD = '''
from typing import Generic, Literal, Optional, TypeVar, Union

from openai.types.chat.parsed_chat_completion import (
    ParsedChatCompletion as SdkParsedChatCompletion,
)
from openai.types.chat.parsed_chat_completion import (
    ParsedChatCompletionMessage as SdkParsedChatCompletionMessage,
)
from openai.types.chat.parsed_chat_completion import (
    ParsedChoice as SdkParsedChoice,
)
from openai.types.chat.parsed_function_tool_call import ParsedFunction
from openai.types.chat.parsed_function_tool_call import (
    ParsedFunctionToolCall as SdkParsedFunctionToolCall,
)

from mistyped._generated.responses.{home} import ChatCompletion
from mistyped._generated.responses.{home} import ChatCompletionMessage
from mistyped._generated.responses.{home} import ChatCompletionMessageFunctionToolCall
from mistyped._generated.responses.{home} import Choice
from mistyped._generated.responses.{home} import ResponseContentPart

ContentT = TypeVar("ContentT")


class ParsedFunctionToolCall(
    ChatCompletionMessageFunctionToolCall, SdkParsedFunctionToolCall
):
    """A call; the arguments of a strict tool are in `function.parsed_arguments`."""

    type: Literal["function"] = "function"
    function: ParsedFunction~


class ParsedChatCompletionMessage(
    ChatCompletionMessage,
    SdkParsedChatCompletionMessage[ContentT],
    Generic[ContentT],
):
    """A message whose text was read into a type; its content is as it came."""

    content: Union[str, list[ResponseContentPart], None] = None!
    """Text, or a list of chunks when the model thinks or cites."""
    tool_calls: Union[list[ParsedFunctionToolCall], None] = None!
    annotations: None = None~
    audio: None = None~
    function_call: None = None~
    parsed: Optional[ContentT] = None
    """What the text was read into; None if it was read into nothing."""

    @property
    def reasoning_content(self) -> Optional[str]:
        """The thoughts, as other providers call them; None if there are none."""
        return self.thinking or None


class ParsedChoice(Choice, SdkParsedChoice[ContentT], Generic[ContentT]):~
    """A choice whose message was read into a type."""

    message: ParsedChatCompletionMessage[ContentT]~


class ParsedChatCompletion(
    ChatCompletion, SdkParsedChatCompletion[ContentT], Generic[ContentT]
):~
    """An answer whose text was read into a type."""

    choices: list[ParsedChoice[ContentT]]!

    @property
    def message(self) -> ParsedChatCompletionMessage[ContentT]:
        """The message of the first choice."""
        return self.choices[0].message

    @property
    def parsed(self) -> Optional[ContentT]:
        """What the first choice was read into."""
        return self.message.parsed
'''


def render(area: Area) -> str:
    """Return the module of an area's parsed answers; empty if nothing is parsed."""
    if not any(each.parsed for each in area.operations):
        return ""
    text = _HEAD.replace("{home}", area.name)
    return text.replace("!\n", f"{_OTHER}\n").replace("~\n", f"{_NARROWER}\n")
