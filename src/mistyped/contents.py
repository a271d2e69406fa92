"""What answers say: text, thoughts, and chunks that nobody knew of.

An answer's content is a string, or a list of chunks when the model thinks or cites.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from openai import BaseModel


class UnknownChunk(BaseModel):
    """A chunk of a kind that mistyped does not know; its members are all kept."""

    type: str


class HasContent(BaseModel):
    """Reads the content of a message or of a delta, whatever its shape."""

    @property
    def text(self) -> str:
        """The text of the content without thoughts; empty if there is none."""
        content = _content(self)
        return content if isinstance(content, str) else "".join(_texts(content))

    @property
    def thinking(self) -> str:
        """The thoughts in the content as one text; empty if there are none."""
        content = _content(self)
        if isinstance(content, str):
            return ""
        thoughts = (getattr(chunk, "thinking", None) for chunk in content)
        return "".join(
            text for inner in thoughts if isinstance(inner, list) for text in _texts(inner)
        )


def _content(message: BaseModel) -> str | Sequence[object]:
    content = getattr(message, "content", None)
    return content if isinstance(content, str | list) else ""


def _texts(chunks: Sequence[object]) -> Iterator[str]:
    for chunk in chunks:
        text = getattr(chunk, "text", None)
        if isinstance(text, str):
            yield text
