"""What all tests share."""

from __future__ import annotations

import pytest
from hypothesis import settings

# A busy machine is slow, and a slow example is no failure: nothing here is timed.
settings.register_profile("mistyped", deadline=None)
settings.load_profile("mistyped")


@pytest.fixture
def anyio_backend() -> str:
    """Asynchronous tests run on asyncio, which is what the OpenAI SDK needs."""
    return "asyncio"
