"""Instances of JSON Schemas, held against an independent validator."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from mistyped.server.json_types import Json
from mistyped.server.schema_instances import instance, object_instance
from tests.work import work_of

NODE: Json = {
    "$defs": {
        "Node": {
            "type": "object",
            "properties": {
                "name": {"type": "string"},
                "children": {"type": "array", "items": {"$ref": "#/$defs/Node"}},
                "parent": {"anyOf": [{"$ref": "#/$defs/Node"}, {"type": "null"}]},
            },
            "required": ["name", "children", "parent"],
        }
    },
    "$ref": "#/$defs/Node",
}
INHERITED = {
    "allOf": [{"$ref": "#/$defs/Base"}],
    "properties": {"other": {"$ref": "#/$defs/Base"}},
    "required": ["other"],
    "$defs": {
        "Base": {
            "type": "object",
            "properties": {"id": {"type": "integer"}},
            "required": ["id"],
        }
    },
}
SHAPE = {
    "oneOf": [
        {"properties": {"kind": {"const": "a"}}, "required": ["kind"]},
        {"properties": {"kind": {"const": "b"}}, "required": ["kind"]},
    ],
    "type": "object",
    "properties": {"size": {"type": "number", "exclusiveMinimum": 0}},
}
PATTERNS = [
    r"^[A-Z]{2}-\d{4}$",
    r"^\+?[1-9]\d{1,14}$",
    r"^#(?:[0-9a-fA-F]{3}){1,2}$",
    r"^(foo|bar)+x?$",
    r"^[^0-9\s]{3,8}$",
    r"\S",
    r"^(?P<year>\d{4})[.\-/]\w*\t\x41\u00e9$",
    r"[]a]+?",
    r"^a.\b\$+$",
]
ENDLESS: list[dict[str, Any]] = [
    {"$ref": "#"},
    {"$ref": "#/$defs/nowhere"},
    {"$ref": "https://example.com/elsewhere"},
    {"type": "string", "minLength": 10**9},
    {"type": "array", "minItems": 10**9},
    {"type": "object", "minProperties": 10**9},
    {"type": "string", "pattern": "((a{2000}){2000}){2000}"},
    {"type": "string", "pattern": "(" * 5_000},
    {"type": "string", "not": {"anyOf": [{"$ref": "#"}, {"$ref": "#"}]}},
    {
        "$defs": {
            f"D{i}": {
                "type": "object",
                "properties": {
                    f"p{j}": {"$ref": f"#/$defs/D{(i * 7 + j) % 100}"}
                    for j in range(30)
                },
            }
            for i in range(100)
        },
        "$ref": "#/$defs/D0",
    },
    {
        "$defs": {
            f"D{i}": {
                "type": "object",
                "properties": {f"p{j}": {"$ref": f"#/$defs/D{j}"} for j in range(12)},
            }
            for i in range(12)
        },
        "$ref": "#/$defs/D0",
    },
]

NAMES = st.sampled_from(["alpha", "beta", "gamma", "delta"])
SMALL = st.integers(-20, 20)


@st.composite
def bounds(draw: st.DrawFn, low: str, high: str, values: Any) -> dict[str, Any]:
    """Some of two bounds, in the right order."""
    least, most = sorted((draw(values), draw(values)))
    chosen = draw(st.sets(st.sampled_from([low, high])))
    return {key: value for key, value in ((low, least), (high, most)) if key in chosen}


STRINGS = st.one_of(
    st.builds(
        lambda limits: {"type": "string"} | limits,
        bounds("minLength", "maxLength", st.integers(0, 30)),
    ),
    st.builds(
        lambda pattern: {"type": "string", "pattern": pattern},
        st.sampled_from(PATTERNS),
    ),
)
NUMBERS = st.one_of(
    st.builds(
        lambda limits: {"type": "integer"} | limits,
        bounds("minimum", "maximum", SMALL),
    ),
    st.builds(
        lambda limits: {"type": "number"} | limits,
        bounds("minimum", "maximum", st.floats(-5, 5, allow_subnormal=False)),
    ),
    st.builds(
        lambda start, step: {
            "type": "integer",
            "exclusiveMinimum": start,
            "multipleOf": step,
        },
        SMALL,
        st.integers(1, 9),
    ),
)
LEAVES = st.one_of(
    STRINGS,
    NUMBERS,
    st.just({"type": "boolean"}),
    st.just({"type": "null"}),
    st.just({"type": ["integer", "null"]}),
    st.just({}),
    st.just(True),
    st.lists(st.one_of(SMALL, st.text(max_size=3), st.none()), min_size=1).map(
        lambda values: {"enum": values}
    ),
    st.one_of(SMALL, st.booleans(), st.text(max_size=3)).map(
        lambda value: {"const": value}
    ),
)


@st.composite
def objects(draw: st.DrawFn, members: Any) -> dict[str, Any]:
    """An object schema; a closed one lists all that it requires."""
    properties = draw(st.dictionaries(NAMES, members, max_size=3))
    schema: dict[str, Any] = {"type": "object", "properties": properties}
    if properties:
        schema["required"] = sorted(draw(st.sets(st.sampled_from([*properties]))))
    extra = draw(st.one_of(st.none(), st.just(value=False), members))
    if extra is not None:
        schema["additionalProperties"] = extra
    if extra is not False:
        schema["minProperties"] = draw(st.integers(0, 5))
    return schema


@st.composite
def arrays(draw: st.DrawFn, members: Any) -> dict[str, Any]:
    """An array schema."""
    limits = draw(bounds("minItems", "maxItems", st.integers(0, 4)))
    schema = {"type": "array", "items": draw(members)} | limits
    if draw(st.booleans()):
        schema["prefixItems"] = draw(st.lists(members, min_size=1, max_size=2))
    return schema


def combined(members: Any) -> Any:
    """Schemas made of schemas."""
    branches = st.lists(members, min_size=1, max_size=3)
    return st.one_of(
        objects(members),
        arrays(members),
        branches.map(lambda parts: {"anyOf": parts}),
        members.map(lambda part: {"allOf": [part, {"description": "words"}]}),
        members.map(lambda part: {"properties": {"me": {"$ref": "#"}, "it": part}}),
    )


SCHEMAS = st.recursive(LEAVES, combined, max_leaves=8)


def check(schema: Any, value: Any) -> None:
    """Hold a value against its schema."""
    Draft202012Validator.check_schema(schema)
    Draft202012Validator(schema).validate(value)


@settings(deadline=None, max_examples=400)
@given(SCHEMAS, st.integers(0, 10**9))
def test_instance_satisfies_its_schema(schema: Any, variant: int) -> None:
    """For schemas that can be satisfied, any variant's instance validates."""
    value = instance(schema, variant)
    check(schema, value)
    assert json.loads(json.dumps(value)) == value


