"""A request as the rules look at it: one pass over its messages, and what it found.

Rules ask for positions, not for messages, so that many rules cost little more than one.
The request may be wrong in other ways too, which the schema check says; here whatever
has another shape than expected is left out.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import NamedTuple, cast

import orjson

from mistyped._check.given_schemas import GivenSchema, given_schemas
from mistyped._check.pairing import Pairing, Result, Turn, pair
from mistyped._values.guards import is_list, is_object
from mistyped._values.rows import KnownModel
from mistyped._values.tool_calls import NULL_ID, function_calls
from mistyped.problems import Location

_NOTHING: Mapping[object, object] = {}
_NO_MODEL = KnownModel("")


class Finding(NamedTuple):
    """A rule is broken at this place.

    Attributes:
        loc: The place, as keys and indices from the body's root.
        message: What is wrong there, a clause without a full stop.
        hint: What to do instead, if the rule's own hint can be bettered.
    """

    loc: Location
    message: str
    hint: str = ""


class RequestView:
    """A request, whose messages are read once.

    Attributes:
        body: The whole request.
        model: What is known of its model.
        operation: The id of the call that it is for.
        messages: Its messages; empty if it has none.
        roles: The role of each message.
        turns: The assistant messages that call tools.
        results: The tool messages.
        empty: Positions of assistant messages with neither content nor tool calls.
        prefixes: Positions of assistant messages with `prefix` true.
        parts: Positions of messages whose content is a list.
        names: The names of functions in calls, results and tools.
    """

    def __init__(
        self,
        body: Mapping[str, object],
        model: KnownModel = _NO_MODEL,
        operation: str = "",
    ) -> None:
        self.body = body
        self.model = model
        self.operation = operation
        self.messages = _objects(body.get("messages"))
        self.roles: list[str] = []
        self.turns: list[Turn] = []
        self.results: list[Result] = []
        self.empty: list[int] = []
        self.prefixes: list[int] = []
        self.parts: list[int] = []
        self.names: set[str] = {
            name
            for _, function in self.tools
            if isinstance(name := function.get("name"), str)
        }
        self._read()

    def _read(self) -> None:
        roles = self.roles
        for at, message in enumerate(self.messages):
            role, content = message.get("role"), message.get("content")
            roles.append(role if type(role) is str else "")
            has_text = type(content) is str and content
            if has_text and role != "tool" and len(message) == 2:
                continue  # it says something and that is all, as most do
            if type(content) is list:
                self.parts.append(at)
            if role == "assistant":
                if message.get("tool_calls"):
                    self._read_calls(at, message["tool_calls"])
                elif not content:
                    self.empty.append(at)
                if "prefix" in message and message["prefix"] is True:
                    self.prefixes.append(at)
            elif role == "tool":
                self.results.append(Result(at, _id(message.get("tool_call_id"))))
                self._read_name(message)

    def _read_calls(self, at: int, calls: object) -> None:
        """Keep the ids of calls, and the names of their functions."""
        ids: list[str] = []
        for call in calls if is_list(calls) else ():
            each = call if is_object(call) else _NOTHING
            self._read_name(each.get("function"))
            ids.append(_id(each.get("id")))
        if ids:
            self.turns.append(Turn(at, ids))

    def _read_name(self, holder: object) -> None:
        name = holder.get("name") if is_object(holder) else None
        if isinstance(name, str):
            self.names.add(name)

    @property
    def members(self) -> frozenset[str]:
        """What a request has: its members, and some of its messages' members."""
        return frozenset(
            [
                *self.body,
                "messages.tool_calls" if self.turns or self.results else "",
                "messages.prefix" if self.prefixes else "",
                "messages.content" if self.parts else "",
            ]
        )

    @property
    def tools_json(self) -> bytes:
        """The tools as JSON."""
        return _dumped(self.body.get("tools"))

    @cached_property
    def ids(self) -> list[str]:
        """The ids of all calls and results."""
        called = [each for turn in self.turns for each in turn.ids]
        return called + [result.id for result in self.results]

    def located_ids(self) -> Iterator[tuple[Location, str]]:
        """Yield the place of each id, calls first, and the id."""
        for turn in self.turns:
            for index, each in enumerate(turn.ids):
                yield turn.place(index), each
        for result in self.results:
            yield result.place, result.id

    def located_names(self) -> Iterator[tuple[Location, str]]:
        """Yield the place of each function's name, and the name."""
        for at, _ in self.turns:
            for index, _, function in function_calls(self.messages[at]):
                place = ("messages", at, "tool_calls", index, "function", "name")
                yield from _text(place, function)
        for at, _ in self.results:
            yield from _text(("messages", at, "name"), self.messages[at])
        for at, function in self.tools:
            yield from _text(("tools", at, "function", "name"), function)

    @cached_property
    def tools(self) -> list[tuple[int, Mapping[object, object]]]:
        """The functions among the tools, each with its position."""
        tools = self.body.get("tools")
        listed = enumerate(tools if is_list(tools) else ())
        return [
            (at, function)
            for at, tool in listed
            if is_object(tool) and is_object(function := tool.get("function"))
        ]

    @cached_property
    def schemas(self) -> list[tuple[Location, Mapping[object, object], bytes]]:
        """The parameters of functions: their places, themselves, and as JSON."""
        return [
            (("tools", at, "function", "parameters"), schema, _dumped(schema))
            for at, function in self.tools
            if is_object(schema := function.get("parameters"))
        ]

    @cached_property
    def given_schemas(self) -> list[GivenSchema]:
        """The schemas beside the parameters of chat's functions."""
        return list(given_schemas(self.body))

    @cached_property
    def named_tool(self) -> str:
        """The function that `tool_choice` names, or empty."""
        choice = self.body.get("tool_choice")
        function = choice.get("function") if is_object(choice) else None
        name = function.get("name") if is_object(function) else None
        return name if isinstance(name, str) else ""

    @property
    def demands_tool(self) -> bool:
        """Whether `tool_choice` demands a call."""
        return self.body.get("tool_choice") in ("any", "required") or bool(
            self.named_tool
        )

    @cached_property
    def format(self) -> str:
        """The type of the response format, or empty."""
        chosen = self.body.get("response_format")
        kind = chosen.get("type") if is_object(chosen) else None
        return kind if isinstance(kind, str) else ""

    def content_parts(self) -> Iterator[tuple[Location, Mapping[object, object]]]:
        """Yield the parts of contents that are lists, each with its place."""
        for at in self.parts:
            content = self.messages[at].get("content")
            for place, part in enumerate(content if is_list(content) else ()):
                if is_object(part):
                    yield ("messages", at, "content", place), part

    @cached_property
    def pairing(self) -> Pairing:
        """Calls and results that do not belong together."""
        return pair(self.roles, self.turns, self.results, unfinished=self.unfinished)

    @property
    def unfinished(self) -> bool:
        """Whether the last message is the assistant's, and no prefix: more follows."""
        last = len(self.roles) - 1
        ends = last >= 0 and self.roles[last] == "assistant"
        return ends and last not in self.prefixes


def _text(place: Location, owner: object) -> Iterator[tuple[Location, str]]:
    """Yield the text at the last key of a place, if its owner has one."""
    text = owner.get(place[-1]) if is_object(owner) else None
    if isinstance(text, str):
        yield place, text


def _objects(value: object) -> list[dict[object, object]]:
    """Return the objects of a list; what is none becomes an empty one."""
    if not is_list(value):
        return []
    if set(map(type, value)) <= {dict}:
        return cast("list[dict[object, object]]", value)
    return [dict(each) if is_object(each) else {} for each in value]


def _dumped(value: object) -> bytes:
    try:
        return orjson.dumps(value)
    except orjson.JSONEncodeError:
        return b"{}"  # the schema check says what JSON cannot carry


def _id(value: object) -> str:
    """Return an id; one that is missing travels as the text "null"."""
    return value if isinstance(value, str) else NULL_ID
