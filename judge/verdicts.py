"""What each judge says about each body, and what explains that two disagree."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace

from cases import Case
from known import BODIES, Location, repaired
from mutants import UNSENDABLE

import mistyped
from mistyped import Problem, Report
from mistyped._generated.rules import RULES

Ask = Callable[[Sequence[Case]], Sequence[bool]]
_BODY = ("requests", 0, "body")
_RULES = frozenset(rule.id for rule in RULES)


@dataclass(slots=True)
class Verdict:
    """What we say about a body, and what the others say.

    Attributes:
        case: The body.
        ok: Whether we find nothing in it, be it a warning only.
        report: Our report; absent if the check itself failed.
        crash: How the check failed, or empty.
        prism: Whether Prism accepts it; None if it cannot be sent.
        sdk: Whether the official SDK's closed models do; likewise, and for chat only.
        patched: Whether they do with all listed differences patched.
        why: Which difference explains that the SDK's models disagree, or empty.
    """

    case: Case
    ok: bool
    report: Report | None = None
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
        report = _check(case)
    except Exception as error:  # noqa: BLE001 - any exception is a finding
        return Verdict(case, ok=False, crash=f"{type(error).__name__}: {error}")
    return Verdict(case, not report.problems, report)


def _check(case: Case) -> Report:
    """Check a body by its schema, without what no schema of the call can say."""
    report = mistyped.check(case.call.path, case.body, method=case.call.method)
    unsendable = case.kind in UNSENDABLE
    kept = (p for p in report.problems if unsendable or not _is_beyond(p))
    return replace(report, problems=tuple(kept))


def _is_beyond(problem: Problem) -> bool:
    """Whether it is a rule's, or of a body that a job sends to another call."""
    of_body = problem.loc[:1] == ("requests",) and problem.loc[2:3] == ("body",)
    return problem.rule in _RULES or (of_body and len(problem.loc) > len(_BODY))


def explain(verdicts: Iterable[Verdict], ask: Ask) -> Tally:
    """Explain disagreements: repaired at the places known, all have to agree again.

    Args:
        verdicts: Those whose judge disagrees with us.
        ask: The judge.

    Returns:
        How many each known difference explains, and what none does.
    """
    tally = Tally()
    again: list[tuple[Verdict, set[str], Case]] = []
    for verdict in verdicts:
        found = _known(verdict)
        places = [(place, repair) for place, repair, _ in found]
        body = repaired(json.loads(verdict.case.content), places)
        names = {name for _, _, name in found}
        content = json.dumps(body).encode()
        again.append(
            (verdict, names, replace(verdict.case, body=body, content=content))
        )
    answers = ask([case for _, _, case in again])
    for (verdict, names, case), answer in zip(again, answers, strict=True):
        if names and (not _check(case).problems) == answer:
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
