"""`mistyped lint`: requests that stand in source code, checked without running it."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Iterator
from io import BytesIO
from pathlib import Path
from tokenize import detect_encoding

from mistyped.cli.terminal import print_error
from mistyped.lint import Finding, lint
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
    parser.add_argument(
        "--fix",
        action="store_true",
        help="mend what can be mended without a loss, then check (needs libcst)",
    )


def run(arguments: argparse.Namespace) -> int:
    """Check; the exit code is 1 if Mistral would refuse one, 2 if none can be read."""
    paths: list[Path] = arguments.paths
    lost = [path for path in paths if not path.exists()]
    if lost:
        print_error(f"there is no {lost[0]}")
        return 2
    found: list[Found] = []
    unread, assume = 0, bool(arguments.assume_mistral)
    for file in _files(paths):
        try:
            source, encoding = _source(file)
            findings = lint(source, assume_mistral=assume)
            if arguments.fix and any(each.fix for each in findings):
                made, left = _mended(source, findings, assume_mistral=assume)
                file.write_bytes(made.encode(encoding))
                count = _mendable(findings) - _mendable(left)
                sys.stderr.write(f"{file}: {count} mended\n")
                findings = left
        except (OSError, SyntaxError, ValueError, RecursionError) as error:
            print_error(f"cannot read {file}: {error}")
            unread += 1
        else:
            found += [Found(str(file), each) for each in findings]
    sys.stdout.write(FORMATS[str(arguments.format)](found))
    refused = any(each.finding.problem.severity == "error" for each in found)
    return 2 if unread else int(refused)


def _source(file: Path) -> tuple[str, str]:
    """Return a file's source, with the ends of its lines, and its encoding."""
    kept = file.read_bytes()
    encoding, _ = detect_encoding(BytesIO(kept).readline)
    return kept.decode(encoding), encoding


def _mended(
    source: str, findings: list[Finding], *, assume_mistral: bool
) -> tuple[str, list[Finding]]:
    """Return a source after it was mended, and the findings in it."""
    from mistyped.lint.fixes import fixed

    made = fixed(source, findings)
    return made, lint(made, assume_mistral=assume_mistral)


def _mendable(findings: Iterable[Finding]) -> int:
    return sum(each.fix is not None for each in findings)


def _files(paths: Iterable[Path]) -> Iterator[Path]:
    """Yield the files at these paths, once each; hidden folders are left out."""
    seen = set[Path]()
    for path in paths:
        inside = [path]
        if path.is_dir():
            inside = sorted(each for each in path.rglob("*.py") if not each.is_dir())
        for file in inside:
            parts = file.relative_to(path).parts
            if file not in seen and not any(e.startswith(".") for e in parts):
                seen.add(file)
                yield file