@settings(deadline=None)
@given(SCHEMAS, st.integers(0, 50))
def test_instance_is_not_a_matter_of_chance(schema: Any, variant: int) -> None:
    """The same schema and variant give the same instance."""
    assert instance(schema, variant) == instance(schema, variant)


@pytest.mark.parametrize("variant", [0, 1, 5])
@pytest.mark.parametrize(
    "schema",
    [
        NODE,
        INHERITED,
        SHAPE,
        {"oneOf": [{"type": "integer"}, {"type": "number"}]},
        {"not": {"type": "string"}},
        {
            "type": "array",
            "items": {"enum": ["a", "b", "c"]},
            "uniqueItems": True,
            "minItems": 3,
        },
        {
            "type": "array",
            "items": {"type": "boolean"},
            "uniqueItems": True,
            "minItems": 2,
        },
        {
            "type": "array",
            "items": {"type": "number", "exclusiveMinimum": 0, "exclusiveMaximum": 1},
            "uniqueItems": True,
            "minItems": 6,
        },
        {
            "type": "array",
            "prefixItems": [{"type": "string"}],
            "items": False,
            "minItems": 1,
        },
        {
            "type": "array",
            "contains": {"type": "integer", "minimum": 5},
            "minContains": 2,
        },
        {"type": "number", "multipleOf": 0.01, "minimum": 19.99, "maximum": 20},
        {"type": "number", "exclusiveMinimum": 0.1, "exclusiveMaximum": 0.2},
        {
            "type": "object",
            "minProperties": 2,
            "propertyNames": {"pattern": "^[A-Z]{3}$"},
        },
        {
            "type": "object",
            "minProperties": 2,
            "patternProperties": {"^x-[a-z]+$": {"type": "integer"}},
            "additionalProperties": False,
        },
        {
            "type": "object",
            "properties": {"a": {"type": "string"}, "b": {"type": "string"}},
            "maxProperties": 1,
            "required": ["b"],
        },
        {
            "type": "object",
            "if": {"properties": {"a": {"const": 1}}, "required": ["a"]},
            "then": {"required": ["b"]},
            "else": {"required": ["c"]},
        },
        {
            "type": "object",
            "properties": {"a": {"type": "integer"}},
            "dependentRequired": {"a": ["b"]},
        },
        {
            "allOf": [
                {"type": "integer", "minimum": 3},
                {"type": "number", "maximum": 3},
            ]
        },
        {"allOf": [{"enum": [1, 2, 3]}, {"enum": [3, 4]}]},
        {"allOf": [{"not": {"const": 1}}, {"not": {"const": 2}}], "type": "integer"},
        {"allOf": [{"minimum": 1}, {"minimum": 5}]},
        {"allOf": [{"maxLength": 5}, {"maxLength": 2}], "type": "string"},
        {"allOf": [{"required": ["a"]}, {"required": ["b"]}], "type": "object"},
        {
            "type": "object",
            "allOf": [
                {"properties": {"a": {"type": "integer"}}},
                {"properties": {"a": {"minimum": 5}, "b": {}}},
            ],
        },
        {
            "minProperties": 1,
            "allOf": [
                {"additionalProperties": True},
                {"additionalProperties": {"type": "integer"}},
                {"additionalProperties": True},
            ],
        },
        {"type": "array", "prefixItems": [{"const": 1}, {"$ref": "#/prefixItems/0"}]},
        {"$defs": {"a/b~c": {"const": 1}}, "$ref": "#/$defs/a~1b~0c"},
        {"type": "object", "properties": {"a": False, "b": {"const": 1}}},
        {"type": "integer", "multipleOf": 2.5},
        {"type": "integer", "const": 1.0},
        {"type": "number", "exclusiveMaximum": -3},
        {"type": "number", "not": {"type": "integer"}},
        {"type": "boolean", "minimum": 3, "multipleOf": 2},
        {"if": {"type": "integer"}, "then": {"minimum": 10}},
        {"anyOf": [{"allOf": [False]}, {"const": 1}]},
        {"type": ["null", "string"], "maxLength": 0},
        {"allOf": [{"anyOf": [{"const": 1}, {"const": 2}]}, {"anyOf": [{"const": 2}]}]},
    ],
)
def test_harder_keywords(schema: dict[str, Any], variant: int) -> None:
    """Recursion, exclusion, uniqueness and conditions are satisfied too."""
    check(schema, instance(schema, variant))


