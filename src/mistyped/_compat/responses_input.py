"""Requests of OpenAI's Responses API as requests for a chat completion.

What has no counterpart is a problem, where it stands in the request; what could have
had no effect goes, and is a change.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from types import MappingProxyType
from typing import Final, NamedTuple

from mistyped._check.operations import find_operation
from mistyped._compat.policy import adapted_as_asked, as_problem
from mistyped._compat.responses_content import chat_content, joined
from mistyped._compat.responses_places import INSTRUCTIONS, WHOLE_INPUT, Places
from mistyped._values.guards import is_list, is_object
from mistyped._values.json_values import to_plain
from mistyped._values.unsent import OVER_CHAT
from mistyped.changes import Change
from mistyped.problems import Location, Problem

_SAME = frozenset(
    {
        "metadata",
        "model",
        "parallel_tool_calls",
        "prompt_cache_key",
        "service_tier",
        "stream",
        "temperature",
        "top_p",
    }
)
# Parameters without a counterpart: what they may be without a loss, and the way out.
_NO_LOSS: Final[Mapping[str, tuple[object, ...]]] = {
    "background": (False,),
    "include": ([], ["reasoning.encrypted_content"]),
    "moderation": (),
    "store": (False,),
    "truncation": ("disabled",),
}
_GOES = frozenset(
    {
        "access_programs",
        "context_management",
        "max_tool_calls",
        "prompt_cache_options",
        "prompt_cache_retention",
        "safety_identifier",
        "stream_options",
        "user",
    }
)
_LOSSY: Final[Mapping[str, str]] = {
    "include": "it went: chat completions have no such parts",
    "store": "it went: Mistral stores no completions, so this one is not kept",
    "truncation": "it went: nothing is cut; a conversation that is too long is refused",
}
# Of `reasoning`, beside its effort: thoughts come as summaries anyway.
_THINKING = frozenset({"effort", "generate_summary", "summary"})
_WAYS: Final[Mapping[str, str]] = {
    "background": "call it in a thread or a task of your own",
    "conversation": "send the whole history as input, or use client.conversations",
    "moderation": "use guardrails of client.chat.completions",
    "previous_response_id": "send the history: input=[..., *response.output, ...]",
    "prompt": "send the prompt's text as instructions",
}
# What chat has, and a Responses request says otherwise.
_OTHERWISE: Final[Mapping[str, str]] = {
    "max_completion_tokens": "use max_output_tokens",
    "max_tokens": "use max_output_tokens",
    "messages": "send them as input",
    "n": "ask once for each answer",
    "reasoning_effort": "use reasoning={'effort': ...}",
    "response_format": "use text={'format': ...}",
}
# What parts of an input may have without a loss.
_HARMLESS: Final[Mapping[str, str]] = {
    "filename": "it went: the file has its own name",
    "prompt_cache_breakpoint": "it went: it steers OpenAI's cache alone",
}
_SAYS = frozenset({"content", "id", "phase", "role", "status", "type"})
_TOOLS = "give functions; for Mistral's own tools use client.conversations"


class OverChat(NamedTuple):
    """What a request becomes.

    Attributes:
        body: The request for a chat completion.
        content: The same as bytes; empty if it cannot be sent.
        changes: What went without a counterpart, and what was converted.
        problems: What is wrong with it, each where it stands in the given request.
        asked: The given request, of plain values.
    """

    body: object
    content: bytes = b""
    changes: tuple[Change, ...] = ()
    problems: tuple[Problem, ...] = ()
    asked: Mapping[str, object] = MappingProxyType({})


def over_chat(
    request: object, *, lossy: bool = False, waive: Collection[str] = ()
) -> OverChat:
    """Return the request for a chat completion that a Responses request becomes.

    Args:
        request: The body of `POST /v1/responses`, of plain values or SDK objects.
        lossy: Whether something that was asked for may go.
        waive: Ids of rules that do not apply.
    """
    plain, unsendable = to_plain(request)
    if not is_object(plain):
        problem = Problem(OVER_CHAT, (), "it is no object", "give a request as a dict")
        return OverChat({}, problems=(problem,))
    asked = {str(key): value for key, value in plain.items()}
    writer = _Writer()
    writer.write(asked)
    operation = find_operation("POST", "/v1/chat/completions")
    assert operation is not None
    done = adapted_as_asked(operation, writer.body, lossy=lossy, waive=waive)
    # What chat has nothing for leaves gaps, of which nothing more is to be said.
    found = () if writer.problems else done.checked.report.problems
    kept = [each for each in writer.changes if lossy or not each.lossy]
    lost = [as_problem(each) for each in writer.changes if each not in kept]
    problems = [*unsendable, *writer.problems, *lost]
    places = Places(writer.origins)
    changes = (*kept, *map(places.change, done.changes))
    problems += map(places.problem, found)
    waived = [each for each in problems if each.rule not in waive]
    return OverChat(done.body, done.checked.content, changes, tuple(waived), asked)


class _Writer:
    """Writes the chat's request, member by member."""

    def __init__(self) -> None:
        self.body: dict[str, object] = {}
        self.messages: list[dict[str, object]] = []
        self.origins: list[int] = []
        self.changes: list[Change] = []
        self.problems: list[Problem] = []
        self._thoughts: list[object] = []
        self._calls: dict[str, dict[str, object]] = {}
        self._members: Mapping[str, Callable[[object], None]] = {
            "input": self.input,
            "instructions": self.instructions,
            "max_output_tokens": lambda value: self.put("max_tokens", value),
            "reasoning": self.reasoning,
            "text": self.text,
            "tool_choice": self.tool_choice,
            "tools": self.tools,
            "top_logprobs": self.top_logprobs,
        }
        self._items: Mapping[str, Callable[[dict[object, object], int], None]] = {
            "function_call": self._call,
            "function_call_output": self._output,
            "message": self._message,
            "reasoning": self._reasoning,
        }

    def write(self, request: dict[str, object]) -> None:
        """Write a whole request."""
        ordered = {"instructions": None, **request}  # what a system says comes first
        for name, value in ordered.items():
            if value is None:
                continue
            if name in self._members:
                self._members[name](value)
            elif name in _SAME:
                self.put(name, value)
            else:
                self.other(name, value)
        self.body["messages"] = self.messages
        for message in self.messages:
            if message.get("tool_calls") and not message["content"]:
                del message["content"]

    def put(self, name: str, value: object) -> None:
        """Let a member of the chat's request have a value."""
        self.body[name] = value

    def other(self, name: str, value: object) -> None:
        """Leave out a member that chat has nothing for, if it can be left out.

        What the Responses API does not know may be chat's own; its check says so.
        """
        if name in _GOES or value in _NO_LOSS.get(name, ()):
            self.gone((name,), value, "it went: it has no effect here")
        elif name in _LOSSY:
            self.gone((name,), value, _LOSSY[name], lossy=True)
        elif name in _WAYS:
            message = "chat completions have nothing like it"
            self.refuse((name,), message, _WAYS[name])
        elif name in _OTHERWISE:
            self.refuse((name,), "a response has no such parameter", _OTHERWISE[name])
        else:
            self.put(name, value)

    def gone(
        self, loc: Location, value: object, what: str, *, lossy: bool = False
    ) -> None:
        """Note that something went."""
        self.changes.append(Change(OVER_CHAT, loc, value, None, what, lossy))

    def rest(
        self, loc: Location, members: Mapping[object, object], known: Collection[str]
    ) -> None:
        """Leave out the members that chat has nothing for, those that say something."""
        for name, value in members.items():
            if name not in known and value not in (None, False, "auto"):
                what = "it went: chat completions have nothing like it"
                what, lossy = _HARMLESS.get(str(name), what), name not in _HARMLESS
                self.gone((*loc, str(name)), value, what, lossy=lossy)

    def refuse(self, loc: Location, message: str, hint: str) -> None:
        """Note that something cannot be said to chat."""
        self.problems.append(Problem(OVER_CHAT, loc, message, hint))

    def say(self, role: str, content: object, at: int) -> dict[str, object]:
        """Add a message, and return it."""
        message: dict[str, object] = {"role": role, "content": content}
        self.messages.append(message)
        self.origins.append(at)
        return message

    def instructions(self, value: object) -> None:
        """Begin with what a system says."""
        self.say("system", value, INSTRUCTIONS)

    def input(self, value: object) -> None:
        """Write the conversation: a text, or a list of items."""
        if not is_list(value):
            self.say("user", value, WHOLE_INPUT)
            return
        for at, item in enumerate(value):
            if not is_object(item):
                self.refuse(("input", at), "it is no object", "give items as dicts")
                continue
            kind = item.get("type") or "message"
            writer = self._items.get(str(kind))
            if writer is None:
                message = f"chat completions have no items of type {kind!r}"
                self.refuse(("input", at), message, _ITEMS.get(str(kind), _TOOLS))
            else:
                writer(item, at)
        if self._thoughts:
            self._assistant(len(value) - 1)

    def _message(self, item: dict[object, object], at: int) -> None:
        role = str(item.get("role"))
        loc: Location = ("input", at, "content")
        content = chat_content(item.get("content"), loc, self.refuse, self.rest)
        if role == "assistant":
            message = self._assistant(at)
            message["content"] = joined(message["content"], content)
        else:
            self.rest(loc[:-1], item, _SAYS)
            self.say({"developer": "system"}.get(role, role), content, at)

    def _call(self, item: dict[object, object], at: int) -> None:
        message = self._assistant(at)
        function = {"name": item.get("name"), "arguments": item.get("arguments")}
        calls = message.setdefault("tool_calls", [])
        assert is_list(calls)
        call_id = item.get("call_id")
        calls.append({"id": call_id, "type": "function", "function": function})
        self._calls[str(call_id)] = message

    def _output(self, item: dict[object, object], at: int) -> None:
        """Put a result right behind the message that called, wherever it stands."""
        call_id, output = item.get("call_id"), item.get("output")
        loc: Location = ("input", at, "output")
        content = chat_content(output, loc, self.refuse, self.rest)
        message = {"role": "tool", "tool_call_id": call_id, "content": content}
        asked = self._calls.get(str(call_id))
        place = len(self.messages)
        if asked is not None:
            place = self.messages.index(asked) + 1
            while place < len(self.messages) and _is_result(self.messages[place]):
                place += 1
        self.messages.insert(place, message)
        self.origins.insert(place, at)

    def _reasoning(self, item: dict[object, object], at: int) -> None:
        parts = [p for key in ("content", "summary") for p in _parts(item.get(key))]
        texts = [str(p.get("text")) for p in parts if p.get("text")]
        if texts:
            thoughts = [{"type": "text", "text": text} for text in texts]
            self._thoughts.append({"type": "thinking", "thinking": thoughts})
        else:
            self.gone(("input", at), dict(item), "it went: there is no thought in it")

    def _assistant(self, at: int) -> dict[str, object]:
        """Return the message that an assistant is at, with the thoughts before it."""
        last = self.messages[-1] if self.messages else {}
        if self._thoughts or last.get("role") != "assistant":
            last = self.say("assistant", [*self._thoughts] or "", at)
            self._thoughts.clear()
        return last

    def tools(self, value: object) -> None:
        """Write the tools, which are functions."""
        tools: list[object] = []
        for at, tool in enumerate(value if is_list(value) else ()):
            members = tool if is_object(tool) else {}
            if members.get("type") != "function":
                kind = f"chat completions have no tool of type {members.get('type')!r}"
                self.refuse(("tools", at, "type"), kind, _TOOLS)
                continue
            names = ("name", "description", "parameters", "strict")
            function = {k: members[k] for k in names if members.get(k) is not None}
            function.setdefault("parameters", {"type": "object", "properties": {}})
            self.rest(("tools", at), members, {"type", *names})
            tools.append({"type": "function", "function": function})
        if tools:
            self.put("tools", tools)

    def tool_choice(self, value: object) -> None:
        """Write the choice; a named function stands in an object of its own."""
        if not is_object(value):
            self.put("tool_choice", value)
        elif value.get("type") == "function":
            function = {"name": value.get("name")}
            self.put("tool_choice", {"type": "function", "function": function})
        elif value.get("type") == "allowed_tools":
            given = value.get("tools")
            tools = [
                {"type": "function", "function": {"name": each.get("name")}}
                for each in (given if is_list(given) else ())
                if is_object(each)
            ]
            allowed = {"mode": value.get("mode"), "tools": tools}
            choice = {"type": "allowed_tools", "allowed_tools": allowed}
            self.put("tool_choice", choice)
        else:
            kind = f"chat completions cannot choose a {value.get('type')!r}"
            self.refuse(("tool_choice", "type"), kind, "name a function")

    def text(self, value: object) -> None:
        """Write the form of the answer."""
        members = value if is_object(value) else {}
        if members.get("verbosity") not in (None, "medium"):
            what = "it went: Mistral has nothing like it"
            loc: Location = ("text", "verbosity")
            self.gone(loc, members["verbosity"], what, lossy=True)
        self.rest(("text",), members, {"format", "verbosity"})
        form = members.get("format")
        if not is_object(form) or form.get("type") == "text":
            return
        if form.get("type") == "json_schema":
            names = ("name", "description", "schema", "strict")
            schema = {k: form[k] for k in names if form.get(k) is not None}
            form = {"type": "json_schema", "json_schema": schema}
        self.put("response_format", form)

    def reasoning(self, value: object) -> None:
        """Write how much the model thinks; thoughts come as summaries anyway."""
        members = value if is_object(value) else {}
        if members.get("effort") is not None:
            self.put("reasoning_effort", members["effort"])
        self.rest(("reasoning",), members, _THINKING)

    def top_logprobs(self, value: object) -> None:
        """Ask for the likely tokens."""
        if value:
            self.body |= {"logprobs": True, "top_logprobs": value}


_ITEMS: Final[Mapping[str, str]] = {
    "item_reference": "send the item itself: nothing is stored",
}


def _is_result(message: Mapping[str, object]) -> bool:
    return message["role"] == "tool"


def _parts(value: object) -> Iterator[dict[object, object]]:
    yield from (each for each in (value if is_list(value) else ()) if is_object(each))
