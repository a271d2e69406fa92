"""Verdicts: nothing that a base request reaches goes without one."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from codegen.document import Document, JSONValue
from codegen.verdicts import KINDS, LONGEST_HINT
from tests.codegen.support import build, refusals

REQUEST = """
MakeRequest:
  type: object
  additionalProperties: false
  properties: {old: {type: string}, kept: {type: string}}
"""
OLD = "$.components.schemas.MakeRequest.properties.old"


def verdict_on_old(**members: JSONValue) -> str:
    """Return the YAML of an action that changes `old` and carries these members."""
    action: Document = {"target": OLD, "update": {"description": "Old."}, **members}
    return str([action])


def finding_on_old(**members: JSONValue) -> str:
    """Return the one finding about such an action."""
    (finding,) = refusals(REQUEST, verdict_on_old(**members))
    return finding


class TestActions:
    """What an action with a verdict has to say."""

    def test_unknown_kind(self) -> None:
        """A verdict that is not one of ours fails; the message lists those that are."""
        text = finding_on_old(**{"x-verdict": "dropped", "x-evidence": ["spec"]})
        assert text == (
            f"thing.yaml: actions[1] ({OLD}): 'dropped' is no verdict; "
            f"use one of {', '.join(KINDS)}"
        )

    @pytest.mark.parametrize("kind", ["refused", "renamed"])
    def test_missing_hint(self, kind: str) -> None:
        """What is refused or renamed says what to do instead."""
        given: Document = {"x-verdict": kind, "x-evidence": ["spec"], "x-rename": "new"}
        text = finding_on_old(**given)
        assert "the hint is missing; add x-hint: what to do instead" in text

    def test_longest_hint(self) -> None:
        """A hint has at most the characters that type checkers print."""
        given: Document = {"x-verdict": "refused", "x-evidence": ["spec"]}
        build(REQUEST, verdict_on_old(**given, **{"x-hint": "x" * LONGEST_HINT}))
        text = finding_on_old(**given, **{"x-hint": "x" * (LONGEST_HINT + 1)})
        assert "the hint is too long" in text
        assert "say it in 50 characters; type checkers cut longer text" in text

    def test_missing_new_name(self) -> None:
        """A renaming says the new name."""
        given: Document = {"x-verdict": "renamed", "x-evidence": ["spec"]}
        text = finding_on_old(**given, **{"x-hint": "use new"})
        assert "the new name is missing; add x-rename" in text

    @pytest.mark.parametrize("members", [{}, {"x-evidence": []}])
    def test_missing_evidence(self, members: Mapping[str, JSONValue]) -> None:
        """A verdict without evidence fails; the message names the file to look at."""
        text = finding_on_old(**{"x-verdict": "same"}, **members)
        fix = "add x-evidence, see spec/evidence.yaml"
        assert f"the evidence is missing; {fix}" in text

    def test_unknown_evidence(self) -> None:
        """Evidence that is not on file fails; the message names it and the file."""
        text = finding_on_old(**{"x-verdict": "same", "x-evidence": ["spec", "gone"]})
        assert "there is no evidence gone; add it to spec/evidence.yaml" in text

    def test_everything_at_once(self) -> None:
        """All that is wrong with the actions comes in one message."""
        texts = refusals(
            REQUEST,
            f"""
            - target: {OLD}
              update: {{description: Old.}}
              x-verdict: renamed
            - target: {OLD}
              update: {{description: Older.}}
              x-verdict: odd
            """,
        )
        assert [text.split("): ")[1].split(";")[0] for text in texts] == [
            "the new name is missing",
            "the hint is missing",
            "the evidence is missing",
            "'odd' is no verdict",
            "the evidence is missing",
        ]

    def test_foreign_keys_are_hinted_one_by_one(self) -> None:
        """Keys that other APIs have are refused, each with its own hint."""
        built = build(
            REQUEST,
            """
            - target: $.components.schemas.MakeRequest
              update: {x-foreign: {alien: use kept, odd: remove it}}
              x-verdict: refused
              x-evidence: [spec]
            """,
        )
        assert built.verdicts["MakeRequest", "alien"].hint == "use kept"
        assert built.verdicts["MakeRequest", "odd"].hint == "remove it"

    def test_foreign_hint_is_short(self) -> None:
        """A foreign key's hint has at most the characters that type checkers print."""
        (text,) = refusals(
            REQUEST,
            f"""
            - target: $.components.schemas.MakeRequest
              update: {{x-foreign: {{alien: {"x" * 51}}}}}
              x-verdict: refused
              x-evidence: [spec]
            """,
        )
        assert "the hint is too long" in text


