"""The local server, up once for all integration tests, and clients on it."""

from __future__ import annotations

import inspect
from collections.abc import AsyncIterator, Iterator

import httpx2
import pytest
from mistralai.client import Mistral as Official

from mistyped import AsyncMistral, Mistral
from mistyped.server import RunningServer, running

WAIT = 60
"""Seconds that an answer may take: httpx gives up after 5, a busy machine does not."""


@pytest.fixture(scope="module", autouse=True)
def patient() -> Iterator[None]:
    """What tests send by httpx itself waits as long as a client of ours would.

    No longer than a module here: the tests of other folders run in the same process.
    """
    senders = ("request", "get", "post", "put", "patch", "delete", "stream")
    known = [inspect.unwrap(getattr(httpx2, name)) for name in senders]
    known += [httpx2.Client.__init__, httpx2.AsyncClient.__init__]
    with pytest.MonkeyPatch.context() as patch:
        for each in known:
            assert each.__kwdefaults__["timeout"]
            patch.setitem(each.__kwdefaults__, "timeout", httpx2.Timeout(WAIT))
        yield


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
    with Official(
        api_key="any", server_url=server.origin, timeout_ms=WAIT * 1000
    ) as up:
        yield up


@pytest.fixture
async def async_official(server: RunningServer) -> AsyncIterator[Official]:
    """The same, for its asynchronous methods."""
    async with Official(
        api_key="any", server_url=server.origin, timeout_ms=WAIT * 1000
    ) as up:
        yield up
