"""`nox -s generate` as a whole: deterministic, offline, and told by `--check`."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

import codegen.__main__
from codegen import output
from codegen.conversions import FUNCTIONS
from codegen.output import COMMAND, ROOT
from codegen.pipeline import FOLDERS

DIGEST = """
import hashlib, json
from codegen.pipeline import build
files = {str(path): text for path, text in build().items()}
print(hashlib.sha256(json.dumps(files).encode()).hexdigest())
"""
NO_SOCKETS = """
import sys
def refuse(event, arguments):
    if event.startswith("socket."):
        raise RuntimeError(f"{event} {arguments}")
sys.addaudithook(refuse)
"""
GENERATED = "src/mistyped/_generated/"


def run(
    *arguments: str, root: Path = ROOT, **environment: str
) -> subprocess.CompletedProcess[str]:
    """Run Python in a tree, without writing caches into it."""
    settings = {"PYTHONDONTWRITEBYTECODE": "1", "PYTHONPATH": str(root)} | environment
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=root,
        env={**os.environ, **settings},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A copy of what the generator reads and writes."""
    for name in ("codegen", "spec", *map(str, FOLDERS)):
        unwanted = shutil.ignore_patterns("__pycache__")
        shutil.copytree(ROOT / name, tmp_path / name, ignore=unwanted)
    for name in ("pyproject.toml", FUNCTIONS):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, tmp_path / name)
    return tmp_path


def test_committed_files_are_what_is_generated(
    generated: Mapping[Path, str],
) -> None:
    """The tree passes `--check`: no generated file was edited or forgotten."""
    assert output.differing(generated, FOLDERS) == []


def test_same_files_offline_with_another_hash_seed() -> None:
    """Another order of sets changes nothing, and no socket is opened."""
    # Not in this process: `typing` takes literals of another order, which a package
    # that other tests import may have, for the same and gives back the first.
    runs = [run("-c", NO_SOCKETS + DIGEST, PYTHONHASHSEED=seed) for seed in ("0", "1")]
    assert {done.stderr for done in runs} == {""}
    assert len({done.stdout for done in runs}) == 1


def test_sockets_would_be_noticed() -> None:
    """The test above fails if something opens a socket."""
    done = run("-c", NO_SOCKETS + "import socket; socket.socket()")
    assert "RuntimeError: socket.__new__" in done.stderr


def test_check_tells_every_difference(
    generated: Mapping[Path, str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Changed, missing and stale files are all named, with the command that helps."""
    monkeypatch.setattr(output, "ROOT", tmp_path)
    monkeypatch.setattr(codegen.__main__, "build", lambda: generated)

    def command(*arguments: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["codegen", *arguments])
        return codegen.__main__.main(), *capsys.readouterr()

    count = len(generated)
    assert command() == (0, f"{count} files generated, {count} changed\n", "")
    changed, missing = "operations.py", "verdicts/chat.py"
    (tmp_path / GENERATED / changed).write_text("X = 1\n", "utf-8")
    (tmp_path / GENERATED / missing).unlink()
    (tmp_path / GENERATED / "stale.py").write_text("", "utf-8")
    (tmp_path / "spec/openai.json").write_text("{}\n", "utf-8")
    (tmp_path / "docs/reference/chat.md").write_text("", "utf-8")
    code, said, complaints = command("--check")
    names = [
        "docs/reference/chat.md",
        "spec/openai.json",
        *(GENERATED + name for name in (changed, missing)),
    ]
    heads = [f"{name} is not what the generator writes" for name in names]
    stale = f"{GENERATED}stale.py is not generated any more"
    lines = complaints.splitlines()
    assert (code, said) == (1, "")
    told = [line for line in lines if " is not " in line]
    assert told == sorted([*heads, stale])
    assert lines[-1] == f"run {COMMAND} and commit the result"
    assert "-X = 1" in lines
    assert (tmp_path / GENERATED / "stale.py").exists()

    assert command() == (0, f"{count} files generated, 5 changed\n", "")
    assert command("--check") == (0, "", "")


def test_overlay_without_a_verdict_writes_nothing(tree: Path) -> None:
    """An overlay that leaves a parameter out stops the run before it writes."""
    overlay = tree / "spec/overlays/chat.yaml"
    text = overlay.read_text("utf-8")
    target = "$.components.schemas.ChatCompletionRequest.properties.logprobs\n"
    start = text.index(f"  - target: {target}")
    end = text.index("  - target:", start + 1)
    overlay.write_text(text[:start] + text[end:], "utf-8")
    before = {path: path.read_bytes() for path in tree.rglob("*.*") if path.is_file()}
    done = run("-m", "codegen", root=tree)
    assert done.returncode == 1
    assert done.stderr.count("\nspec/") == 0
    assert done.stderr.startswith("spec/overlays/chat.yaml:")
    assert "has ChatCompletionRequest.logprobs in chat.completions" in done.stderr
    after = {path: path.read_bytes() for path in tree.rglob("*.*") if path.is_file()}
    assert after == before


WITHOUT_ANSWERS = {"fim"}
"""Areas whose answers are all another area's."""


def test_every_area_has_all_its_modules(generated: Mapping[Path, str]) -> None:
    """An overlay becomes verdicts, types, answers, validators and a page."""
    paths = {path.as_posix() for path in generated}
    for overlay in (ROOT / "spec/overlays").glob("*.yaml"):
        area = overlay.stem
        kinds = {"params", "responses", "validators", "verdicts"}
        if area in WITHOUT_ANSWERS:
            kinds.remove("responses")
        for kind in kinds:
            assert f"{GENERATED}{kind}/{area}.py" in paths
        assert f"docs/reference/{area}.md" in paths
