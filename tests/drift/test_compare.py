"""The comparison: each kind of difference is found, at its place, and no other."""

from __future__ import annotations

import json
from typing import Any

import pytest
import yaml

from codegen.document import TracedObject
from codegen.overlay import apply, parse_overlay
from codegen.yaml_reader import parse_yaml
from drift.actions import paste
from drift.compare import Comparison, Place
from drift.report import Found
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
            ["A.x: string in ours, integer in mistralai"],
        ),
        ("{type: [string, 'null']}", "{type: string}", ["A.x: null only in ours"]),
        ("{type: string}", "{type: [string, 'null']}", ["A.x: null only in mistralai"]),
        ("{enum: [a, b]}", "{enum: [b]}", ["A.x: values a only in ours"]),
        ("{enum: [b]}", "{enum: [a, b]}", ["A.x: values a only in mistralai"]),
        ("{const: a}", "{enum: [a, b]}", ["A.x: values b only in mistralai"]),
        ("{const: a}", "{const: b}", ["A.x: values a in ours, values b in mistralai"]),
        (
            "{type: [string, 'null'], maxLength: 3}",
            "{type: [integer, 'null']}",
            ["A.x: string in ours, integer in mistralai"],
        ),
        (
            "{type: string}",
            "{enum: [b]}",
            ["A.x: string in ours, values b in mistralai"],
        ),
        (
            "{type: array, items: {type: string}}",
            "{type: array, items: {type: number}}",
            ["A.x[]: string in ours, number in mistralai"],
        ),
        (
            "{type: object, additionalProperties: {type: string}}",
            "{type: object, additionalProperties: true}",
            ["A.x{}: any value only in mistralai"],
        ),
        ("{}", "{type: string}", ["A.x: any value only in ours"]),
        ("{type: string}", "{}", ["A.x: any value only in mistralai"]),
        (
            "{type: number, minimum: 0}",
            "{type: number, minimum: 1, maximum: 2}",
            [
                "A.x: maximum 2 only in mistralai",
                "A.x: minimum 0 in ours, minimum 1 in mistralai",
            ],
        ),
        (
            "{type: array, items: {type: string, pattern: a}, maxItems: 3}",
            "{type: array, items: {type: string}}",
            ["A.x: maxItems 3 only in ours", 'A.x[]: pattern "a" only in ours'],
        ),
        (
            "{type: boolean, default: true}",
            "{type: boolean, default: false}",
            ["A.x: default true in ours, default false in mistralai"],
        ),
        (
            "{type: string, default: a}",
            "{type: string, default: [a]}",
            ['A.x: default "a" in ours, default ["a"] in mistralai'],
        ),
        ("{const: a, default: a}", "{const: a}", []),
        (
            "{type: string}",
            "{type: string, deprecated: true}",
            ["A.x: deprecated true only in mistralai"],
        ),
        (
            "{type: object, properties: {y: {}}, additionalProperties: false}",
            "{type: object, properties: {y: {}}, additionalProperties: true}",
            ["A.x: closed in ours, open in mistralai"],
        ),
        (
            "{type: object, properties: {y: {}}}",
            "{type: object, properties: {y: {}}, additionalProperties: false}",
            ["A.x: closed only in mistralai"],
        ),
        (
            "{type: object, required: [y], properties: {y: {}}}",
            "{type: object, required: [z], properties: {y: {}, z: {type: string}}}",
            ["A.x.y: required only in ours", "A.x.z: only in mistralai"],
        ),
        (
            "{type: object, required: [voice], properties: {voice: {type: string}}}",
            "{type: object, properties: {voice_id: {type: [string, 'null']}}}",
            [
                "A.x.voice: null only in mistralai",
                "A.x.voice: renamed voice_id in mistralai",
                "A.x.voice: required only in ours",
            ],
        ),
        (
            "{type: object, properties: {voice: {type: string}}}",
            "{type: object, properties: {voices: {type: integer}}}",
            ["A.x.voice: only in ours", "A.x.voices: only in mistralai"],
        ),
    ],
)
def test_differences(mine: str, other: str, expected: list[str]) -> None:
    """What differs is found once, how it is written is no matter, and edits end it."""
    assert found(mine, other) == expected
    assert found(pasted(mine, other), other) == []


def pasted(mine: str, other: str) -> str:
    """Return a member after all actions that its differences ask for."""
    actions = "\n".join(
        paste(Found(each, ("body",), ()), each.edits, "mistralai 3.8.0", "sdk-3.8.0")
        for each in compared(mine, other).found.values()
        if each.edits
    )
    header = "overlay: 1.1.0\ninfo: {title: t, version: '1'}\nactions:\n"
    root = {"type": "object", "properties": {"x": yaml.safe_load(mine)}}
    document = TracedObject({"components": {"schemas": {"A": root}}}, {})
    overlay = parse_overlay("pasted.yaml", parse_yaml(header + actions, "pasted.yaml"))
    applied = apply(document, [overlay] if actions else [])
    return json.dumps(applied.document["components"]["schemas"]["A"]["properties"]["x"])


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
    theirs = theirs.replace("image, photo", "image").replace("url", "address")
    assert found(union, union, OBJECTS, theirs) == [
        "A.x[]: types photo only in ours",
        "Image.address: only in mistralai",
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
