"""`mistyped lint`: requests that stand in source code, checked without running it."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from mistyped.cli.terminal import print_error
from mistyped.lint import lint
from mistyped.lint.formats import FORMATS, Found

HELP = "Check the requests in Python source code, without running it."


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the command's arguments."""
    parser.add_argument(
        "paths", metavar="PATH", nargs="+", type=Path, help="files, or folders of .py"
    )
    parser.add_argument("--format", choices=tuple(FORMATS), default="text")
    parser.add_argument(
        "--assume-mistral",
        action="store_true",
        help="take every client whose base URL is not known for Mistral's",
    )


def run(arguments: argparse.Namespace) -> int:
    """Check; the exit code is 1 if Mistral would refuse one, 2 if none can be read."""
    paths: list[Path] = arguments.paths
    lost = [path for path in paths if not path.exists()]
    if lost:
        print_error(f"there is no {lost[0]}")
        return 2
    found: list[Found] = []
    unread = 0
    for file in _files(paths):
        try:
            source = file.read_text("utf-8-sig")
            findings = lint(source, assume_mistral=bool(arguments.assume_mistral))
        except (OSError, SyntaxError, ValueError, RecursionError) as error:
            print_error(f"cannot read {file}: {error}")
            unread += 1
        else:
            found += [Found(str(file), each) for each in findings]
    sys.stdout.write(FORMATS[str(arguments.format)](found))
    refused = any(each.finding.problem.severity == "error" for each in found)
    return 2 if unread else int(refused)


def _files(paths: Iterable[Path]) -> Iterator[Path]:
    """Yield the files at these paths, once each; hidden folders are left out."""
    seen = set[Path]()
    for path in paths:
        inside = sorted(path.rglob("*.py")) if path.is_dir() else [path]
        for file in inside:
            parts = file.relative_to(path).parts
            if file not in seen and not any(e.startswith(".") for e in parts):
                seen.add(file)
                yield file
