"""What two documents say that is not so any more: each statement is shown."""

from __future__ import annotations

from typing import Any

import pytest

from codegen.changed import SOURCE
from codegen.output import ROOT
from codegen.yaml_reader import load_yaml
from mistyped import check, explain

CHANGED: Any = load_yaml(ROOT / SOURCE)
STATEMENTS: list[Any] = CHANGED["statements"]
PAGE = (ROOT / "docs/reference/changed_since.md").read_text(encoding="utf-8")


def test_all_statements_stand_on_the_page() -> None:
    """36 of them."""
    assert len(STATEMENTS) == 36
    for each in STATEMENTS:
        assert each["said"].strip() in PAGE
        assert each["now"].strip() in PAGE


@pytest.mark.parametrize(
    "statement", [s for s in STATEMENTS if "try" in s], ids=lambda s: s["said"]
)
def test_a_request_shows_it(statement: Any) -> None:
    """The check finds what the page says, and nothing else."""
    asked = statement["try"]
    found = check(asked["path"], asked["body"]).problems
    assert [problem.rule for problem in found] == asked["rules"]


@pytest.mark.parametrize(
    "statement", [s for s in STATEMENTS if "see" in s], ids=lambda s: s["said"]
)
def test_it_can_be_explained(statement: Any) -> None:
    """What the page names is known."""
    assert explain(statement["see"])
