"""The generated validators: strict, closed, and tolerant of nothing by accident."""

from __future__ import annotations

import math

import pytest
from pydantic_core import ValidationError

from mistyped._values.uploads import Upload
from tests.codegen.support import OVERLAY, build, refusals

BOUNDED_KEYS = (
    "{type: object, propertyNames: {minLength: 2, maxLength: 3},"
    " additionalProperties: {type: integer}}"
)


@pytest.mark.parametrize(
    ("schema", "good", "bad"),
    [
        ("{type: string}", ["", "x"], [1, None, b"x", ["x"]]),
        ("{type: boolean}", [True, False], [0, 1, "true", None]),
        ("{type: integer}", [0, -1, 2**63 - 1, -(2**63)], [1.0, True, "1", 2**63]),
        ("{type: number}", [0, 1.5], [True, "1", math.nan, math.inf]),
        ("{type: [string, 'null']}", ["x", None], [1]),
        ("{enum: [a, b]}", ["a", "b"], ["c", "", None]),
        ("{const: a}", ["a"], ["b"]),
        ("{type: string, enum: [a]}", ["a"], ["b"]),
        ("{enum: [a, null]}", ["a", None], ["b"]),
        ("{enum: [true]}", [True], [False]),
        ("{type: integer, minimum: 0, maximum: 5}", [0, 5], [-1, 6]),
        ("{type: integer, minimum: 0}", [0, 2**63 - 1], [-1, 2**63]),
        ("{type: number, exclusiveMinimum: 0, maximum: 1}", [0.1, 1], [0, 1.1]),
        ("{type: number, minimum: 0}", [0], [math.inf, math.nan]),
        ("{type: [number, 'null'], maximum: 1}", [1, None], [2]),
        ("{type: array, items: {type: string}}", [[], ["x"]], [[1], "x", {}, ("x",)]),
        ("{type: array, minItems: 1}", [[1]], [[]]),
        ("{type: array, maxItems: 2}", [[], [1, 2]], [[1, 2, 3]]),
        ("{type: string, minLength: 1, maxLength: 2}", ["x", "xy"], ["", "xyz"]),
        ("{type: string, pattern: '^[a-z]{2}$'}", ["fr"], ["", "f", "fra", "FR"]),
        ("{type: [string, 'null'], maxLength: 1}", [None, "x"], ["xy", 1]),
        ("{type: object}", [{}, {"x": [None]}], [[], "x", {1: 2}, {"x": object()}]),
        (
            "{type: object, additionalProperties: {type: integer}}",
            [{}, {"x": 1}],
            [{"x": "1"}],
        ),
        (
            BOUNDED_KEYS,
            [{}, {"xy": 1}],
            [{"x": 1}, {"wxyz": 1}, {"xy": "1"}],
        ),
        ("{anyOf: [{type: string}, {type: integer}]}", ["x", 1], [1.5, None]),
        ("{}", [None, 1, "x", [{"y": 1.5}]], [object(), {1: 2}]),
    ],
)
def test_values(schema: str, good: list[object], bad: list[object]) -> None:
    """A property takes what its schema says and refuses what JSON would blur."""
    base = f"MakeRequest: {{additionalProperties: false, properties: {{a: {schema}}}}}"
    validator = build(base).validator()
    for value in good:
        validator.validate_python({"a": value})
    for value in bad:
        with pytest.raises(ValidationError):
            validator.validate_python({"a": value})


OBJECT = """
MakeRequest:
  additionalProperties: false
  required: [a]
  properties: {a: {type: string}, b: {type: integer}}
"""


@pytest.mark.parametrize(
    ("body", "accepted"),
    [
        ({"a": "x"}, True),
        ({"a": "x", "b": 1}, True),
        ({"b": 1}, False),
        ({"a": "x", "c": 1}, False),
        ({"a": None}, False),
        ([], False),
    ],
)
def test_objects(body: object, *, accepted: bool) -> None:
    """An object needs what is required and takes no key that it does not know."""
    assert build(OBJECT).accepts(body) is accepted


def test_open_objects_are_listed() -> None:
    """An object that Mistral leaves open is in `OPEN`: its unknown keys only warn."""
    base = OBJECT.replace("additionalProperties: false", "additionalProperties: true")
    opened = build(base).validators().OPEN
    assert opened == {"MakeRequest"}
    assert not build(OBJECT).validators().OPEN


