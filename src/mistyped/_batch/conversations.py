"""What rules see of a conversation, as a key: conversations alike are judged once.

The messages are decoded already, so that their schema has nothing against them. What is
left are the rules. They look at roles, at the kinds of contents, at calls and results,
at names: a key says all of that, and where it cannot there is none.
"""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterator, Mapping, Sequence
from typing import Final, Protocol, TypeAlias

import msgspec

from mistyped._batch.narrow_types import Type, union_of
from mistyped._batch.outlines import Odd, odd
from mistyped._values.guards import is_list

Key: TypeAlias = tuple[Hashable, ...]
_ID: Final = re.compile(r"[a-zA-Z0-9]{9}").fullmatch
_NAME: Final = re.compile(r"[a-zA-Z0-9_-]{1,64}").fullmatch
_JSON: Final = re.compile("json", re.IGNORECASE).search
_MOST_NAMES: Final = 1_000


class _Function(Protocol):
    name: str


class _Call(Protocol):
    id: str | msgspec.UnsetType
    function: _Function


class _Part(Protocol):
    text: str


class Message(Protocol):
    """A decoded message; which of these it has depends on its role."""

    content: str | list[_Part] | None | msgspec.UnsetType
    tool_calls: list[_Call] | None | msgspec.UnsetType
    prefix: bool | msgspec.UnsetType
    tool_call_id: str | None | msgspec.UnsetType
    name: str | None | msgspec.UnsetType


Conversation: TypeAlias = Sequence[Message | Odd]


class Conversations:
    """Reads conversations, and makes their keys.

    Args:
        kind: The type of their messages in a list.
        classes: The classes of messages by their roles.
    """

    def __init__(self, kind: Type, classes: Mapping[str, type]) -> None:
        self._messages = msgspec.json.Decoder(kind)
        self._raws = msgspec.json.Decoder(list[msgspec.Raw])
        self._message = msgspec.json.Decoder(union_of([*classes.values()]))
        self._assistant = classes["assistant"]
        self._tool = classes["tool"]
        self._names = set[str]()

    def read(self, raw: msgspec.Raw) -> Conversation | None:
        """Read messages; None if some are too odd."""
        try:
            whole: Conversation = self._messages.decode(raw)
        except msgspec.ValidationError:
            return self._read_one_by_one(raw)
        return whole

    def _read_one_by_one(self, raw: msgspec.Raw) -> Conversation | None:
        found: list[Message | Odd] = []
        for each in self._raws.decode(raw):
            try:
                message: Message | Odd | None = self._message.decode(each)
            except msgspec.ValidationError:
                message = odd(each)
            if message is None:
                return None
            found.append(message)
        return found

    def key(self, messages: Conversation) -> Key | None:
        """Return the key of a conversation; None if it has to be judged by itself."""
        found: list[Hashable] = []
        waiting: list[str] = []
        tool, assistant = self._tool, self._assistant
        for message in messages:
            kind: type = type(message)
            content = message.content
            found.append(kind)
            if type(content) is not str:
                found.append(_kinds(content))
            if kind is tool:
                if not self._answers(message, waiting):
                    return None
            elif waiting:
                return None
            elif kind is assistant:
                called = message.tool_calls
                found.append((not content, not called, message.prefix is True))
                if called:
                    ids = self._ids(called)
                    if ids is None:
                        return None
                    waiting = ids
            elif isinstance(message, Odd):
                found.append(message.outline)
        return None if waiting else tuple(found)

    def _answers(self, message: Message | Odd, waiting: list[str]) -> bool:
        """Whether a result is the one that comes next, and names a function well."""
        if not waiting or waiting.pop() != message.tool_call_id:
            return False
        return not message.name or self._is_name(message.name)

    def _ids(self, calls: Sequence[_Call]) -> list[str] | None:
        """Return the ids of calls, the last first; None if a rule may have a say."""
        found: list[str] = []
        for call in reversed(calls):
            each = call.id
            if type(each) is not str or not _ID(each) or each in found:
                return None
            if not self._is_name(call.function.name):
                return None
            found.append(each)
        return found

    def _is_name(self, name: object) -> bool:
        if name in self._names:
            return True
        if type(name) is not str or not _NAME(name):
            return False
        if len(self._names) < _MOST_NAMES:
            self._names.add(name)
        return True


def says_json(messages: Conversation) -> bool | None:
    """Whether a text in a conversation says JSON; None if not all are read."""
    if any(isinstance(each, Odd) for each in messages):
        return None
    return any(map(_JSON, _texts(messages)))


def _texts(messages: Conversation) -> Iterator[str]:
    for message in messages:
        content = message.content
        if type(content) is str:
            yield content
        elif type(content) is list:
            for part in content:
                text = getattr(part, "text", None)
                if type(text) is str:
                    yield text


def _kinds(content: object) -> Hashable:
    return tuple(map(type, content)) if is_list(content) else content is None
