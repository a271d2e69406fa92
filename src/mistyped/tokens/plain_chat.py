"""Counts chats of version 3 with nothing but texts in them, without mistral-common.

A chat with anything else in it is left to mistral-common, which takes seconds to load.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import groupby
from typing import TypeAlias

from mistyped._values.guards import is_list, is_object

Measure: TypeAlias = Callable[[str], int]
"""How many tokens a text has."""
Turn: TypeAlias = tuple[str, str]
"""A role and a text."""
BETWEEN = "\n\n"
"""What joins messages of one side in a row."""
AROUND = 2
"""A control token before a text, and one behind it."""
_PLAIN = {"role", "content"}
_ROLES = frozenset({"system", "user", "assistant"})


def plain_turns(body: Mapping[object, object]) -> list[Turn] | None:
    """Return roles and texts of a chat; None if there is anything else in it."""
    messages = body.get("messages")
    if not is_list(messages) or not messages or offered_tools(body):
        return None
    turns: list[Turn] = []
    for message in messages:
        if not is_object(message) or message.keys() != _PLAIN:
            return None
        role, content = message.get("role"), message.get("content")
        if role not in _ROLES or not isinstance(content, str) or not content:
            return None
        turns.append((str(role), content))
    return turns


def offered_tools(body: Mapping[object, object]) -> Sequence[object]:
    """Return the tools that the model sees: none of them if `tool_choice` is none."""
    tools = body.get("tools")
    if not is_list(tools) or body.get("tool_choice") == "none":
        return ()
    return tools


def settings_text(body: Mapping[object, object]) -> str:
    """Return what version 15 says of its settings; nothing where an answer has a form.

    That is as answers were recorded: with a `response_format` of JSON no settings were
    counted.
    """
    form = body.get("response_format")
    kind = form.get("type") if is_object(form) else None
    if kind not in (None, "text"):
        return ""
    effort = body.get("reasoning_effort")
    return f'{{"reasoning_effort": "{effort if isinstance(effort, str) else "none"}"}}'


def count_turns(turns: Sequence[Turn], measure: Measure) -> int | None:
    """Return how many tokens a chat has, the token of its beginning included.

    Args:
        turns: Roles and texts.
        measure: Counts the tokens of a text.

    Returns:
        The count; None if mistral-common would add a message of its own.
    """
    said = _with_system_last(_merged(turns))
    if not said or said[0][0] != "user":
        return None
    total = 1
    for role, text in said:
        if role == "assistant":
            total += measure(text.rstrip(" ")) + 1
        else:
            total += measure(text) + AROUND
    return total


def _merged(turns: Sequence[Turn]) -> list[Turn]:
    """Join what one side said in a row; prompts of the system stay apart."""
    merged: list[Turn] = []
    for role, run in groupby(turns, key=lambda turn: turn[0]):
        texts = [text for _, text in run]
        if role == "system":
            merged += [(role, text) for text in texts]
        else:
            merged.append((role, BETWEEN.join(texts)))
    return merged


def _with_system_last(said: Sequence[Turn]) -> list[Turn]:
    """Put the system's prompts before the last question."""
    prompts = [text for role, text in said if role == "system"]
    asked = [turn for turn in said if turn[0] != "system"]
    questions = [at for at, (role, _) in enumerate(asked) if role == "user"]
    if prompts and questions:
        last = questions[-1]
        text = BETWEEN.join(prompts) + BETWEEN + asked[last][1]
        asked[last] = ("user", text)
    return asked
