"""The skill for coding agents: its form, its size, and that what it says is true."""

from __future__ import annotations

import re
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
import yaml

from mistyped import InvalidRequestError, Mistral, check
from mistyped._generated.operations import OPERATIONS
from mistyped._generated.rules import RULES
from mistyped.cli import COMMANDS
from mistyped.server import RunningServer

FOLDER = Path(str(files("mistyped"))) / ".agents" / "skills" / "mistyped"
SKILL = (FOLDER / "SKILL.md").read_text("utf-8")
PAGES = sorted(FOLDER.rglob("*.md"))
BODY: Any = {
    "model": "mistral-small-2603",
    "messages": [{"role": "user", "content": "Hi"}],
}


def rows(text: str, heading: str) -> list[list[str]]:
    """Return the cells of the table below a line."""
    table = text.split(heading)[1].split("\n\n")[1]
    lines = table.strip().splitlines()[2:]
    return [re.split(r" (?<!\\)\| ", line.strip("| ")) for line in lines]


def test_its_front_matter_is_that_of_a_skill() -> None:
    """Its folder's name, and a description that says when to read it."""
    head = yaml.safe_load(SKILL.split("---\n")[1])
    assert SKILL.startswith("---\n")
    assert head.keys() == {"name", "description"}
    assert head["name"] == FOLDER.name
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", head["name"])
    assert "Use it wherever" in head["description"]
    assert len(head["description"]) <= 1024


def test_it_is_short_enough_to_be_read_whole() -> None:
    """Agents load the first file whole: less than 500 lines and 5,000 words."""
    assert len(SKILL.splitlines()) < 500
    assert len(SKILL.split()) < 5000


def test_its_program_runs(
    mistral_server: RunningServer,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """On a server as strict as Mistral, without a warning."""
    monkeypatch.setenv("MISTRAL_API_KEY", "any")
    monkeypatch.setenv("MISTRAL_BASE_URL", mistral_server.url)
    (program,) = re.findall(r"(?ms)^```python\n(.*?)^```$", SKILL)
    names: dict[str, Any] = {}
    exec(program, names)
    names["client"].close()
    assert "Bonjour" in capsys.readouterr().out
    mistral_server.assert_no_problems()


def test_what_it_says_not_to_write_is_found_by_the_check() -> None:
    """Each argument of chat, with the hint and the weight that the table says."""
    found = rows(SKILL, "Arguments of `client.chat.completions.create`:")
    assert ["`seed`", "use random_seed", "refused"] in found
    for name, hint, weight in found:
        report = check("/v1/chat/completions", {**BODY, name.strip("`"): "x"})
        (problem,) = (e for e in report.problems if e.path == name.strip("`"))
        assert problem.hint == hint
        assert (problem.severity == "error") == (weight == "refused")


def test_what_it_says_to_call_is_there(mistral_server: RunningServer) -> None:
    """Every operation; and no attribute that it says Mistral has not."""
    called = [row[0].strip("`") for row in rows(SKILL, "## What there is to call")]
    assert sorted(called) == sorted(f"client.{each.id}" for each in OPERATIONS.values())
    absent = [row[0] for row in rows(SKILL, "Attributes of OpenAI's client:")]
    with Mistral(base_url=mistral_server.url, api_key="any") as client:
        for name in called:
            assert callable(eval(name, {"client": client}))
        for name in re.findall(r"`(client\.[\w.]+)`", "".join(absent)):
            with pytest.raises((InvalidRequestError, AttributeError)):
                eval(f"{name}()", {"client": client})


def test_its_links_and_commands_exist() -> None:
    """What it refers to is beside it, and what it runs is a command."""
    linked = set(re.findall(r"\]\(([\w/.]+)\)", SKILL))
    assert linked == {
        p.relative_to(FOLDER).as_posix() for p in PAGES if p.parent != FOLDER
    }
    commands = set(re.findall(r"`mistyped (\w+)", SKILL))
    assert {"check", "explain"} <= commands <= set(COMMANDS)
    rules = {row[0].strip("`") for row in rows(PAGES[-1].read_text("utf-8"), "# Rules")}
    assert rules == {rule.id for rule in RULES}
