"""The comparison: each kind of difference is found, at its place, and no other."""

from __future__ import annotations

from typing import Any

import pytest
import yaml

from drift.compare import Comparison, Place
from drift.schemas import Schemas

OBJECTS = """
Text: {type: object, required: [type, text], properties: {
  type: {const: text}, text: {type: string}}}
Image: {type: object, required: [type], properties: {
  type: {enum: [image, photo]}, url: {type: string}}}
Part: {oneOf: [{$ref: '#/components/schemas/Text'},
               {$ref: '#/components/schemas/Image'}]}
"""


def compared(mine: str, other: str, ours: str = "", theirs: str = "") -> Comparison:
    """Compare a member of two objects; the rest are further named schemas."""
    sides: list[dict[str, Any]] = []
    for member, more in ((mine, ours), (other, theirs)):
        root = {"type": "object", "properties": {"x": yaml.safe_load(member)}}
        sides.append({"A": root, **(yaml.safe_load(more) or {})})
    comparison = Comparison(Schemas(sides[0]), Schemas(sides[1]))
    root = {"$ref": "#/components/schemas/A"}
    comparison.compare(root, root, Place("body", "body"))
    return comparison


def found(*sides: str) -> list[str]:
    """Return the differences as texts."""
    return sorted(compared(*sides).found)


@pytest.mark.parametrize(
    ("mine", "other", "expected"),
    [
        ("{type: string}", "{type: string}", []),
        ("{const: a}", "{enum: [a]}", []),
        ("{type: [string, 'null']}", "{anyOf: [{type: 'null'}, {type: string}]}", []),
        ("{type: [string, 'null'], enum: [a, null]}", "{enum: [null, a]}", []),
        ("{type: boolean}", "{enum: [false]}", []),
        ("{type: number}", "{type: [number, integer]}", []),
        ("{type: string, format: binary}", "{type: string}", []),
        (
            "{type: string}",
            "{type: integer}",
            ["A.x: integer only in mistralai", "A.x: string only in ours"],
        ),
        ("{type: [string, 'null']}", "{type: string}", ["A.x: null only in ours"]),
        ("{enum: [a, b]}", "{enum: [b]}", ["A.x: values a only in ours"]),
        (
            "{type: string}",
            "{enum: [b]}",
            ["A.x: string only in ours", "A.x: values b only in mistralai"],
        ),
        (
            "{type: array, items: {type: string}}",
            "{type: array, items: {type: number}}",
            ["A.x[]: number only in mistralai", "A.x[]: string only in ours"],
        ),
        (
            "{type: object, additionalProperties: {type: string}}",
            "{type: object, additionalProperties: true}",
            ["A.x{}: any value only in mistralai"],
        ),
        ("{}", "{type: string}", ["A.x: any value only in ours"]),
    ],
)
def test_types_and_values(mine: str, other: str, expected: list[str]) -> None:
    """What only one side allows is a difference; how it is written is none."""
    assert found(mine, other) == expected


def test_members() -> None:
    """A member may be missing on one side, or required only there."""
    ours = "B: {type: object, required: [c], properties: {c: {}, d: {}}}"
    theirs = "B: {type: object, required: [e], properties: {c: {}, e: {}}}"
    inner = "{$ref: '#/components/schemas/B'}"
    result = compared(inner, inner, ours, theirs)
    assert sorted(result.found) == [
        "B.c: required only in ours",
        "B.d: only in ours",
        "B.e: only in mistralai",
    ]
    assert result.fields == {"A.x", "B.c", "B.d", "B.e"}


def test_unions_are_paired_by_tag() -> None:
    """Each kind of object is compared with its own kind, whatever its name."""
    union = "{type: array, items: {$ref: '#/components/schemas/Part'}}"
    theirs = OBJECTS.replace("Text", "TextChunk").replace("[type, text]", "[type]")
    theirs = theirs.replace("image, photo", "image").replace("url", "uri")
    assert found(union, union, OBJECTS, theirs) == [
        "A.x[]: types photo only in ours",
        "Image.uri: only in mistralai",
        "Image.url: only in ours",
        "Text.text: required only in ours",
    ]


def test_unions_without_tags_are_paired_by_their_members() -> None:
    """What is most alike is compared, and what remains is a difference."""
    union = "{anyOf: [{$ref: '#/components/schemas/B'}, {type: string}]}"
    both = union.replace("{type: string}", "{$ref: '#/components/schemas/C'}")
    ours = "B: {type: object, properties: {b: {type: string}}}"
    theirs = f"{ours}\nC: {{type: object, properties: {{c: {{}}}}}}"
    assert found(union, both, ours, theirs) == [
        "A.x: object C only in mistralai",
        "A.x: string only in ours",
    ]


def test_objects_that_contain_themselves_end() -> None:
    """A pair of objects is compared once."""
    inner = "{$ref: '#/components/schemas/B'}"
    ours = f"B: {{type: object, properties: {{b: {inner}, c: {{}}}}}}"
    assert found(inner, inner, ours, ours.replace("c:", "d:")) == [
        "B.c: only in ours",
        "B.d: only in mistralai",
    ]
