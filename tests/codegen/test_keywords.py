"""Keywords and extensions: what nobody knows is refused, wherever it stands."""

from __future__ import annotations

import pytest
from jsonschema_specifications import REGISTRY

from codegen.extensions import EXTENSIONS
from codegen.keywords import KEYWORDS
from tests.codegen.support import OVERLAY, refusals

BASE = "MakeRequest: {properties: {size: {type: integer}}}"
SIZE = "/components/schemas/MakeRequest/properties/size"
POST = "/paths/~1things/post"
META = "https://json-schema.org/draft/2020-12/meta/"
VOCABULARIES = (
    "core",
    "applicator",
    "unevaluated",
    "validation",
    "meta-data",
    "format-annotation",
    "content",
)
OPENAPI = {"discriminator", "example", "externalDocs", "xml"}


def on_size(update: str) -> str:
    """Return the YAML of an action that adds something to the schema of `size`."""
    target = "$.components.schemas.MakeRequest.properties.size"
    return f"- target: {target}\n  update:\n    {update}"


def test_typing_mistake() -> None:
    """A keyword that does not exist fails at its line, with the one that is meant."""
    assert refusals(BASE, on_size("minimun: 0")) == [
        f"{OVERLAY}:7: {SIZE}: minimun is no keyword; write minimum"
    ]


def test_keyword_of_nothing() -> None:
    """A keyword that is like no other has no place in a schema."""
    assert refusals(BASE, on_size("zzz: 0")) == [
        f"{OVERLAY}:7: {SIZE}: zzz is no keyword; remove it"
    ]


def test_keyword_of_the_sdk() -> None:
    """What the base brings has no line; the place in the document says where it is."""
    assert refusals("MakeRequest: {properties: {size: {minimun: 0}}}") == [
        f"spec/mistral.openapi.json: {SIZE}: minimun is no keyword; write minimum"
    ]


@pytest.mark.parametrize("keyword", ["allOf: [{}]", "multipleOf: 2", "not: {}"])
def test_keyword_that_is_not_read(keyword: str) -> None:
    """A limit that no type and no check would know is not left out in silence."""
    name = keyword.partition(":")[0]
    fix = "say it otherwise, or make it a rule of spec/rules.yaml"
    found = f"{OVERLAY}:7: {SIZE}: nothing reads {name}; {fix}"
    assert refusals(BASE, on_size(keyword)) == [found]


@pytest.mark.parametrize(
    ("schema", "inside"),
    [
        ("items: {zzz: 1}", "items"),
        ("additionalProperties: {zzz: 1}", "additionalProperties"),
        ("anyOf: [{}, {zzz: 1}]", "anyOf/1"),
        ("$defs: {a: {zzz: 1}}", "$defs/a"),
        ("not: {items: {zzz: 1}}", "not/items"),
    ],
)
def test_at_any_depth(schema: str, inside: str) -> None:
    """A schema is judged wherever a keyword holds one."""
    found = f"{OVERLAY}:7: {SIZE}/{inside}: zzz is no keyword; remove it"
    assert found in refusals(BASE, on_size(schema))


@pytest.mark.parametrize(
    "schema",
    [
        "example: {zzz: 1}",
        "examples: [{x-zzz: 1}]",
        "enum: [{zzz: 1}]",
        "additionalProperties: true",
        "x-class: a:b",
    ],
)
def test_instances_are_no_schemas(schema: str) -> None:
    """What is in a value that a schema speaks of is nobody's keyword."""
    assert refusals(BASE, on_size(schema)) == []


def test_properties_may_be_called_anything() -> None:
    """The names of properties are no keywords, and no extensions."""
    assert refusals("MakeRequest: {properties: {zzz: {}, x-y: {}, schema: {}}}") == []


def test_schemas_of_answers_and_parameters_are_judged() -> None:
    """A schema that stands in an operation is a schema like any other."""
    place = "/paths/~1things/post/responses/200/content/text~1plain/schema"
    assert refusals(
        BASE,
        """
        - target: $.paths['/things'].post.responses['200'].content
          update:
            text/plain: {schema: {type: string, zzz: 1}}
        """,
    ) == [f"{OVERLAY}:7: {place}: zzz is no keyword; remove it"]


@pytest.mark.parametrize(
    ("target", "where", "on", "use"),
    [
        ("$.paths['/things'].post", POST, "an operation", True),
        ("$.components.schemas.Answer", "/components/schemas/Answer", "a schema", True),
        ("$.paths..['200']", f"{POST}/responses/200", "this object", False),
        ("$.info", "/info", "this object", False),
    ],
)
def test_unknown_extension(target: str, where: str, on: str, use: bool) -> None:
    """An extension that nobody reads fails; the message lists those that are."""
    fix = f"use one of {', '.join(EXTENSIONS[on])}" if use else "remove it"
    (text,) = refusals(BASE, f"- target: {target}\n  update: {{x-odd: 1}}")
    assert text == (
        f"{OVERLAY}:6: {where}: x-odd is no extension of {on}; "
        f"{fix}, or add it to codegen/extensions.py"
    )


def test_extension_in_another_place() -> None:
    """What belongs to an action says nothing inside of what it sets."""
    (text,) = refusals(BASE, on_size("x-hint: give 0"))
    assert f"{OVERLAY}:7: {SIZE}: x-hint is no extension of a schema; " in text


def test_extension_of_another_type() -> None:
    """An extension's value is what the table says."""
    action = "- target: $.paths['/things'].post\n  update: {x-example: 1}"
    (text,) = refusals(BASE, action)
    assert text == (
        f"{OVERLAY}:6: /paths/~1things/post: x-example is no text; "
        "say a program that makes the call, for the reference"
    )


@pytest.mark.parametrize(
    ("answer", "problem"),
    [
        ("{typ: 'a:b'}", "x-answer has no typ; use one of type, unread, cast"),
        ("{type: 'a:b', cast: 'a:b'}", ""),
    ],
)
def test_member_of_an_extension(answer: str, problem: str) -> None:
    """What an extension does not have is refused at its line."""
    action = f"- target: $.paths['/things'].post\n  update: {{x-answer: {answer}}}"
    found = [f"{OVERLAY}:6: {POST}: {problem}"] if problem else []
    assert refusals(BASE, action) == found


def test_member_of_a_view() -> None:
    """A view is refused by its own name."""
    view = "{name: x, description: X., x-views: {make: {retruns: It.}}}"
    action = f"- target: $\n  update: {{tags: [{view}]}}"
    (text,) = refusals(BASE, action)
    assert f"{OVERLAY}:6: /tags/" in text
    assert "x-views.make has no retruns; use one of operation, summary" in text


def test_the_table_is_json_schemas_own() -> None:
    """The keywords, and which of them hold schemas, are those of its metaschemas."""
    expected = dict.fromkeys(OPENAPI, "no schema")
    for vocabulary in VOCABULARIES:
        for name, about in REGISTRY.contents(META + vocabulary)["properties"].items():
            each = about.get("additionalProperties") if about is not True else None
            if about is not True and "$dynamicRef" in about:
                expected[name] = "a schema"
            elif (isinstance(each, dict) and "$dynamicRef" in each) or (
                about is not True and about.get("$ref") == "#/$defs/schemaArray"
            ):
                expected[name] = "schemas"
            else:
                expected[name] = "no schema"
    assert expected == KEYWORDS
