"""Messages by role and the tool calls in them: every key and every value."""

from __future__ import annotations

from typing import Any

import pytest

from tests.unit.support import USER, body, call, found, message, only

TEXT = {"type": "text", "text": "x"}
ROLES: dict[str, dict[str, Any]] = {
    "system": {"content": "Be brief."},
    "user": {"content": "Bonjour"},
    "assistant": {"content": "Salut"},
    "tool": {"content": "42", "tool_call_id": "Ab3dE6gH9"},
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
        assert problem.path == "messages[1].tool_calls[0].type"
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
        assert found(call(**given)) == [(f"messages[1].tool_calls[0].{path}", rule)]
