"""The rules that no schema can say: what an entry has to have, and what it becomes."""

from __future__ import annotations

from typing import Any

import pytest

from codegen.findings import FindingsError
from codegen.rules import SOURCE, read_rules, render, render_page, ruled_members
from codegen.yaml_reader import parse_yaml

EVIDENCE: Any = {
    "seen": {"kind": "recorded", "source": "s", "date": "2026", "claim": "c"},
    "heard": {"kind": "report", "source": "s", "date": "2026", "claim": "c"},
}
CHAT = "chat.completions.create"
REQUESTS = {CHAT: {"messages", "tools"}, "embeddings.create": {"input"}}
ENTRY: Any = {
    "what": "The last message is the user's.",
    "hint": "add a user message",
    "evidence": ["seen"],
    "operations": [CHAT],
    "needs": ["messages"],
    "since": "0.1",
}


def findings(document: Any) -> list[str]:
    """Return what is wrong with a document of rules."""
    with pytest.raises(FindingsError) as caught:
        read_rules(document, EVIDENCE, REQUESTS)
    return [f"{each.where}: {each.problem}" for each in caught.value.findings]


def test_an_entry_becomes_a_row_and_a_page() -> None:
    """Its severity follows from the evidence, unless the entry only warns."""
    milder = {**ENTRY, "severity": "warning"}
    document: Any = {"order": {"last-role": ENTRY, "softer": milder}}
    rules = read_rules(document, EVIDENCE, REQUESTS)
    assert [(r.id, r.group, r.severity) for r in rules] == [
        ("last-role", "order", "error"),
        ("softer", "order", "warning"),
    ]
    assert f"'error', ('seen',), ('{CHAT}',), ('messages',), since='0.1')" in render(
        rules
    )
    assert "## last-role\n\nThe last message is the user's." in render_page(rules)


def test_an_operation_has_the_members_that_its_rules_are_about() -> None:
    """A member stands once, also if a rule is about what is inside it."""
    needs = [["messages"], ["messages.prefix"], ["tools", "messages.tool_calls"]]
    entries: Any = {f"r{n}": {**ENTRY, "needs": each} for n, each in enumerate(needs)}
    rules = read_rules({"order": entries}, EVIDENCE, REQUESTS)
    assert ruled_members(rules) == {CHAT: ("messages", "tools")}


def test_weak_evidence_only_warns() -> None:
    """A report alone refuses nothing."""
    document: Any = {"order": {"r": {**ENTRY, "evidence": ["heard"]}}}
    (rule,) = read_rules(document, EVIDENCE, REQUESTS)
    assert rule.severity == "warning"


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"hint": ""}, "hint is missing"),
        ({"colour": "red"}, "colour is no key of a rule"),
        ({"severity": "error"}, "severity can only be warning"),
        ({"evidence": ["seen", "nobody"]}, "there is no nobody"),
        ({"operations": [CHAT, "chat.create"]}, "there is no operation chat.create"),
        ({"needs": []}, "needs is missing"),
        ({"needs": ["messages.prefix", "tool"]}, "there is no member tool"),
        ({"needs": ["input"]}, "there is no member input"),
    ],
)
def test_a_wrong_entry_fails_the_build(change: Any, message: str) -> None:
    """Nothing of an entry is dropped in silence."""
    assert findings({"order": {"r": {**ENTRY, **change}}}) == [f"r: {message}"]


def test_a_finding_names_the_line_of_its_rule() -> None:
    """A rule is found in a long file by where it begins."""
    text = "order:\n  first:\n    what: It is.\n  r:\n    what: It is not.\n"
    with pytest.raises(FindingsError) as caught:
        read_rules(parse_yaml(text, SOURCE), EVIDENCE, [CHAT])
    found = [str(each) for each in caught.value.findings]
    assert f"{SOURCE}:2: first: hint is missing; add hint" in found
    assert f"{SOURCE}:4: r: hint is missing; add hint" in found


def test_an_id_stands_once() -> None:
    """Two rules of one id in two groups could not be told apart."""
    document = {"order": {"r": ENTRY}, "calls": {"r": ENTRY}}
    assert findings(document) == ["r: two rules have this id"]
