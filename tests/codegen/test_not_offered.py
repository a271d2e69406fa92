"""What Mistral does not offer: what its table has to say, and what it becomes."""

from __future__ import annotations

from typing import Literal, get_type_hints

import pytest

from codegen.document import Document, as_object
from codegen.findings import FindingsError
from codegen.ir import Operation
from codegen.not_offered import NotOffered, read, render, render_page
from mistyped._values.hints import NoEndpoint
from tests.codegen.support import load
from tests.codegen.support import read as read_yaml

HAD = [
    Operation("things.list", "GET", "/v1/things", "", "", "", ""),
    Operation("things.parts", "GET", "/v1/things/{thing_id}/parts", "", "", "", ""),
]
TABLE = """
classes:
  NotOffered:
    at: client
    what: What is not there.
    attributes:
      images: {hint: use a tool, paths: [/images]}
  NotMade:
    at: client.things
    what: What nobody makes.
    attributes:
      create: {hint: take one, paths: [POST /things]}
      wait: {hint: do not}
paths:
  "/things/{}/sizes": they have none
"""


def absent(text: str = TABLE) -> NotOffered:
    """Read a table."""
    return read(as_object(read_yaml(text)), HAD)


def findings(text: str) -> list[str]:
    """Return what is wrong with a table."""
    with pytest.raises(FindingsError) as caught:
        absent(text)
    return [f"{each.where}: {each.problem}" for each in caught.value.findings]


def test_a_class_declares_its_attributes_with_their_hints() -> None:
    """Type checkers read them; at run time they stand in a table, by full names."""
    built = load(render(absent()))
    hints = get_type_hints(
        built.NotMade, localns={"Literal": Literal, "NoEndpoint": NoEndpoint}
    )
    assert {name: hint.__origin__ for name, hint in hints.items()} == {
        "create": NoEndpoint,
        "wait": NoEndpoint,
    }
    assert "take one" in str(hints["create"])
    assert built.NotMade.__doc__ == "What nobody makes."
    assert {
        built.NotOffered: {"images": "use a tool"},
        built.NotMade: {"things.create": "take one", "things.wait": "do not"},
    } == built.ATTRIBUTES


def test_each_path_has_its_hint() -> None:
    """That of the attribute which calls it, or its own."""
    assert load(render(absent())).PATHS == {
        "/images": "use a tool",
        "POST /things": "take one",
        "/things/{}/sizes": "they have none",
    }


def test_the_page_has_a_row_for_each() -> None:
    """Attributes as one writes them, and paths."""
    page = render_page(absent())
    assert "| `client.things.create` | take one | `POST /things` |\n" in page
    assert "| `client.things.wait` | do not |  |\n" in page
    assert "| `/things/{}/sizes` | they have none |\n" in page


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        ("hint: do not", "hunt: do not", "Additional properties are not allowed"),
        ("hint: do not", "paths: []", "'hint' is a required property"),
        ("do not", "x" * 51, "is too long"),
        ("[/images]", "[images]", "'images' does not match"),
        ("at: client.things", "at: things", "'things' does not match"),
        ("[/images]", "[POST /things]", "POST /things: it stands twice"),
        ("POST /things", "/things", "/things: Mistral has it: it is things.list"),
        ("[/images]", "['GET /things/{}']", "Mistral has it: it is things.parts"),
    ],
)
def test_a_wrong_table_fails_the_build(old: str, new: str, found: str) -> None:
    """Nothing of it is dropped in silence, and it hides no operation."""
    assert old in TABLE
    assert any(found in each for each in findings(TABLE.replace(old, new)))


def test_what_is_wrong_with_the_form_names_its_place() -> None:
    """The keys on the way to it."""
    document: Document = {"classes": {"A": {"at": "client", "what": "x"}}, "paths": {}}
    with pytest.raises(FindingsError, match=r"spec/not_offered\.yaml: classes\.A: "):
        read(document, HAD)
