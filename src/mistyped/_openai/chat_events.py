"""The events of a streamed chat answer: what each chunk adds, and what is complete.

They are the OpenAI SDK's, with the choice that they belong to, and two for thoughts,
which the SDK does not know.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Generic, Literal, Self, TypeAlias

from openai import BaseModel, Omit
from openai.lib.streaming.chat import ContentDeltaEvent as SdkContentDeltaEvent
from openai.lib.streaming.chat import ContentDoneEvent as SdkContentDoneEvent
from openai.lib.streaming.chat import (
    FunctionToolCallArgumentsDeltaEvent as SdkArgumentsDeltaEvent,
)
from openai.lib.streaming.chat import (
    FunctionToolCallArgumentsDoneEvent as SdkArgumentsDoneEvent,
)
from openai.lib.streaming.chat import LogprobsContentDeltaEvent as SdkLogprobsDeltaEvent
from openai.lib.streaming.chat import LogprobsContentDoneEvent as SdkLogprobsDoneEvent
from openai.lib.streaming.chat import RefusalDeltaEvent as SdkRefusalDeltaEvent
from openai.lib.streaming.chat import RefusalDoneEvent as SdkRefusalDoneEvent
from openai.types.chat import ChatCompletionTokenLogprob
from pydantic_core import from_json

from mistyped._generated.responses.chat import ChatCompletionChunk, ChunkChoice
from mistyped._generated.responses.parsed import ParsedChatCompletion
from mistyped._openai.adding_up import CallSum, ChatSum, ChoiceSum
from mistyped._openai.chat import ResponseFormatT
from mistyped._openai.parsing import (
    SdkTools,
    parsed_arguments,
    read_answer,
    refuse_unfit,
    snapshot,
)


class ChunkEvent(BaseModel):
    """A chunk has come; what it adds follows in other events."""

    type: Literal["chunk"]
    chunk: ChatCompletionChunk
    _added: ChatSum

    def added_to(self, added: ChatSum) -> Self:
        """Note the sum that the chunk was added to."""
        self._added = added
        return self

    @property
    def snapshot(self) -> ParsedChatCompletion[object]:
        """What has come so far, as an answer; made when it is asked for."""
        return snapshot(self._added.completion())


class ContentDeltaEvent(SdkContentDeltaEvent):
    """More text; where JSON was asked for, `parsed` is what is there of it so far."""

    choice: int = 0


class ContentDoneEvent(SdkContentDoneEvent[ResponseFormatT], Generic[ResponseFormatT]):
    """The text is complete, and read into the type that was asked for."""

    choice: int = 0


class ThinkingDeltaEvent(BaseModel):
    """More thoughts."""

    type: Literal["thinking.delta"]
    delta: str
    snapshot: str
    """All thoughts so far."""
    choice: int = 0


class ThinkingDoneEvent(BaseModel):
    """The thoughts are complete: text, a call or the end follows."""

    type: Literal["thinking.done"]
    thinking: str
    choice: int = 0


class RefusalDeltaEvent(SdkRefusalDeltaEvent):
    """More of a refusal."""

    choice: int = 0


class RefusalDoneEvent(SdkRefusalDoneEvent):
    """The refusal is complete."""

    choice: int = 0


class ArgumentsDeltaEvent(SdkArgumentsDeltaEvent):
    """More of a call's arguments."""

    choice: int = 0


class ArgumentsDoneEvent(SdkArgumentsDoneEvent):
    """A call is complete."""

    choice: int = 0


class LogprobsDeltaEvent(SdkLogprobsDeltaEvent):
    """More log probabilities."""

    choice: int = 0


class LogprobsDoneEvent(SdkLogprobsDoneEvent):
    """All log probabilities have come."""

    choice: int = 0


ChatEvent: TypeAlias = (
    ChunkEvent
    | ContentDeltaEvent
    | ContentDoneEvent[ResponseFormatT]
    | ThinkingDeltaEvent
    | ThinkingDoneEvent
    | RefusalDeltaEvent
    | RefusalDoneEvent
    | ArgumentsDeltaEvent
    | ArgumentsDoneEvent
    | LogprobsDeltaEvent
    | LogprobsDoneEvent
)


