"""The files that are written by hand: one run tells all that is wrong with them."""

from __future__ import annotations

import pytest

from codegen.document import Document
from codegen.findings import FindingsError, Origin
from codegen.overlay import parse_overlay
from codegen.sources import Sources, judge, read_sources
from codegen.yaml_reader import parse_yaml
from tests.codegen.support import (
    ALL_THE_SAME,
    NO_CONVERSIONS,
    NO_MODELS,
    NOTHING,
    NOTHING_CHANGED,
    OVERLAY,
    base_of,
    overlay_of,
)

BASE = "MakeRequest: {properties: {size: {type: integer}}}"
EVIDENCE = """
spec: {kind: official-spec, source: s, date: 2026-08, claim: c}
idle: {kind: report, source: s, date: 2026-08, claim: c}
odd: {kind: rumour, source: s, date: soon, claim: c}
"""
CODES = """
"1": {status: "400", what: w, hint: h, evidence: [spec, odd, gone]}
"""
RULES = """
order:
  first-rule: {what: w, hint: h, evidence: [spec], needs: [size], since: 1,
    operations: [thing.create, thing.mkae]}
"""


def sources(overlay: str, evidence: str, rules: str, codes: str) -> Sources:
    """Return files with these texts."""
    texts = {"evidence": evidence, "rules": rules, "codes": codes}
    evidence_, rules_, codes_ = (
        parse_yaml(text, f"spec/{name}.yaml") for name, text in texts.items()
    )
    document = parse_yaml(overlay, OVERLAY)
    return Sources(
        (parse_overlay(OVERLAY, document),),
        evidence_,
        rules_,
        codes_,
        NOTHING,
        NO_MODELS,
        NOTHING_CHANGED,
        NO_CONVERSIONS,
        {},
    )


def findings(actions: str, default: Document | None = ALL_THE_SAME) -> list[str]:
    """Return the places that findings name, with what is wrong there."""
    files = sources(overlay_of(actions, default), EVIDENCE, RULES, CODES)
    with pytest.raises(FindingsError) as caught:
        judge(base_of(BASE), files, "1.2.3")
    return [f"{Origin(e.source, e.line)}: {e.problem}" for e in caught.value.findings]


def test_everything_is_told_in_order() -> None:
    """What is wrong in several files comes in one run, by file and by line."""
    assert findings(
        """
        - target: $.components.schemas.MakeRequest.properties
          update:
            more: {type: integer, minimun: 0}
        - target: $.components.schemas.MakeRequest.properties.size
          update: {minimum: 0}
          x-verdict: narowed
          x-evidence: [spec]
        """
    ) == [
        "spec/codes.yaml:2: there is no evidence gone",
        "spec/evidence.yaml:3: nothing cites it",
        "spec/evidence.yaml:4: 'rumour' is no kind",
        "spec/evidence.yaml:4: 'soon' is no date",
        f"{OVERLAY}:7: MakeRequest.more has no description",
        f"{OVERLAY}:7: MakeRequest.more has no verdict",
        f"{OVERLAY}:7: minimun is no keyword",
        f"{OVERLAY}:10: 'narowed' is no verdict",
        "spec/rules.yaml:3: there is no operation thing.mkae",
    ]


def test_what_stands_on_a_failed_step_is_not_judged() -> None:
    """If an action cannot run, all that it might have caused is left out."""
    lost = "- target: $.nowhere\n  update: {minimun: 0}"
    assert findings(lost) == [
        "spec/codes.yaml:2: there is no evidence gone",
        "spec/evidence.yaml:4: 'rumour' is no kind",
        "spec/evidence.yaml:4: 'soon' is no date",
        f"{OVERLAY}:5: the target matches nothing",
    ]


def test_ours_are_read() -> None:
    """The files of the repository are there, each with something in it."""
    assert all(read_sources())


def test_what_stands_on_a_broken_file_is_not_told() -> None:
    """A conversion is not blamed for a rule that could not be read."""
    broken = RULES.replace("[size]", "[]").replace(", thing.mkae", "")
    files = sources(overlay_of("", ALL_THE_SAME), EVIDENCE, broken, CODES)
    files = files._replace(conversions=read_sources().conversions)
    with pytest.raises(FindingsError) as caught:
        judge(base_of(BASE), files, "1.2.3")
    told = {(each.source, each.problem) for each in caught.value.findings}
    assert ("spec/rules.yaml", "needs is missing") in told
    assert not [source for source, _ in told if "conversions" in source]
