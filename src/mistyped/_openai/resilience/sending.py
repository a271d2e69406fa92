"""How a client is asked to send, in SDKs that ask their HTTP client alone.

Newer ones send through a method of their own, `_send_request`, which a subclass gives
anew. For older ones a stand-in for the HTTP client calls that method.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from openai._base_client import SyncAPIClient

HAS_METHOD = hasattr(SyncAPIClient, "_send_request")
"""Whether the SDK sends through a method of its own."""


class Sender:
    """Stands for an HTTP client, and sends as it is told to.

    Attributes:
        wrapped: The HTTP client.
        send: What sends in its place.
    """

    def __init__(self, wrapped: object, send: Callable[..., object]) -> None:
        self.wrapped = wrapped
        self.send = send

    def __getattr__(self, name: str) -> object:
        return getattr(self.wrapped, name)

    if not TYPE_CHECKING:  # who asks for its class gets the HTTP client's

        @property
        def __class__(self) -> type:
            """The HTTP client's class."""
            return type(self.wrapped)


def wrapped(client: object) -> Any:
    """Return the HTTP client of a client, which a stand-in may stand before."""
    http = vars(client)["_client"]
    return http.wrapped if type(http) is Sender else http
