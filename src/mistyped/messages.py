"""Typed constructors for messages, content chunks, tools and tool calls.

Each returns a plain dict, typed as its TypedDict. In a dict literal a type checker
takes the keys of all kinds of messages; here it takes those of the one kind.

    from mistyped.messages import image_url, system, text, user

    messages = [system("Be brief."), user([text("What is this?"), image_url(url)])]

What OpenAI has and Mistral does not (`developer`, `refusal`) is here as well, for type
checkers to say what to use instead.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterable
from typing import TYPE_CHECKING, Literal, NoReturn, cast

from typing_extensions import Unpack, override

from mistyped._generated.params.chat import (
    AssistantMessage,
    AssistantMessageOptions,
    ContentPartContentInput,
    ContentPartDocument,
    ContentPartImage,
    ContentPartImageOptions,
    ContentPartInput,
    ContentPartInputAudio,
    ContentPartInputAudioOptions,
    ContentPartReference,
    ContentPartResource,
    ContentPartResourceLink,
    ContentPartText,
    ContentPartTextOptions,
    ContentPartThinking,
    ContentPartThinkingInput,
    File,
    FileOptions,
    FunctionDefinition,
    FunctionTool,
    FunctionToolOptions,
    ImageURL,
    Message,
    MessageFunctionToolCall,
    MessageFunctionToolCallFunction,
    SystemMessage,
    SystemMessageOptions,
    ToolMessage,
    ToolMessageOptions,
    UserMessage,
    UserMessageOptions,
)
from mistyped._values.guards import is_mapping
from mistyped._values.hints import Unsupported
from mistyped._values.json_values import to_plain
from mistyped._values.replay import as_request_message
from mistyped.problems import InvalidRequestWarning, Problem

if TYPE_CHECKING:
    from mistyped._generated.responses.chat import ChatCompletionMessage

__all__ = [
    "Messages",
    "assistant",
    "developer",
    "document_url",
    "file",
    "function_tool",
    "image_url",
    "input_audio",
    "reference",
    "refusal",
    "resource",
    "resource_link",
    "system",
    "text",
    "thinking",
    "to_input",
    "tool",
    "tool_call",
    "user",
]


class Messages(list[Message]):
    """A conversation that takes the messages of answers, in type checkers, too.

    It is a list: at run time any list takes them.

        messages = Messages([user("Bonjour")])
        answer = client.chat.completions.create(model=model, messages=messages)
        messages.append(answer.message)
    """

    @override
    def append(self, message: Message | ChatCompletionMessage, /) -> None:
        """Add a message: one of yours, or the message of an answer as it is."""
        super().append(cast("Message", message))

    @override
    def extend(self, messages: Iterable[Message | ChatCompletionMessage], /) -> None:
        """Add messages: yours, or those of answers as they are."""
        for each in messages:
            self.append(each)


def system(
    content: str | Iterable[ContentPartText | ContentPartThinking],
    **options: Unpack[SystemMessageOptions],
) -> SystemMessage:
    """Make a system message, an instruction to the model."""
    return {"role": "system", "content": content, **options}


def user(
    content: str | Iterable[ContentPartInput] | None,
    **options: Unpack[UserMessageOptions],
) -> UserMessage:
    """Make a user message out of text or of chunks."""
    return {"role": "user", "content": content, **options}


def assistant(
    content: str | Iterable[ContentPartInput] | None = None,
    **options: Unpack[AssistantMessageOptions],
) -> AssistantMessage:
    """Make an assistant message; with `prefix=True` the answer begins with it."""
    if content is None:
        return {"role": "assistant", **options}
    return {"role": "assistant", **options, "content": content}


def tool(
    content: str | Iterable[ContentPartInput] | None,
    **options: Unpack[ToolMessageOptions],
) -> ToolMessage:
    """Make a tool message, the result of the call with this `tool_call_id`."""
    return {"role": "tool", "content": content, **options}


def text(text: str, **options: Unpack[ContentPartTextOptions]) -> ContentPartText:
    """Make a chunk of text."""
    return {"type": "text", "text": text, **options}


def image_url(
    url: str,
    detail: Literal["auto", "low", "high"] | None = None,
    **options: Unpack[ContentPartImageOptions],
) -> ContentPartImage:
    """Make an image chunk from an https URL or a data URI."""
    if detail is None:
        return {"type": "image_url", "image_url": url, **options}
    image: ImageURL = {"url": url, "detail": detail}
    return {"type": "image_url", "image_url": image, **options}


def document_url(url: str, name: str | None = None) -> ContentPartDocument:
    """Make a document chunk from an https URL or a data URI, with a file name."""
    if name is None:
        return {"type": "document_url", "document_url": url}
    return {"type": "document_url", "document_url": url, "document_name": name}


def file(file_id: str, **options: Unpack[FileOptions]) -> File:
    """Make a chunk for an uploaded file."""
    return {"type": "file", "file_id": file_id, **options}


def reference(*ids: int | str) -> ContentPartReference:
    """Make a chunk of references to sources."""
    return {"type": "reference", "reference_ids": list(ids)}


def thinking(
    thoughts: str | Iterable[ContentPartThinkingInput],
    *,
    closed: bool = True,
    signature: str | None = None,
) -> ContentPartThinking:
    """Make a chunk of what the model thought, to replay it."""
    chunks = [text(thoughts)] if isinstance(thoughts, str) else thoughts
    if signature is None:
        return {"type": "thinking", "thinking": chunks, "closed": closed}
    return {
        "type": "thinking",
        "thinking": chunks,
        "closed": closed,
        "signature": signature,
    }


def input_audio(
    data: str, **options: Unpack[ContentPartInputAudioOptions]
) -> ContentPartInputAudio:
    """Make a chunk of sound from base64 text or a URL."""
    return {"type": "input_audio", "input_audio": data, **options}


def resource(uri: str, content: ContentPartContentInput) -> ContentPartResource:
    """Make a chunk of a resource and its content."""
    return {"type": "resource", "uri": uri, "content": content}


def resource_link(
    uri: str, metadata: dict[str, str | float | bool] | None = None
) -> ContentPartResourceLink:
    """Make a chunk that links to a resource."""
    if metadata is None:
        return {"type": "resource_link", "uri": uri}
    return {"type": "resource_link", "uri": uri, "metadata": metadata}


def tool_call(
    id: str,  # noqa: A002 - the wire's own name
    name: str,
    arguments: str | dict[str, object],
) -> MessageFunctionToolCall:
    """Make a call for an assistant message; a tool message with its id answers it."""
    function: MessageFunctionToolCallFunction = {"name": name, "arguments": arguments}
    return {"id": id, "type": "function", "function": function}


def function_tool(
    name: str,
    parameters: dict[str, object],
    description: str | None = None,
    *,
    strict: bool | None = None,
    **options: Unpack[FunctionToolOptions],
) -> FunctionTool:
    """Make a tool out of a function's name and the JSON Schema of its arguments."""
    function: FunctionDefinition = {"name": name, "parameters": parameters}
    if description is not None:
        function["description"] = description
    if strict is not None:
        function["strict"] = strict
    return {"type": "function", **options, "function": function}


