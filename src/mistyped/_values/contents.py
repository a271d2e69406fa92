"""What answers say: text, thoughts, verdicts, sound, costs, and unknown chunks.

An answer's content is a string, or a list of chunks when the model thinks or cites.
"""

from __future__ import annotations

import binascii
from base64 import b64decode
from collections.abc import Iterator, Sequence

from openai import BaseModel

from mistyped._values.guards import is_list, is_object


class Chunk(BaseModel):
    """A chunk of content; it can be read as the mapping that it was, too.

    The OpenAI SDK knows content as text alone and leaves chunks dicts, so programs
    written for it read `chunk["type"]` and `chunk.get("text")`.
    """

    def __getitem__(self, name: str) -> object:
        """Return a member that was sent.

        Raises:
            KeyError: If it was not.
        """
        if name not in self.model_fields_set:
            raise KeyError(name)
        return getattr(self, name)

    def __contains__(self, name: object) -> bool:
        return name in self.model_fields_set

    def get(self, name: str, default: object = None) -> object:
        """Return a member that was sent, else the default."""
        return getattr(self, name) if name in self.model_fields_set else default

    def keys(self) -> list[str]:
        """Return the names of the members that were sent."""
        return [name for name, _ in self if name in self.model_fields_set]


class UnknownChunk(Chunk):
    """A chunk of a kind that mistyped does not know; its members are all kept."""

    type: str | None = None


class HasContent:
    """Reads the content of a message or of a delta, whatever its shape."""

    @property
    def text(self) -> str:
        """The text of the content without thoughts; empty if there is none."""
        content = _content(self)
        return content if isinstance(content, str) else "".join(_texts(content))

    @property
    def thinking(self) -> str:
        """The thoughts in the content as one text; empty if there are none.

        In OpenAI's shape they stand beside it, in `reasoning_content`.
        """
        content = _content(self)
        if isinstance(content, str) or not content:
            extra: object = getattr(self, "__pydantic_extra__", None)
            return str((is_object(extra) and extra.get("reasoning_content")) or "")
        return "".join(text for chunk in content for text in _texts(_thoughts(chunk)))


class HasMessage:
    """Reads the first choice of an answer."""

    @property
    def text(self) -> str:
        """The text of the first choice without thoughts; empty if there is none."""
        return str(getattr(_first_message(self), "text", ""))

    @property
    def thinking(self) -> str:
        """The thoughts of the first choice; empty if there are none."""
        return str(getattr(_first_message(self), "thinking", ""))


class HasArguments:
    """Reads the arguments of a call, which come as JSON text or as an object."""

    @property
    def arguments(self) -> dict[str, object] | None:
        """The arguments by name; None if `argument_error` says why there are none."""
        return _arguments(self)[0]

    @property
    def argument_error(self) -> str:
        """What is wrong with the arguments: incomplete, or no object; else empty."""
        return _arguments(self)[1]


class HasCategories(BaseModel):
    """Reads the categories of a moderation result."""

    categories: dict[str, bool] | None = None

    @property
    def flagged(self) -> bool | None:
        """Whether any category applies; None if the answer has no categories.

        OpenAI sends this and Mistral does not: it is read from `categories`, unless an
        answer has it after all.
        """
        sent = (self.model_extra or {}).get("flagged")
        if isinstance(sent, bool):
            return sent
        if isinstance(self.categories, dict):
            return any(self.categories.values())
        return None


class HasCachedTokens:
    """Reads what came from the cache, which answers spell in three ways."""

    @property
    def cached_tokens(self) -> int | None:
        """Tokens of the prompt that came from the cache; None if nothing says so."""
        for details in ("prompt_tokens_details", "prompt_token_details"):
            cached = getattr(getattr(self, details, None), "cached_tokens", None)
            if isinstance(cached, int):
                return cached
        counted: object = getattr(self, "num_cached_tokens", None)
        return counted if isinstance(counted, int) else None


class HasAudio:
    """Reads sound, which travels as base64."""

    @property
    def audio(self) -> bytes:
        """The sound itself, decoded anew each time.

        Raises:
            ValueError: If what travelled is no base64.
        """
        data: object = getattr(self, "audio_data", None)
        if not isinstance(data, str):
            raise binascii.Error(f"there is no sound in audio_data, but {data!r}")
        return b64decode(data, validate=True)


def _first_message(answer: object) -> object:
    choices = _list(getattr(answer, "choices", None))
    return getattr(choices[0], "message", None) if choices else None


def _arguments(call: object) -> tuple[dict[str, object] | None, str]:
    from mistyped._values.tool_calls import read_arguments

    given: object = getattr(getattr(call, "function", None), "arguments", None)
    try:
        return read_arguments(given), ""
    except ValueError as error:
        return None, str(error)


def _content(message: object) -> str | Sequence[object]:
    content: object = getattr(message, "content", None)
    if isinstance(content, BaseModel):  # the delta of a conversation is one chunk
        return (content,)
    return content if isinstance(content, str) else _list(content)


def _thoughts(chunk: object) -> Sequence[object]:
    return _list(getattr(chunk, "thinking", None))


def _list(value: object) -> Sequence[object]:
    return value if is_list(value) else ()


def _texts(chunks: Sequence[object]) -> Iterator[str]:
    for chunk in chunks:
        text = getattr(chunk, "text", None)
        if getattr(chunk, "type", None) == "text" and isinstance(text, str):
            yield text
