"""API keys: Mistral's own, and such as can go into a header."""

from __future__ import annotations

import inspect
import os
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from mistyped.errors import APIKeyError


_QUOTES = "\"'`"


def api_key_or_raise(api_key: object, *, required: bool) -> object:
    """Return the key to use, from the argument or from `MISTRAL_API_KEY`.

    Raises:
        APIKeyError: If there is none and one is required, or it cannot be a key.
    """
    source = "MISTRAL_API_KEY" if api_key is None else "api_key"
    if api_key is None:
        api_key = os.environ.get(source)
    if callable(api_key):
        return _checked_provider(cast("Callable[[], object]", api_key))
    if not api_key:
        if not required:
            return None
        raise no_key(_missing())
    return checked_key(api_key, source)


class HeldKey:
    """An attribute of a client that holds a key: none that cannot be one.

    A client that holds none has an empty one.
    """

    def __set_name__(self, owner: type, name: str) -> None:
        self._name = name

    def __get__(self, client: object, owner: type | None = None) -> object:
        if client is None:
            return self
        try:
            return vars(client)[self._name]
        except KeyError:
            raise AttributeError(self._name) from None

    def __set__(self, client: object, api_key: object) -> None:
        vars(client)[self._name] = api_key and checked_key(api_key, self._name)


def checked_key(api_key: object, source: str) -> str:
    """Return a key that can go into a header.

    Locals that hold one are called `api_key`, which error trackers do not send.

    Raises:
        APIKeyError: If it cannot; the message names the source and not the key.
    """
    if not isinstance(api_key, str):
        kind = type(api_key).__name__
        raise no_key(
            f"{source} is a {kind}; give a string, or a function that returns one "
            "to the client, or to client.with_options"
        )
    if not (api_key.isascii() and api_key.isprintable()) or " " in api_key:
        raise no_key(_why_none(api_key, source))
    if api_key[0] in _QUOTES and api_key[-1] == api_key[0]:
        raise no_key(f"{source} stands in quotes; give it without. It is not shown.")
    return api_key


def _why_none(api_key: str, source: str) -> str:
    """Say which character of a text makes it no key."""
    place = next(n for n, sign in enumerate(api_key) if not "!" <= sign <= "~")
    start = f"character {place + 1} of {len(api_key)} in {source} is"
    if api_key[place] == " ":
        return (
            f'{start} a blank, and a key has none; give it without "Bearer" and '
            "quotes. It is not shown here."
        )
    return (
        f"{start} not printable ASCII, so it cannot be a key; look for blanks, line "
        "breaks and quotes. The key is not shown here."
    )


def _checked_provider(provide: Callable[[], object]) -> Callable[[], object]:
    """Check what a function of the caller's returns, each time it is asked."""
    if isinstance(provide, _CheckedProvider):
        return provide
    return _CheckedProvider(provide)


class _CheckedProvider:
    def __init__(self, provide: Callable[[], object]) -> None:
        self.provide = provide

    def __call__(self) -> object:
        api_key = self.provide()
        if inspect.isawaitable(api_key):
            return self._awaited(cast("Awaitable[object]", api_key))
        return self._checked(api_key)

    async def _awaited(self, api_key: Awaitable[object]) -> str:
        return self._checked(await api_key)

    def _checked(self, api_key: object) -> str:
        if not api_key:
            raise no_key("the function that was given as api_key returned no key")
        return checked_key(api_key, "what the function given as api_key returned")


def _missing() -> str:
    text = "there is no API key: set MISTRAL_API_KEY, or pass api_key="
    if os.environ.get("OPENAI_API_KEY"):
        text += " (OPENAI_API_KEY is set; it is OpenAI's and never sent to Mistral)"
    return text


def no_key(text: str) -> APIKeyError:
    """Return the error for a key that is missing or none."""
    from mistyped.errors import APIKeyError  # which most programs never need

    return APIKeyError(text)
