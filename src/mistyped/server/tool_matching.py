"""Which of the tools on offer a text means.

A model guesses that a question about the weather wants `get_weather`. Here the words of
a tool's name and of its parameters are compared with those of the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Final

from mistyped.server.chat_request import Tool
from mistyped.server.json_types import as_object

_WORD: Final = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[^\W\d_A-Z]+")
_SHORTEST: Final = 3
# Words that are in every other tool and text, and tell nothing.
_EMPTY: Final = frozenset(
    {
        *("all", "and", "any", "ask", "call", "data", "fetch", "find", "for", "from"),
        *("get", "give", "has", "have", "input", "item", "list", "make", "name", "new"),
        *("not", "number", "query", "run", "set", "show", "tell", "text", "that"),
        *("the", "this", "tool", "type", "use", "user", "value", "what", "when"),
        *("which", "who", "with", "you", "your"),
    }
)


def tools_meant(tools: Sequence[Tool], text: str) -> list[Tool]:
    """Return the tools that a text means, in the order of the text.

    Those whose whole names stand there; else those with a word of their name there;
    else the first with a word of a parameter there.
    """
    return _named(tools, text) or _by_words(tools, text)


def _named(tools: Sequence[Tool], text: str) -> list[Tool]:
    places: list[tuple[int, Tool]] = []
    for tool in tools:
        name = re.escape(tool.name)
        found = re.search(rf"(?<![\w-]){name}(?![\w-])", text, re.IGNORECASE)
        if tool.name and found:
            places.append((found.start(), tool))
    return [tool for _, tool in sorted(places, key=lambda place: place[0])]


def _by_words(tools: Sequence[Tool], text: str) -> list[Tool]:
    said = _words([text])
    named = [tool for tool in tools if said & _words([tool.name])]
    if named:
        return named
    return [tool for tool in tools if said & _words(_parameters(tool))][:1]


def _parameters(tool: Tool) -> Iterable[str]:
    return as_object(as_object(tool.parameters).get("properties"))


def _words(names: Iterable[str]) -> set[str]:
    """Split names at `_` and capitals, and leave out what tells nothing."""
    found = {word.lower() for name in names for word in _WORD.findall(name)}
    return {word for word in found - _EMPTY if len(word) >= _SHORTEST}
