"""An outline of a message that its schema does not take: all but the free texts.

Files of wrong lines are wrong in one way mostly, such as a key too many, and their
texts differ. What the check says of a message does not hang on what is said in it.
"""

from __future__ import annotations

from collections.abc import Hashable
from typing import Final

import msgspec

from mistyped._values.guards import is_list, is_object

_FREE: Final = frozenset(
    {"content", "text", "url", "image_url", "document_url", "name"}
)
"""Members whose texts are never quoted, nor compared with anything."""
_PAIRED: Final = frozenset({"tool_calls", "tool_call_id"})
"""Members that hang together with other messages."""


class Odd:
    """A message that is wrong in itself.

    Attributes:
        outline: What the check may see of it.
    """

    content = None
    tool_calls = None
    prefix = False
    tool_call_id = None
    name = None

    def __init__(self, outline: Hashable) -> None:
        self.outline = outline


def odd(raw: msgspec.Raw) -> Odd | None:
    """Make an outline of a message; None if it has to be judged by itself."""
    value: object = msgspec.json.decode(raw)
    if not is_object(value) or value.get("role") == "tool":
        return None
    if any(value.get(each) is not None for each in _PAIRED):
        return None
    return Odd(_outline(value))


def _outline(value: object) -> Hashable:
    if is_object(value):
        return tuple(
            (key, bool(each) if type(each) is str and key in _FREE else _outline(each))
            for key, each in value.items()
        )
    if is_list(value):
        return (list, *map(_outline, value))
    return type(value), value
