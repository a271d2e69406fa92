"""Messages by role, content parts by type, tool calls: every key and every value."""

from __future__ import annotations

from typing import Any

import pytest

from tests.unit.support import USER, body, call, found, message, only, part

FIRST = "messages[0].content[0]"
TEXT = {"type": "text", "text": "x"}
ROLES: dict[str, dict[str, Any]] = {
    "system": {"content": "Be brief."},
    "user": {"content": "Bonjour"},
    "assistant": {"content": "Salut"},
    "tool": {"content": "42", "tool_call_id": "Ab3dE6gH9"},
}
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

REFUSED_KEYS = [
    *((role, "name") for role in ("system", "user", "assistant")),
    *((role, key) for role in ROLES for key in ("id", "metadata")),
    *(
        ("assistant", key)
        for key in (
            *("audio", "refusal", "function_call", "reasoning_content"),
            *("reasoning", "finish_reason", "annotations"),
        )
    ),
]


def said(role: str, **members: Any) -> dict[str, Any]:
    """Return a request with one message of a role, and more members."""
    return message(role=role, **ROLES[role] | members)


def one(kind: str, **members: Any) -> dict[str, Any]:
    """Return a request with one part of a type, and more members."""
    return part(type=kind, **PARTS[kind] | members)


class TestMessages:
    """The four roles."""

    @pytest.mark.parametrize("role", ROLES)
    def test_each_role_is_accepted(self, role: str) -> None:
        """As text, and as a list of text parts."""
        assert found(said(role)) == []
        assert found(said(role, content=[TEXT])) == []
        assert found(said(role, content=[])) == []

    @pytest.mark.parametrize(("role", "key"), REFUSED_KEYS)
    def test_a_refused_key(self, role: str, key: str) -> None:
        """Each has a rule of its own and says what to do."""
        for value in ("x", None, {}):
            problem = only(said(role, **{key: value}))
            assert problem.path == f"messages[0].{key}"
            assert problem.rule == f"chat.{role}-message.{key}"
            assert problem.hint

    @pytest.mark.parametrize("role", ROLES)
    @pytest.mark.parametrize("key", ["colour", "weight", "cache_control"])
    def test_any_other_key(self, role: str, key: str) -> None:
        """A key that nobody has is unknown."""
        problem = only(said(role, **{key: 1}))
        assert (problem.path, problem.rule) == (f"messages[0].{key}", "unknown-key")

    @pytest.mark.parametrize(
        ("role", "rule", "hint"),
        [
            ("developer", "chat.developer-message", "system"),
            ("function", "chat.function-message", "tool_call_id"),
        ],
    )
    def test_a_refused_role(self, role: str, rule: str, hint: str) -> None:
        """OpenAI's other roles have their equals at Mistral."""
        problem = only(message(role=role, content="x", name="f"))
        assert (problem.path, problem.rule) == ("messages[0].role", rule)
        assert hint in problem.hint

    @pytest.mark.parametrize("role", ["bot", "User", "", "human"])
    def test_an_unknown_role(self, role: str) -> None:
        """The hint has the four."""
        problem = only(message(role=role, content="x"))
        assert (problem.path, problem.rule) == ("messages[0].role", "wrong-value")

    @pytest.mark.parametrize("role", [None, 1, True, [], {}])
    def test_a_role_that_is_no_text(self, role: object) -> None:
        """Named at the role."""
        assert only(message(role=role, content="x")).path == "messages[0].role"

    @pytest.mark.parametrize("role", ["user", "assistant", "tool"])
    def test_content_may_be_null(self, role: str) -> None:
        """Null passes the schema in these roles."""
        assert found(said(role, content=None)) == []

    def test_a_system_message_needs_content(self) -> None:
        """Null is refused."""
        assert found(said("system", content=None)) == [("messages[0].content", "null")]

    def test_an_assistant_message_needs_no_content(self) -> None:
        """Tool calls may stand alone."""
        calls = [{"id": "a", "function": {"name": "f", "arguments": "{}"}}]
        assert found(message(role="assistant", tool_calls=calls)) == []

    @pytest.mark.parametrize("role", ROLES)
    @pytest.mark.parametrize("content", [1, 1.5, True, {"text": "x"}])
    def test_content_of_another_type(self, role: str, content: object) -> None:
        """Text or a list of parts, nothing else."""
        assert found(said(role, content=content)) == [
            ("messages[0].content", "wrong-type")
        ]

    def test_tool_messages_have_a_name_and_an_id_or_not(self) -> None:
        """Both may be null or left out."""
        assert found(said("tool", name="f")) == []
        assert found(said("tool", name=None, tool_call_id=None)) == []
        assert found(message(role="tool", content="42")) == []
        assert found(said("tool", name=1, tool_call_id=2)) == [
            ("messages[0].tool_call_id", "wrong-type"),
            ("messages[0].name", "wrong-type"),
        ]

    def test_prefix_is_the_assistants_alone(self) -> None:
        """True or false, never null, and in no other role."""
        assert found(said("assistant", prefix=True)) == []
        assert found(said("assistant", prefix=None)) == [("messages[0].prefix", "null")]
        assert found(said("assistant", prefix=1)) == [
            ("messages[0].prefix", "wrong-type")
        ]
        assert found(said("user", prefix=True)) == [
            ("messages[0].prefix", "unknown-key")
        ]

    @pytest.mark.parametrize("wrong", ["hi", None, 5, ["user", "hi"]])
    def test_a_message_is_an_object(self, wrong: object) -> None:
        """Named by its index."""
        assert only(body(messages=[USER, wrong])).path == "messages[1]"

    def test_an_empty_conversation_passes_the_schema(self) -> None:
        """No source says that a message is needed."""
        assert found(body(messages=[])) == []


