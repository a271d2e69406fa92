"""The wire that the tests of the client look at."""

from __future__ import annotations

import pytest

from tests.unit.support import Wire


@pytest.fixture(autouse=True)
def bare_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """No variable of the person who runs the tests reaches a client."""
    for name in ("API_KEY", "ADMIN_KEY", "ORG_ID", "PROJECT_ID", "BASE_URL"):
        monkeypatch.delenv(f"OPENAI_{name}", raising=False)
    for name in ("OPENAI_CUSTOM_HEADERS", "MISTRAL_API_KEY", "MISTRAL_BASE_URL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.delenv("MISTRAL_ALLOW_HTTP", raising=False)


@pytest.fixture
def wire() -> Wire:
    """A transport that answers every request well and keeps what it saw."""
    return Wire()
