"""The page of frameworks, which is made of a table, programs and what was seen."""

from __future__ import annotations

import pytest

from frameworks.page import PAGE, read, render
from frameworks.table import FRAMEWORKS, Framework


def test_the_page_is_what_was_seen() -> None:
    """`python -m frameworks.page` writes it after a change of the table."""
    assert PAGE.read_text("utf-8") == render(read())


@pytest.mark.parametrize("framework", FRAMEWORKS, ids=lambda each: each.name)
def test_each_framework_was_run(framework: Framework) -> None:
    """It has a program, and something passed on every way that it has."""
    seen = read()[framework.name]
    assert "mistral-medium-latest" in framework.program
    assert all(
        {"gateway", "guard", "adapt"} & set(ways) for ways in seen["cases"].values()
    )
