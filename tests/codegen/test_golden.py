"""`nox -s golden` writes the golden tables; comments stay, and what is right stays."""

from __future__ import annotations

import tomllib

import pytest

from tests.golden.__main__ import HERE, TABLES, written

TEXTS = {name: (HERE / name).read_text("utf-8") for name in TABLES}


@pytest.mark.parametrize("name", TABLES)
def test_what_is_right_is_left_as_it_is(name: str) -> None:
    """To the byte."""
    assert written(TEXTS[name], TABLES[name]()) == TEXTS[name]


BEFORE = """# Above.
[rows.a]
same = 'x'  # a source
other = 'x'  # another source
old = "it's"

[rows.gone]
x = ["y"]
"""


def test_what_is_wrong_is_written_anew() -> None:
    """A row that is new, old or other, a table that is new or old."""
    a = {"same": "x", "other": "y", "new": "it's"}
    b = {"k": ["v"]}
    after = written(BEFORE, {("rows", "a"): a, ("rows", "b"): b})
    assert tomllib.loads(after) == {"rows": {"a": a, "b": b}}
    for comment in ("# Above.", "'x'  # a source", "'y'  # another source"):
        assert comment in after
