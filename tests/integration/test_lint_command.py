"""`mistyped lint`, as a person or a workflow runs it."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from mistyped.cli import main

SOURCE = """\
from mistyped import Mistral

Mistral().chat.completions.create(
    model="mistral-small-2603",
    messages=[{"role": "user", "content": "Hi"}],
    seed=1,
)
"""


@pytest.fixture
def program(tmp_path: Path) -> Path:
    """Return a folder with a program that has one mistake, and one that has none."""
    (tmp_path / "wrong.py").write_text(SOURCE)
    (tmp_path / "good.py").write_text(SOURCE.replace("seed", "random_seed"))
    (tmp_path / ".venv").mkdir()
    (tmp_path / ".venv/other.py").write_text(SOURCE)
    (tmp_path / "folder.py").mkdir()
    return tmp_path


def test_a_line_says_where_what_and_how_to_mend_it(
    program: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A folder's files are checked, hidden folders left out; the exit code is 1."""
    assert main(["lint", str(program)]) == 1
    out = capsys.readouterr().out
    assert out == (
        f"{program}/wrong.py:6:5: error: seed: Mistral calls it random_seed; "
        "use random_seed [chat.seed]\n"
    )


def test_good_source_is_quiet(
    program: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nothing is printed, and the exit code is 0."""
    assert main(["lint", str(program / "good.py")]) == 0
    assert capsys.readouterr().out == ""


def test_programs_read_it_as_json(
    program: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Each finding is an object with its place, rule, severity and hint."""
    main(["lint", str(program), "--format", "json"])
    (row,) = json.loads(capsys.readouterr().out)
    assert row["file"].endswith("wrong.py")
    assert (row["line"], row["column"], row["end_column"]) == (6, 5, 11)
    assert (row["rule"], row["severity"]) == ("chat.seed", "error")
    assert row["hint"] == "use random_seed"


def test_github_annotates_the_line(
    program: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A workflow's command has file, line and column."""
    main(["lint", str(program), "--format", "github"])
    out = capsys.readouterr().out
    assert out.startswith("::error file=")
    assert ",line=6,col=5,endLine=6,endColumn=11,title=chat.seed::seed: " in out


def test_sarif_names_rule_and_region(
    program: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The log has the version, the rule and the region of each result."""
    main(["lint", str(program), "--format", "sarif"])
    log = json.loads(capsys.readouterr().out)
    (run,) = log["runs"]
    (result,) = run["results"]
    assert log["version"] == "2.1.0"
    assert run["tool"]["driver"]["rules"] == [{"id": "chat.seed"}]
    assert result["ruleId"] == "chat.seed"
    region = result["locations"][0]["physicalLocation"]["region"]
    assert (region["startLine"], region["startColumn"]) == (6, 5)


def test_sarif_names_files_by_addresses(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A relative path stays one; what an address cannot hold is escaped."""
    monkeypatch.chdir(tmp_path)
    file = Path("a folder") / "é#1.py"
    file.parent.mkdir()
    file.write_text(SOURCE)
    for path, uri in [
        (file, "a%20folder/%C3%A9%231.py"),
        (file.absolute(), file.absolute().as_uri()),
    ]:
        main(["lint", str(path), "--format", "sarif"])
        (result,) = json.loads(capsys.readouterr().out)["runs"][0]["results"]
        place = result["locations"][0]["physicalLocation"]
        assert place["artifactLocation"] == {"uri": uri}


@pytest.mark.parametrize("text", ["def (", "\0", "x = " + "(" * 300])
def test_what_cannot_be_read_is_named_and_the_rest_is_checked(
    program: Path, text: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """A broken file does not hide the findings of others; the exit code is 2."""
    (program / "broken.py").write_text(
        f"import mistyped\n{text}\nclient.embeddings.create()\n"
    )
    assert main(["lint", str(program)]) == 2
    captured = capsys.readouterr()
    assert "wrong.py:6:5" in captured.out
    assert "broken.py" in captured.err


def test_a_path_that_is_not_there_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nothing is checked, and the exit code is 2."""
    assert main(["lint", str(tmp_path / "none.py")]) == 2
    assert "there is no" in capsys.readouterr().err


def test_what_is_wrong_is_said_without_an_extra(
    program: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A hook has the package alone; a file that cannot be read hides no finding."""
    monkeypatch.setitem(sys.modules, "rich.console", None)
    (program / "broken.py").write_bytes(b"\xff")
    assert main(["lint", str(program)]) == 2
    captured = capsys.readouterr()
    assert "wrong.py:6:5" in captured.out
    assert captured.err.startswith(f"mistyped: cannot read {program}/broken.py: ")


@pytest.mark.parametrize("ending", [b"\n", b"\r\n"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_fix_writes_the_file_and_reports_what_is_left(
    tmp_path: Path, ending: bytes, mark: bytes, capsys: pytest.CaptureFixture[str]
) -> None:
    """Line ends and a byte order mark stay; a second run finds nothing more."""
    file = tmp_path / "wrong.py"
    before = mark + SOURCE.encode().replace(b"\n", ending)
    file.write_bytes(before)
    assert main(["lint", str(file), "--fix"]) == 0
    assert file.read_bytes() == before.replace(b"seed", b"random_seed")
    assert "1 mended" in capsys.readouterr().err
    assert main(["lint", str(file), "--fix"]) == 0
    assert capsys.readouterr().err == ""


def test_fix_counts_what_it_mends_though_more_is_found_then(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """What a right name brings to light is no less mended; a path is shown whole."""
    file = tmp_path / "[id].py"
    call = "embeddings.create(model='mistral-embed', input='x', dimensions=3)"
    file.write_text(f"from mistyped import Mistral\n\nMistral().{call}\n")
    assert main(["lint", str(file), "--fix"]) == 0
    captured = capsys.readouterr()
    assert "[dimension-of-model]" in captured.out
    assert captured.err == f"{file}: 1 mended\n"


def test_a_file_keeps_the_encoding_that_it_declares(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """It is read as Python reads it, mended, and written likewise."""
    file = tmp_path / "old.py"
    before = f"# -*- coding: latin-1 -*-\n# né\n{SOURCE}".encode("latin-1")
    file.write_bytes(before)
    assert main(["lint", str(file)]) == 1
    assert "old.py:8:5: error" in capsys.readouterr().out
    assert main(["lint", str(file), "--fix"]) == 0
    assert file.read_bytes() == before.replace(b"seed", b"random_seed")
