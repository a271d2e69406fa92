"""The base: what an SDK's own types let a caller say, in one canonical form."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import openai
import pytest

from codegen.base import BaseError, derive
from codegen.document import Document, JSONValue, as_object, dump_json
from tests.codegen.fake_sdk import FILES, MAKE, operation


@pytest.fixture(scope="module")
def real() -> Document:
    """The base of the installed SDK, which takes a second."""
    return derive()


def schemas(document: Document) -> Document:
    """Return the schemas of a document."""
    return as_object(as_object(document["components"])["schemas"])


def schema(name: str) -> Document:
    """Return one schema of the fake SDK's base."""
    return as_object(schemas(derive(MAKE))[name])


def keys(value: JSONValue, *, names: bool = False) -> Iterator[str]:
    """Yield the keywords of a document, not the names of properties and schemas."""
    if isinstance(value, dict):
        for key, child in value.items():
            if not names:
                yield key
            yield from keys(child, names=key in ("properties", "schemas"))
    elif isinstance(value, list):
        for child in value:
            yield from keys(child)


def test_request_unites_its_variants() -> None:
    """A request has the properties of all variants, and requires what all require."""
    request = schema("MakeRequest")
    assert list(as_object(request["properties"])) == [
        "model",
        "parts",
        "effort",
        "user",
        "stream",
    ]
    assert request["required"] == ["model", "parts"]


def test_requests_are_closed_and_answers_are_not() -> None:
    """What a request may not hold is known; what an answer may hold is not."""
    for name in ("MakeRequest", "TextPart", "ImagePart"):
        assert schema(name)["additionalProperties"] is False
    for name in ("Answer", "Usage"):
        assert "additionalProperties" not in schema(name)


def test_names_lose_what_says_nothing() -> None:
    """`ChatCompletionTextPartParam` is `TextPart` in a request."""
    assert sorted(schemas(derive(MAKE))) == [
        "Answer",
        "ImagePart",
        "MakeRequest",
        "TextPart",
        "Usage",
    ]


def test_answers_name_their_class() -> None:
    """An answer's schema says which class of the SDK ours derives from."""
    assert schema("Usage")["x-class"] == "tests.codegen.fake_sdk:Usage"
    assert schema("Answer")["x-class"] == "tests.codegen.fake_sdk:Answer"
    assert "x-class" not in schema("TextPart")


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("model", {"type": "string"}),
        ("user", {"type": "string"}),
        ("effort", {"type": ["string", "null"], "enum": ["low", "high", None]}),
        ("stream", {"type": ["boolean", "null"]}),
    ],
)
def test_unions_have_one_form(name: str, expected: JSONValue) -> None:
    """A plain type takes its own enums in, null goes into the type, booleans unite."""
    assert as_object(schema("MakeRequest")["properties"])[name] == expected


def test_prose_stays_behind() -> None:
    """No docstring, title or default of the SDK reaches the base."""
    assert "Prose" not in dump_json(derive(MAKE))


def test_new_parameter_appears_by_itself() -> None:
    """A parameter that a new SDK has is in the base without an edit here."""
    new = derive(
        {"/things": {"post": operation("MakeParamsNew", "MakeParamsStreaming")}}
    )
    request = as_object(schemas(new)["MakeRequest"])
    assert as_object(request["properties"])["brand_new"] == {"type": "integer"}


def test_a_form_holds_files() -> None:
    """A file is a binary string; what is required stays so."""
    document = derive(FILES)
    assert schemas(document)["SendRequest"] == {
        "type": "object",
        "properties": {
            "file": {"type": "string", "format": "binary"},
            "preview": {"type": "string", "format": "binary"},
            "name": {"type": "string"},
        },
        "required": ["file", "name"],
        "additionalProperties": False,
    }
    body = dump_json(as_object(document["paths"]))
    assert "multipart/form-data" in body


def test_operations_of_one_path_stand_together() -> None:
    """A path has all its methods, and each names the ids in the path and its query."""
    paths = as_object(derive(FILES)["paths"])
    item = as_object(paths["/things/{thing_id}/files"])
    assert list(item) == ["post", "get"]
    thing_id = {"name": "thing_id", "in": "path", "required": True}
    assert as_object(item["get"])["parameters"] == [
        {**thing_id, "schema": {"type": "string"}},
        {
            "name": "query",
            "in": "query",
            "explode": True,
            "schema": {"$ref": "#/components/schemas/FindRequest"},
        },
    ]


def test_two_types_of_one_name_fail() -> None:
    """Different types under one name stop the build, which says what to edit."""
    row = replace(operation("MakeParamsNonStreaming"), request_name="TextPart")
    fix = "give one of them a name in codegen/operations.py"
    with pytest.raises(BaseError, match=f"two different types .* TextPart; {fix}"):
        derive({"/things": {"post": row}})


def test_real_base_records_its_version(real: Document) -> None:
    """The base says which SDK it was read from."""
    assert as_object(real["info"])["version"] == openai.__version__


def test_real_base_holds_no_prose(real: Document) -> None:
    """The base of the real SDK has names and types and no text of the SDK."""
    prose = {"description", "title", "default", "examples"}
    found = [key for key in keys(schemas(real)) if key in prose]
    assert found == []


def test_real_base_has_the_parameters(real: Document) -> None:
    """The parameters of the SDK's own TypedDict are all there."""
    from openai.types.chat import completion_create_params as sdk  # noqa: PLC0415

    request = as_object(schemas(real)["ChatCompletionRequest"])
    expected = sdk.CompletionCreateParamsStreaming.__annotations__
    assert as_object(request["properties"]).keys() == expected.keys()


def test_real_base_is_the_same_twice(real: Document) -> None:
    """Reading the SDK again gives the same document, to the order of the keys."""
    assert dump_json(derive()) == dump_json(real)