def developer(content: Unsupported[Literal["use system()"]]) -> SystemMessage:
    """Mistral has no role developer; type checkers say to use `system`."""
    return _refuse("developer()", "use system()", content)


def refusal(refusal: Unsupported[Literal["use text()"]]) -> ContentPartText:
    """Mistral has no refusal chunks; type checkers say to use `text`."""
    return _refuse("refusal()", "use text()", refusal)


def _refuse(what: str, hint: str, value: object) -> NoReturn:
    raise TypeError(f"Mistral has nothing for {what}: {hint}, here with {value!r}")


def to_input(message: object) -> AssistantMessage:
    """Turn the message of an answer into one that a request takes.

    A message object can stand in `messages` as it is; this is for dicts, for other
    clients' answers, and for looking at what is sent. Content, thinking chunks and tool
    calls stay; `reasoning_content` becomes a thinking chunk; what Mistral refuses
    (`refusal`, `annotations`, `audio`, `function_call`, ...) is left out, with an
    `InvalidRequestWarning` for each member that was not empty.

    Args:
        message: `choices[0].message` of an answer: an object of this package's or of
            the OpenAI SDK's, or a mapping.

    Returns:
        The message as plain data; the argument is not changed.

    Raises:
        TypeError: If it is no message, or holds what JSON cannot carry.
    """
    dropped: list[Problem] = []
    if is_mapping(message) and {"role", "content", "tool_calls"} & message.keys():
        message, dropped = as_request_message(message)
    plain, problems = to_plain(message)
    wrong = [problem for problem in problems if problem.severity == "error"]
    if not isinstance(plain, dict) or "role" not in plain:
        raise TypeError("this is no message; give choices[0].message of an answer")
    if wrong:
        raise TypeError(f"this message cannot be sent: {wrong[0]}")
    for problem in (*dropped, *problems):
        warnings.warn(str(problem), InvalidRequestWarning, stacklevel=2)
    return cast("AssistantMessage", plain)
