"""The texts of requests that no tokenizer reads as a whole: conversations, responses.

What stands around them, tools and images is left out, so that a prompt has at least
as many tokens as its texts.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from mistyped._values.guards import is_list, is_object
from mistyped.tokens.counting import TokenCount, count

_HOLDERS = ("text", "content", "result", "output", "arguments")


def count_texts(body: Mapping[str, object]) -> TokenCount:
    """Count what is said in a request, as one message of a chat with its model.

    Raises:
        UncountableError: If it cannot be read.
        ImportError: If mistral-common is not installed.
    """
    given = (body.get(name) for name in ("instructions", "inputs", "input"))
    said = "\n".join(text for each in given for text in _texts(each))
    messages = [{"role": "user", "content": said}]
    asked = {"model": body.get("model"), "messages": messages}
    found = count("/v1/chat/completions", asked)
    return replace(found, certainty="estimate", why="only texts are counted")


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif is_list(value):
        for each in value:
            yield from _texts(each)
    elif is_object(value):
        for name in _HOLDERS:
            yield from _texts(value.get(name))
