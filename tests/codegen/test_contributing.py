"""The worked example of CONTRIBUTING.md works."""

from __future__ import annotations

import json
import re
from textwrap import dedent, indent

import pytest
from jsonschema import Draft202012Validator

from codegen.document import Document, as_object
from codegen.output import ROOT
from codegen.overlay import parse_overlay
from codegen.sources import Judgement, Sources, judge
from codegen.yaml_reader import parse_yaml

CHAT = "spec/overlays/chat.yaml"
BLOCK = re.compile(r"^ *```(yaml|json)\n(.*?)^ *```$", re.MULTILINE | re.DOTALL)
EXAMPLE = (
    (ROOT / "CONTRIBUTING.md").read_text("utf-8").split("## An added parameter")[1]
)
EVIDENCE, ACTION, ACCEPTED, REJECTED = (
    dedent(block) for _, block in BLOCK.findall(EXAMPLE.split("\n## ")[0])
)


@pytest.fixture(scope="module")
def facts(sdk_base: Document, sources: Sources) -> Judgement:
    """What the files say after the example's lines are at their ends."""
    evidence = as_object(parse_yaml(EVIDENCE, "the example"))
    chat = (ROOT / CHAT).read_text("utf-8") + indent(ACTION, "  ")
    overlays = tuple(
        parse_overlay(CHAT, parse_yaml(chat, CHAT))
        if overlay.actions[0].area == "chat"
        else overlay
        for overlay in sources.overlays
    )
    more = {**sources.evidence, **evidence}
    return judge(sdk_base, sources._replace(overlays=overlays, evidence=more), "1.2.3")


def test_action_is_right(facts: Judgement) -> None:
    """It builds, and its parameter has the verdict that it says."""
    verdict = facts.verdicts["ChatCompletionRequest", "beam_width"]
    assert (verdict.kind, verdict.severity) == ("added", "error")


def test_cases_are_right(facts: Judgement) -> None:
    """The one body fits the document, the other one breaks it where the case says."""
    request = {"$ref": "#/components/schemas/ChatCompletionRequest"}
    validator = Draft202012Validator({**facts.effective, **request})
    accepted, rejected = json.loads(ACCEPTED), json.loads(REJECTED)
    assert validator.is_valid(accepted)
    (error,) = validator.iter_errors(rejected["body"])
    (problem,) = rejected["problems"]
    assert list(error.absolute_path) == [problem["path"]]
    assert problem["hint"] in facts.verdicts["ChatCompletionRequest", "beam_width"].hint
