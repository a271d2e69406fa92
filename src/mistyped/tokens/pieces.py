"""Chats from version 13 on, in which every text is encoded by itself.

Control tokens stand between the texts, so that a count is a sum, and a text that comes
again in other requests, such as the tools on offer, is measured once. Whatever is not
known here is left to mistral-common, which takes seconds to load.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import groupby
from typing import Final, TypeAlias

from mistyped._values.guards import is_list, is_object
from mistyped.tokens.chat_request import (
    ELSEWHERE,
    image_url,
    offered_functions,
    role_of,
)
from mistyped.tokens.kinds import Version
from mistyped.tokens.plain_chat import AROUND, BETWEEN, settings_text

LARGEST_IMAGE: Final = 56 * 55
"""Tokens of an image of 1,540 pixels square: 55 patches in a row, and its end."""
_JOINTS: Final[Mapping[Version, str]] = {"v13": BETWEEN, "v15": ""}
"""What stands between two texts of one message."""
_dumped: Final = json.JSONEncoder(ensure_ascii=False).encode
_Object: TypeAlias = dict[object, object]


@dataclass(slots=True)
class Pieces:
    """What a chat is encoded as.

    Attributes:
        texts: Texts, each encoded by itself.
        again: Texts that other requests are likely to have as well.
        others: How many tokens there are beside them, of control and of images.
        left_out: What is not counted, each as a clause.
    """

    texts: list[str] = field(default_factory=list[str])
    again: list[str] = field(default_factory=list[str])
    others: int = 1
    left_out: dict[str, None] = field(default_factory=dict[str, None])


class _UnknownError(Exception):
    """There is something in a chat that is not known here."""


def pieces_of(body: Mapping[object, object], version: Version) -> Pieces | None:
    """Take a chat that is plain JSON apart.

    Returns:
        Its pieces; None if mistral-common has to read it.
    """
    messages, joint = body.get("messages"), _JOINTS.get(version)
    if joint is None or not is_list(messages):
        return None
    found, roles = Pieces(), set[str]()
    try:
        for role, run in groupby(messages, _role):
            _READERS[role](found, [each for each in run if is_object(each)], joint)
            roles.add(role)
        offer = list(_offer(found, body, version))
    except _UnknownError:
        return None
    if "user" in roles:  # it stands before the first question
        found.again += offer
        found.others += AROUND * len(offer)
    return found


def _role(message: object) -> str:
    role = role_of(message) if is_object(message) else None
    if not isinstance(role, str) or role not in _READERS:
        raise _UnknownError
    return role


def _offer(
    found: Pieces, body: Mapping[object, object], version: Version
) -> Iterator[str]:
    """Yield the tools, and of version 15 the settings."""
    tools = [_function(each) for each in offered_functions(body, found.left_out)]
    if tools:
        yield _dumped(tools)
    settings = settings_text(body) if version == "v15" else ""
    if settings:
        yield settings


def _function(function: Mapping[str, object]) -> dict[str, object]:
    name, said = function.get("name"), function.get("description", "")
    parameters = function.get("parameters")
    if not (isinstance(name, str) and isinstance(said, str) and is_object(parameters)):
        raise _UnknownError
    members = {"name": name, "description": said, "parameters": parameters}
    return {"type": "function", "function": members}


def _add_prompts(found: Pieces, run: Sequence[_Object], joint: str) -> None:
    for message in run:
        found.again += _joined([message], joint)
        found.others += AROUND


def _add_questions(found: Pieces, run: Sequence[_Object], joint: str) -> None:
    found.others += AROUND
    for each in _joined(run, joint, images=True):
        if each:
            found.texts.append(each)
        else:
            found.others += LARGEST_IMAGE
            found.left_out[ELSEWHERE] = None


def _add_answers(found: Pieces, run: Sequence[_Object], joint: str) -> None:
    """Add what the model said in a row, and the calls it made."""
    if any(message.get("prefix") is True for message in run):
        raise _UnknownError
    texts = [each.rstrip(" ") for each in _joined(run, joint)]
    calls = [call for message in run for call in _calls(message.get("tool_calls"))]
    if not texts and not calls:
        raise _UnknownError
    found.texts += texts
    for call in calls:
        found.texts += call
        found.others += AROUND
    found.others += 1


def _calls(calls: object) -> Iterator[tuple[str, str]]:
    """Yield the name and the arguments of each call."""
    for call in calls if is_list(calls) else ():
        function = call.get("function") if is_object(call) else None
        if not is_object(call) or not is_object(function):
            raise _UnknownError
        named, name = call.get("id"), function.get("name")
        given = function.get("arguments")
        if not isinstance(named, str) or named in ("", "null"):
            raise _UnknownError
        if not isinstance(name, str):
            raise _UnknownError
        yield name, _arguments(given)


def _arguments(given: object) -> str:
    """Return the arguments of a call as they are encoded: parsed, and written anew."""
    if not (given is None or isinstance(given, str) or is_object(given)):
        raise _UnknownError
    if isinstance(given, str):
        with suppress(json.JSONDecodeError):  # else they are a text
            given = json.loads(given or "{}")
    return _dumped({} if given is None else given)


def _add_results(found: Pieces, run: Sequence[_Object], joint: str) -> None:
    for message in run:
        given = (message.get("tool_call_id"), message.get("name"))
        if not all(isinstance(each, str | None) for each in given):
            raise _UnknownError
        found.texts += _joined([message], joint)
        found.others += AROUND


def _joined(
    messages: Sequence[_Object], joint: str, *, images: bool = False
) -> Iterator[str]:
    """Yield the texts of messages, neighbours as one; an image is an empty text."""
    text, between = "", BETWEEN
    for message in messages:
        between = BETWEEN
        content = message.get("content") or ""
        parts = content if is_list(content) else [{"text": content}]
        for part in parts:
            said = _text(part, images=images)
            if said is None:
                if text:
                    yield text
                text = ""
                yield ""
            elif said:
                text = f"{text}{between}{said}" if text else said
                between = joint
    if text:
        yield text


def _text(part: object, *, images: bool) -> str | None:
    """Return the text of a part; nothing for an image that is not in the request."""
    if not is_object(part):
        raise _UnknownError
    kind, text = part.get("type", "text"), part.get("text")
    if kind == "text" and isinstance(text, str):
        return text
    url = image_url(part)
    if kind != "image_url" or not images or not isinstance(url, str):
        raise _UnknownError
    if url.startswith("data:"):
        raise _UnknownError
    return None


_READERS: Final[Mapping[str, Callable[[Pieces, Sequence[_Object], str], None]]] = {
    "system": _add_prompts,
    "user": _add_questions,
    "assistant": _add_answers,
    "tool": _add_results,
}
