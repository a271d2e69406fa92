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
from pathlib import Path

from drift.actions import Overlays
from drift.against import compare_with
from drift.listed import read
from drift.operations import installed, ours
from drift.output import Findings, as_json, show
from drift.published import read_published
from drift.report import compare
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
        return compare_with(*options.against, arguments)
    return _compare(options)


def _compare(options: argparse.Namespace) -> int:
    document = ours(json.loads(options.document.read_text(encoding="utf-8")))
    source = read_published(options.spec) if options.spec else installed()
    report = compare(document, source, read(HERE / "listed.toml"))
    if options.json:
        print(as_json(report))
        return 0
    overlays = Overlays.read(ROOT / "spec" / "overlays", ROOT)
    found = Findings(report, source, document, overlays)
    refused = () if options.spec else [
        f"{each.method} {each.path}"
        for each in installed().calls
        if nearest_way(each.method, each.path)
    ]
    return show(found, refused, everything=options.all)


if __name__ == "__main__":
    sys.exit(main())
