"""Whether the local server refuses what the check refuses, and nothing else.

`python judge/agreement.py`, or `nox -s judge`. The bodies are those of the other
judges. The server has to refuse whatever the check has an error for, and what it is
known to refuse of that which the check only warns of (`mistyped.server.model_rules`);
everything else it has to accept. Options: `--seed N` for other bodies, `--bodies N` for
how many of them.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

import httpx2
from calls import all_calls
from cases import Case, Cases
from schemas import Book

import mistyped
from mistyped._check.batch_requests import is_of_a_request
from mistyped._check.operations import find_operation
from mistyped.server import running
from mistyped.server.model_rules import refused

DOCUMENT = Path(__file__).parents[1] / "spec" / "mistral.openapi.json"
HEADERS = {"authorization": "Bearer any", "content-type": "application/json"}
REFUSALS = (400, 422)
IN_FLIGHT = 4
PATIENCE = 20
BROKEN = 599
SHOWN = 20

STATE = {
    "There is no file": "which files there are only the server knows",
    "There is neither a model nor an agent_id": "the document says of neither",
    "the local server makes": "no test needs so much, and it would take for ever",
    "is neither a number nor a range": "no check reads a text of pages",
    "neither https nor a data URI": "only warned of, since addresses are of many kinds",
    "takes a document_annotation_format": "a prompt alone has nothing to fill in",
    '"sample_audio"],"msg":"Value error': "no check decodes a recording",
}
"""What the server refuses and no check can, by its words, with the reason."""


@dataclass(frozen=True, slots=True)
class Disagreement:
    """A body on which server and check disagree.

    Attributes:
        case: The body.
        status: What the server answered.
        said: The server's words.
        problems: What the check finds.
    """

    case: Case
    status: int
    said: str
    problems: tuple[str, ...]


def all_cases(seed: int = 0) -> Iterator[Case]:
    """Yield bodies for every call that takes JSON."""
    document = json.loads(DOCUMENT.read_text(encoding="utf-8"))
    known: set[str] = set()
    for call in all_calls(document):
        made = Cases(
            call, Book(document["components"]["schemas"], call.root), seed, known
        )
        yield from (case for case in made.all() if case.content)
        known |= set(made.new)


def sampled(seed: int, number: int) -> list[Case]:
    """Return so many bodies, evenly taken from all."""
    cases = list(all_cases(seed))
    Random(seed).shuffle(cases)  # noqa: S311 - the same in every run
    return cases[:number]


def disagreements(
    origin: str, cases: Sequence[Case]
) -> tuple[list[Disagreement], Counter[str]]:
    """Send bodies to a server; return where it disagrees, and how often it may."""
    answers = asyncio.run(_ask(origin, cases))
    found: list[Disagreement] = []
    listed: Counter[str] = Counter()
    for case, (status, said) in zip(cases, answers, strict=True):
        method = case.call.method
        operation = find_operation(method, case.call.path)
        assert operation
        problems = mistyped.check(case.call.path, case.body, method=method).problems
        expected = any(
            refused(each, case.body) and not is_of_a_request(operation, each)
            for each in problems
        )
        why = next((words for words in STATE if words in said), "")
        if why and not expected:
            listed[why] += 1
        elif status >= 500 or (status in REFUSALS) != expected:
            texts = tuple(f"{each.severity}: {each}" for each in problems)
            found.append(Disagreement(case, status, said, texts))
    return found, listed


async def _ask(origin: str, cases: Sequence[Case]) -> list[tuple[int, str]]:
    answers = [(0, "")] * len(cases)
    numbered: Iterator[tuple[int, Case]] = iter(enumerate(cases))

    async def work(client: httpx2.AsyncClient) -> None:
        for index, case in numbered:
            call = case.call
            path = call.path if call.path.startswith("/v1") else f"/v1{call.path}"
            try:
                answer = await client.request(call.method, path, content=case.content)
            except httpx2.TransportError as error:
                answers[index] = (BROKEN, repr(error))
                continue
            said = answer.text[:600] if answer.status_code >= 400 else ""
            answers[index] = (answer.status_code, said)

    async with (
        httpx2.AsyncClient(base_url=origin, headers=HEADERS, timeout=PATIENCE) as http,
        asyncio.TaskGroup() as group,
    ):
        for _ in range(IN_FLIGHT):
            group.create_task(work(http))
    return answers


def _show(found: Iterable[Disagreement]) -> None:
    kinds = Counter((d.case.call.path, d.status, d.said[:100]) for d in found)
    for kind, count in kinds.most_common(SHOWN):
        print(f"{count} times: {kind}")
    for each in list(found)[:SHOWN]:
        print(f"{each.case.call.method} {each.case.call.path} answered {each.status}")
        print(f"    {each.case.content[:400].decode()}")
        print(f"    server: {each.said[:300]}")
        print(f"    check: {'; '.join(each.problems)[:300] or 'nothing'}")


def main() -> int:
    """Ask everything and print where they disagree."""
    options = _options()
    cases = sampled(options.seed, options.bodies)
    with running() as server:
        found, listed = disagreements(server.origin, cases)
    _show(found)
    for words, reason in STATE.items():
        print(f"listed, {listed[words]} times: {words!r}: {reason}")
    print(f"{len(cases):,} bodies, {len(found)} disagreements")
    return 1 if found or len(cases) < options.bodies else 0


def _options() -> Any:
    parser = argparse.ArgumentParser(description="Hold the server against the check.")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--bodies", type=int, default=20_000)
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
