"""Where the requests of a batch can go, and where one goes that does not say it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from mistyped._values.guards import is_list, is_mapping

CHAT: Final = "/v1/chat/completions"
AGENTS: Final = "/v1/agents/completions"
_BY_MEMBER: Final = {
    "agent_id": AGENTS,
    "messages": CHAT,
    "inputs": "/v1/conversations",
    "prompt": "/v1/fim/completions",
    "document": "/v1/ocr",
    "input": "/v1/embeddings",
}
"""The members by which requests are known, the surest first."""


def guessed_path(line: object) -> str:
    """Return where a line's request goes: what it says itself, or what it looks like.

    Moderations and classifications look like embeddings, but for a model's name.
    """
    if not is_mapping(line):
        return CHAT
    url, body = line.get("url"), line.get("body", line)
    if isinstance(url, str) and url:
        return url
    if not is_mapping(body):
        return CHAT
    found = next((path for name, path in _BY_MEMBER.items() if name in body), CHAT)
    if found == _BY_MEMBER["input"] and "moderation" in str(body.get("model")):
        return "/v1/chat/moderations" if _is_talk(body) else "/v1/moderations"
    return found


def _is_talk(body: Mapping[object, object]) -> bool:
    given = body.get("input")
    return is_list(given) and not all(isinstance(each, str) for each in given)
