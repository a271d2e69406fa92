"""The pytest plugin: a local server for each test that asks for one.

    def test_it_tries_again(mistral_server):
        mistral_server.reply(failure(429, retry_after=0), answer("Bonjour"))
        ...

pytest loads this in every run, so it imports the server only for a test that wants it.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from mistyped.server import RunningServer


@pytest.fixture
def mistral_server() -> Iterator[RunningServer]:
    """A strict local server of this test's own; `mistral_server.url` is for clients.

    Each test has its own port and memory, so tests may run in any order and at the same
    time, and what a client sends late meets no other test.
    """
    from mistyped.server import running

    with running() as server:
        yield server


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item,
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Show what the server got, below a test that fails."""
    report = yield
    if report.failed:
        fixtures: dict[str, object] = getattr(item, "funcargs", {})
        server = fixtures.get("mistral_server")
        if server is not None:
            report.sections.append(("What mistral_server got", str(server)))
    return report
