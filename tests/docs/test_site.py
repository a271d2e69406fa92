"""The site: every page stands in its navigation, and nothing comes from elsewhere."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
CONFIGURATION = ROOT / "zensical.toml"
DOCS = ROOT / "docs"
LOADED = (
    r"<(?:script|link|img|iframe)\b[^>]*?\b(?:src|href)=[\"']?(?:https?:)?//([^\"'> ]+)"
)


def pages(entry: object) -> Iterator[str]:
    """Yield the pages of an entry of the navigation: a page, a list, or a section."""
    match entry:
        case str():
            yield entry
        case list():
            for each in entry:
                yield from pages(each)
        case dict():
            yield from pages(list(entry.values()))
        case _:
            raise TypeError(entry)


def test_every_page_stands_in_the_navigation_once() -> None:
    """A page that is new has to be given its place in `zensical.toml`."""
    project = tomllib.loads(CONFIGURATION.read_text("utf-8"))["project"]
    there = [page.relative_to(DOCS).as_posix() for page in DOCS.rglob("*.md")]
    assert sorted(pages(project["nav"])) == sorted(there)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site as it is built, from a copy of the pages; a warning fails."""
    if find_spec("zensical") is None:
        pytest.skip("zensical is not installed: nox -s docs")
    copy = tmp_path_factory.mktemp("site")
    shutil.copy(CONFIGURATION, copy)
    shutil.copytree(DOCS, copy / "docs")
    command = [sys.executable, "-m", "zensical", "build", "--strict"]
    done = subprocess.run(
        command, cwd=copy, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return copy / "build" / "site"


def test_every_page_is_built(site: Path) -> None:
    """Without a warning: links lead to pages and anchors that are there."""
    built = {page.relative_to(site).with_suffix("") for page in site.rglob("*.html")}
    assert {page.relative_to(DOCS).with_suffix("") for page in DOCS.rglob("*.md")} <= (
        built
    )


def test_no_page_loads_anything_from_elsewhere(site: Path) -> None:
    """No font, script or picture of another host: the site works without a network."""
    foreign = {
        found
        for page in site.rglob("*.html")
        for found in re.findall(LOADED, page.read_text("utf-8"))
    }
    assert foreign == set()
