"""The generated answers: derived from the SDK's classes, and lenient."""

from __future__ import annotations

from types import ModuleType

import pytest

from codegen.base import derive
from codegen.document import Document, as_object
from tests.codegen import fake_sdk
from tests.codegen.fake_sdk import MAKE
from tests.codegen.support import build

ACTIONS = """
- target: $.components.schemas.Answer.properties.content
  remove: true
- target: $.components.schemas.Answer.properties
  update:
    content:
      description: Text or chunks.
      anyOf:
      - {type: string}
      - {type: array, items: {$ref: '#/components/schemas/Chunk'}}
      - {type: 'null'}
    reason: {enum: [stop, length]}
    kind: {const: answer}
- target: $.components.schemas
  update:
    Chunk:
      anyOf: [{$ref: '#/components/schemas/Text'}, {$ref: '#/components/schemas/Link'}]
    Text:
      required: [type, text]
      properties: {type: {const: text}, text: {type: string}}
    Link:
      required: [type, url]
      properties: {type: {const: link}, url: {type: string}}
"""


def base() -> Document:
    """Return the base of the fake SDK, which answers are read from."""
    document = derive(MAKE)
    return document | {"servers": [{"url": "https://api.example.test/v1"}]}


@pytest.fixture(scope="module")
def responses() -> ModuleType:
    """The answers of the fake SDK, with Mistral's chunks."""
    return build(base(), ACTIONS).responses()


def annotation_of(module: ModuleType, field: str) -> object:
    """Return what pydantic reads a field of the answer into."""
    annotation: object = module.Answer.model_fields[field].annotation
    return annotation


def test_unchanged_classes_are_the_sdks() -> None:
    """A class that Mistral leaves as it is, is not written again."""
    assert not [name for name in vars(build(base()).responses()) if name == "Answer"]


def test_changed_class_derives_from_the_sdks(responses: ModuleType) -> None:
    """Code that takes the SDK's answer takes ours."""
    assert issubclass(responses.Answer, fake_sdk.Answer)
    assert "usage" not in responses.Answer.__annotations__
    assert annotation_of(responses, "usage") == fake_sdk.Usage | None


def test_user_of_a_changed_class_changes_too() -> None:
    """A class whose member's class is ours has it in its own annotation."""
    action = """
    - target: $.components.schemas.Usage.properties
      update: {seconds: {type: integer}}
    """
    built = build(base(), action).responses()
    assert issubclass(built.Usage, fake_sdk.Usage)
    assert annotation_of(built, "usage") == built.Usage | None


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        ({"type": "text", "text": "x"}, "Text"),
        ({"type": "link", "url": "x"}, "Link"),
        ({"type": "hologram", "depth": 3}, "UnknownChunk"),
        ({"type": "text", "new": "shape"}, "UnknownChunk"),
    ],
)
def test_unknown_chunks_survive(
    responses: ModuleType, content: dict[str, object], kind: str
) -> None:
    """A chunk of a new kind or shape is kept with everything in it."""
    answer = responses.Answer.model_validate({"id": "1", "content": [content]})
    (chunk,) = answer.content
    assert type(chunk).__name__ == kind
    assert chunk.model_dump() == content


@pytest.mark.parametrize(
    "extra",
    [{"reason": "bored"}, {"reason": "stop"}, {"planet": "Mars"}, {"kind": "answer"}],
)
def test_new_values_and_fields_survive(
    responses: ModuleType, extra: dict[str, object]
) -> None:
    """An enum value or a field that nobody knew of is kept and raises nothing."""
    answer = responses.Answer.model_validate({"id": "1", **extra})
    assert answer.model_dump(exclude_unset=True) == {"id": "1", **extra}


def test_optional_members_may_be_missing(responses: ModuleType) -> None:
    """What an answer need not have is None, and a tag is its one value."""
    answer = responses.Answer.model_validate({"id": "1"})
    assert (answer.content, answer.reason, answer.kind) == (None, None, "answer")


def test_classes_say_where_they_come_from() -> None:
    """The effective document still names the SDK's class that ours derives from."""
    answer = as_object(build(base(), ACTIONS).schemas["Answer"])
    assert answer["x-class"] == "tests.codegen.fake_sdk:Answer"


@pytest.mark.parametrize(
    ("member", "reader"),
    [
        ("content: {type: string}", ""),
        ("content: {type: [string, 'null']}", "text"),
        (
            "categories: {type: object, additionalProperties: {type: boolean}}",
            "flagged",
        ),
        ("text: {type: string}", ""),
    ],
)
def test_what_takes_reading_gets_a_reader(member: str, reader: str) -> None:
    """Chunks and categories do; a content that is always text does not."""
    actions = f"""
    - target: $.components.schemas
      update: {{Note: {{type: object, properties: {{{member}}}}}}}
    - target: $.components.schemas.Answer.properties
      update: {{note: {{$ref: '#/components/schemas/Note'}}}}
    """
    note = build(base(), actions).responses().Note
    readable = {"text", "thinking", "flagged"} & set(dir(note))
    assert readable - set(note.model_fields) == (
        {"text": {"text", "thinking"}, "flagged": {"flagged"}}.get(reader, set())
    )
