"""Content parts by type: every key and every value, in every role."""

from __future__ import annotations

from typing import Any

import pytest

from tests.unit.support import found, message, only, part

FIRST = "messages[0].content[0]"
TEXT = {"type": "text", "text": "x"}
PARTS: dict[str, dict[str, Any]] = {
    "text": {"text": "x"},
    "image_url": {"image_url": "https://a.b/c.png"},
    "document_url": {"document_url": "https://a.b/c.pdf"},
    "file": {"file_id": "f-1"},
    "reference": {"reference_ids": [1, "b"]},
    "thinking": {"thinking": [TEXT]},
    "input_audio": {"input_audio": "aGk="},
    "resource": {"uri": "r:1", "content": TEXT},
    "resource_link": {"uri": "r:1"},
}
BREAKPOINT_PARTS = ["text", "image_url", "file", "input_audio"]
PART_RULES = {
    "text": "content-part-text",
    "image_url": "content-part-image",
    "file": "file",
    "input_audio": "content-part-input-audio",
}


def one(kind: str, **members: Any) -> dict[str, Any]:
    """Return a request with one part of a type, and more members."""
    return part(type=kind, **PARTS[kind] | members)


@pytest.mark.parametrize("kind", PARTS)
@pytest.mark.parametrize("role", ["user", "assistant", "tool"])
def test_each_type_is_accepted(kind: str, role: str) -> None:
    """In every role that takes all of them."""
    content = [{"type": kind, **PARTS[kind]}]
    assert found(message(role=role, content=content)) == []


@pytest.mark.parametrize("kind", PARTS)
def test_system_messages_take_text_and_thoughts(kind: str) -> None:
    """The others are refused at their type."""
    content = [{"type": kind, **PARTS[kind]}]
    expected = (
        [] if kind in ("text", "thinking") else [(f"{FIRST}.type", "wrong-value")]
    )
    assert found(message(role="system", content=content)) == expected


@pytest.mark.parametrize("kind", PARTS)
def test_an_unknown_key(kind: str) -> None:
    """Parts are closed."""
    assert found(one(kind, colour=1)) == [(f"{FIRST}.colour", "unknown-key")]


@pytest.mark.parametrize(
    ("kind", "key"), [(kind, key) for kind in PARTS for key in PARTS[kind]]
)
@pytest.mark.parametrize("value", [None, True, 1.5])
def test_a_required_key_of_another_type(kind: str, key: str, value: object) -> None:
    """Neither null nor anything else will do."""
    rule = "null" if value is None else "wrong-type"
    assert found(one(kind, **{key: value})) == [(f"{FIRST}.{key}", rule)]


@pytest.mark.parametrize("kind", BREAKPOINT_PARTS)
def test_cache_breakpoints_are_refused(kind: str) -> None:
    """OpenAI's newest key of parts."""
    problem = only(one(kind, prompt_cache_breakpoint={}))
    assert problem.rule == f"chat.{PART_RULES[kind]}.prompt_cache_breakpoint"
    assert "prompt_cache_key" in problem.hint


@pytest.mark.parametrize("kind", ["text", "image_url"])
def test_another_vendors_cache_marks_are_refused(kind: str) -> None:
    """`cache_control` has a rule of its own."""
    problem = only(one(kind, cache_control={"type": "ephemeral"}))
    assert problem.rule == f"chat.{PART_RULES[kind]}.cache_control"


def test_a_refusal_is_text_at_mistral() -> None:
    """OpenAI's refusal part has no equal."""
    request = message(role="assistant", content=[{"type": "refusal", "refusal": "no"}])
    problem = only(request)
    assert (problem.path, problem.rule) == (
        f"{FIRST}.type",
        "chat.content-part-refusal",
    )


def test_images_take_a_url_plain_or_with_detail() -> None:
    """Low, auto, high or null."""
    for detail in ("low", "auto", "high", None):
        image = {"url": "data:image/png;base64,aGk=", "detail": detail}
        assert found(one("image_url", image_url=image)) == []
    image = {"url": "u", "detail": "original"}
    assert only(one("image_url", image_url=image)).hint == "use low, auto or high"


def test_sound_is_a_text_or_openais_object() -> None:
    """Any format passes, since no list of formats is known."""
    sound = {"data": "aGk=", "format": "flac"}
    assert found(one("input_audio", input_audio=sound)) == []
    assert found(one("input_audio", input_audio={**sound, "rate": 1})) == [
        (f"{FIRST}.input_audio.rate", "unknown-key")
    ]


def test_documents_may_have_a_name() -> None:
    """Or null for one."""
    assert found(one("document_url", document_name="a.pdf")) == []
    assert found(one("document_url", document_name=None)) == []
    assert found(one("document_url", document_name=1)) == [
        (f"{FIRST}.document_name", "wrong-type")
    ]


def test_thoughts_may_be_signed_and_closed() -> None:
    """As they come in an answer, with text and references in them."""
    reference = {"type": "reference", "reference_ids": [1]}
    found_by = {"type": "tool_reference", "tool": "web_search", "title": "T"}
    thoughts = [TEXT, reference, {**found_by, "url": None, "description": "d"}]
    assert found(one("thinking", thinking=thoughts, closed=True)) == []
    assert found(one("thinking", signature="s", closed=False)) == []
    assert found(one("thinking", signature=None)) == []
    assert found(one("thinking", closed=None)) == [(f"{FIRST}.closed", "null")]
    assert found(one("thinking", thinking=[{"type": "tool_reference"}])) == [
        (f"{FIRST}.thinking[0].tool", "missing"),
        (f"{FIRST}.thinking[0].title", "missing"),
    ]


def test_resource_links_carry_plain_values() -> None:
    """Texts, numbers and flags; no lists, no null."""
    values = {"a": "x", "b": 1, "c": 1.5, "d": False}
    assert found(one("resource_link", metadata=values)) == []
    assert found(one("resource_link", metadata=None)) == []
    assert found(one("resource_link", metadata={"e": [1], "f": None})) == [
        (f"{FIRST}.metadata.e", "wrong-type"),
        (f"{FIRST}.metadata.f", "null"),
    ]
