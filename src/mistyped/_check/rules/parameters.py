"""Rules on parameters that have to fit together."""

from __future__ import annotations

import re
from collections.abc import Iterator

from mistyped._check.rules.conversation import Conversation, Found
from mistyped._values.guards import is_list
from mistyped.problems import shown

_MOST_TOOLS = 128
_JSON = re.compile("json", re.IGNORECASE)


def choice_without_tools(conversation: Conversation) -> Iterator[Found]:
    """Find a demand for a tool where there is none."""
    if conversation.demands_tool and not conversation.body.get("tools"):
        yield Found(("tool_choice",), "it demands a tool, and there are no tools")


def choice_of_no_tool(conversation: Conversation) -> Iterator[Found]:
    """Find a named choice that names none of the tools."""
    name = conversation.named_tool
    names = [function.get("name") for _, function in conversation.tools]
    if name and conversation.body.get("tools") and name not in names:
        place = ("tool_choice", "function", "name")
        yield Found(place, f"there is no tool {shown(name)}")


def format_beside_tools(conversation: Conversation) -> Iterator[Found]:
    """Find a JSON format beside tools one of which has to be called."""
    kind, tools = conversation.format, conversation.body.get("tools")
    if tools and kind.startswith("json_") and conversation.demands_tool:
        message = f"the format {kind} does not go with a demand for a tool"
        yield Found(("response_format", "type"), message)


def json_word(conversation: Conversation) -> Iterator[Found]:
    """Find the format json_object in a conversation that never says JSON."""
    if conversation.format == "json_object" and not any(
        _JSON.search(text) for text in _texts(conversation)
    ):
        yield Found(("response_format", "type"), "no message says JSON")


def _texts(conversation: Conversation) -> Iterator[str]:
    for message in conversation.messages:
        content = message.get("content")
        if isinstance(content, str):
            yield content
    for _, part in conversation.content_parts():
        text = part.get("text")
        if isinstance(text, str):
            yield text


def top_logprobs_alone(conversation: Conversation) -> Iterator[Found]:
    """Find top_logprobs where logprobs are not asked for."""
    body = conversation.body
    if body.get("top_logprobs") and body.get("logprobs") is not True:
        yield Found(("top_logprobs",), "logprobs is not true")


def greedy_choices(conversation: Conversation) -> Iterator[Found]:
    """Find several answers at a temperature of 0."""
    count, temperature = (
        conversation.body.get("n"),
        conversation.body.get("temperature"),
    )
    if isinstance(count, int) and count > 1 and temperature == 0:
        yield Found(("n",), f"{count} answers are asked for at a temperature of 0")


def too_many_tools(conversation: Conversation) -> Iterator[Found]:
    """Find more tools than Mistral takes."""
    tools = conversation.body.get("tools")
    if is_list(tools) and len(tools) > _MOST_TOOLS:
        yield Found(("tools",), f"there are {len(tools)} tools, and 128 are the most")
