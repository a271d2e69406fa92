"""The effective document: valid OpenAPI 3.1, closed, with nothing left over."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator

import pytest
from jsonschema import Draft202012Validator
from openapi_spec_validator import OpenAPIV31SpecValidator

from codegen.document import Document, JSONValue, as_list, as_object
from codegen.effective import component_schemas, reached, refs
from codegen.output import ROOT
from tests.codegen.support import OVERLAY, VERSION, build, refusals

TAGGED = """
MakeRequest:
  properties:
    part: {anyOf: [{$ref: '#/components/schemas/A'}, {$ref: '#/components/schemas/B'}]}
A:
  additionalProperties: false
  required: [type]
  properties: {type: {type: string, const: a}}
B:
  additionalProperties: false
  required: [type]
  properties: {type: {type: string, enum: [b, c]}}
"""


def part(actions: str = "[]", base: str = TAGGED) -> Document:
    """Return what the build makes of `MakeRequest.part`, without its description."""
    request = as_object(build(base, actions).schemas["MakeRequest"])
    found = as_object(as_object(request["properties"])["part"])
    return {key: value for key, value in found.items() if key != "description"}


def test_union_of_tagged_objects_gets_a_discriminator() -> None:
    """Objects that all require a tag are told apart by it, each value by name."""
    assert part() == {
        "oneOf": [{"$ref": f"#/components/schemas/{name}"} for name in "AB"],
        "discriminator": {
            "propertyName": "type",
            "mapping": {
                "a": "#/components/schemas/A",
                "b": "#/components/schemas/B",
                "c": "#/components/schemas/B",
            },
        },
    }


@pytest.mark.parametrize(
    "base",
    [
        TAGGED.replace("  required: [type]\n", "", 1),
        TAGGED.replace("additionalProperties: false", "additionalProperties: true", 1),
        TAGGED.replace("const: a", "minLength: 1"),
        TAGGED.replace(
            "{type: {type: string, const: a}}", "{role: {const: a}}"
        ).replace("required: [type]", "required: [role]", 1),
        TAGGED.replace("{$ref: '#/components/schemas/A'},", "{type: string},"),
    ],
    ids=["optional tag", "open object", "no values", "two tags", "no object"],
)
def test_other_unions_stay_plain(base: str) -> None:
    """Where a tag would not decide, there is no discriminator."""
    found = part(base=base)
    assert "discriminator" not in found
    assert "anyOf" in found


def test_union_with_one_member_left_is_that_member() -> None:
    """A union that an overlay empties down to one is no union any more."""
    removal = """
    - target: $.components.schemas.MakeRequest.properties.part.anyOf[0]
      remove: true
      x-verdict: refused
      x-hint: use b
      x-evidence: [spec]
    """
    assert part(removal) == {"$ref": "#/components/schemas/B"}


def test_unreached_schemas_go() -> None:
    """A schema that only a refused member used is gone."""
    removal = """
    - target: $.components.schemas.MakeRequest.properties.part.anyOf[0]
      remove: true
      x-verdict: refused
      x-hint: use b
      x-evidence: [spec]
    """
    assert sorted(build(TAGGED, removal).schemas) == ["Answer", "B", "MakeRequest"]


def test_reference_to_nothing_fails() -> None:
    """A reference to a schema that is not there stops the build by its name."""
    action = """
    - target: $.components.schemas.MakeRequest.properties
      update:
        new:
          description: New.
          $ref: '#/components/schemas/Gone'
      x-verdict: added
      x-evidence: [spec]
    """
    (text,) = refusals("MakeRequest: {properties: {a: {type: string}}}", action)
    fix = "correct the overlay action that made it so"
    assert text == f"{OVERLAY}:9: there is no schema Gone; {fix}"


def test_invalid_openapi_fails() -> None:
    """A document that is no OpenAPI 3.1 stops the build with the place."""
    action = """
    - target: $.components.schemas.MakeRequest.properties.a.type
      update: text
    """
    (text,) = refusals("MakeRequest: {properties: {a: {type: string}}}", action)
    where = "/components/schemas/MakeRequest/properties/a/type"
    assert text.startswith(f"{OVERLAY}:6: {where}: 'text' is not valid")
    assert text.endswith("; correct the overlay action that made it so")


def test_unknown_member_of_an_operation_fails() -> None:
    """What is no schema has no members that OpenAPI does not know."""
    action = """
    - target: $.paths['/things'].post
      update: {sumary: It makes a thing.}
    """
    (text,) = refusals("MakeRequest: {properties: {a: {type: string}}}", action)
    assert text.startswith(f"{OVERLAY}:6: /paths/~1things/post: Unevaluated")
    assert "'sumary' was unexpected" in text


def test_operation_without_a_name_fails() -> None:
    """An operation is called by its id, so it needs one."""
    action = """
    - target: $.paths['/things'].post
      update: {x-example: 'client.thing.create()'}
    - target: $.paths['/things'].post.operationId
      remove: true
    """
    (text,) = refusals("MakeRequest: {properties: {a: {type: string}}}", action)
    fix = "add operationId, the method on the client"
    assert text == f"{OVERLAY}:6: an operation has no name; {fix}"


def test_default_that_does_not_fit_fails() -> None:
    """A default is a value of its schema."""
    action = """
    - target: $.components.schemas.MakeRequest.properties.a
      update: {default: 5}
    """
    (text,) = refusals("MakeRequest: {properties: {a: {type: string}}}", action)
    where = "/components/schemas/MakeRequest/properties/a/default"
    assert text.startswith(f"{OVERLAY}:6: {where}: 5 is not of type 'string'; ")


def test_version_is_the_products() -> None:
    """The document is of this version of mistyped, whatever SDK the base is of."""
    built = build(TAGGED)
    assert as_object(built.effective["info"])["version"] == VERSION
    assert as_object(built.base["info"])["version"] == "9.9"


def test_input_is_not_changed() -> None:
    """The base that a build started from is the same afterwards."""
    built = build(TAGGED)
    schemas = as_object(as_object(built.base["components"])["schemas"])
    properties = as_object(as_object(schemas["MakeRequest"])["properties"])
    assert "anyOf" in as_object(properties["part"])
    assert "description" not in as_object(properties["part"])


class TestCommitted:
    """What `spec/mistral.openapi.json` promises its readers."""

    document: Document = json.loads((ROOT / "spec/mistral.openapi.json").read_bytes())

    def schemas(self) -> Document:
        """Return its schemas."""
        return as_object(as_object(self.document["components"])["schemas"])

    def requests(self) -> Iterator[tuple[str, Document]]:
        """Yield what its requests reach."""
        paths = [as_object(path) for path in as_object(self.document["paths"]).values()]
        calls = [as_object(call) for path in paths for call in path.values()]
        asked = [[c.get("requestBody"), c.get("parameters")] for c in calls]
        queue = [name for each in asked for name in refs(each)]
        seen: set[str] = set()
        while queue:
            name = queue.pop()
            if name not in seen:
                seen.add(name)
                queue.extend(refs(self.schemas()[name]))
                yield name, as_object(self.schemas()[name])

    def test_version(self) -> None:
        """It is of the version that `pyproject.toml` says."""
        project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
        assert as_object(self.document["info"])["version"] == project["version"]

    def test_is_valid(self) -> None:
        """It is valid OpenAPI 3.1, judged by a library."""
        assert self.document["openapi"] == "3.1.0"
        assert list(OpenAPIV31SpecValidator(self.document).iter_errors()) == []

    def test_requests_are_closed(self) -> None:
        """Requests take no other keys, but for the objects that Mistral leaves open."""
        objects = {n: s for n, s in self.requests() if "properties" in s}
        assert len(objects) > 20
        closed = {
            n for n, s in objects.items() if s.get("additionalProperties") is False
        }
        opened = {"GuardrailConfig", "GuardrailModerationV1", "GuardrailModerationV2"}
        opened |= {"ModelListRequest"}
        opened |= {"TranscriptionRequest", "SpeechRequest"}
        opened |= {"RawAudio", "SpeechAssistantTurn", "SpeechUserTurn"}
        opened |= {"VoiceCreateRequest", "VoiceListRequest", "VoiceUpdateRequest"}
        opened |= {"ConversationStartRequest"}
        paths = [as_object(path) for path in as_object(self.document["paths"]).values()]
        calls = [as_object(call) for path in paths for call in path.values()]
        queries = {name for call in calls for name in refs(call.get("parameters"))}
        opened |= {"FileCreateRequest", "BatchJobCreateRequest", "BatchRequest"}
        preview = ["ResponseRequest", "ResponseInputTokensRequest"]
        opened |= reached(preview, component_schemas(self.document)) & objects.keys()
        assert objects.keys() - closed == opened | queries

    def test_nothing_is_left_over(self) -> None:
        """Every schema is used by an operation."""
        queue, reached = refs(self.document["paths"]), set[str]()
        while queue:
            name = queue.pop()
            if name not in reached:
                reached.add(name)
                queue.extend(refs(self.schemas()[name]))
        assert reached == self.schemas().keys()

    @pytest.mark.parametrize(
        ("change", "accepted"),
        [
            ({}, True),
            ({"temperature": 1.5}, True),
            ({"temperature": 1.6}, False),
            ({"foo": 1}, False),
            ({"max_completion_tokens": 1}, False),
            ({"messages": [{"role": "user", "content": "x", "name": "bob"}]}, False),
            ({"messages": [{"role": "developer", "content": "x"}]}, False),
        ],
    )
    def test_says_what_mistral_takes(
        self, change: dict[str, JSONValue], *, accepted: bool
    ) -> None:
        """Any JSON Schema validator reads the same verdicts out of it."""
        request = {"$ref": "#/components/schemas/ChatCompletionRequest"}
        validator = Draft202012Validator({**self.document, **request})
        hello = [{"role": "user", "content": "x"}]
        body = {"model": "m", "messages": hello, **change}
        assert validator.is_valid(body) is accepted

    def test_discriminators_cover_their_unions(self) -> None:
        """Every discriminator's mapping names exactly the members of its union."""
        found = list(_discriminated(self.document))
        assert found
        for node in found:
            mapping = as_object(as_object(node["discriminator"])["mapping"])
            members = [as_object(each)["$ref"] for each in as_list(node["oneOf"])]
            assert set(mapping.values()) == set(members)


def _discriminated(value: JSONValue) -> Iterator[Document]:
    if isinstance(value, dict):
        if "discriminator" in value:
            yield value
        for child in value.values():
            yield from _discriminated(child)
    elif isinstance(value, list):
        for child in value:
            yield from _discriminated(child)
