"""`docs/batches.md`: every block runs, in a shell too, and prints what is shown."""

from __future__ import annotations

import io
import os
import re
import shlex
import subprocess
import sys
from contextlib import redirect_stdout
from pathlib import Path
from typing import Any

import pytest

from mistyped.server import running

PAGE = Path(__file__).parents[2] / "docs" / "batches.md"
WAIT = 120


def said(commands: str) -> str:
    """Run the lines of a shell block; return what they print."""
    output = ""
    for line in commands.splitlines():
        program, *arguments = shlex.split(line)
        if program == "mistyped":
            done = subprocess.run(
                [sys.executable, "-m", "mistyped", *arguments],
                stdout=subprocess.PIPE,
                text=True,
                check=False,
                timeout=WAIT,
                env={**os.environ, "NO_COLOR": "1"},
            )
            output += done.stdout
    return output


def test_the_page_is_one_story(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """From a folder of files to joined answers, in one folder, block after block."""
    pattern = r"(?ms)^```(python|sh)\n(.*?)^```$(?=(?:\s*^```text\n(.*?)^```$)?)"
    blocks = re.findall(pattern, PAGE.read_text("utf-8"))
    assert len(blocks) > 8
    monkeypatch.chdir(tmp_path)
    names: dict[str, Any] = {"__name__": "__main__"}
    with running() as server:
        monkeypatch.setenv("MISTRAL_API_KEY", "any")
        monkeypatch.setenv("MISTRAL_BASE_URL", server.url)
        for language, text, shown in blocks:
            if language == "python":
                with redirect_stdout(io.StringIO()) as printed:
                    exec(compile(text, "docs/batches.md", "exec"), names)
                output = printed.getvalue()
            else:
                output = said(text)
            if shown:
                assert output == shown
