"""The cases in `tests/cases`, each a file for people to read and to add to."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from mistyped import InvalidRequestError, InvalidRequestWarning, check
from mistyped._generated.rules import RULES
from mistyped._values.rows import Rule
from tests.unit.support import PATH, Wire

ROOT = Path(__file__).parents[1] / "cases"
FORM = "/v1/audio/transcriptions"  # whose wire form has tests of its own


def cases(kind: str) -> list[Any]:
    """Return the content of every case of a kind, with its path for a name."""
    return [
        pytest.param(
            path.relative_to(ROOT).parts[0],
            json.loads(path.read_text(encoding="utf-8")),
            id=path.relative_to(ROOT).with_suffix("").as_posix(),
        )
        for path in sorted(ROOT.glob(f"*/{kind}/*.json"))
    ]


def post(wire: Wire, case: Any) -> None:
    """Send a case's body to where it goes."""
    path = case.get("path", PATH).removeprefix("/v1")
    client = wire.client(responses="native")
    client.post(path, body=case["body"], cast_to=object)


def expect(case: Any, severity: str) -> None:
    """Hold a body's problems against those of its case, one by one and in order."""
    found = check(case.get("path", PATH), case["body"]).problems
    wanted = [(each["path"], each["rule"]) for each in case["problems"]]
    assert [(each.path, each.rule) for each in found] == wanted
    for problem, each in zip(found, case["problems"], strict=True):
        assert problem.severity == severity
        assert each["hint"], "a case says what its hint has to hold"
        assert each["hint"] in problem.hint


@pytest.mark.parametrize(("_rule", "case"), cases("accepted"))
def test_accepted_cases_have_no_problem(_rule: str, case: Any, wire: Wire) -> None:
    """An accepted body arrives on the wire as it stands in its file."""
    case = case if "path" in case else {"body": case}
    path, body = case.get("path", PATH), case["body"]
    assert check(path, body).problems == ()
    if path != FORM:
        post(wire, case)
        assert wire.sent == [body]


@pytest.mark.parametrize(("rule", "case"), cases("rejected"))
def test_rejected_cases_are_refused(rule: str, case: Any, wire: Wire) -> None:
    """A rejected body has exactly the problems of its file, and is not sent."""
    expect(case, "error")
    assert rule in [each["rule"] for each in case["problems"]]
    with pytest.raises(InvalidRequestError):
        post(wire, case)
    assert wire.seen == []


@pytest.mark.parametrize(("rule", "case"), cases("warned"))
def test_warned_cases_are_sent_with_a_warning(rule: str, case: Any, wire: Wire) -> None:
    """A disputed body has warnings alone, and is sent."""
    expect(case, "warning")
    assert rule in [each["rule"] for each in case["problems"]]
    if case.get("path") != FORM:
        with pytest.warns(InvalidRequestWarning):
            post(wire, case)
        assert wire.sent == [case["body"]]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_every_rule_has_cases(rule: Rule) -> None:
    """One that it lets pass, one that it finds: with severity, evidence and hint."""
    kind = "rejected" if rule.severity == "error" else "warned"
    assert list(ROOT.glob(f"{rule.id}/accepted/*.json")), "add an accepted case"
    broken = [case.values[1] for case in cases(kind) if case.values[0] == rule.id]
    assert broken, f"add a {kind} case"
    hints: set[str] = set()
    for case in broken:
        problems = check(case.get("path", PATH), case["body"]).problems
        found = [p for p in problems if p.rule == rule.id]
        hints |= {each.hint for each in found}
        assert {(p.severity, p.evidence) for p in found} == {
            (rule.severity, rule.evidence)
        }
    assert rule.hint in hints


def test_every_file_is_a_case() -> None:
    """No file lies where it would never be read."""
    known = {*ROOT.glob("*/accepted/*.json"), *ROOT.glob("*/rejected/*.json")}
    known |= {*ROOT.glob("*/warned/*.json"), ROOT / "README.md"}
    assert {path for path in ROOT.rglob("*") if path.is_file()} == known
