"""What takes seconds to make, once in each process that runs tests."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from codegen.base import derive
from codegen.document import Document
from codegen.pipeline import build
from codegen.sources import Sources, read_sources


@pytest.fixture(scope="session")
def generated() -> Mapping[Path, str]:
    """What the generator writes. Nobody changes it."""
    return build()


@pytest.fixture(scope="session")
def sdk_base() -> Document:
    """The base of the installed SDK. Nobody changes it."""
    return derive()


@pytest.fixture(scope="session")
def sources() -> Sources:
    """The files of the repository."""
    return read_sources()