class TestParts:
    """The nine types of content parts."""

    @pytest.mark.parametrize("kind", PARTS)
    @pytest.mark.parametrize("role", ["user", "assistant", "tool"])
    def test_each_type_is_accepted(self, kind: str, role: str) -> None:
        """In every role that takes all of them."""
        content = [{"type": kind, **PARTS[kind]}]
        assert found(said(role, content=content)) == []

    @pytest.mark.parametrize("kind", PARTS)
    def test_system_messages_take_text_and_thoughts(self, kind: str) -> None:
        """The others are refused at their type."""
        content = [{"type": kind, **PARTS[kind]}]
        expected = [] if kind in ("text", "thinking") else [(f"{FIRST}.type", "wrong-value")]
        assert found(said("system", content=content)) == expected

    @pytest.mark.parametrize("kind", PARTS)
    def test_an_unknown_key(self, kind: str) -> None:
        """Parts are closed."""
        assert found(one(kind, colour=1)) == [(f"{FIRST}.colour", "unknown-key")]

    @pytest.mark.parametrize(
        ("kind", "key"), [(kind, key) for kind in PARTS for key in PARTS[kind]]
    )
    @pytest.mark.parametrize("value", [None, True, 1.5])
    def test_a_required_key_of_another_type(
        self, kind: str, key: str, value: object
    ) -> None:
        """Neither null nor anything else will do."""
        rule = "null" if value is None else "wrong-type"
        assert found(one(kind, **{key: value})) == [(f"{FIRST}.{key}", rule)]

    @pytest.mark.parametrize("kind", BREAKPOINT_PARTS)
    def test_cache_breakpoints_are_refused(self, kind: str) -> None:
        """OpenAI's newest key of parts."""
        problem = only(one(kind, prompt_cache_breakpoint={}))
        assert problem.rule == f"chat.{PART_RULES[kind]}.prompt_cache_breakpoint"
        assert "prompt_cache_key" in problem.hint

    @pytest.mark.parametrize("kind", ["text", "image_url"])
    def test_another_vendors_cache_marks_are_refused(self, kind: str) -> None:
        """`cache_control` has a rule of its own."""
        problem = only(one(kind, cache_control={"type": "ephemeral"}))
        assert problem.rule == f"chat.{PART_RULES[kind]}.cache_control"

    def test_a_refusal_is_text_at_mistral(self) -> None:
        """OpenAI's refusal part has no equal."""
        request = said("assistant", content=[{"type": "refusal", "refusal": "no"}])
        problem = only(request)
        assert (problem.path, problem.rule) == (
            f"{FIRST}.type",
            "chat.content-part-refusal",
        )

    def test_images_take_a_url_plain_or_with_detail(self) -> None:
        """Low, auto, high or null."""
        for detail in ("low", "auto", "high", None):
            image = {"url": "data:image/png;base64,aGk=", "detail": detail}
            assert found(one("image_url", image_url=image)) == []
        image = {"url": "u", "detail": "original"}
        assert only(one("image_url", image_url=image)).hint == "use low, auto or high"

    def test_sound_is_a_text_or_openais_object(self) -> None:
        """Any format passes, since no list of formats is known."""
        sound = {"data": "aGk=", "format": "flac"}
        assert found(one("input_audio", input_audio=sound)) == []
        assert found(one("input_audio", input_audio={**sound, "rate": 1})) == [
            (f"{FIRST}.input_audio.rate", "unknown-key")
        ]

    def test_documents_may_have_a_name(self) -> None:
        """Or null for one."""
        assert found(one("document_url", document_name="a.pdf")) == []
        assert found(one("document_url", document_name=None)) == []
        assert found(one("document_url", document_name=1)) == [
            (f"{FIRST}.document_name", "wrong-type")
        ]

    def test_thoughts_may_be_signed_and_closed(self) -> None:
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

    def test_resource_links_carry_plain_values(self) -> None:
        """Texts, numbers and flags; no lists, no null."""
        values = {"a": "x", "b": 1, "c": 1.5, "d": False}
        assert found(one("resource_link", metadata=values)) == []
        assert found(one("resource_link", metadata=None)) == []
        assert found(one("resource_link", metadata={"e": [1], "f": None})) == [
            (f"{FIRST}.metadata.e", "wrong-type"),
            (f"{FIRST}.metadata.f", "null"),
        ]


