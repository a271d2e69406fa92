"""The local server, up once for all integration tests, and clients on it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator

import pytest
from mistralai.client import Mistral as Official

from mistyped import AsyncMistral, Mistral
from mistyped.server import RunningServer, running


@pytest.fixture(scope="session")
def server() -> Iterator[RunningServer]:
    """A real HTTP server on a free port of the loopback interface.

    A module whose tests count what the server knows has a `server` of its own.
    """
    with running() as up:
        yield up


@pytest.fixture
def client(server: RunningServer) -> Iterator[Mistral]:
    """A client on the server."""
    with Mistral(api_key="any", base_url=server.url, max_retries=0) as up:
        yield up


@pytest.fixture
async def async_client(server: RunningServer) -> AsyncIterator[AsyncMistral]:
    """An asynchronous client on the server."""
    async with AsyncMistral(api_key="any", base_url=server.url, max_retries=0) as up:
        yield up


@pytest.fixture
def official(server: RunningServer) -> Iterator[Official]:
    """Mistral's own client on the server."""
    with Official(api_key="any", server_url=server.origin) as up:
        yield up


@pytest.fixture
async def async_official(server: RunningServer) -> AsyncIterator[Official]:
    """The same, for its asynchronous methods."""
    async with Official(api_key="any", server_url=server.origin) as up:
        yield up
