"""API keys: Mistral's own, and such as can go into a header."""

from __future__ import annotations

import inspect
import os
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from mistyped.errors import APIKeyError


def api_key_or_raise(api_key: object, *, required: bool) -> object:
    """Return the key to use, from the argument or from `MISTRAL_API_KEY`.

    Raises:
        APIKeyError: If there is none and one is required, or it cannot be a key.
    """
    key = os.environ.get("MISTRAL_API_KEY") if api_key is None else api_key
    if callable(key):
        return _checked_provider(cast("Callable[[], object]", key))
    if not key:
        if not required:
            return None
        raise _no_key(_missing())
    source = "MISTRAL_API_KEY" if api_key is None else "api_key"
    return checked_key(key, source)


def checked_key(key: object, source: str) -> str:
    """Return a key that can go into a header.

    Raises:
        APIKeyError: If it cannot; the message names the source and not the key.
    """
    if not isinstance(key, str):
        kind = type(key).__name__
        raise _no_key(
            f"api_key is a {kind}; give a string, or a function that returns one"
        )
    for position, character in enumerate(key, start=1):
        if character == " ":
            raise _no_key(
                f"character {position} of {len(key)} in {source} is a blank, and a key "
                'has none; give it without "Bearer" and quotes. It is not shown here.'
            )
        if not "!" <= character <= "~":
            raise _no_key(
                f"character {position} of {len(key)} in {source} is not printable "
                "ASCII, so it cannot be a key; look for blanks, line breaks and "
                "quotes. The key is not shown here."
            )
    return key


def _checked_provider(provide: Callable[[], object]) -> Callable[[], object]:
    """Check what a function of the caller's returns, each time it is asked."""
    if isinstance(provide, _CheckedProvider):
        return provide
    return _CheckedProvider(provide)


class _CheckedProvider:
    def __init__(self, provide: Callable[[], object]) -> None:
        self.provide = provide

    def __call__(self) -> object:
        key = self.provide()
        if inspect.isawaitable(key):
            return self._awaited(cast("Awaitable[object]", key))
        return self._checked(key)

    async def _awaited(self, key: Awaitable[object]) -> str:
        return self._checked(await key)

    def _checked(self, key: object) -> str:
        if not key:
            raise _no_key("the function that was given as api_key returned no key")
        return checked_key(key, "what the function given as api_key returned")


def _missing() -> str:
    text = "there is no API key: set MISTRAL_API_KEY, or pass api_key="
    if os.environ.get("OPENAI_API_KEY"):
        text += " (OPENAI_API_KEY is set; it is OpenAI's and never sent to Mistral)"
    return text


def _no_key(text: str) -> APIKeyError:
    from mistyped.errors import APIKeyError  # which most programs never need

    return APIKeyError(text)
