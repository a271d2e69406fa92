"""Tests here wait for an answer as long as it takes on a busy machine."""

from __future__ import annotations

import inspect

import httpx2
import pytest

from mistyped.server import RunningServer


def test_a_client_of_httpx_waits() -> None:
    """Its default of five seconds would fail a test for being slow."""
    with httpx2.Client() as client:
        assert client.timeout == httpx2.Timeout(60)


@pytest.mark.parametrize("name", ["get", "post", "request", "stream"])
def test_a_function_of_httpx_waits(name: str) -> None:
    """The same without a client."""
    default = inspect.signature(getattr(httpx2, name)).parameters["timeout"].default
    assert default == httpx2.Timeout(60)


def test_it_still_answers(server: RunningServer) -> None:
    """And what is sent so arrives."""
    assert httpx2.get(f"{server.url}/nothing").status_code == 404
