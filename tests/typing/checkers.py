"""Runs the type checkers on a folder, and reads what they say, line by line."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

BIN = Path(sys.executable).parent


class Said(NamedTuple):
    """What a checker says about one line, with everything that it prints for it."""

    file: str
    line: int
    code: str
    text: str

    @property
    def own_words(self) -> str:
        """The text without the checked code, with its types, that ty repeats in it."""
        text = re.sub(r"(?m)^\s*\d* \|(?!.*\^).*\n", "", self.text)
        definition = r"^\w.* overload defined here(?s:.*)"
        return re.sub(rf"(?m)(?:found|type) `.*`|{definition}", "", text)


def pyright(folder: Path) -> Iterator[Said]:
    """Run pyright, strictly."""
    output = _run(folder, "pyright", "--outputjson", "--pythonpath", sys.executable)
    for each in json.loads(output)["generalDiagnostics"]:
        line = int(each["range"]["start"]["line"]) + 1
        rule = each.get("rule", "")
        yield Said(Path(each["file"]).name, line, rule, each["message"])


def mypy(folder: Path) -> Iterator[Said]:
    """Run mypy, strictly. Its cache is a folder above, for the next run."""
    options = ["--config-file=mypy.ini", "--output=json", "--cache-dir=../mypy_cache"]
    output = _run(
        folder, "mypy", *options, f"--python-executable={sys.executable}", "."
    )
    for row in output.splitlines():
        if row.startswith("{"):
            each = json.loads(row)
            text = f"{each['message']}\n{each['hint'] or ''}"
            yield Said(Path(each["file"]).name, each["line"], str(each["code"]), text)


def ty(folder: Path) -> Iterator[Said]:
    """Run ty with every rule on. Only its long output has the hint on overloads."""
    options = ["--output-format=full", "--color=never", f"--python={sys.executable}"]
    output = _run(folder, "ty", "check", *options, ".")
    for block in re.split(r"(?m)^(?=(?:error|warning)\[)", output):
        found = re.match(r"\w+\[([\w-]+)\](?s:.*?)--> (\S+?):(\d+):\d+", block)
        if found:
            yield Said(Path(found[2]).name, int(found[3]), found[1], block)


def pyrefly(folder: Path) -> Iterator[Said]:
    """Run pyrefly, warnings included."""
    options = ["--config=pyrefly.toml", "--output-format=json", "--min-severity=warn"]
    files = sorted(path.name for path in folder.glob("*.py"))
    python = f"--python-interpreter-path={sys.executable}"
    output = _run(folder, "pyrefly", "check", *options, python, *files)
    for each in json.loads(output)["errors"]:
        yield Said(each["path"], each["line"], each["name"], each["description"])


CHECKERS: dict[str, Callable[[Path], Iterator[Said]]] = {
    "pyright": pyright,
    "mypy": mypy,
    "ty": ty,
    "pyrefly": pyrefly,
}


def plain(text: str) -> str:
    """Leave out quotes and what escapes them, which each checker writes its own way."""
    return re.sub(r"[\\'\"]", "", text)


def _run(folder: Path, program: str, *arguments: str) -> str:
    done = subprocess.run(
        [BIN / program, *arguments],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    # 1 is what all of them return when they have something to say.
    if done.returncode not in (0, 1):
        raise RuntimeError(
            f"{program}: {done.returncode}\n{done.stdout}\n{done.stderr}"
        )
    return done.stdout
