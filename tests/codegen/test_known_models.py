"""The file of what is known of models: what it may say, and what follows from it."""

from __future__ import annotations

from textwrap import dedent

import pytest

from codegen.findings import FindingsError
from codegen.known_models import SOURCE, TOKENIZERS, KnownModels, Model, read
from codegen.yaml_reader import parse_yaml
from mistyped.tokens.kinds import KINDS

FAMILIES = """
checked: 2026-11-27
models:
  one-2512:
    aliases: [one-latest]
    can: [vision]
    evidence: [a]
  one-small-*:
    can: [audio]
    evidence: [b]
  one-*:
    cannot: [vision, audio]
    efforts: [high]
    evidence: [c]
foreign:
  gpt-*: {of: OpenAI, nearest: one-latest}
endpoints: {}
"""


def known(text: str) -> KnownModels:
    """Read a file with this text, where there is evidence a, b and c."""
    return read(parse_yaml(dedent(text), SOURCE), {"a", "b", "c"})


def problems(models: str, foreign: str = "{}") -> list[str]:
    """Return what is wrong with a file of these models."""
    text = (
        f"checked: 2026-11-27\nendpoints: {{}}\nforeign: {foreign}\nmodels:\n{models}"
    )
    with pytest.raises(FindingsError) as caught:
        known(text)
    return [finding.problem for finding in caught.value.findings]


def named(name: str, rows: tuple[Model, ...]) -> Model:
    """Return the row of a name."""
    return next(row for row in rows if row.name == name)


def test_a_family_fills_in_what_its_models_leave_open() -> None:
    """What the entry itself says wins, and its evidence comes first."""
    model = named("one-2512", known(FAMILIES).models)
    assert model.can == ("vision",)
    assert model.cannot == ("audio",)
    assert model.efforts == ("high",)
    assert model.evidence == ("a", "c")


def test_the_longer_family_wins() -> None:
    """Families stand the longest first, each with what the shorter ones say."""
    families = known(FAMILIES).families
    assert [each.name for each in families] == ["one-small-*", "one-*"]
    assert named("one-small-*", families).can == ("audio",)
    assert named("one-small-*", families).cannot == ("vision",)


@pytest.mark.parametrize(
    ("retires", "retired"), [("2026-11-27", True), ("2026-11-28", False)]
)
def test_a_model_is_retired_if_its_day_had_come(retires: str, *, retired: bool) -> None:
    """The day on which the file was checked decides, and no clock."""
    text = f"""
    checked: 2026-11-27
    models:
      one: {{retires: {retires}, evidence: [a]}}
    foreign: {{}}
    endpoints: {{}}
    """
    assert known(text).models[0].retired is retired


@pytest.mark.parametrize(
    ("models", "problem"),
    [
        ("  one: {evidence: [z]}", "there is no evidence z"),
        ("  one: {evidence: [a], can: [fly]}", "'fly' is not one of"),
        ("  one: {can: [vision]}", "'evidence' is a required property"),
        ("  one: {evidence: [a], can: [ocr], cannot: [ocr]}", "can and cannot ocr"),
        ("  one-*: {evidence: [a], aliases: [two]}", "a family has aliases"),
        ("  one: {evidence: [a], replacement: two}", "two is not known"),
        (
            "  one: {evidence: [a], aliases: [two]}\n  two: {evidence: [a]}",
            "two is named twice",
        ),
    ],
)
def test_what_is_wrong_is_told(models: str, problem: str) -> None:
    """A finding says what, and stops the build."""
    assert any(problem in each for each in problems(models))


def test_the_nearest_model_is_a_known_one() -> None:
    """A hint that names a model which is not known would send people on."""
    foreign = "{'gpt-*': {of: OpenAI, nearest: one}}"
    assert problems("  two: {evidence: [a]}", foreign) == ["one is not known"]


def test_the_package_has_every_tokenizer_that_a_model_may_name() -> None:
    """The file and the package know the same kinds."""
    assert set(TOKENIZERS) == set(KINDS)
