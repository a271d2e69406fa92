"""Compares our document with what others say about Mistral's API.

`nox -s drift` compares it with the newest `mistralai`, field for field. It prints a
table and what differs, with the overlay and an action to paste. It fails on a
difference that `listed.toml` does not explain, on a line there that explains nothing
any more or counts wrong, and on a call of Mistral's that our client refuses as not
offered.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import yaml

from drift.actions import Overlays
from drift.against import compare_with
from drift.dates import aged
from drift.listed import Entry, read
from drift.operations import Published, installed, ours
from drift.output import Findings, age, as_json, ask, show
from drift.published import read_published
from drift.report import asked, compare
from drift.second.claims import questions
from drift.second.packages import seconds
from mistyped._check.not_offered import nearest_way

HERE = Path(__file__).parent
ROOT = HERE.parent
DOCUMENT = ROOT / "spec" / "mistral.openapi.json"


def main() -> int:
    """Compare everything and print it."""
    parser = argparse.ArgumentParser(prog="nox -s drift --", description=__doc__)
    parser.add_argument("--document", type=Path, default=DOCUMENT)
    parser.add_argument("--all", action="store_true", help="print what is listed, too")
    parser.add_argument("--json", action="store_true", help="print differences as JSON")
    parser.add_argument(
        "--second", action="store_true", help="let other clients' packages ask, too"
    )
    other = parser.add_mutually_exclusive_group()
    other.add_argument("--spec", type=Path, help="a published OpenAPI file")
    other.add_argument(
        "--against",
        nargs=2,
        metavar=("PACKAGE", "VERSION"),
        help="another version of the official SDK, as if it were the newest",
    )
    options = parser.parse_args()
    if options.against:
        arguments = ["--document", str(options.document)]
        arguments += [f"--{each}" for each in ("all", "json") if vars(options)[each]]
        package, version = options.against
        return compare_with(package, version, arguments)
    return _compare(options)


def _compare(options: argparse.Namespace) -> int:
    document = ours(json.loads(options.document.read_text(encoding="utf-8")))
    source = read_published(options.spec) if options.spec else installed()
    entries = read(HERE / "listed.toml")
    report = compare(document, source, entries)
    if options.json:
        print(as_json(report))
        return 0
    overlays = Overlays.read(ROOT / "spec" / "overlays", ROOT)
    found = Findings(report, source, document, overlays)
    refused = [] if options.spec else _refused()
    failures = show(found, refused, everything=options.all)
    if options.second:
        failures += _second(document, entries, everything=options.all)
        failures += age(aged(_yaml("models"), _yaml("evidence"), _today()))
    return 1 if failures else 0


def _second(document: Published, entries: Sequence[Entry], *, everything: bool) -> int:
    """Let the second sources ask, and return how many questions are open."""
    failures = 0
    with tempfile.TemporaryDirectory() as folder:
        for second in seconds(Path(folder)):
            found = questions(second, document.schemas.named)
            report = asked(second.side, found, entries)
            failures += ask(second, report, everything=everything)
    return failures


def _refused() -> list[str]:
    """Return the calls of the official SDK that our client says are not offered."""
    calls = ((each.method, each.path) for each in installed().calls)
    return [" ".join(each) for each in calls if nearest_way(*each)]


def _yaml(name: str) -> Mapping[str, Any]:
    text = (ROOT / "spec" / f"{name}.yaml").read_text("utf-8")
    content: Mapping[str, Any] = yaml.safe_load(text)
    return content


def _today() -> date:
    return datetime.now(UTC).date()


if __name__ == "__main__":
    sys.exit(main())
