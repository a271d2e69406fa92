"""What the repository does not mention."""

from __future__ import annotations

import re

import pytest

from tests.architecture.source import ROOT, tracked_files

# Written so that this file does not match itself.
UNWANTED = {
    "a package registry's host": r"pypi[.]org|pythonhosted[.]org|npmjs[.](org|com)"
    r"|crates[.]io|proxy[.]golang[.]org|anaconda[.]org|rubygems[.]org",
    "a path of one machine": r"(?<![\w.~$}/-])/(work|home|root|Users|tmp|opt)/\w"
    r"|C:\\Users",
    "a note to oneself": r"\b(TO[D]O|FIX[M]E|X[X]X)\b",
    "a conflict marker": r"(?m)^(<{7} |>{7} )",
}


@pytest.mark.skipif(not (ROOT / ".git").exists(), reason="needs a git checkout")
@pytest.mark.parametrize("what", UNWANTED)
def test_nothing_mentions(what: str) -> None:
    """No file has hosts of registries, paths of one machine, or notes to oneself."""
    pattern = re.compile(UNWANTED[what])
    found = [
        f"{path.relative_to(ROOT)}: {match[0]!r}"
        for path in tracked_files()
        for match in pattern.finditer(path.read_text("utf-8", errors="replace"))
    ]
    assert found == []


@pytest.mark.parametrize(
    ("what", "text"),
    [
        ("a package registry's host", "https://files.python" + "hosted.org/x"),
        ("a path of one machine", "see /ho" + "me/ada/x"),
        ("a note to oneself", "# TO" + "DO: later"),
        ("a conflict marker", "<" * 7 + " HEAD"),
    ],
)
def test_it_would_be_noticed(what: str, text: str) -> None:
    """The patterns find what they are about."""
    assert re.search(UNWANTED[what], text)
