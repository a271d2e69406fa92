"""Adds the chunks of a streamed chat answer up to the answer; no I/O.

What nearly every chunk is, some text for one choice, costs an append. All else is
merged by what it is: thoughts and text into chunks of content, calls by their index,
log probabilities into one list.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from openai import BaseModel
from pydantic_core import ValidationError

from mistyped._generated.responses.chat import (
    ChatCompletion,
    ChatCompletionChunk,
    ChatCompletionMessageFunctionToolCall,
    ChoiceDelta,
    ChunkChoice,
    CompletionUsage,
)
from mistyped._values.guards import is_list, is_object
from mistyped._values.tool_calls import NO_ID

Members = dict[str, object]
_NO_ID = (None, *NO_ID)  # Mistral continues a call with the text "null"
_PLAIN_DELTA = frozenset({"content", "role"})
_PLAIN_CHOICE = frozenset({"index", "delta", "finish_reason"})
_OF_CHUNKS = frozenset({"choices", "usage", "object", "p"})


class ChatSum:
    """What the chunks so far add up to.

    Attributes:
        usage: The token counts, wherever they came; the last ones count.
    """

    def __init__(self) -> None:
        self.usage: CompletionUsage | None = None
        self._members: Members = {}
        self._known: set[str] = set()
        self._failed = False
        self._choices: dict[int, ChoiceSum] = {}

    def add(self, chunk: ChatCompletionChunk) -> None:
        """Take a chunk, whatever it looks like."""
        if chunk.usage is not None:
            self.usage = chunk.usage
        if not self._known.issuperset(chunk.model_fields_set):
            self._take_members(chunk)
        choices: object = chunk.choices
        if not is_list(choices):
            self._failed = self._failed or bool((chunk.model_extra or {}).get("error"))
            return
        for choice in choices:
            if not isinstance(choice, ChunkChoice):
                continue
            held = self._choices.get(choice.index)
            if held is None:
                held = self._choices[choice.index] = ChoiceSum()
            held.add(choice)

    def choice(self, choice: ChunkChoice) -> ChoiceSum | None:
        """Return what a choice of a chunk belongs to; None if it is none."""
        return self._choices.get(getattr(choice, "index", -1))

    def is_finished(self, choices: int = 1) -> bool:
        """Whether this many choices have come, and each has a finish reason."""
        if self._failed:
            return True  # with an error, which the caller reads as an event
        finished = [each.finish_reason is not None for each in self._choices.values()]
        return len(finished) >= choices and all(finished)

    def completion(self) -> ChatCompletion:
        """Return the answer as one that was not streamed would be.

        A choice that is not finished has None for its finish reason.
        """
        members: Members = {
            **self._members,
            "object": "chat.completion",
            "choices": [
                {"index": index, **self._choices[index].members()}
                for index in sorted(self._choices, key=_place)
            ],
        }
        if self.usage is not None:
            members["usage"] = _sent(self.usage)
        try:
            return ChatCompletion.model_validate(members, strict=True)
        except ValidationError:
            return ChatCompletion.construct(None, **members)

    def _take_members(self, chunk: ChatCompletionChunk) -> None:
        self._known |= chunk.model_fields_set
        self._failed = self._failed or bool((chunk.model_extra or {}).get("error"))
        for name, value in _plain(chunk).items():
            if name not in _OF_CHUNKS and self._members.get(name) is None:
                self._members[name] = value


class ChoiceSum:
    """One choice of an answer.

    Attributes:
        finish_reason: Why it is finished; None before.
        calls: The tool calls that have come.
    """

    def __init__(self) -> None:
        self.finish_reason: str | None = None
        self._role: object = "assistant"
        self._content: list[object] = []
        self.calls: CallSums = CallSums()
        self._message: Members = {}
        self._rest: Members = {}

    def add(self, choice: ChunkChoice) -> None:
        """Take more of the choice."""
        delta = _object(choice.delta)
        if choice.finish_reason is not None:
            self.finish_reason = choice.finish_reason
        if not isinstance(delta, ChoiceDelta):
            return
        if delta.content is not None:
            self._content.append(delta.content)
        if _PLAIN_DELTA.issuperset(delta.model_fields_set):
            if delta.role:
                self._role = delta.role
        else:
            self._take_delta(_plain(delta))
        if not _PLAIN_CHOICE.issuperset(choice.model_fields_set):
            self._take_rest(_plain(choice))

    def _take_delta(self, members: Members) -> None:
        self.calls.add(members.pop("tool_calls", None))
        self._role = members.pop("role", None) or self._role
        members.pop("content", None)
        _merge(self._message, members)

    def _take_rest(self, members: Members) -> None:
        for name in _PLAIN_CHOICE:
            members.pop(name, None)
        prompt = members.pop("prompt_logprobs", None)
        _merge(self._rest, members)
        if prompt is not None:
            self._rest["prompt_logprobs"] = prompt

    def members(self) -> Members:
        """Return what it adds up to."""
        message: Members = {"role": self._role, "content": joined(self._content)}
        message |= self._message
        if calls := self.calls.members():
            message["tool_calls"] = calls
        return {
            "message": message,
            "finish_reason": self.finish_reason,
            **self._rest,
        }


class CallSum:
    """One tool call, whose arguments come in pieces or as an object.

    Attributes:
        place: Its place among the calls of the message.
        id: Its id; "null" or None if none has come.
        name: The function.
    """

    def __init__(self, place: int) -> None:
        self.place = place
        self.id: object = None
        self.name: str = ""
        self._arguments: list[str] = []
        self._object: object = None
        self._members: Members = {}
        self._function: Members = {}

    @property
    def text(self) -> str:
        """The arguments so far, as text."""
        return "".join(self._arguments)

    def as_call(self) -> ChatCompletionMessageFunctionToolCall:
        """Return the call as an answer has it."""
        return ChatCompletionMessageFunctionToolCall.construct(None, **self.members())

    def add(self, members: Members) -> str:
        """Take more of the call; return the piece of its arguments."""
        id_ = members.pop("id", None)
        if id_ is not None and self.id in _NO_ID:
            self.id = id_
        function = members.pop("function", None)
        self._members |= members
        if not is_object(function):
            return ""
        rest = {str(key): value for key, value in function.items()}
        name, arguments = rest.pop("name", None), rest.pop("arguments", None)
        if isinstance(name, str) and name != self.name:  # some repeat it
            self.name += name
        if isinstance(arguments, str):
            self._arguments.append(arguments)
        elif arguments is not None:
            self._object = arguments
        _merge(self._function, rest)
        return arguments if isinstance(arguments, str) else ""

    def members(self) -> Members:
        """Return what it adds up to."""
        arguments: object = self.text
        if self._object is not None and not arguments:
            arguments = self._object
        function = {"name": self.name, "arguments": arguments, **self._function}
        return {"id": self.id, "function": function, **self._members}


class CallSums:
    """The calls of one message, told apart by index, and by id where that is none.

    Attributes:
        touched: What the last delta added to: calls, and the pieces of their arguments.
    """

    def __init__(self) -> None:
        self.touched: list[tuple[CallSum, str]] = []
        self._calls: list[CallSum] = []
        self._places: dict[object, CallSum] = {}

    def add(self, deltas: object) -> None:
        """Take the calls of a delta."""
        self.touched = []
        for each in deltas if is_list(deltas) else ():
            if is_object(each):
                members = {str(key): value for key, value in each.items()}
                call = self._call(members)
                self.touched.append((call, call.add(members)))

    def _call(self, members: Members) -> CallSum:
        id_, index = members.get("id"), members.get("index")
        known = id_ not in _NO_ID
        call = self._places.get(index if index is not None else id_)
        if index is None and not known and self._calls and not _name(members):
            call = self._calls[-1]
        if call and known and call.id not in _NO_ID and call.id != id_:
            call = None  # some number every call 0
        if call is None:
            call = CallSum(len(self._calls))
            self._calls.append(call)
            if index is not None or known:
                self._places[index if index is not None else id_] = call
        return call

    def members(self) -> list[Members]:
        """Return what they add up to."""
        return [each.members() for each in self._calls]


def joined(pieces: Iterable[object]) -> object:
    """Return a message's content: text, or chunks if it was more than text.

    Pieces of text that follow each other become one, and so do pieces of thoughts.
    """
    held = list(pieces)
    if not held:
        return None
    texts = [each for each in held if isinstance(each, str)]
    if len(texts) == len(held):
        return "".join(texts)
    return [*_merged(_parts(held))]


def _parts(pieces: Iterable[object]) -> Iterator[Members]:
    for piece in pieces:
        if isinstance(piece, str):
            if piece:
                yield {"type": "text", "text": piece}
        elif is_list(piece):
            for each in piece:
                if isinstance(each, BaseModel):
                    yield _plain(each)
                elif is_object(each):
                    yield {str(key): value for key, value in each.items()}


def _merged(parts: Iterable[Members]) -> Iterator[Members]:
    run: list[Members] = []
    for part in parts:
        if run and not _continues(run[-1], part):
            yield _one(run)
            run = []
        run.append(part)
    if run:
        yield _one(run)


def _continues(last: Members, part: Members) -> bool:
    # `closed` says nothing of a piece: Mistral streams it with every one.
    kind = part.get("type")
    return kind == last.get("type") and (
        (kind == "text" and isinstance(part.get("text"), str))
        or (kind == "thinking" and is_list(part.get("thinking")))
    )


def _one(run: list[Members]) -> Members:
    first = run[0]
    if len(run) == 1:
        return first
    whole = dict(first)
    for each in run[1:]:
        whole |= {key: value for key, value in each.items() if value is not None}
    if first.get("type") == "text":
        whole["text"] = "".join(str(each["text"]) for each in run)
        return whole
    thoughts = [t for each in run if is_list(t := each["thinking"])]
    whole["thinking"] = [*_merged(_parts(thoughts))]
    return whole


def _merge(into: Members, members: Members) -> None:
    """Add members as the SDK does: text to text, list to list, and all else anew."""
    for name, value in members.items():
        old = into.get(name)
        if isinstance(old, str) and isinstance(value, str):
            into[name] = old + value
        elif is_list(old) and is_list(value):
            into[name] = [*old, *value]
        elif is_object(old) and is_object(value):
            inner = {str(key): each for key, each in old.items()}
            _merge(inner, {str(key): each for key, each in value.items()})
            into[name] = inner
        elif value is not None or name not in into:
            into[name] = value


def _name(members: Members) -> object:
    function = members.get("function")
    return function.get("name") if is_object(function) else None


def _object(value: object) -> object:
    """Return a value that may not be what its class says."""
    return value


def _sent(value: object) -> object:
    return _plain(value) if isinstance(value, BaseModel) else value


def _place(index: object) -> int:
    return index if isinstance(index, int) else 0


def _plain(model: BaseModel) -> Members:
    return model.to_dict(warnings=False)