@pytest.mark.parametrize(
    "form",
    [
        "date-time",
        "date",
        "time",
        "duration",
        "email",
        "hostname",
        "ipv4",
        "ipv6",
        "uri",
        "uuid",
        "regex",
    ],
)
def test_formats(form: str) -> None:
    """A format is kept, as far as the validator can tell."""
    schema: dict[str, Json] = {"type": "string", "format": form}
    checker = Draft202012Validator.FORMAT_CHECKER
    for variant in range(40):
        value = instance(schema, variant)
        Draft202012Validator(schema, format_checker=checker).validate(value)


@pytest.mark.parametrize("pattern", PATTERNS)
@pytest.mark.parametrize("least", [0, 4])
def test_patterns(pattern: str, least: int) -> None:
    """A pattern is matched, with a minimum length beside it."""
    schema: Json = {"type": "string", "pattern": pattern, "minLength": least}
    for variant in range(10):
        check(schema, instance(schema, variant))


@pytest.mark.parametrize("schema", ENDLESS)
def test_endless_schemas_end(schema: dict[str, Any]) -> None:
    """A schema without a finite instance, or with a vast one, does not stall."""
    made: list[Json] = []
    assert work_of(lambda: made.append(instance(schema))) < 500_000
    assert len(json.dumps(made)) < 100_000


