"""The URLs of a client's requests: few, asked for often, and slow to parse."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import httpx2

_MOST_URLS = 64


class UrlCache:
    """Keeps what the SDK made of the paths under one base URL."""

    def __init__(self) -> None:
        self._known: tuple[object, dict[str, httpx2.URL]] = (None, {})

    def get(
        self, base: object, url: str, parse: Callable[[str], httpx2.URL]
    ) -> httpx2.URL:
        """Return what `parse` made of `url` for this base URL."""
        # Read and replaced as one, for threads: a key never goes to an old host.
        known_base, urls = self._known
        if known_base is not base or len(urls) >= _MOST_URLS:
            urls = {}
            self._known = base, urls
        known = urls.get(url)
        if known is None:
            known = urls[url] = parse(url)
        return known
