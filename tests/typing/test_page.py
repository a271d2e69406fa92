"""What `docs/typing.md` says of type checkers is what they say."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.typing.checkers import CHECKERS

HERE = Path(__file__).parent
PAGE = HERE.parent.parent / "docs" / "typing.md"
CONFIGS = ("pyrightconfig.json", "mypy.ini", "ty.toml", "pyrefly.toml")
HEAD = "from mistyped import Mistral\nclient = Mistral()\n"

pytestmark = pytest.mark.typing


class Example(NamedTuple):
    """A line of code, and what each checker is said to say about it."""

    code: str
    said: dict[str, str]


def examples() -> list[Example]:
    """Read the page: each block of code has one with the answers below it."""
    text = PAGE.read_text("utf-8")
    pairs = re.findall(r"```python\n(.*)\n```\n\n```text\n((?:.+\n)+)```", text)
    assert len(pairs) == text.count("```python")
    return [
        Example(code, dict(line.split(maxsplit=1) for line in said.splitlines()))
        for code, said in pairs
    ]


@pytest.mark.parametrize("checker", CHECKERS)
def test_page_is_true(checker: str, tmp_path: Path) -> None:
    """Each checker says of each example what the page says that it says."""
    for name in CONFIGS:
        shutil.copy(HERE / name, tmp_path)
    code = "\n".join(each.code for each in examples())
    (tmp_path / "page.py").write_text(f"{HEAD}{code}\n", "utf-8")
    output: dict[int, str] = {}
    for each in CHECKERS[checker](tmp_path):
        output[each.line] = output.get(each.line, "") + each.text
    first = HEAD.count("\n") + 1
    for line, example in enumerate(examples(), first):
        assert example.said.keys() == CHECKERS.keys()
        assert example.said[checker] in output[line]
