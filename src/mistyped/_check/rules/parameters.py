"""Rules on parameters that have to fit together."""

from __future__ import annotations

import re
from collections.abc import Iterator

from mistyped._check.request_view import Finding, RequestView
from mistyped._values.guards import is_list
from mistyped.problems import shown

_MOST_TOOLS = 128
_JSON = re.compile("json", re.IGNORECASE)


def choice_without_tools(request: RequestView) -> Iterator[Finding]:
    """Find a demand for a tool where there is none."""
    if request.demands_tool and not request.body.get("tools"):
        yield Finding(("tool_choice",), "it demands a tool, and there are no tools")


def choice_of_no_tool(request: RequestView) -> Iterator[Finding]:
    """Find a named choice that names none of the tools."""
    name = request.named_tool
    names = [function.get("name") for _, function in request.tools]
    if name and request.body.get("tools") and name not in names:
        place = ("tool_choice", "function", "name")
        yield Finding(place, f"there is no tool {shown(name)}")


def format_beside_tools(request: RequestView) -> Iterator[Finding]:
    """Find a JSON format beside tools one of which has to be called."""
    kind, tools = request.format, request.body.get("tools")
    if tools and kind.startswith("json_") and request.demands_tool:
        message = f"the format {kind} does not go with a demand for a tool"
        yield Finding(("response_format", "type"), message)


def json_word(request: RequestView) -> Iterator[Finding]:
    """Find the format json_object in a conversation that never says JSON."""
    if request.format == "json_object" and not any(
        _JSON.search(text) for text in _texts(request)
    ):
        yield Finding(("response_format", "type"), "no message says JSON")


def _texts(request: RequestView) -> Iterator[str]:
    for message in request.messages:
        content = message.get("content")
        if isinstance(content, str):
            yield content
    for _, part in request.content_parts():
        text = part.get("text")
        if isinstance(text, str):
            yield text


def top_logprobs_alone(request: RequestView) -> Iterator[Finding]:
    """Find top_logprobs where logprobs are not asked for."""
    body = request.body
    if body.get("top_logprobs") and body.get("logprobs") is not True:
        yield Finding(("top_logprobs",), "logprobs is not true")


def greedy_choices(request: RequestView) -> Iterator[Finding]:
    """Find several answers at a temperature of 0."""
    count, temperature = (
        request.body.get("n"),
        request.body.get("temperature"),
    )
    if isinstance(count, int) and count > 1 and temperature == 0:
        yield Finding(("n",), f"{count} answers are asked for at a temperature of 0")


def too_many_tools(request: RequestView) -> Iterator[Finding]:
    """Find more tools than Mistral takes."""
    tools = request.body.get("tools")
    if is_list(tools) and len(tools) > _MOST_TOOLS:
        yield Finding(("tools",), f"there are {len(tools)} tools, and 128 are the most")
