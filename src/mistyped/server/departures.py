"""Callers that hang up before their request is whole: there is nobody to answer."""

from __future__ import annotations

from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Receive, Scope, Send


class Departures:
    """ASGI middleware that ends the call of somebody who is gone, without a word."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on a call."""
        try:
            await self._app(scope, receive, send)
        except ClientDisconnect:
            return