@pytest.mark.parametrize("how", ["remove: true", "update: {deprecated: true}"])
@pytest.mark.parametrize("evidence", ["spec", "hearsay"])
def test_refused_property_is_unknown(how: str, evidence: str) -> None:
    """A refused property fails here, also one that stays in the document and warns."""
    built = build(
        OBJECT,
        f"""
        - target: $.components.schemas.MakeRequest.properties.b
          {how}
          x-verdict: refused
          x-hint: use a
          x-evidence: [{evidence}]
        """,
    )
    assert built.accepts({"a": "x"})
    assert not built.accepts({"a": "x", "b": 1})


UNION = """
MakeRequest:
  additionalProperties: false
  properties:
    part:
      anyOf:
      - {$ref: '#/components/schemas/A'}
      - {$ref: '#/components/schemas/B'}
      - {type: string}
      - {type: 'null'}
A:
  additionalProperties: false
  required: [type]
  properties: {type: {const: a}, x: {type: integer}}
B:
  additionalProperties: false
  required: [type]
  properties: {type: {const: b}, part: {$ref: '#/components/schemas/A'}}
"""


@pytest.mark.parametrize(
    ("part", "accepted"),
    [
        ("text", True),
        (None, True),
        ({"type": "a", "x": 1}, True),
        ({"type": "b", "part": {"type": "a"}}, True),
        ({"type": "b", "x": 1}, False),
        ({"type": "c"}, False),
        ({"x": 1}, False),
        (1, False),
    ],
)
def test_unions(part: object, *, accepted: bool) -> None:
    """A value fits one member of a union; a tag decides which."""
    assert build(UNION).accepts({"part": part}) is accepted


def test_tag_that_may_be_missing() -> None:
    """A member whose tag is optional is recognised without it."""
    built = build(UNION.replace("  required: [type]\n", "", 1))
    assert built.accepts({"part": {"x": 1}})
    assert built.accepts({"part": {"type": "a", "x": 1}})
    assert built.accepts({"part": {"type": "b"}})
    assert not built.accepts({"part": {"type": "b", "x": 1}})


def test_lists_and_lists_of_lists_are_told_apart() -> None:
    """Each branch of a union has a name of its own, by which an error is followed."""
    base = """
    MakeRequest:
      additionalProperties: false
      properties:
        a:
          anyOf:
          - {type: array, items: {type: string}}
          - {type: array, items: {type: array, items: {type: string}}}
    """
    built = build(base)
    assert built.accepts({"a": ["x"]})
    assert built.accepts({"a": [["x"], []]})
    with pytest.raises(ValidationError) as caught:
        built.validator().validate_python({"a": [1]})
    assert len({each["loc"] for each in caught.value.errors()}) == 2


def test_recursion() -> None:
    """An object may contain itself."""
    built = build(
        """
        MakeRequest:
          additionalProperties: false
          properties: {next: {$ref: '#/components/schemas/MakeRequest'}}
        """
    )
    assert built.accepts({"next": {"next": {}}})
    assert not built.accepts({"next": {"next": {"x": 1}}})


def test_named_union_is_written_out() -> None:
    """A name for a union is a name only; the validator has the union itself."""
    built = build(
        """
        MakeRequest:
          additionalProperties: false
          properties: {a: {$ref: '#/components/schemas/Text'}}
        Text: {anyOf: [{type: string}, {type: array, items: {type: string}}]}
        """
    )
    assert built.accepts({"a": ["x"]})
    assert not built.accepts({"a": [1]})


def test_objects_without_a_name_fail() -> None:
    """A nested object has to have a name, by which a verdict could speak of it."""
    texts = refusals(
        "MakeRequest: {properties: {a: {type: object, properties: {b: {}}}}}"
    )
    fix = "give it a name among the schemas and refer to it"
    assert f"{OVERLAY}:4: MakeRequest.a: a nested object has no name; {fix}" in texts


FORM = """
MakeRequest:
  additionalProperties: false
  properties: {file: {type: string, format: binary}, name: {type: string}}
  oneOf: [{required: [file]}, {required: [name]}]
"""


def test_a_file_is_a_file_and_no_text() -> None:
    """A binary member takes what the check knows as a file."""
    assert build(FORM).accepts({"file": Upload(b"x")})
    assert not build(FORM).accepts({"file": "x"})


def test_members_that_exclude_each_other_are_listed() -> None:
    """Of which members there has to be exactly one stands beside the validators."""
    tables = build(FORM).validators()
    assert tables.EXACTLY_ONE == {"MakeRequest": ("file", "name")}
    assert build(OBJECT).validators().EXACTLY_ONE == {}
