"""What each judge says about each body, and what explains that two disagree."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from cases import Case
from known import BODIES, Location, repaired

import mistyped

PATH = "/v1/chat/completions"
Ask = Callable[[Sequence[bytes]], Sequence[bool]]


@dataclass(slots=True)
class Verdict:
    """What we say about a body, and what the others say.

    Attributes:
        case: The body.
        ok: Whether we accept it.
        report: Our report; absent if the check itself failed.
        crash: How the check failed, or empty.
        prism: Whether Prism accepts it; None if it cannot be sent.
        sdk: Whether the official SDK's closed models do; likewise.
        patched: Whether they do with all listed differences patched.
        why: Which difference explains that the SDK's models disagree, or empty.
    """

    case: Case
    ok: bool
    report: mistyped.Report | None = None
    crash: str = ""
    prism: bool | None = None
    sdk: bool | None = None
    patched: bool | None = None
    why: str = ""


@dataclass(slots=True)
class Tally:
    """Disagreements with one judge: the listed ones counted, and the rest."""

    listed: Counter[str] = field(default_factory=Counter)
    unlisted: list[Verdict] = field(default_factory=list)


def ours(case: Case) -> Verdict:
    """Judge a body ourselves; the check must not fail, whatever it is given."""
    try:
        report = mistyped.check(PATH, case.body)
    except Exception as error:  # noqa: BLE001 - any exception is a finding
        return Verdict(case, ok=False, crash=f"{type(error).__name__}: {error}")
    return Verdict(case, report.ok, report)


def explain(verdicts: Iterable[Verdict], ask: Ask) -> Tally:
    """Explain disagreements: repaired at the places known, all have to agree again.

    Args:
        verdicts: Those whose judge disagrees with us.
        ask: The judge.

    Returns:
        How many each known difference explains, and what none does.
    """
    tally = Tally()
    again: list[tuple[Verdict, set[str], bytes]] = []
    for verdict in verdicts:
        found = _known(verdict)
        places = [(place, repair) for place, repair, _ in found]
        body = repaired(json.loads(verdict.case.content), places)
        names = {name for _, _, name in found}
        again.append((verdict, names, json.dumps(body).encode()))
    answers = ask([content for _, _, content in again])
    for (verdict, names, content), answer in zip(again, answers, strict=True):
        if names and mistyped.check(PATH, json.loads(content)).ok == answer:
            tally.listed.update(names)
        else:
            tally.unlisted.append(verdict)
    return tally


def _known(verdict: Verdict) -> list[tuple[Location, object, str]]:
    """Return places, repairs and names of known differences, the innermost first."""
    found: list[tuple[Location, object, str]] = []
    for problem in verdict.report.problems if verdict.report else ():
        for known in BODIES:
            place = known.place(problem)
            if place is not None:
                found.append((place, known.repair(problem), known.name))
    return sorted(found, key=lambda each: -len(each[0]))
