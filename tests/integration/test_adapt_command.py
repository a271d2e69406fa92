"""`mistyped adapt`, as a person runs it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from mistyped.cli import main

BODY: dict[str, Any] = {
    "model": "mistral-small-2603",
    "messages": [{"role": "user", "content": "Hi"}],
}


def written(folder: Path, **more: Any) -> str:
    """Write a body to a file, and return the file's name."""
    file = folder / "body.json"
    file.write_text(json.dumps({**BODY, **more}), "utf-8")
    return str(file)


def test_each_change_is_told_and_shown_as_a_diff(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A person sees what was done, whether something is lost, and the lines."""
    assert main(["adapt", written(tmp_path, seed=1)]) == 0
    out = capsys.readouterr().out.splitlines()
    assert out[0] == "lossless seed: it is now random_seed [chat.seed]"
    assert '-  "seed": 1' in out
    assert '+  "random_seed": 1' in out


def test_programs_read_the_new_body(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Standard output has the body alone."""
    assert main(["adapt", written(tmp_path, seed=1), "--format", "json"]) == 0
    assert json.loads(capsys.readouterr().out) == {**BODY, "random_seed": 1}


def test_what_loses_something_has_to_be_asked_for(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Without `--lossy` it stays a problem, and the exit code is 1."""
    file = written(tmp_path, verbosity="low")
    assert main(["adapt", file]) == 1
    out = capsys.readouterr().out
    assert "nothing to change" in out
    assert "error verbosity" in out
    assert main(["adapt", file, "--lossy"]) == 0
    assert capsys.readouterr().out.startswith("lossy verbosity: it went")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["none.json"], "cannot read none.json"),
        (["body.json", "--path", "/v1/images/generations"], "only OpenAI has"),
    ],
)
def test_what_cannot_be_done_is_said(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    arguments: list[str],
    said: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """The exit code is 2, and standard error says why."""
    written(tmp_path)
    monkeypatch.chdir(tmp_path)
    assert main(["adapt", *arguments]) == 2
    assert said in capsys.readouterr().err
