"""The tests that `docs/testing.md` shows are tests: pytest runs them, and they pass."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

PAGE = Path(__file__).parents[2] / "docs" / "testing.md"
pytest_plugins = ["pytester"]


def test_every_test_of_the_page_passes(pytester: pytest.Pytester) -> None:
    """With the plugin as it is installed, and nothing else."""
    blocks = re.findall(r"(?ms)^```python\n(.*?)^```$", PAGE.read_text("utf-8"))
    shown = [each for each in blocks if "def test_" in each]
    pytester.makepyfile("\n".join(shown))
    result = pytester.runpytest_subprocess("-p", "no:xdist", "-p", "no:cacheprovider")
    result.assert_outcomes(passed="\n".join(shown).count("def test_"))


def test_a_test_that_fails_shows_what_came(pytester: pytest.Pytester) -> None:
    """Each request below the failure, with its verdict; none without the fixture."""
    pytester.makepyfile(
        """
        import httpx2
        def test_one(mistral_server):
            httpx2.get(f"{mistral_server.url}/models", timeout=60)
            assert False
        def test_two():
            assert False
        """
    )
    result = pytester.runpytest_subprocess("-p", "no:xdist", "-p", "no:cacheprovider")
    result.assert_outcomes(failed=2)
    text = result.stdout.str()
    assert text.count("What mistral_server got") == 1
    assert "requests[0] GET /v1/models: refused, 401\n    Unauthorized" in text
