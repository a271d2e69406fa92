"""Answers of chat in OpenAI's shape, in plain values.

Content that is a list of chunks becomes text, with the thoughts in `reasoning_content`;
a stream's usage comes in a chunk of its own where that was asked for.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Protocol

from typing_extensions import override

from mistyped._compat.responses_output import Event, ResponseWriter, as_response
from mistyped._values.guards import is_list, is_object


class Shape(Protocol):
    """Gives one answer another shape, whole or event by event."""

    ends_with_done: bool
    """Whether the stream ends with `[DONE]`."""

    @property
    def is_whole(self) -> bool:
        """Whether what has come of a stream says that it was all."""
        ...

    def whole(self, answer: dict[str, object]) -> dict[str, object]:
        """Return a whole answer in its new shape."""
        ...

    def feed(self, chunk: dict[str, object]) -> list[Event]:
        """Return the events that stand for one event."""
        ...

    def end(self, error: str = "") -> list[Event]:
        """Return the events at the end, of an answer that may have broken off."""
        ...


class AsSent:
    """A chat completion as Mistral sends it; what is none is told all the same."""

    ends_with_done = True

    def __init__(self) -> None:
        self.is_whole = False

    def whole(self, answer: dict[str, object]) -> dict[str, object]:
        """Return the answer."""
        return answer

    def feed(self, chunk: dict[str, object]) -> list[Event]:
        """Return the chunk."""
        self.is_whole = self.is_whole or _is_finished(chunk)
        return [chunk]

    def end(self, error: str = "") -> list[Event]:
        """Return an error as an event, if there is one."""
        return [{"error": {"message": error}}] if error else []


class ChatShape(AsSent):
    """A chat completion as OpenAI sends it."""

    def __init__(self, *, usage_apart: bool) -> None:
        super().__init__()
        self._usage_apart = usage_apart

    @override
    def whole(self, answer: dict[str, object]) -> dict[str, object]:
        """Return an answer whose content is text."""
        return _flat(answer, "message")

    @override
    def feed(self, chunk: dict[str, object]) -> list[Event]:
        """Return the chunk with text as content, and its usage apart if asked."""
        (chunk,) = super().feed(_flat(chunk, "delta"))
        if not (self._usage_apart and chunk.get("usage") and chunk.get("choices")):
            return [chunk]
        bare = {key: value for key, value in chunk.items() if key != "usage"}
        return [bare, {**chunk, "choices": []}]


class ResponsesShape:
    """A chat completion as an answer of the Responses API.

    Args:
        request: The Responses request.
    """

    ends_with_done = False

    @property
    def is_whole(self) -> bool:
        """Whether what has come of a stream says that it was all."""
        return self._writer.is_finished

    def __init__(self, request: Mapping[str, object]) -> None:
        self._request = request
        self._writer = ResponseWriter(request)

    def whole(self, answer: dict[str, object]) -> dict[str, object]:
        """Return the response that an answer is."""
        return as_response(answer, self._request)

    def feed(self, chunk: dict[str, object]) -> list[Event]:
        """Return the events that a chunk brings about."""
        return self._writer.feed(chunk)

    def end(self, error: str = "") -> list[Event]:
        """Return the last events."""
        return self._writer.end(error)


def _is_finished(chunk: Mapping[str, object]) -> bool:
    choices = chunk.get("choices")
    return is_list(choices) and any(
        is_object(each) and each.get("finish_reason") for each in choices
    )


def _flat(answer: dict[str, object], member: str) -> dict[str, object]:
    choices = answer.get("choices")
    if not is_list(choices) or not any(_is_foreign(each, member) for each in choices):
        return answer
    return {**answer, "choices": [_flat_choice(each, member) for each in choices]}


def _is_foreign(choice: object, member: str) -> bool:
    message = choice.get(member) if is_object(choice) else None
    return is_object(message) and bool(
        is_list(message.get("content")) or message.get("tool_calls")
    )


def _flat_choice(choice: object, member: str) -> object:
    message = choice.get(member) if is_object(choice) else None
    if not is_object(choice) or not is_object(message):
        return choice
    flat = {**message}
    if is_list(content := message.get("content")):
        flat["content"] = "".join(_texts(content)) or None
        if thoughts := "".join(_thoughts(content)):
            flat["reasoning_content"] = thoughts
    if is_list(calls := message.get("tool_calls")):
        flat["tool_calls"] = [_call(each) for each in calls]
    return {**choice, member: flat}


def _call(call: object) -> object:
    """Return a call with the type that Mistral may omit, and without an id "null"."""
    if not is_object(call):
        return call
    known = {
        key: value for key, value in call.items() if value != "null" or key != "id"
    }
    return {**known, "type": call.get("type") or "function"}


def _thoughts(chunks: list[object]) -> Iterator[str]:
    for each in chunks:
        if is_object(each) and is_list(thoughts := each.get("thinking")):
            yield from _texts(thoughts)


def _texts(chunks: list[object]) -> Iterator[str]:
    for each in chunks:
        text = each.get("text") if is_object(each) else each
        if isinstance(text, str):
            yield text
