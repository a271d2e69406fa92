"""The local server, up once for all integration tests."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from mistyped.server import RunningServer, running


@pytest.fixture(scope="session")
def server() -> Iterator[RunningServer]:
    """A real HTTP server on a free port of the loopback interface."""
    with running() as up:
        yield up
