"""The conversions: what their table has to say, and what it becomes."""

from __future__ import annotations

import pytest

from codegen.conversions import (
    FUNCTIONS,
    Conversion,
    functions_in,
    read,
    render,
    render_page,
)
from codegen.document import as_object
from codegen.findings import FindingsError
from codegen.output import ROOT
from mistyped._generated.conversions import CONVERSIONS
from mistyped._values.rows import Conversion as Row
from tests.codegen.support import load
from tests.codegen.support import read as read_yaml

RULES = {"a.x", "a.y", "b.x", "order"}
TABLE = """
conversions:
  - rules: ["{a,b}.x"]
    rename: z
  - rules: [a.y]
    when: [false, null]
    remove: true
    says: it went
  - rules: [a.y]
    remove: true
    says: it went all the same
    lossy: true
  - rules: [wrong-value]
    at: things.*.kind
    values: {old: new}
    says: it is new
  - rules: [order]
    by: mended
    says: it is mended
"""


def conversions(text: str = TABLE) -> list[Conversion]:
    """Read a table."""
    return read(as_object(read_yaml(text)), RULES, {"mended"})


def findings(text: str) -> list[str]:
    """Return what is wrong with a table."""
    with pytest.raises(FindingsError) as caught:
        conversions(text)
    return [f"{each.where}: {each.problem}" for each in caught.value.findings]


def test_a_row_becomes_one_for_each_of_its_rules() -> None:
    """Braces stand for both, and the order of rows of one rule stays."""
    table = load(render(conversions())).CONVERSIONS
    assert table == {
        "a.x": (Row("rename", "z", says="it is now z"),),
        "b.x": (Row("rename", "z", says="it is now z"),),
        "a.y": (
            Row("remove", when=(False, None), says="it went"),
            Row("remove", lossy=True, says="it went all the same"),
        ),
        "wrong-value": (
            Row(
                "values",
                values={"old": "new"},
                at=("things", "*", "kind"),
                says="it is new",
            ),
        ),
        "order": (Row("by", "mended", says="it is mended"),),
    }


def test_the_page_says_what_is_done_and_what_is_lost() -> None:
    """A reader finds the rule, the values, what is done, and whether it is lossy."""
    page = render_page(conversions())
    assert "| `a.x`, `b.x` | any value | it is now z | lossless |" in page
    assert "| `a.y` | `False`, `None` | it went | lossless |" in page
    assert "| `a.y` | any value | it went all the same | lossy |" in page
    assert "| `wrong-value` | `old` at `things.*.kind` | it is new | lossless |" in page


def test_functions_are_found_by_what_they_take() -> None:
    """What converts takes a draft; helpers and private functions do not count."""
    text = "def one(draft: Draft, loc):\n    pass\ndef _two(draft: Draft):\n  pass\n"
    assert functions_in(text) == {"one"}


def test_every_function_is_used() -> None:
    """What no conversion names is gone from its module."""
    used = {e.to for rows in CONVERSIONS.values() for e in rows if e.how == "by"}
    assert functions_in((ROOT / FUNCTIONS).read_text("utf-8")) == used


@pytest.mark.parametrize(
    ("old", "new", "finding"),
    [
        ("[order]", "[disorder]", "disorder: there is no such rule"),
        ("by: mended", "by: spoilt", "spoilt: there is no such function"),
        ("    at: things.*.kind\n", "", "wrong-value: it does not say where"),
        (
            "    rename: z",
            "    rename: z\n    remove: true",
            (
                "conversions.0: {'rules': ['{a,b}.x'], 'rename': 'z', 'remove': True} "
                "is valid under each of "
                "{'required': ['remove']}, {'required': ['rename']}"
            ),
        ),
        ("lossy: true", "lossy: false", "conversions.2.lossy: True was expected"),
    ],
)
def test_what_the_builder_refuses(old: str, new: str, finding: str) -> None:
    """A row that says too little, too much, or what is not there is told by name."""
    assert finding in findings(TABLE.replace(old, new))
