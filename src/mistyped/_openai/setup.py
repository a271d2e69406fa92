"""What a client of ours does otherwise than the SDK's, beside the check."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

import openai
from openai import NotGiven

from mistyped._openai.client_options import TIMEOUT, SdkOptions

if TYPE_CHECKING:
    import httpx2

_URLS = 64


class UrlCache:
    """The URLs of a client's requests: few, asked for often, and slow to parse."""

    def __init__(self) -> None:
        self._known: tuple[object, dict[str, httpx2.URL]] = (None, {})

    def get(
        self, base: object, url: str, parse: Callable[[str], httpx2.URL]
    ) -> httpx2.URL:
        """Return what `parse` made of `url` for this base URL."""
        # Read and replaced as one, for threads: a key never goes to an old host.
        known_base, urls = self._known
        if known_base is not base or len(urls) >= _URLS:
            urls = {}
            self._known = base, urls
        known = urls.get(url)
        if known is None:
            known = urls[url] = parse(url)
        return known


def settle(
    client: openai.OpenAI | openai.AsyncOpenAI,
    *,
    organization: str | None,
    project: str | None,
    default_headers: Mapping[str, str] | None,
    timeout: object,
    options: SdkOptions,
) -> None:
    """Undo what the SDK took from OPENAI_* variables, and set our default timeout.

    Nothing in those variables is meant for Mistral: keys, organisations, headers.
    """
    client.organization = organization
    client.project = project
    client.webhook_secret = options.get("webhook_secret")
    client._custom_headers = dict(default_headers or {})  # noqa: SLF001  # pyright: ignore[reportPrivateUsage]
    if hasattr(client, "admin_api_key"):
        client.admin_api_key = options.get("admin_api_key")
    if hasattr(client, "_ambient_authorizations"):
        client._ambient_authorizations = frozenset()  # noqa: SLF001  # pyright: ignore[reportPrivateUsage]
    if isinstance(timeout, NotGiven) and client.timeout == openai.DEFAULT_TIMEOUT:
        client.timeout = TIMEOUT
