"""Evidence and codes: what an entry has to be."""

from __future__ import annotations

import pytest

from codegen.codes import check_codes
from codegen.document import Document
from codegen.evidence import EVIDENCE, KINDS, check_cited, check_evidence
from codegen.yaml_reader import parse_yaml

SEEN = """
seen:
  kind: recorded
  source: a project
  date: 2026-08-13
  claim: It answers 422.
"""
CODE = """
"1300":
  status: "429"
  what: Too much.
  hint: wait
  evidence: [seen]
"""
HERE = f"{EVIDENCE}:2: seen: "


def read(text: str) -> Document:
    """Return the evidence of this text."""
    return parse_yaml(text, EVIDENCE)


def wrong(text: str) -> list[str]:
    """Return what is wrong with evidence of this text."""
    return list(map(str, check_evidence(read(text))))


def test_an_entry_that_is_right() -> None:
    """It has a kind, a source, a date and a claim, and may contradict another."""
    assert wrong(SEEN) == []
    other = SEEN.replace("seen", "denial") + "  contradicts: [seen]\n"
    assert wrong(SEEN + other) == []


@pytest.mark.parametrize("key", ["kind", "source", "date", "claim"])
def test_missing_member(key: str) -> None:
    """None of them may be missing."""
    lines = [line for line in SEEN.splitlines() if f"{key}:" not in line]
    assert wrong("\n".join(lines)) == [f"{HERE}{key} is missing; add {key}"]


@pytest.mark.parametrize("key", ["source", "claim"])
def test_empty_member(key: str) -> None:
    """What is there says something."""
    lines = [f"  {key}: ''" if f"{key}:" in line else line for line in SEEN.split("\n")]
    (text,) = wrong("\n".join(lines))
    assert f"seen: {key} is no text; write it, in quotes if it is a number" in text


def test_unknown_kind() -> None:
    """A kind decides whether a rule refuses or warns, so none is guessed."""
    assert wrong(SEEN.replace("recorded", "rumour")) == [
        f"{EVIDENCE}:3: seen: 'rumour' is no kind; use one of {', '.join(KINDS)}"
    ]


@pytest.mark.parametrize("date", ["2026-08-13", "2026-08", "'2026'"])
def test_dates(date: str) -> None:
    """A date is one of ISO 8601, as far as it is known."""
    assert wrong(SEEN.replace("2026-08-13", date)) == []


@pytest.mark.parametrize(
    "date",
    ["August", "13.8.2026", "2026-13", "2026-02-30", "26-08", "2026-8-1", "2026-W33-4"],
)
def test_no_date(date: str) -> None:
    """Anything else has no place on a line of time."""
    (text,) = wrong(SEEN.replace("2026-08-13", date))
    fix = "write YYYY-MM-DD, YYYY-MM or YYYY"
    assert text == f"{EVIDENCE}:5: seen: {date!r} is no date; {fix}"


def test_unknown_member() -> None:
    """A member that nobody reads fails by its name."""
    (text,) = wrong(SEEN + "  contradict: [seen]\n")
    fix = "use one of kind, source, date, claim, contradicts"
    assert text == f"{EVIDENCE}:7: seen: contradict is no member of it; {fix}"


def test_contradiction_of_nothing() -> None:
    """What contradicts an id that is not there would weaken nothing."""
    assert wrong(SEEN + "  contradicts: [sene]\n") == [
        f"{EVIDENCE}:7: seen: there is no sene to contradict; correct the id"
    ]


@pytest.mark.parametrize("value", ["seen", "[1]", "{seen: 1}"])
def test_contradictions_are_a_list(value: str) -> None:
    """Several may be contradicted, each by its id."""
    assert wrong(f"{SEEN}  contradicts: {value}\n") == [
        f"{EVIDENCE}:7: seen: contradicts is no list of texts; write [one, another]"
    ]


def test_entry_of_another_type() -> None:
    """An entry is an object."""
    assert wrong("seen: recorded\n") == [
        f"{EVIDENCE}:1: seen: it is no object; give it members"
    ]


def test_nothing_cites_it() -> None:
    """Evidence that is the reason for nothing is not kept."""
    assert list(map(str, check_cited(read(SEEN), {"heard"}))) == [
        f"{HERE}nothing cites it; cite it where it is the reason, or delete it"
    ]
    assert list(check_cited(read(SEEN), {"seen"})) == []


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("hint", "hnit", "2: 1300: hint is missing; add hint"),
        ("hint", "hnit", "5: 1300: hnit is no member of it; use one of "),
        ("[seen]", "[sene]", "6: 1300: there is no evidence sene; add it to "),
        ("[seen]", "[]", "6: 1300: the evidence is missing; add it, see "),
        ('"429"', "429", "3: 1300: status is no text; write it, in quotes "),
    ],
)
def test_wrong_code(old: str, new: str, message: str) -> None:
    """An entry of the server's codes is read as strictly."""
    codes = parse_yaml(CODE.replace(old, new), "spec/codes.yaml")
    found = list(map(str, check_codes(codes, ["seen"])))
    assert any(text.startswith(f"spec/codes.yaml:{message}") for text in found)
    assert list(check_codes(parse_yaml(CODE, "spec/codes.yaml"), ["seen"])) == []