@pytest.mark.parametrize(
    "pattern",
    [
        "(?=a)b",
        "(?<!a)b",
        r"(a)\1",
        "*",
        "a{,",
        "[a",
        "(a",
        "a)",
        "\\",
        r"\p{L}",
        r"\xZZ",
    ],
)
def test_patterns_it_cannot_read(pattern: str) -> None:
    """An expression beyond the reader gives some text and no error."""
    schema: Json = {"type": "string", "pattern": pattern}
    assert isinstance(instance(schema), str)


def test_branch_that_leads_nowhere() -> None:
    """A branch whose reference leads nowhere is passed over."""
    lost: list[Json] = [
        {"$ref": "#/nowhere"},
        {"$ref": "#/title/x"},
        {"$ref": "https://nowhere.invalid/schema"},
    ]
    schema: Json = {"title": "x", "anyOf": [*lost, {"const": 1}]}
    assert instance(schema) == 1


@pytest.mark.parametrize(
    ("schema", "value"),
    [
        ({"type": "integer", "minimum": "five"}, 1),
        ({"type": "array", "items": [{"type": "integer"}]}, []),
        ({"patternProperties": {"(": False}, "required": ["a"]}, {"a": "a"}),
    ],
)
def test_what_is_no_schema_is_taken_as_far_as_it_goes(schema: Any, value: Json) -> None:
    """A keyword that no validator of this draft can read is passed over."""
    assert instance(schema) == value


@pytest.mark.parametrize("keywords", [{}, {"$id": "https://example.com/node.json"}])
@pytest.mark.parametrize("draft", ["draft-07/schema#", "draft/2020-12/schema"])
def test_a_schema_may_say_what_it_is(draft: str, keywords: dict[str, Json]) -> None:
    """References lead into the document whatever its draft and its own address."""
    node: dict[str, Any] = {"$schema": f"http://json-schema.org/{draft}", **keywords}
    schema = {
        **node,
        "definitions": {"Size": {"type": "integer", "minimum": 7}},
        "type": "object",
        "properties": {"size": {"$ref": "#/definitions/Size"}},
    }
    assert instance(schema) == {"size": 7}


def test_strings_are_named_after_their_property() -> None:
    """Where the schema leaves the word open, it is the property's name."""
    schema: Json = {"type": "object", "properties": {"city": {"type": "string"}}}
    assert instance(schema) == {"city": "city"}


def test_optional_properties_are_filled() -> None:
    """Simple optional properties are there too."""
    schema: Json = {"type": "object", "properties": {"a": {"type": "integer"}, "b": {}}}
    assert instance(schema) == {"a": 1, "b": "b"}


def test_recursion_stays_shallow() -> None:
    """A recursive schema gives an instance of a few levels."""
    assert json.dumps(instance(NODE)).count("name") < 20


@pytest.mark.parametrize("schema", [{}, True, None, "nonsense", {"type": "string"}])
def test_arguments_are_always_an_object(schema: Any) -> None:
    """Tool arguments are an object whatever the parameters say."""
    assert object_instance(schema) == {}


def test_best_effort_for_the_impossible() -> None:
    """Where nothing satisfies the schema, the instance still has its shape."""
    nothing: Json = {"enum": []}
    schema: Json = {
        "type": "object",
        "properties": {"a": nothing, "b": {"type": "integer"}},
        "required": ["b", "c"],
        "propertyNames": {"maxLength": 0},
    }
    value = instance(schema)
    assert isinstance(value, dict)
    assert value["b"] == 1
