"""Tools by kind and the choice between them: every key and every value."""

from __future__ import annotations

from typing import Any

import pytest

from tests.unit.support import body, found, only, tool

SCHEMA = {"type": "object", "properties": {"city": {"type": "string"}}}
FUNCTION = {"name": "get_weather", "parameters": SCHEMA}
BUILT_IN = ["web_search", "web_search_premium", "code_interpreter", "image_generation"]
CONFIGURATION = {"include": ["a"], "exclude": None, "requires_confirmation": []}


def function_tool(**members: Any) -> dict[str, Any]:
    """Return a request with one function tool, whose function has more members."""
    return tool(type="function", function={**FUNCTION, **members})


class TestFunctionTools:
    """Functions of one's own."""

    def test_with_and_without_type(self) -> None:
        """Left out, the type is function."""
        assert found(tool(type="function", function=FUNCTION)) == []
        assert found(tool(function=FUNCTION)) == []

    def test_all_members(self) -> None:
        """Description and strict are optional."""
        assert found(function_tool(description="Tells.", strict=True)) == []

    @pytest.mark.parametrize(
        "parameters", [{}, {"$ref": "#/x"}, {"a": [None, 1.5, {"b": True}]}]
    )
    def test_parameters_are_any_object(self, parameters: Any) -> None:
        """A JSON Schema has no fixed keys."""
        assert found(function_tool(parameters=parameters)) == []

    def test_parameters_are_required(self) -> None:
        """OpenAI lets them be left out; the hint gives the empty schema."""
        problem = only(tool(type="function", function={"name": "f"}))
        assert problem.path == "tools[0].function.parameters"
        assert problem.rule == "missing"
        assert '{"type": "object", "properties": {}}' in problem.hint

    @pytest.mark.parametrize(
        ("members", "key", "rule"),
        [
            ({"parameters": None}, "parameters", "null"),
            ({"parameters": "{}"}, "parameters", "wrong-type"),
            ({"parameters": [SCHEMA]}, "parameters", "wrong-type"),
            ({"description": None}, "description", "null"),
            ({"description": 1}, "description", "wrong-type"),
            ({"strict": None}, "strict", "null"),
            ({"strict": "true"}, "strict", "wrong-type"),
            ({"name": None}, "name", "null"),
            ({"name": 1}, "name", "wrong-type"),
            ({"required": []}, "required", "unknown-key"),
            ({"arguments": "{}"}, "arguments", "unknown-key"),
        ],
    )
    def test_a_wrong_member(self, members: Any, key: str, rule: str) -> None:
        """Named inside its tool."""
        path = f"tools[0].function.{key}"
        assert found(function_tool(**members)) == [(path, rule)]

    def test_cache_marks_are_refused(self) -> None:
        """Another vendor's key, with a rule of its own."""
        problem = only(tool(type="function", function=FUNCTION, cache_control={}))
        assert problem.rule == "chat.function-tool.cache_control"

    def test_a_function_without_its_tool(self) -> None:
        """A bare function is told what is missing."""
        paths = [path for path, _ in found(tool(**FUNCTION))]
        assert "tools[0].function" in paths


class TestOtherTools:
    """Built-in tools, libraries, connectors, and what Mistral does not have."""

    @pytest.mark.parametrize("kind", BUILT_IN)
    def test_built_in_tools(self, kind: str) -> None:
        """With a configuration, null, or none."""
        assert found(tool(type=kind)) == []
        assert found(tool(type=kind, tool_configuration=None)) == []
        assert found(tool(type=kind, tool_configuration=CONFIGURATION)) == []

    def test_document_libraries(self) -> None:
        """At least one library."""
        assert found(tool(type="document_library", library_ids=["a"])) == []
        problem = only(tool(type="document_library", library_ids=[]))
        assert (problem.path, problem.rule) == ("tools[0].library_ids", "too-few")
        assert found(tool(type="document_library", library_ids=[1])) == [
            ("tools[0].library_ids[0]", "wrong-type")
        ]

    def test_connectors(self) -> None:
        """With a credential of one of two kinds, null, or none."""
        given = {"type": "connector", "connector_id": "c"}
        for kind in ("oauth2-token", "api-key"):
            credential = {"type": kind, "value": "v"}
            assert found(tool(**given, authorization=credential)) == []
        assert found(tool(**given, authorization=None)) == []
        assert found(tool(**given, authorization={"type": "basic"})) == [
            ("tools[0].authorization.type", "wrong-value"),
            ("tools[0].authorization.value", "missing"),
        ]

    @pytest.mark.parametrize(
        ("configuration", "path", "rule"),
        [
            ({"only": []}, ".only", "unknown-key"),
            ({"include": "a"}, ".include", "wrong-type"),
            ({"exclude": [1]}, ".exclude[0]", "wrong-type"),
            ({"requires_confirmation": True}, ".requires_confirmation", "wrong-type"),
            ("all", "", "wrong-type"),
        ],
    )
    def test_a_wrong_configuration(
        self, configuration: Any, path: str, rule: str
    ) -> None:
        """Named inside the tool."""
        request = tool(type="web_search", tool_configuration=configuration)
        assert found(request) == [(f"tools[0].tool_configuration{path}", rule)]

    def test_custom_tools_are_refused(self) -> None:
        """One line, at the type."""
        problem = only(tool(type="custom", custom={"name": "x", "format": {}}))
        assert (problem.path, problem.rule) == ("tools[0].type", "chat.custom-tool")

    @pytest.mark.parametrize("kind", ["browser", "Function", "", "mcp", "file_search"])
    def test_an_unknown_kind(self, kind: str) -> None:
        """The hint has the kinds there are."""
        problem = only(tool(type=kind))
        assert (problem.path, problem.rule) == ("tools[0].type", "wrong-value")
        assert "'web_search'" in problem.hint

    @pytest.mark.parametrize("wrong", [None, "web_search", 1, []])
    def test_a_tool_is_an_object(self, wrong: object) -> None:
        """Named by its index."""
        assert only(body(tools=[wrong])).path == "tools[0]"


class TestToolChoice:
    """A word, or a function by name."""

    def test_a_function_by_name(self) -> None:
        """With or without type."""
        function = {"name": "f"}
        assert found(body(tool_choice={"type": "function", "function": function})) == []
        assert found(body(tool_choice={"function": function})) == []

    @pytest.mark.parametrize(
        ("choice", "rule"),
        [
            (
                {"type": "allowed_tools", "allowed_tools": {}},
                "chat.allowed-tool-choice",
            ),
            ({"type": "custom", "custom": {}}, "chat.named-tool-choice-custom"),
        ],
    )
    def test_openais_other_choices_are_refused(self, choice: Any, rule: str) -> None:
        """Each by a rule of its own."""
        problem = only(body(tool_choice=choice))
        assert (problem.path, problem.rule) == ("tool_choice.type", rule)

    @pytest.mark.parametrize(
        ("choice", "path", "rule"),
        [
            ({"type": "function"}, ".function", "missing"),
            ({"function": "f"}, ".function", "wrong-type"),
            ({"function": {}}, ".function.name", "missing"),
            ({"function": {"name": 1}}, ".function.name", "wrong-type"),
            ({"function": {"name": "f", "x": 1}}, ".function.x", "unknown-key"),
            ({"function": {"name": "f"}, "name": "f"}, ".name", "unknown-key"),
        ],
    )
    def test_a_wrong_member(self, choice: Any, path: str, rule: str) -> None:
        """Named inside the choice."""
        assert found(body(tool_choice=choice)) == [(f"tool_choice{path}", rule)]
