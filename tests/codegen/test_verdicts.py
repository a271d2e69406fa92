"""Verdicts: what an action has to say, and what becomes of it."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from codegen.document import Document, JSONValue
from codegen.verdicts import BLANK, KINDS, LONGEST_HINT
from tests.codegen.support import OVERLAY, build, refusals

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
            f"{OVERLAY}:5: 'dropped' is no verdict; use one of {', '.join(KINDS)}"
        )

    @pytest.mark.parametrize("kind", ["refused", "renamed"])
    def test_missing_hint(self, kind: str) -> None:
        """What is refused or renamed says what to do instead."""
        given: Document = {"x-verdict": kind, "x-evidence": ["spec"]}
        given |= {"x-rename": "kept"} if kind == "renamed" else {}
        text = finding_on_old(**given)
        fix = "add x-hint: what to do instead"
        assert text == f"{OVERLAY}:5: the hint is missing; {fix}"

    def test_longest_hint(self) -> None:
        """A hint has at most the characters that type checkers print."""
        given: Document = {"x-verdict": "refused", "x-evidence": ["spec"]}
        build(REQUEST, verdict_on_old(**given, **{"x-hint": "x" * LONGEST_HINT}))
        text = finding_on_old(**given, **{"x-hint": "x" * (LONGEST_HINT + 1)})
        assert "the hint is too long" in text
        assert "say it in 50 characters; type checkers cut longer text" in text

    def test_new_name_of_nothing(self) -> None:
        """A renaming to what the object does not have would send users nowhere."""
        assert refusals(
            REQUEST,
            f"""
            - target: {OLD}
              remove: true
              x-verdict: renamed
              x-rename: kpet
              x-hint: use kpet
              x-evidence: [spec]
            """,
        ) == [f"{OVERLAY}:8: MakeRequest has no property kpet; correct x-rename"]

    def test_new_name_without_a_renaming(self) -> None:
        """A new name of what is not renamed would never be read."""
        given: Document = {"x-verdict": "same", "x-evidence": ["spec"]}
        text = finding_on_old(**given, **{"x-rename": "kept"})
        fix = "remove x-rename, or write x-verdict: renamed"
        assert text == f"{OVERLAY}:5: nothing is renamed; {fix}"

    def test_verdict_on_nothing(self) -> None:
        """A verdict that would reach no table, no type and no page fails."""
        (text,) = refusals(
            REQUEST,
            f"""
            - target: {OLD}.type
              update: integer
              x-verdict: narrowed
              x-evidence: [spec]
            """,
        )
        assert text == (
            f"{OVERLAY}:5: the verdict is on nothing that can have one; target a "
            "property, a member of a union that is a reference, or a schema"
        )

    def test_hint_without_a_verdict(self) -> None:
        """What belongs to a verdict would not be read without one."""
        text = finding_on_old(**{"x-hint": "use kept"})
        fix = "add x-verdict, or remove it"
        assert text == f"{OVERLAY}:5: x-hint without x-verdict; {fix}"

    def test_unknown_extension(self) -> None:
        """An extension that nobody reads fails; the message lists those that are."""
        given: Document = {"x-verdict": "same", "x-evidence": ["spec"]}
        assert finding_on_old(**given, **{"x-hnit": "use kept"}) == (
            f"{OVERLAY}:5: x-hnit is no extension of an action; use one of x-verdict, "
            "x-rename, x-hint, x-copied, x-evidence, or add it to codegen/extensions.py"
        )

    def test_extension_of_another_type(self) -> None:
        """An extension says what its table says: evidence is a list."""
        texts = refusals(
            REQUEST, verdict_on_old(**{"x-verdict": "same", "x-evidence": "spec"})
        )
        fix = "say how we know: ids of spec/evidence.yaml"
        assert f"{OVERLAY}:5: x-evidence is no list; {fix}" in texts

    def test_hint_that_is_to_be_written(self) -> None:
        """The word that a finding puts in place of a hint is no hint."""
        given: Document = {"x-verdict": "same", "x-evidence": ["spec"]}
        assert finding_on_old(**given, **{"x-hint": BLANK}) == (
            f"{OVERLAY}:5: the hint is not written; "
            "say what to do instead, or remove x-hint"
        )

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
            - target: $.components.schemas.MakeRequest.properties.kept
              update: {{description: Kept.}}
              x-verdict: odd
            """,
        )
        assert [text.removeprefix(OVERLAY).partition(";")[0] for text in texts] == [
            ":5: the evidence is missing",
            ":5: the hint is missing",
            ":5: the new name is missing",
            ":8: the evidence is missing",
            ":10: 'odd' is no verdict",
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
