"""One chat request as typed values, with the API's defaults filled in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from mistyped.server.json_body import JsonBody
from mistyped.server.json_types import (
    Json,
    JsonObject,
    as_count,
    as_list,
    as_object,
    as_objects,
    as_text,
)

ToolMode = Literal["auto", "none", "must"]
Format = Literal["text", "json_object", "json_schema"]


@dataclass(frozen=True, slots=True)
class Tool:
    """A function that the model may call."""

    name: str
    parameters: Json


@dataclass(frozen=True, slots=True)
class ChatRequest:
    """What the request asks for.

    Attributes:
        body: The request and its hash.
        messages: The conversation.
        tools: The functions on offer; built-in tools are left out.
        tool_mode: Whether a tool may, must not or must be called.
        seed: `random_seed`, or `None` if the request has none.
        limit: `max_tokens`, or `None` for no limit.
        stops: The stop sequences, without empty ones.
        prefix: What the answer has to begin with.
    """

    body: JsonBody
    messages: list[JsonObject]
    tools: tuple[Tool, ...]
    tool_mode: ToolMode
    stops: tuple[str, ...]
    prefix: str
    seed: int | None
    limit: int | None

    @property
    def model(self) -> str:
        """The model's name as the request gives it."""
        return as_text(self.body.value.get("model"))

    @property
    def choices(self) -> int:
        """How many answers are wanted."""
        return as_count(self.body.value.get("n"), 1)

    @property
    def streams(self) -> bool:
        """Whether the answer is wanted as server-sent events."""
        return self.body.value.get("stream") is True

    @property
    def parallel(self) -> bool:
        """Whether one answer may call several tools."""
        return self.body.value.get("parallel_tool_calls") is not False

    @property
    def thinks(self) -> bool:
        """Whether the answer shows its reasoning."""
        effort = self.body.value.get("reasoning_effort")
        mode = self.body.value.get("prompt_mode")
        return effort not in (None, "none") or mode == "reasoning"

    @property
    def format(self) -> Format:
        """The kind of answer that `response_format` asks for."""
        kind = as_object(self.body.value.get("response_format")).get("type")
        if kind == "json_object":
            return "json_object"
        return "json_schema" if kind == "json_schema" else "text"

    @property
    def schema(self) -> Json:
        """The JSON Schema of the answer, for the format `json_schema`."""
        asked = as_object(self.body.value.get("response_format"))
        return as_object(asked.get("json_schema")).get("schema", {})


def read_chat_request(body: JsonBody) -> ChatRequest:
    """Read a request that has passed the checks."""
    value = body.value
    messages = as_objects(value.get("messages"))
    mode, tools = _tools(value)
    return ChatRequest(
        body=body,
        messages=messages,
        tools=tools,
        tool_mode=mode,
        stops=_stops(value.get("stop")),
        prefix=_prefix(messages),
        seed=_optional_count(value.get("random_seed")),
        limit=_optional_count(value.get("max_tokens")),
    )


def function_tools(value: JsonObject) -> tuple[Tool, ...]:
    """Return the functions among a request's tools."""
    functions = [as_object(t.get("function")) for t in as_objects(value.get("tools"))]
    return tuple(
        Tool(as_text(function.get("name")), function.get("parameters"))
        for function in functions
        if function
    )


def forced_name(value: JsonObject) -> str:
    """Return the function that `tool_choice` names, or an empty string."""
    choice = as_object(value.get("tool_choice"))
    return as_text(as_object(choice.get("function")).get("name"))


def _tools(value: JsonObject) -> tuple[ToolMode, tuple[Tool, ...]]:
    tools = function_tools(value)
    if forced := forced_name(value):
        return "must", tuple(tool for tool in tools if tool.name == forced)
    choice = value.get("tool_choice")
    if choice in ("any", "required"):
        return "must", tools
    return ("none" if choice == "none" else "auto"), tools


def _stops(value: Json) -> tuple[str, ...]:
    stops = [value] if isinstance(value, str) else as_list(value)
    return tuple(stop for stop in stops if isinstance(stop, str) and stop)


def _prefix(messages: list[JsonObject]) -> str:
    last: JsonObject = messages[-1] if messages else {}
    if last.get("role") == "assistant" and last.get("prefix") is True:
        return content_text(last.get("content"))
    return ""


def _optional_count(value: Json) -> int | None:
    return None if value is None else as_count(value, 0)


def content_text(content: Json) -> str:
    """Read a message's content as text; what is no text appears as its type."""
    if isinstance(content, str):
        return content
    parts = as_objects(content)
    return " ".join(
        as_text(part.get("text")) or f"[{as_text(part.get('type'))}]" for part in parts
    )
