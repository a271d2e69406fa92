"""Response format, prediction and guardrails: every key and every value."""

from __future__ import annotations

from typing import Any

import pytest

from mistyped import check
from tests.unit.support import PATH, body, found

SCHEMA = {"type": "object", "properties": {"city": {"type": "string"}}}


def schema_format(**members: Any) -> dict[str, Any]:
    """Return a request for JSON that follows a schema, with more members."""
    schema = {"name": "n", "schema": SCHEMA, **members}
    return body(response_format={"type": "json_schema", "json_schema": schema})


class TestResponseFormat:
    """Text, JSON, or JSON that follows a schema."""

    @pytest.mark.parametrize(
        "given",
        [
            {"type": "text"},
            {"type": "json_object"},
            {"type": "text", "json_schema": None},
            {"type": "json_object", "json_schema": None},
        ],
    )
    def test_without_a_schema(self, given: Any) -> None:
        """Text is the default, and an unused schema may be null."""
        assert found(body(response_format=given)) == []

    def test_without_a_type(self) -> None:
        """The document lets it default, so it is only warned of."""
        (problem,) = check(PATH, body(response_format={})).problems
        assert (problem.path, problem.severity) == ("response_format.type", "warning")
        assert problem.hint == "add 'text'"

    def test_with_a_schema(self) -> None:
        """Description may be null."""
        assert found(schema_format(strict=True, description="d")) == []
        assert found(schema_format(description=None)) == []

    @pytest.mark.parametrize(
        ("members", "key", "rule"),
        [
            ({"schema": None}, "schema", "null"),
            ({"schema": "{}"}, "schema", "wrong-type"),
            ({"strict": None}, "strict", "null"),
            ({"strict": 1}, "strict", "wrong-type"),
            ({"name": None}, "name", "null"),
            ({"schema_definition": {}}, "schema_definition", "unknown-key"),
        ],
    )
    def test_a_wrong_member(self, members: Any, key: str, rule: str) -> None:
        """Named inside the schema object."""
        path = f"response_format.json_schema.{key}"
        assert found(schema_format(**members)) == [(path, rule)]

    def test_a_schema_is_required(self) -> None:
        """OpenAI's types let it be left out."""
        given = {"type": "json_schema", "json_schema": {"name": "n"}}
        path = "response_format.json_schema.schema"
        assert found(body(response_format=given)) == [(path, "missing")]

    @pytest.mark.parametrize("kind", ["text", "json_object"])
    def test_a_schema_that_nobody_asked_for(self, kind: str) -> None:
        """Mistral has one object for the three kinds, so it passes."""
        given = {"type": kind, "json_schema": {"name": "n", "schema": {}}}
        assert found(body(response_format=given)) == []


class TestPrediction:
    """Expected text."""

    def test_both_members_may_be_left_out(self) -> None:
        """They have defaults."""
        for given in ({}, {"content": "x"}, {"type": "content", "content": ""}):
            assert found(body(prediction=given)) == []

    @pytest.mark.parametrize(
        ("given", "key", "rule"),
        [
            ({"content": [{"type": "text", "text": "x"}]}, "content", "wrong-type"),
            ({"content": None}, "content", "null"),
            ({"type": "text"}, "type", "wrong-value"),
            ({"text": "x"}, "text", "unknown-key"),
        ],
    )
    def test_a_wrong_member(self, given: Any, key: str, rule: str) -> None:
        """OpenAI's list of parts among them."""
        assert found(body(prediction=given)) == [(f"prediction.{key}", rule)]


class TestGuardrails:
    """Open objects: values are held to their types, unknown keys warn."""

    @pytest.mark.parametrize("version", ["moderation_llm_v1", "moderation_llm_v2"])
    def test_all_members(self, version: str) -> None:
        """Thresholds may be null, whole or one by one."""
        for thresholds in (None, {}, {"pii": 0.5, "health": None, "law": 1}):
            moderation = {
                "model_name": "m",
                "custom_category_thresholds": thresholds,
                "ignore_other_categories": True,
                "action": "block",
            }
            given = [{"block_on_error": True, version: moderation}, {version: None}, {}]
            assert found(body(guardrails=given)) == []

    @pytest.mark.parametrize(
        ("members", "path", "rule"),
        [
            ({"action": "warn"}, "action", "wrong-value"),
            ({"action": None}, "action", "null"),
            ({"model_name": 1}, "model_name", "wrong-type"),
            ({"ignore_other_categories": 1}, "ignore_other_categories", "wrong-type"),
            (
                {"custom_category_thresholds": {"pii": "high"}},
                "custom_category_thresholds.pii",
                "wrong-type",
            ),
        ],
    )
    def test_a_wrong_member(self, members: Any, path: str, rule: str) -> None:
        """An open object is no excuse for a wrong value."""
        report = check(PATH, body(guardrails=[{"moderation_llm_v1": members}]))
        assert [(each.path, each.rule) for each in report.errors] == [
            (f"guardrails[0].moderation_llm_v1.{path}", rule)
        ]

    def test_an_unknown_key_warns(self) -> None:
        """At both levels."""
        report = check(PATH, body(guardrails=[{"a": 1, "moderation_llm_v2": {"b": 1}}]))
        assert report.ok
        assert [each.path for each in report.warnings] == [
            "guardrails[0].a",
            "guardrails[0].moderation_llm_v2.b",
        ]