@pytest.mark.parametrize(
    ("evidence", "severity"),
    [
        (["spec"], "error"),
        (["sdk"], "error"),
        (["seen"], "error"),
        (["quote"], "error"),
        (["page"], "warning"),
        (["hearsay"], "warning"),
        (["page", "hearsay"], "warning"),
        (["page", "seen"], "error"),
        (["seen", "denial"], "warning"),
        (["spec", "seen", "denial"], "warning"),
        (["spec", "denial"], "error"),
    ],
)
def test_severity_follows_the_evidence(
    evidence: list[JSONValue], severity: str
) -> None:
    """Weak evidence, and evidence that is contradicted by what is cited, only warns."""
    given: Document = {"x-verdict": "refused", "x-hint": "use kept"}
    built = build(REQUEST, verdict_on_old(**given, **{"x-evidence": evidence}))
    verdict = built.tables().VERDICTS["MakeRequest", "old"]
    assert verdict.severity == severity
    assert verdict.evidence == tuple(evidence)


class TestRules:
    """What a user reads of a verdict."""

    def test_table_has_what_the_overlay_says(self) -> None:
        """Kind, hint and new name stand in the generated table under a readable id."""
        given: Document = {"x-verdict": "renamed", "x-evidence": ["spec"]}
        given |= {"x-hint": "use kept", "x-rename": "kept"}
        tables = build(REQUEST, verdict_on_old(**given)).tables()
        verdict = tables.VERDICTS["MakeRequest", "old"]
        assert verdict[:4] == ("thing.old", "renamed", "use kept", "kept")

    def test_nested_rule_names_its_object(self) -> None:
        """The rule of a nested property names the object in words."""
        built = build(
            """
            MakeRequest:
              properties: {part: {$ref: '#/components/schemas/ImageURLPart'}}
            ImageURLPart: {properties: {size: {type: integer}}}
            """
        )
        rule = built.verdicts["ImageURLPart", "size"].rule
        assert rule == "thing.image-url-part.size"

    def test_refused_kind_is_known_wherever_it_was(self) -> None:
        """A kind of object that several unions lose is told by its tag in each."""
        union = "{anyOf: [{type: string}, {$ref: '#/components/schemas/Audio'}]}"
        built = build(
            f"""
            MakeRequest: {{properties: {{one: {union}, two: {union}}}}}
            Audio: {{required: [type], properties: {{type: {{enum: [wav, mp3]}}}}}}
            """,
            "".join(
                f"""
            - target: $.components.schemas.MakeRequest.properties.{name}.anyOf[1]
              remove: true
              x-verdict: refused
              x-hint: use text
              x-evidence: [spec]"""
                for name in ("one", "two")
            ),
        )
        tags = built.tables().REFUSED_TAGS
        assert list(tags) == [
            ("MakeRequest", name, tag)
            for name in ("one", "two")
            for tag in ("wav", "mp3")
        ]
        assert {verdict.rule for verdict in tags.values()} == {"thing.audio"}


class TestMissing:
    """A base property without a verdict fails the build."""

    def test_every_property(self) -> None:
        """The message names the property, the SDK's version and the file to edit."""
        assert refusals(REQUEST, default=None) == [
            f"spec/overlays/thing.yaml: MakeRequest.{name}: openai 9.9 has "
            f"MakeRequest.{name} in thing.create, and it has no verdict; "
            f"add an action on it with x-verdict, one of {', '.join(KINDS)}"
            for name in ("old", "kept")
        ]

    def test_below_a_refused_property(self) -> None:
        """What is below a refused property needs no verdict of its own."""
        action = {"x-verdict": "refused", "x-hint": "no", "x-evidence": ["spec"]}
        assert not refusals(
            """
            MakeRequest: {properties: {part: {$ref: '#/components/schemas/Part'}}}
            Part: {properties: {size: {type: integer}}}
            """,
            str([{"target": "$..part", "update": {"description": "P."}, **action}]),
            default=None,
        )

    @pytest.mark.parametrize(
        "reference",
        [
            "$ref: '#/components/schemas/Part'",
            "type: array, items: {$ref: '#/components/schemas/Part'}",
            "anyOf: [{type: string}, {$ref: '#/components/schemas/Part'}]",
            "type: object, additionalProperties: {$ref: '#/components/schemas/Part'}",
        ],
    )
    def test_nested_property(self, reference: str) -> None:
        """A property is found through lists, unions and maps."""
        (text,) = refusals(
            f"""
            MakeRequest: {{properties: {{part: {{{reference}}}}}}}
            Part: {{properties: {{size: {{type: integer}}}}}}
            """,
            """
            - target: $.components.schemas.MakeRequest.properties.part
              update: {description: P.}
              x-verdict: same
              x-evidence: [spec]
            """,
            default=None,
        )
        assert "openai 9.9 has Part.size in thing.create" in text

    def test_behind_a_named_union(self) -> None:
        """A property is found behind a schema that only unites others."""
        (text,) = refusals(
            """
            MakeRequest: {properties: {part: {$ref: '#/components/schemas/Part'}}}
            Part: {anyOf: [{$ref: '#/components/schemas/Image'}, {type: string}]}
            Image: {properties: {size: {type: integer}}}
            """,
            """
            - target: $.components.schemas.MakeRequest.properties.part
              update: {description: P.}
              x-verdict: same
              x-evidence: [spec]
            """,
            default=None,
        )
        assert "Image.size" in text

    def test_answers_need_none(self) -> None:
        """Answers are lenient, so nothing in them needs a verdict."""
        assert not [text for text in refusals(REQUEST) if "Answer" in text]
