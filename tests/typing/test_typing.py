"""What type checkers say about users' code: see README.md in this folder."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from mistyped._generated.operations import OPERATIONS
from tests.typing import forms, literals, mistakes
from tests.typing.checkers import CHECKERS, Said, plain
from tests.typing.mistakes import Mistake

HERE = Path(__file__).parent
PASSING = (
    "user_code.py",
    "user_areas.py",
    "user_requests.py",
    "user_transports.py",
    "refused.py",
    "refused_areas.py",
)
CONFIGS = ("pyrightconfig.json", "mypy.ini", "ty.toml", "pyrefly.toml")
# Stands at the end of each file: who does not see this error does not see the file.
CANARY = 'canary: int = "no number"\n'
MISTAKES = [
    *mistakes.parameters(),
    *mistakes.unknown(),
    *mistakes.keys(),
    *mistakes.kinds(),
    *mistakes.endpoints(),
    *mistakes.other_names(),
    *mistakes.models(),
]
# The types that have a hint.
HINTING = ("Unsupported", "NoEndpoint", "OtherName")
GOOD = mistakes.good_lines()
LITERALS = [*literals.MESSAGES, *literals.OTHERS]
# How many of these lines a checker may refuse without a word on what is wrong.
UNNAMED = 6
SHORT = 400

pytestmark = pytest.mark.typing


@pytest.fixture(scope="module", params=CHECKERS)
def said(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> list[Said]:
    """What one checker says about the files here and about the generated lines.

    It runs once, on a folder of its own, where no configuration of ours reaches it.
    """
    folder = tmp_path_factory.mktemp("checked")
    for name in CONFIGS:
        shutil.copy(HERE / name, folder)
    texts = {name: (HERE / name).read_text("utf-8") for name in PASSING}
    texts["mistakes.py"] = mistakes.module(MISTAKES)[0]
    texts["good.py"] = mistakes.module(GOOD)[0]
    texts["literals.py"] = literals.module(LITERALS)[0]
    texts["forms.py"] = forms.module()[0]
    for name, text in texts.items():
        (folder / name).write_text(text + CANARY, "utf-8")
    return list(CHECKERS[request.param](folder))


def complaints(said: list[Said], file: str) -> list[Said]:
    """Return what is said about a file, without the error that has to be at its end."""
    mine = sorted((each for each in said if each.file == file), key=lambda s: s.line)
    assert mine, f"the checker did not look at {file}"
    assert "int" in mine[-1].text
    return mine[:-1]


@pytest.mark.parametrize("file", PASSING)
def test_file_passes(said: list[Said], file: str) -> None:
    """A checker has nothing to say: types are as asserted, each ignore is needed."""
    assert complaints(said, file) == []


def test_lines_without_the_mistake_pass(said: list[Said]) -> None:
    """The lines that the mistakes were made from are all right."""
    assert complaints(said, "good.py") == []


def test_every_answer_has_its_type(said: list[Said]) -> None:
    """A call has exactly one type in each of its forms, streamed, whole or either."""
    lines = forms.module()[1]
    found = complaints(said, "forms.py")
    assert [(lines.get(each.line), each.text) for each in found] == []


def test_every_mistake_is_refused(said: list[Said]) -> None:
    """A checker refuses every line with a mistake, and no line around them."""
    lines = mistakes.module(MISTAKES)[1]
    refused = {each.line for each in complaints(said, "mistakes.py")}
    assert [lines[line].name for line in sorted(lines.keys() - refused)] == []
    assert sorted(refused - lines.keys()) == []


def test_hint_is_printed(said: list[Said]) -> None:
    """A checker prints the overlay's hint: in calls, typed dicts and constructors."""
    output: dict[int, str] = {}
    for each in complaints(said, "mistakes.py"):
        output[each.line] = output.get(each.line, "") + plain(each.text)
    lines = mistakes.module(MISTAKES)[1]
    silent = [
        mistake.name
        for line, mistake in lines.items()
        if not printed(mistake.hint, output.get(line, ""))
    ]
    assert silent == []


def test_wrong_key_in_a_literal_is_named(said: list[Said]) -> None:
    """A checker names what is wrong in a dict literal: in a message always."""
    output: dict[int, str] = {}
    for each in complaints(said, "literals.py"):
        output[each.line] = output.get(each.line, "") + each.own_words
    silent = [
        literal
        for line, literal in literals.module(LITERALS)[1].items()
        if not any(text in output.get(line, "") for text in literal.named)
    ]
    assert [each for each in silent if each in literals.MESSAGES] == []
    assert len(silent) <= UNNAMED, silent


def test_unknown_parameter_is_named_at_once(said: list[Said]) -> None:
    """A checker names a parameter that there is not, in its first few lines.

    ty underlines it, and says in place of the name that there is none such.
    """
    output: dict[int, str] = {}
    for each in complaints(said, "mistakes.py"):
        output[each.line] = output.get(each.line, "") + each.own_words
    silent = [
        mistake.name
        for line, mistake in mistakes.module(MISTAKES)[1].items()
        if ".foo in a call" in mistake.name
        and not re.search("foo|no such parameter", output[line][:SHORT])
    ]
    assert silent == []


def printed(hint: str, output: str) -> bool:
    """Whether a checker prints the type that has this hint; none has no hint."""
    types = (f"{name}[Literal[{plain(hint)}]]" for name in HINTING)
    return not hint or any(each in output for each in types)


def test_every_verdict_has_its_lines() -> None:
    """Nothing that Mistral refuses or renames is left out of the lines above."""
    names = {mistake.name.split(" in ")[0] for mistake in MISTAKES}
    for schema in {schema for schema, _ in mistakes.VERDICTS}:
        operation = mistakes.ASKING.get(schema)
        for key, _ in mistakes.refused(schema):
            assert f"{operation.id if operation else schema}.{key}" in names
    assert len(MISTAKES) == len({mistake.name for mistake in MISTAKES})
    assert all(isinstance(mistake, Mistake) for mistake in MISTAKES)


def test_every_operation_has_its_lines() -> None:
    """A new one needs a row, and what streams has a streamed call."""
    assert mistakes.CALLS.keys() == {each.id for each in mistakes.ASKING.values()}
    streamed = {
        operation.id
        for request, operation in mistakes.ASKING.items()
        if (request, "stream") in mistakes.VERDICTS
    }
    assert streamed == mistakes.STREAMED


def test_every_method_has_its_answer() -> None:
    """A new operation needs a row of what it answers, with a stream if it has one."""
    known = {each.id for each in OPERATIONS.values()} | forms.OTHERS.keys()
    assert forms.ANSWERS.keys() == known
    streamed = {id_ for id_, answer in forms.ANSWERS.items() if answer.stream}
    assert streamed == mistakes.STREAMED
