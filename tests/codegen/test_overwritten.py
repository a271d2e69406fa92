"""What an action sets and a later one sets anew is a stale claim."""

from __future__ import annotations

from codegen.document import as_object
from tests.codegen.support import OVERLAY, base_of, refusals

BASE = """
MakeRequest: {properties: {a: {type: string}, b: {type: string}}}
"""
EXAMPLE = """
- target: $.paths['/things'].post
  update:
    x-example: |
      first()
"""
A = "$.components.schemas.MakeRequest.properties.a"


def test_set_anew() -> None:
    """A value that a later action replaces fails, with the place of the other."""
    again = EXAMPLE.replace("first", "second")
    assert refusals(BASE, EXAMPLE + again) == [
        f"{OVERLAY}:6: all of it is set anew at {OVERLAY}:12; delete it here"
    ]


def test_part_of_an_action() -> None:
    """The rest of an action may be of use: what is not is told alone."""
    first = EXAMPLE + "    x-parsed: false\n"
    base = base_of(BASE)
    del as_object(as_object(as_object(base["paths"])["/things"])["post"])["x-parsed"]
    again = EXAMPLE.replace("first", "second")
    assert refusals(base, first + again) == [
        f"{OVERLAY}:7: x-example is set anew at {OVERLAY}:13; delete it here"
    ]


def test_all_of_an_action() -> None:
    """An action of which nothing is left is told as a whole."""
    assert refusals(
        BASE,
        f"""
        - target: {A}
          update:
            minLength: 1
            maxLength: 2
        - target: {A}
          update: {{minLength: 2, maxLength: 3}}
        """,
    ) == [f"{OVERLAY}:6: all of it is set anew at {OVERLAY}:10; delete it here"]


def test_primitive() -> None:
    """An action on a text itself is judged as one on what holds it."""
    assert refusals(
        BASE,
        """
        - target: $.info.title
          update: One
        - target: $.info
          update: {title: Two}
        """,
    ) == [f"{OVERLAY}:6: all of it is set anew at {OVERLAY}:8; delete it here"]


def test_removed() -> None:
    """A value that a later action takes away was set for nothing."""
    assert refusals(
        BASE,
        f"""
        - target: {A}
          update:
            minLength: 1
            maxLength: 2
        - target: {A}.minLength
          remove: true
        """,
    ) == [f"{OVERLAY}:7: later actions leave nothing of minLength; delete it here"]


def test_item_of_a_list() -> None:
    """What is appended and taken out again is found, the rest of the list is not."""
    assert refusals(
        BASE,
        f"""
        - target: {A}
          update: {{enum: [x]}}
        - target: {A}.enum
          update: y
        - target: {A}.enum[?@ == 'y']
          remove: true
        """,
    ) == [f"{OVERLAY}:8: later actions leave nothing of it; delete it here"]


def test_another_target_keeps_it() -> None:
    """An action on several nodes is of use as long as one of them keeps its value."""
    assert not refusals(
        BASE,
        f"""
        - target: $.components.schemas.MakeRequest.properties[*]
          update: {{minLength: 1}}
        - target: {A}
          update: {{minLength: 2}}
        """,
    )


def test_members_join() -> None:
    """What a later action adds to takes nothing away."""
    assert not refusals(
        BASE,
        f"""
        - target: {A}
          update: {{x-foreign: {{x: remove it}}}}
          x-verdict: same
          x-evidence: [spec]
        - target: {A}
          update: {{x-foreign: {{y: remove it}}}}
        """,
    )


def test_copied_before() -> None:
    """A value that was copied elsewhere was not set in vain."""
    assert not refusals(
        BASE,
        f"""
        - target: {A}
          update: {{minLength: 1}}
        - target: $.components.schemas.MakeRequest.properties.b
          copy: {A}
        - target: {A}
          update: {{minLength: 2}}
        """,
    )
