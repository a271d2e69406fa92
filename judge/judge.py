"""Two judges that we did not write, over thousands of bodies; fails on disagreement.

`nox -s judge`. Prism validates by our effective document, every call that takes JSON;
the official SDK's models stand for what its makers know, in chat. Both have to accept
what `mistyped.check` accepts, and to refuse what it refuses, but for the rules, which
no schema can say. Options: `--seed N` for other bodies, `--prism FOLDER` for
where Prism is installed, `--out FILE` for all verdicts as JSON lines.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any

import prism
import sdk
import show
from calls import all_calls
from cases import Case, Cases
from mutants import UNSENDABLE
from schemas import Book, Schema
from verdicts import Tally, Verdict, explain, ours

PROJECT = Path(__file__).parents[1]
LEAST = 10_000


def main() -> int:
    """Judge everything and print it."""
    options = _options()
    start = time.monotonic()
    document = json.loads(options.document.read_text())
    schemas = document["components"]["schemas"]
    cases, objects, members, gaps = _cases(document, options.seed)
    verdicts = [ours(case) for case in cases]
    sent = [each for each in verdicts if each.case.content]
    chat = [each for each in sent if each.case.call.root == sdk.ROOT]
    with ProcessPoolExecutor(1) as pool:
        contents = [each.case.content for each in chat]
        futures = sdk.start(pool, schemas, contents, [v.ok for v in chat])
        by_prism = _ask_prism(document, options.prism, sent)
        by_sdk = _ask_sdk(schemas, [row for f in futures for row in f.result()], chat)
    show.kinds(verdicts)
    show.known(by_prism, by_sdk)
    found = [each.text for each in sdk.differences(Book(schemas, sdk.ROOT))]
    extra, stale = show.models(found, Counter(v.why for v in chat if v.why))
    wrong = _wrong(verdicts)
    wrong["bodies on which Prism disagrees, unlisted"] = by_prism.unlisted
    wrong["bodies on which the SDK's models disagree, unlisted"] = by_sdk.unlisted
    for title, group in wrong.items():
        show.disagreements(title, group)
    if options.out:
        options.out.write_text(show.as_json(verdicts))
    failures = sum(map(len, wrong.values())) + extra + len(gaps) + (len(sent) < LEAST)
    show.console.print(
        f"{len(sent):,} bodies sent, {len(verdicts) - len(sent):,} more that JSON "
        f"cannot carry, in {time.monotonic() - start:.0f} s; {stale} stale\n"
        f"{members} members of {objects} objects, {len(gaps)} lack a kind "
        f"of mutant {gaps[:3] or ''}"
    )
    show.console.print(f"[red]{failures} failures[/]" if failures else "all agree")
    return 1 if failures else 0


def _options() -> Any:
    parser = argparse.ArgumentParser(description="Let others judge the check.")
    parser.add_argument("--seed", type=int, default=0)
    folder = PROJECT / ".nox" / f"prism-{prism.VERSION}"
    parser.add_argument("--prism", type=Path, default=folder)
    document = PROJECT / "spec" / "mistral.openapi.json"
    parser.add_argument("--document", type=Path, default=document)
    parser.add_argument("--out", type=Path)
    return parser.parse_args()


def _cases(
    document: dict[str, Any], seed: int
) -> tuple[list[Case], int, int, list[str]]:
    """Return all cases, how many objects and members they cover, and what not."""
    cases: list[Case] = []
    gaps: list[str] = []
    members: dict[str, int] = {}
    for call in all_calls(document):
        book = Book(document["components"]["schemas"], call.root)
        made = Cases(call, book, seed, members)
        found = made.all()
        cases += found
        gaps += made.not_covered(found)
        members |= {name: len(book.objects[name]["properties"]) for name in made.new}
    return cases, len(members), sum(members.values()), gaps


def _ask_prism(
    document: dict[str, Any], folder: Path, sent: Sequence[Verdict]
) -> Tally:
    with prism.serving(document, folder) as address:
        answers = prism.judge(address, [each.case for each in sent])
        for verdict, answer in zip(sent, answers, strict=True):
            verdict.prism = answer
        differing = [each for each in sent if each.prism != each.ok]
        return explain(differing, partial(prism.judge, address))


def _ask_sdk(
    schemas: Mapping[str, Schema],
    rows: Sequence[tuple[bool, bool, str]],
    sent: Sequence[Verdict],
) -> Tally:
    for verdict, row in zip(sent, rows, strict=True):
        verdict.sdk, verdict.patched, verdict.why = row
    judge = sdk.Judge(schemas, sdk.differences(Book(schemas, sdk.ROOT)))
    return explain([v for v in sent if v.patched != v.ok], judge.with_all_patches)


def _wrong(verdicts: Sequence[Verdict]) -> dict[str, list[Verdict]]:
    """Return what is wrong whatever the others say."""
    return {
        "bodies on which the check itself failed": [v for v in verdicts if v.crash],
        "right bodies that we refuse": [
            v
            for v in verdicts
            if v.case.kind == "valid" and v.report and not v.report.ok
        ],
        "bodies accepted that JSON cannot carry": [
            v for v in verdicts if v.case.kind in UNSENDABLE and v.ok
        ],
    }


if __name__ == "__main__":
    sys.exit(main())
