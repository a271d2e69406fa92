"""What other clients call what we have: the table is judged, and makes a module."""

from __future__ import annotations

from pathlib import Path

import pytest

from codegen.document import Document, as_object
from codegen.findings import FindingsError
from codegen.not_offered import NotOffered
from codegen.other_names import MISSING, SOURCE, OtherNames, read, render_page
from codegen.yaml_reader import load_yaml
from mistyped._values.other_options import OTHER_OPTIONS, way_out
from tests.codegen.test_not_offered import HAD

NOTHING = NotOffered((), {})


def table(**entry: object) -> OtherNames:
    """Return what is made of a table with one client."""
    document: Document = {"other": {"title": "other", "about": "Another.", **entry}}  # type: ignore[dict-item]  # pyright: ignore[reportAssignmentType]
    return read(document, HAD, NOTHING)


def test_a_name_and_what_is_awaited() -> None:
    """Each has a hint; what we have by the same name is told to those who await it."""
    others = table(
        awaited="_async", names={"things.all": "things.list"}, same=["things.list"]
    )
    assert others.hints == {
        "things.all": "use client.things.list",
        "things.all_async": "await AsyncMistral().things.list",
        "things.list_async": "await AsyncMistral().things.list",
    }
    assert others.mixins == {"things": "ThingsNames"}


def test_what_is_missing_says_so() -> None:
    """There is no method, but any path can be sent to."""
    assert table(missing=["events"]).hints == {"events": MISSING}


@pytest.mark.parametrize(
    ("entry", "found"),
    [
        ({"names": {"things.all": "things.every"}}, "there is no client.things.every"),
        ({"same": ["things.every"]}, "there is no client.things.every"),
        ({"names": {"other.all": "things.list"}}, "nothing is said of it itself"),
        ({"constructor": {"url": "x" * 51}}, "is too long"),
        ({"nams": {}}, "Additional properties are not allowed"),
    ],
)
def test_a_wrong_table_fails_the_build(entry: Document, found: str) -> None:
    """No hint leads to what is not there, and nothing is dropped in silence."""
    with pytest.raises(FindingsError) as caught:
        table(**entry)
    assert found in str(caught.value)


def test_the_page_has_a_row_for_each() -> None:
    """Names as one writes them."""
    others = table(names={"things.all": "things.list"})
    page = render_page(others.clients[0])
    assert "| `client.things.all` | `client.things.list` |\n" in page


def test_options_of_calls_are_those_of_the_type() -> None:
    """What pages say of them is what type checkers and programs are told."""
    document = load_yaml(Path(SOURCE))
    told = {
        name: hint
        for entry in document.values()
        for name, hint in as_object(as_object(entry).get("calls", {})).items()
    }
    assert told == {name: way_out(name) for name in OTHER_OPTIONS - {"check"}}
