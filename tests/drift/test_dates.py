"""The age of what we know: old facts are listed, and very old ones fail."""

from __future__ import annotations

from datetime import date

import pytest

from drift.dates import Aged, aged

EVIDENCE = {"new": {"date": "2026-11"}, "old": {"date": "2025"}}


def table(checked: str) -> dict[str, object]:
    """Return a table of three models that was looked at on a day."""
    models = {
        "a": {"evidence": ["old", "new"]},
        "b": {"evidence": ["old"]},
        "c": {"evidence": []},
    }
    return {"checked": checked, "models": models}


@pytest.mark.parametrize(
    ("checked", "today", "expected"),
    [
        ("2026-11-27", date(2027, 2, 25), []),
        ("2026-11-27", date(2027, 2, 26), [("b", 91), ("c", 91)]),
        ("2025-12-31", date(2026, 12, 1), [("b", 335), ("c", 335)]),
        ("2026-06-01", date(2027, 3, 1), [("b", 273), ("c", 273), ("a", 91)]),
    ],
)
def test_age(checked: str, today: date, expected: list[tuple[str, int]]) -> None:
    """The newest evidence counts, and so does the day of the last look at the table."""
    found = aged(table(checked), EVIDENCE, today)
    assert [(each.model, each.days) for each in found] == expected


def test_what_is_too_old_fails() -> None:
    """Half a year is the end."""
    assert not Aged("a", 180).is_too_old
    assert Aged("a", 181).is_too_old
