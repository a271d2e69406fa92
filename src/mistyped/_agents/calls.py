"""Calls of a model as plain values: their ids, arguments and results."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from string import ascii_letters, digits

from pydantic_core import to_json

from mistyped._agents.tool import ToolError
from mistyped._generated.params.chat import ToolMessage
from mistyped._values.guards import is_list, is_mapping
from mistyped._values.tool_calls import NO_ID, function_calls, read_arguments
from mistyped.messages import tool as tool_message

_ALPHABET = ascii_letters + digits


@dataclass(frozen=True, slots=True)
class Call:
    """A call that a model made.

    Attributes:
        id: Its id, which the result repeats.
        name: The tool.
        given: The arguments as they came: JSON text, or an object.
    """

    id: str
    name: str
    given: object

    @property
    def arguments(self) -> dict[str, object]:
        """The arguments by name.

        Raises:
            ToolError: If they are no whole JSON object.
        """
        try:
            return read_arguments(self.given)
        except ValueError as error:
            raise ToolError(str(error)) from error

    def result(self, value: object) -> ToolMessage:
        """Return the message that answers the call: text as it is, all else as JSON."""
        text = value if isinstance(value, str) else as_text(value)
        return tool_message(text, tool_call_id=self.id, name=self.name)

    def failure(self, error: BaseException) -> ToolMessage:
        """Return the message that says that the call failed."""
        if isinstance(error, ToolError):
            return self.result(f"Error: {error}")
        return self.result(f"Error: {type(error).__name__}: {error}")


def as_text(value: object) -> str:
    """Return what a tool returned as JSON; what JSON cannot say as its text."""
    return to_json(value, fallback=str, inf_nan_mode="strings").decode()


def with_ids(message: Mapping[str, object]) -> dict[str, object]:
    """Return a message whose calls each have an id of their own.

    Ids that are there stay. What came without one, as "null" or twice gets one that
    Mistral takes, and the same one whenever the message is read again.
    """
    calls = message.get("tool_calls")
    if not is_list(calls):
        return dict(message)
    seen = set[str]()
    made: list[object] = []
    for place, each in enumerate(calls):
        if not is_mapping(each):
            continue
        id_ = each.get("id")
        if not isinstance(id_, str) or id_ in NO_ID or id_ in seen:
            id_ = _new_id(f"{len(made)} {place} {as_text(each)}")
        seen.add(id_)
        made.append({**each, "id": id_})
    return {**message, "tool_calls": made}


def calls_of(message: Mapping[str, object]) -> Iterator[Call]:
    """Yield the calls of a plain message."""
    for _, call, function in function_calls(message):
        name, given = str(function.get("name")), function.get("arguments")
        yield Call(str(call.get("id")), name, "" if given is None else given)


def answered(messages: Iterable[object]) -> set[str]:
    """Return the ids that tool messages answer."""
    return {
        str(each.get("tool_call_id"))
        for each in messages
        if is_mapping(each) and each.get("role") == "tool"
    }


def _new_id(text: str) -> str:
    number = int.from_bytes(sha256(text.encode()).digest()[:8])
    made = ""
    for _ in range(9):
        number, place = divmod(number, len(_ALPHABET))
        made += _ALPHABET[place]
    return made
