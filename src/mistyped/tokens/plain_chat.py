"""Counts chats of nothing but texts, with the ranks of tekken and no mistral-common.

It knows what each version puts around a text; a chat with anything else in it is left
to mistral-common, which takes seconds to load.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import groupby
from typing import TypeAlias

from mistyped._values.guards import is_list, is_object
from mistyped.tokens.kinds import Version

Measure: TypeAlias = Callable[[str], int]
"""How many tokens a text has."""
Turn: TypeAlias = tuple[str, str]
"""A role and a text."""
_BETWEEN = "\n\n"
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


def count_turns(
    turns: Sequence[Turn], version: Version, measure: Measure, settings: str
) -> int | None:
    """Return how many tokens a chat has, the token of its beginning included.

    Args:
        turns: Roles and texts.
        version: How they are written.
        measure: Counts the tokens of a text.
        settings: What version 15 says before the first question; empty for nothing.

    Returns:
        The count; None if mistral-common would add a message of its own.
    """
    total = 1
    said = _merged(turns)
    if version == "v3":
        said = _with_system_last(said)
        if not said or said[0][0] != "user":
            return None
    elif version == "v15" and settings and any(role == "user" for role, _ in said):
        total += AROUND + measure(settings)
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
            merged.append((role, _BETWEEN.join(texts)))
    return merged


def _with_system_last(said: Sequence[Turn]) -> list[Turn]:
    """Put the system's prompts before the last question, as version 3 has them."""
    prompts = [text for role, text in said if role == "system"]
    asked = [turn for turn in said if turn[0] != "system"]
    questions = [at for at, (role, _) in enumerate(asked) if role == "user"]
    if prompts and questions:
        last = questions[-1]
        text = _BETWEEN.join(prompts) + _BETWEEN + asked[last][1]
        asked[last] = ("user", text)
    return asked