class TestToolCalls:
    """Calls in an assistant message."""

    def test_arguments_are_text_or_an_object(self) -> None:
        """Everything but the function may be left out."""
        for arguments in ("", "{}", "not json", {}, {"a": [1, {"b": None}]}):
            assert found(call(function={"name": "f", "arguments": arguments})) == []
        function = {"name": "f", "arguments": "{}"}
        request = call(id="Ab3dE6gH9", type="function", index=0, function=function)
        assert found(request) == []

    def test_calls_may_be_null_or_none_at_all(self) -> None:
        """As answers without calls have them."""
        assert found(said("assistant", tool_calls=None)) == []
        assert found(said("assistant", tool_calls=[])) == []

    def test_custom_calls_are_refused(self) -> None:
        """One line, at the type."""
        problem = only(call(id="a", type="custom", custom={"name": "f", "input": ""}))
        assert problem.path == "messages[0].tool_calls[0].type"
        assert problem.rule == "chat.message-custom-tool-call"

    @pytest.mark.parametrize(
        ("members", "path", "rule"),
        [
            ({"id": None}, "id", "null"),
            ({"id": 1}, "id", "wrong-type"),
            ({"index": "0"}, "index", "wrong-type"),
            ({"index": None}, "index", "null"),
            ({"type": "tool"}, "type", "wrong-value"),
            ({"colour": 1}, "colour", "unknown-key"),
            ({"function": None}, "function", "null"),
            ({"function": {"arguments": "{}"}}, "function.name", "missing"),
            ({"function": {"name": 1, "arguments": ""}}, "function.name", "wrong-type"),
            (
                {"function": {"name": "f", "arguments": "", "strict": True}},
                "function.strict",
                "unknown-key",
            ),
        ],
    )
    def test_a_wrong_member(self, members: Any, path: str, rule: str) -> None:
        """Named with its path through the list of calls."""
        given = {"function": {"name": "f", "arguments": "{}"}, **members}
        assert found(call(**given)) == [(f"messages[0].tool_calls[0].{path}", rule)]
