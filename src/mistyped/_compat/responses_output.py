"""Answers of chat completions as answers of OpenAI's Responses API, whole or streamed.

A response's output is a list of items: thoughts, a message, calls. Streamed, each item
is opened, filled and closed by events; an event names its item by a place and an id
that never change, and events are numbered without a gap.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final, Literal
from uuid import uuid4

from mistyped._values.guards import is_list, is_object

Event = dict[str, object]
Status = Literal["completed", "incomplete", "failed"]
_INCOMPLETE: Final[Mapping[str, str]] = {
    "content_filter": "content_filter",
    "length": "max_output_tokens",
    "model_length": "max_output_tokens",
}
_ECHOED: Final[Mapping[str, object]] = {
    "instructions": None,
    "max_output_tokens": None,
    "metadata": {},
    "parallel_tool_calls": True,
    "reasoning": {"effort": None, "summary": None},
    "temperature": None,
    "text": {"format": {"type": "text"}},
    "tool_choice": "auto",
    "tools": [],
    "top_p": None,
}


@dataclass(slots=True)
class _Item:
    """One item of the output while it is made."""

    kind: Literal["reasoning", "message", "function_call"]
    place: int
    id: str
    text: str = ""
    name: str = ""
    call_id: str = ""
    status: str = "in_progress"

    @property
    def is_open(self) -> bool:
        """Whether more of it may come."""
        return self.status == "in_progress"

    def whole(self) -> dict[str, object]:
        """Return the item as it stands in a response."""
        item: dict[str, object] = {"id": self.id, "type": self.kind}
        item["status"] = self.status
        if self.kind == "reasoning":
            parts = [{"type": "summary_text", "text": self.text}] if self.text else []
            return {**item, "summary": parts}
        if self.kind == "message":
            content = [self.part()] if self.text else []
            return {**item, "role": "assistant", "content": content}
        call = {"call_id": self.call_id, "name": self.name, "arguments": self.text}
        return {**item, **call}

    def part(self) -> dict[str, object]:
        """Return the text part of a message."""
        found: dict[str, object] = {"type": "output_text", "text": self.text}
        return {**found, "annotations": [], "logprobs": []}


class ResponseWriter:
    """Makes a response of the chunks of a chat completion.

    `feed` takes a chunk and returns the events that it brings about, `end` returns the
    last ones. A whole answer is fed as one chunk.

    Args:
        request: The Responses request, whose settings the response repeats.
    """

    def __init__(self, request: Mapping[str, object]) -> None:
        self._request = request
        self._items: list[_Item] = []
        self._calls: dict[object, _Item] = {}
        self._sent = 0
        self._head: dict[str, object] = {}
        self._usage: object = None
        self._finish: object = None
        self._has_choices = False

    @property
    def is_finished(self) -> bool:
        """Whether the server has said why the answer ends."""
        return self._finish is not None

    def feed(self, chunk: Mapping[str, object]) -> list[Event]:
        """Take a chunk, or a whole answer, and return its events."""
        return [*self._fed(chunk)]

    def _fed(self, chunk: Mapping[str, object]) -> Iterator[Event]:
        if not self._head:
            self._head = {
                "id": f"resp_{chunk.get('id') or uuid4().hex}",
                "created_at": chunk.get("created") or 0,
                "model": chunk.get("model") or self._request.get("model"),
            }
            for name in ("created", "in_progress"):
                response = self.response("in_progress")
                yield self._event(f"response.{name}", response=response)
        self._usage = chunk.get("usage") or self._usage
        choices = chunk.get("choices")
        for choice in choices if is_list(choices) else ():
            if is_object(choice) and not choice.get("index"):
                self._has_choices = True
                delta = choice.get("delta") or choice.get("message")
                if is_object(delta):
                    yield from self._delta(delta)
                self._finish = choice.get("finish_reason") or self._finish

    def _delta(self, delta: Mapping[object, object]) -> Iterator[Event]:
        reasoning = delta.get("reasoning_content")
        if isinstance(reasoning, str) and reasoning:
            yield from self._text("reasoning", reasoning)
        content = delta.get("content")
        if isinstance(content, str) and content:
            yield from self._text("message", content)
        for chunk in content if is_list(content) else ():
            if is_object(chunk) and chunk.get("type") == "thinking":
                thoughts = chunk.get("thinking")
                for each in thoughts if is_list(thoughts) else ():
                    yield from self._text("reasoning", _text_of(each))
            else:
                yield from self._text("message", _text_of(chunk))
        calls = delta.get("tool_calls")
        for number, call in enumerate(calls if is_list(calls) else ()):
            if is_object(call):
                yield from self._call(call, number)

    def _text(
        self, kind: Literal["reasoning", "message"], text: str
    ) -> Iterator[Event]:
        if not text:
            return
        item = self._items[-1] if self._items else None
        if item is None or item.kind != kind or not item.is_open:
            yield from self._close_all()
            prefix = "rs" if kind == "reasoning" else "msg"
            item = self._new(kind, prefix)
            yield from self._opened(item)
        item.text += text
        yield self._of(item, "delta", delta=text)

    def _call(self, call: Mapping[object, object], number: int) -> Iterator[Event]:
        given, index = call.get("id"), call.get("index")
        id_ = given if isinstance(given, str) and given != "null" else ""
        key = index if isinstance(index, int) else id_ or number
        item = self._calls.get(key)
        if item is not None and id_ and item.call_id != id_:
            item = None  # another call has this index
        function = call.get("function")
        members = function if is_object(function) else {}
        if item is None:
            yield from self._close_texts()
            item = self._new("function_call", "fc")
            item.call_id = id_ or f"call_{uuid4().hex[:9]}"
            item.name = str(members.get("name") or "")
            self._calls[key] = item
            yield from self._opened(item)
        arguments = members.get("arguments")
        if arguments and not isinstance(arguments, str):
            arguments = json.dumps(arguments, ensure_ascii=False)
        if arguments:
            item.text += str(arguments)
            yield self._of(item, "delta", delta=arguments)

    def end(self, error: str = "") -> list[Event]:
        """Return the last events: items are closed, and the response is told whole.

        Args:
            error: Why the answer broke off, if it did.
        """
        error = error or ("" if self._has_choices else "the answer has no choices")
        events: list[Event] = [] if self._head else self.feed({})
        status = self.status(error)
        done = "completed" if status == "completed" else "incomplete"
        events += self._close_all(done)
        response = self.response(status, error)
        return [*events, self._event(f"response.{status}", response=response)]

    def status(self, error: str = "") -> Status:
        """Return how it went: a broken answer failed, one cut short is incomplete."""
        if error or self._finish == "error":
            return "failed"
        return "incomplete" if self._finish in _INCOMPLETE else "completed"

    def response(self, status: str, error: str = "") -> dict[str, object]:
        """Return the response as it is now."""
        echoed = {name: self._request.get(name) for name in _ECHOED}
        known = {
            name: default if echoed[name] is None else echoed[name]
            for name, default in _ECHOED.items()
        }
        failed: object = None
        if status == "failed":
            failed = {"code": "server_error", "message": error or "generation failed"}
        cut = _INCOMPLETE.get(str(self._finish))
        return {
            **self._head,
            "object": "response",
            "status": status,
            "error": failed,
            "incomplete_details": {"reason": cut} if cut else None,
            "output": [each.whole() for each in self._items],
            "usage": None if status == "in_progress" else _usage(self._usage),
            "previous_response_id": None,
            "store": False,
            "truncation": "disabled",
            **known,
        }

    def _new(
        self, kind: Literal["reasoning", "message", "function_call"], prefix: str
    ) -> _Item:
        item = _Item(kind, len(self._items), f"{prefix}_{uuid4().hex}")
        self._items.append(item)
        return item

    def _opened(self, item: _Item) -> Iterator[Event]:
        yield self._event(
            "response.output_item.added", output_index=item.place, item=item.whole()
        )
        if item.kind == "message":
            yield self._part(item, "response.content_part.added")
        elif item.kind == "reasoning":
            yield self._part(item, "response.reasoning_summary_part.added")

    def _closed(self, item: _Item, status: str = "completed") -> Iterator[Event]:
        item.status = status
        if item.kind == "function_call":
            yield self._of(item, "done", arguments=item.text, name=item.name)
        else:
            yield self._of(item, "done", text=item.text)
        if item.kind == "message":
            yield self._part(item, "response.content_part.done")
        elif item.kind == "reasoning":
            yield self._part(item, "response.reasoning_summary_part.done")
        yield self._event(
            "response.output_item.done", output_index=item.place, item=item.whole()
        )

    def _close_texts(self) -> Iterator[Event]:
        for item in self._items:
            if item.is_open and item.kind != "function_call":
                yield from self._closed(item)

    def _close_all(self, status: str = "completed") -> Iterator[Event]:
        for item in self._items:
            if item.is_open:
                last = item is self._items[-1]
                yield from self._closed(item, status if last else "completed")
        self._calls.clear()

    def _part(self, item: _Item, name: str) -> Event:
        reasons = item.kind == "reasoning"
        part = {"type": "summary_text", "text": item.text} if reasons else item.part()
        return self._event(name, **_at(item), part=part)

    def _of(self, item: _Item, what: str, **members: object) -> Event:
        """Return an event about what an item holds."""
        place = _at(item)
        if item.kind == "message":
            members["logprobs"] = []
        return self._event(f"{_EVENTS[item.kind]}.{what}", **place, **members)

    def _event(self, type_: str, /, **members: object) -> Event:
        event: Event = {"type": type_, "sequence_number": self._sent, **members}
        self._sent += 1
        return event


_EVENTS: Final[Mapping[str, str]] = {
    "function_call": "response.function_call_arguments",
    "message": "response.output_text",
    "reasoning": "response.reasoning_summary_text",
}
_INDICES: Final[Mapping[str, str]] = {
    "message": "content_index",
    "reasoning": "summary_index",
}


def as_response(
    completion: Mapping[str, object], request: Mapping[str, object]
) -> dict[str, object]:
    """Return the response that a whole chat completion is."""
    writer = ResponseWriter(request)
    writer.feed(completion)
    response = writer.end()[-1]["response"]
    assert is_object(response)
    return {str(name): value for name, value in response.items()}


def _at(item: _Item) -> dict[str, object]:
    place: dict[str, object] = {"item_id": item.id, "output_index": item.place}
    index = _INDICES.get(item.kind)
    return {**place, index: 0} if index else place


def _text_of(chunk: object) -> str:
    if isinstance(chunk, str):
        return chunk
    text = chunk.get("text") if is_object(chunk) else None
    return text if isinstance(text, str) else ""


def _usage(usage: object) -> object:
    """Return the tokens by the names that a response has for them."""
    if not is_object(usage):
        return None
    prompt, answer = usage.get("prompt_tokens"), usage.get("completion_tokens")
    cached = _detail(usage, "prompt_tokens_details", "cached_tokens")
    reasoning = _detail(usage, "completion_tokens_details", "reasoning_tokens")
    return {
        "input_tokens": prompt or 0,
        "input_tokens_details": {"cached_tokens": cached, "cache_write_tokens": 0},
        "output_tokens": answer or 0,
        "output_tokens_details": {"reasoning_tokens": reasoning},
        "total_tokens": usage.get("total_tokens") or 0,
    }


def _detail(usage: Mapping[object, object], group: str, name: str) -> object:
    details = usage.get(group)
    return (details.get(name) if is_object(details) else None) or 0
