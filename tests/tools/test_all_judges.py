"""`nox -s all-judges`: every slow session, one table, and a failure stops nothing."""

from __future__ import annotations

import ast
import json
import subprocess
from pathlib import Path

import pytest

import all_judges
from all_judges import JUDGES, folder_of, main, table, versions

LISTED = [
    {"session": "tests", "name": "tests"},
    {"session": "drift", "name": "drift"},
    {"session": "sdk(openai='2.*')", "name": "sdk"},
    {"session": "sdk(openai='3.*')", "name": "sdk"},
    {"session": "types", "name": "types"},
]
SAID = {
    "types": "\x1b[31m1,002 passed\x1b[0m in 3.21s\n0 errors, 2 warnings\n",
    "drift": "mistralai 3.7.0\nnothing unlisted\n",
}


@pytest.fixture(autouse=True)
def nox(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """A nox of a few sessions, of which one fails; what ran is in the list."""
    ran: list[str] = []

    def stand_in(*arguments: str) -> subprocess.CompletedProcess[str]:
        if "--list" in arguments:
            return subprocess.CompletedProcess(arguments, 0, json.dumps(LISTED))
        session = arguments[-1]
        ran.append(session)
        said = SAID.get(session, "5 passed\n")
        return subprocess.CompletedProcess(arguments, session == "drift", said)

    monkeypatch.setattr(all_judges, "_nox", stand_in)
    monkeypatch.setattr(all_judges, "ENVIRONMENTS", tmp_path)
    monkeypatch.setattr(all_judges, "FOLDER", tmp_path / "all-judges")
    return ran


def test_a_failure_stops_nothing(nox: list[str], tmp_path: Path) -> None:
    """All known sessions run, in the table's order; the exit code tells the failure."""
    assert main([]) == 1
    assert nox == ["types", "drift", "sdk(openai='2.*')", "sdk(openai='3.*')"]
    lines = (tmp_path / "all-judges/table.txt").read_text("utf-8").splitlines()
    assert [line.split()[:2] for line in lines[1:3]] == [
        ["types", "passed"],
        ["drift", "FAILED"],
    ]


def test_named_sessions_alone(nox: list[str]) -> None:
    """What is named runs and nothing else, and without a failure the code is 0."""
    assert main(["sdk", "types"]) == 0
    assert nox == ["sdk(openai='2.*')", "sdk(openai='3.*')", "types"]


def test_nothing_is_no_success(nox: list[str]) -> None:
    """A name that no session has fails."""
    assert main(["wheels"]) == 1
    assert nox == []


def test_counts_and_output_are_kept(tmp_path: Path) -> None:
    """What a session counted is in its row, without colours; all it said in a file."""
    main(["types", "drift"])
    text = (tmp_path / "all-judges/table.txt").read_text("utf-8")
    assert "1,002 passed, 0 errors" in text
    assert "nothing unlisted" in text
    log = (tmp_path / "all-judges/types.log").read_text("utf-8")
    assert log == "1,002 passed in 3.21s\n0 errors, 2 warnings\n"


def test_versions_are_the_environments(tmp_path: Path) -> None:
    """A row names the versions that its session's environment has."""
    packages = tmp_path / "sdk-openai-2/lib/python3.11/site-packages"
    for name, version in (("openai", "2.99.1"), ("colours", "1.0")):
        info = packages / f"{name}-{version}.dist-info"
        info.mkdir(parents=True)
        text = f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n"
        (info / "METADATA").write_text(text, "utf-8")
    assert versions(tmp_path / folder_of("sdk(openai='2.*')")) == "openai 2.99.1"


def test_columns_stand_below_each_other() -> None:
    """The table is text for a note: columns as wide as their widest cell."""
    rows = [
        all_judges.Verdict("a", passed=True, seconds=1.4, counts="1", versions="v"),
        all_judges.Verdict("long", passed=False, seconds=700, counts="", versions=""),
    ]
    assert table(rows) == (
        "session  outcome  time   counts  versions\n"
        "a        passed   1 s    1       v\n"
        "long     FAILED   700 s\n"
    )


def test_every_session_is_a_judge_or_quick() -> None:
    """No slow session of the noxfile is forgotten."""
    quick = {"tests", "lint", "generate", "figures", "golden", "demo", "all_judges"}
    quick |= {"docs", "inspector"}
    noxfile = (Path(all_judges.__file__).parent / "noxfile.py").read_text("utf-8")
    sessions = {
        node.name
        for node in ast.parse(noxfile).body
        if isinstance(node, ast.FunctionDef)
        and any("nox.session" in ast.unparse(each) for each in node.decorator_list)
    }
    assert quick <= sessions <= {*JUDGES, *quick}
