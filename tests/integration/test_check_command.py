"""`mistyped check` over files of lines, as a process of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.unit.support import body

WAIT = 60


def checked(*arguments: str, said: bytes = b"") -> tuple[int, str, str]:
    """Run the command; return exit code, output and complaints."""
    done = subprocess.run(
        [sys.executable, "-m", "mistyped", "check", *arguments],
        input=said,
        capture_output=True,
        timeout=WAIT,
        check=False,
    )
    return done.returncode, done.stdout.decode(), done.stderr.decode()


@pytest.fixture
def lines(tmp_path: Path) -> Path:
    """A file with a good line, two wrong ones and a torn one."""
    file = tmp_path / "lines.jsonl"
    texts = [
        json.dumps({"custom_id": "a", "body": body()}),
        json.dumps({"custom_id": "b", "body": body(seed=1)}),
        '{"custom_id": "c", "body": {"mod',
        json.dumps({"custom_id": 4, "body": body(seed=2, max_tokens=7)}),
    ]
    file.write_text("\n".join(texts), "utf-8")
    return file


def test_problems_are_grouped_by_rule(lines: Path) -> None:
    """With a count, the advice, and the first few places; the torn line among them."""
    code, output, complaints = checked(str(lines))
    assert (code, complaints) == (1, "")
    assert output.splitlines()[:4] == [
        "error chat.seed, 2 times",
        "  Mistral calls it random_seed; use random_seed",
        "  line 2 (b): seed",
        "  line 4: seed",
    ]
    assert "error not-json" in output
    assert "4 requests, 3 that Mistral would refuse" in output


def test_a_problem_a_line(lines: Path) -> None:
    """For programs, with file, line, name and place."""
    code, output, _ = checked(str(lines), "--format", "jsonl")
    found = [json.loads(each) for each in output.splitlines()]
    assert code == 1
    assert [(each["line"], each["rule"]) for each in found] == [
        (2, "chat.seed"),
        (3, "not-json"),
        (4, "wrong-type"),
        (4, "chat.seed"),
    ]
    assert (found[0]["file"], found[0]["custom_id"]) == (str(lines), "b")
    assert (found[0]["path"], found[0]["hint"]) == ("seed", "use random_seed")


def test_all_reports_as_one_list(lines: Path) -> None:
    """Of good lines as well."""
    _, output, _ = checked(str(lines), "--format", "json")
    assert [each["ok"] for each in json.loads(output)] == [True, False, False, False]


def test_several_files_and_one_that_is_not_there(lines: Path) -> None:
    """Each has its heading; the exit code is that of the worst."""
    code, output, complaints = checked(str(lines), "none.jsonl", "-", said=b"{}")
    assert code == 2
    assert str(lines) in output
    assert "error messages: it is missing" in output
    assert "cannot read none.jsonl" in complaints


def test_what_can_be_mended_is_mended(lines: Path) -> None:
    """Into a file beside it; the report says what was done and what is left."""
    code, output, complaints = checked(str(lines), "--fix")
    assert code == 1
    assert "mended chat.seed, 2 times" in complaints
    assert "2 lines mended" in complaints
    assert "4 requests, 1 that Mistral would refuse" in output
    made = Path(f"{lines}.fixed").read_text("utf-8").splitlines()
    kept = lines.read_text("utf-8").splitlines()
    assert (made[0], made[2]) == (kept[0], kept[2])
    assert json.loads(made[3])["custom_id"] == "4"
    assert json.loads(made[3])["body"]["random_seed"] == 2
    code, _, _ = checked(f"{lines}.fixed", "--path", "/v1/chat/completions")
    assert code == 1


def test_standard_input_is_not_mended() -> None:
    """There is no place beside it."""
    code, _, complaints = checked("-", "--fix", said=b"{}")
    assert code == 2
    assert "standard input" in complaints


def test_output_that_is_read_no_more(lines: Path) -> None:
    """Is no error of the file, and no traceback."""
    command = [sys.executable, "-m", "mistyped", "check", "--format", "jsonl"]
    reader, writer = os.pipe()
    os.close(reader)
    done = subprocess.run(
        [*command, str(lines)],
        stdout=writer,
        stderr=subprocess.PIPE,
        timeout=WAIT,
        check=False,
    )
    os.close(writer)
    assert (done.returncode, done.stderr) == (141, b"")


def test_a_json_of_two_hundred_thousand_levels(tmp_path: Path) -> None:
    """Is told in a sentence."""
    file = tmp_path / "deep.json"
    file.write_text("[" * 200_000 + "]" * 200_000)
    code, output, complaints = checked(str(file))
    assert (code, output) == (2, "")
    assert "nested more than a thousand levels deep" in complaints
    assert "Traceback" not in complaints


def test_without_msgspec_the_verdicts_are_the_same(lines: Path) -> None:
    """Only later."""
    code = (
        "import sys; sys.modules['msgspec'] = None\n"
        "from mistyped.cli import main; sys.exit(main(sys.argv[1:]))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, "check", str(lines)],
        capture_output=True,
        text=True,
        timeout=WAIT,
        check=False,
    )
    assert (done.returncode, done.stdout) == checked(str(lines))[:2]


def test_without_zstandard_it_says_what_to_install(tmp_path: Path) -> None:
    """Where a file needs it."""
    file = tmp_path / "lines.zst"
    file.write_bytes(b"\x28\xb5\x2f\xfd")
    code = (
        "import sys; sys.modules['zstandard'] = None\n"
        "from mistyped.cli import main; sys.exit(main(sys.argv[1:]))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, "check", str(file)],
        capture_output=True,
        text=True,
        timeout=WAIT,
        check=False,
    )
    assert done.returncode == 2
    assert "pip install 'mistyped[batch]'" in done.stderr