class ChatEvents(Generic[ResponseFormatT]):
    """Makes the events of chunks, which have been added to the sum before."""

    def __init__(
        self, added: ChatSum, response_format: object, tools: SdkTools
    ) -> None:
        self._added = added
        self._format = response_format
        self._tools = tools
        self._choices: dict[int, _Told[ResponseFormatT]] = {}

    def of(self, chunk: ChatCompletionChunk) -> Iterator[ChatEvent[ResponseFormatT]]:
        """Yield the events of a chunk."""
        event = ChunkEvent.construct(type="chunk", chunk=chunk)
        yield event.added_to(self._added)
        for choice in chunk.choices or ():
            held = self._added.choice(choice)
            if held is None:
                continue
            told = self._choices.get(choice.index)
            if told is None:
                told = _Told[ResponseFormatT](self, choice.index, held)
                self._choices[choice.index] = told
            yield from told.events(choice)

    def partial_json(self, text: str) -> object:
        """Return what the beginning of a JSON text holds, if JSON was asked for."""
        if isinstance(self._format, Omit) or not text:
            return None
        return _partial(text)

    def whole(self, text: str, *, beside_calls: bool) -> ResponseFormatT | None:
        """Return what a text says as an instance of the type that was asked for.

        What stands beside calls is no answer yet: None if it does not fit.

        Raises:
            InvalidOutputError: If it does not fit.
        """
        if not isinstance(self._format, type):
            return None
        kind: type[ResponseFormatT] = self._format
        so_far = self._added.completion()
        refuse_unfit(so_far)
        return read_answer(text, kind, so_far, beside_calls=beside_calls)

    def arguments(self, call: CallSum) -> object:
        """Return what a call that may be incomplete is given, if its tool is strict."""
        if isinstance(self._tools, Omit):
            return None  # a call is slow to make, for each piece of it
        return parsed_arguments(call.as_call(), self._tools)


class _Told(Generic[ResponseFormatT]):
    """What has been told of one choice."""

    def __init__(
        self, events: ChatEvents[ResponseFormatT], index: int, held: ChoiceSum
    ) -> None:
        self._events = events
        self._index = index
        self._held = held
        self._text = self._thinking = self._refusal = ""
        self._logprobs: list[ChatCompletionTokenLogprob] = []
        self._done: set[str] = set()
        self._call: CallSum | None = None

    def events(self, choice: ChunkChoice) -> Iterator[ChatEvent[ResponseFormatT]]:
        delta, index = choice.delta, self._index
        if delta.thinking:
            self._thinking += delta.thinking
            yield ThinkingDeltaEvent.construct(
                type="thinking.delta",
                delta=delta.thinking,
                snapshot=self._thinking,
                choice=index,
            )
        if delta.text or delta.content == "":
            if delta.text:
                yield from self._thinking_done()
            self._text += delta.text
            yield ContentDeltaEvent.construct(
                type="content.delta",
                delta=delta.text,
                snapshot=self._text,
                parsed=self._events.partial_json(self._text),
                choice=index,
            )
        if delta.refusal:
            self._refusal += delta.refusal
            yield RefusalDeltaEvent.construct(
                type="refusal.delta",
                delta=delta.refusal,
                snapshot=self._refusal,
                choice=index,
            )
        if delta.tool_calls:
            yield from self._call_events()
        probabilities = choice.logprobs and choice.logprobs.content
        if probabilities:
            self._logprobs += probabilities
            yield LogprobsDeltaEvent.construct(
                type="logprobs.content.delta",
                content=probabilities,
                snapshot=self._logprobs,
                choice=index,
            )
        if choice.finish_reason:
            yield from self._content_done()
            yield from self._call_done()

    def _call_events(self) -> Iterator[ChatEvent[ResponseFormatT]]:
        yield from self._content_done()
        for call, piece in self._held.calls.touched:
            if call is not self._call:
                yield from self._call_done()
                self._call = call
            yield ArgumentsDeltaEvent.construct(
                type="tool_calls.function.arguments.delta",
                name=call.name,
                index=call.place,
                arguments=call.text,
                parsed_arguments=self._events.arguments(call),
                arguments_delta=piece,
                choice=self._index,
            )

    def _thinking_done(self) -> Iterator[ChatEvent[ResponseFormatT]]:
        if self._thinking and self._once("thinking"):
            yield ThinkingDoneEvent.construct(
                type="thinking.done", thinking=self._thinking, choice=self._index
            )

    def _content_done(self) -> Iterator[ChatEvent[ResponseFormatT]]:
        yield from self._thinking_done()
        has_calls = self._call is not None or bool(self._held.calls.touched)
        if self._text and self._once("content"):
            yield ContentDoneEvent[ResponseFormatT].construct(
                type="content.done",
                content=self._text,
                parsed=self._events.whole(self._text, beside_calls=has_calls),
                choice=self._index,
            )
        if self._refusal and self._once("refusal"):
            yield RefusalDoneEvent.construct(
                type="refusal.done", refusal=self._refusal, choice=self._index
            )
        if self._logprobs and self._once("logprobs"):
            yield LogprobsDoneEvent.construct(
                type="logprobs.content.done",
                content=self._logprobs,
                choice=self._index,
            )

    def _call_done(self) -> Iterator[ChatEvent[ResponseFormatT]]:
        call = self._call
        if call is not None and self._once(f"call {call.place}"):
            yield ArgumentsDoneEvent.construct(
                type="tool_calls.function.arguments.done",
                name=call.name,
                index=call.place,
                arguments=call.text,
                parsed_arguments=self._events.arguments(call),
                choice=self._index,
            )

    def _once(self, what: str) -> bool:
        is_new = what not in self._done
        self._done.add(what)
        return is_new


def _partial(text: str) -> object:
    try:
        found: object = from_json(text, allow_partial="trailing-strings")
    except ValueError:
        return None
    return found
