"""Judges a request of which not everything is known.

What is not known gets a value that stands for it, and the check judges the whole; then
every problem goes that another value could undo.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache

from mistyped._check.preflight import preflight
from mistyped._generated.rules import RULES
from mistyped._values.guards import is_list, is_mapping
from mistyped._values.json_values import child
from mistyped._values.rows import ApiOperation, Rule
from mistyped.lint.evaluation import Value
from mistyped.problems import Location, Problem

_TAGS = ("type", "role", "object")
_OF_A_TEXT = frozenset({"wrong-type", "null", "unknown-key"})
_OF_WHAT_IS_THERE = frozenset({"missing", "exactly-one"})
_FREE_TEXTS = frozenset({"content", "text", "prompt", "suffix", "input", "description"})


def certain_problems(operation: ApiOperation, request: Value) -> Iterator[Problem]:
    """Yield the problems of a request that hold whatever the unknown parts are."""
    report = preflight(operation, request.plain).report
    for problem in report.problems:
        rule = _rules().get(problem.rule)
        if rule is not None:
            certain = _is_certain_rule(problem, rule, request)
        else:
            certain = _is_certain(problem, request)
        if certain:
            yield problem


@cache
def _rules() -> Mapping[str, Rule]:
    return {rule.id: rule for rule in RULES}


def _is_certain_rule(problem: Problem, rule: Rule, request: Value) -> bool:
    """Whether a rule that compares places knows all that it may have read."""
    if () in request.open:
        return False
    read = {*rule.needs, *_names(problem.loc[:1]), "model", "agent_id"}
    hidden = {*request.unknown, *request.open}
    hidden |= {loc for loc in request.texts if loc[-1] not in _FREE_TEXTS}
    return not any(loc[0] in read for loc in hidden if loc)


def _is_certain(problem: Problem, request: Value) -> bool:
    loc = problem.loc
    if any(loc[:n] in request.unknown for n in range(len(loc))):
        return False
    hidden = (*request.unknown, *request.texts, *request.open)
    unsure = any(place[: len(loc)] == loc for place in hidden)
    if unsure and not _is_of_the_key(problem, request):
        return loc in request.texts and problem.rule in _OF_A_TEXT
    if problem.rule in _OF_WHAT_IS_THERE and loc[:-1] in request.open:
        return False
    around = [loc[:n] for n in range(len(loc))]
    return not any(_may_be_another(each, request) for each in around)


def _is_of_the_key(problem: Problem, request: Value) -> bool:
    """Whether a problem is that a key is there, whatever stands behind it."""
    is_refused = problem.rule == "unknown-key" or "." in problem.rule
    return is_refused and problem.loc not in request.absent


def _may_be_another(loc: Location, request: Value) -> bool:
    """Whether what tells the kind of an object or a list is not known."""
    here: object = request.plain
    for item in loc:
        here = child(here, item)
    hidden = request.unknown | request.texts
    if is_mapping(here):
        untold = loc in request.open and not any(tag in here for tag in _TAGS)
        return (untold and loc != ()) or any((*loc, tag) in hidden for tag in _TAGS)
    return is_list(here) and (*loc, 0) in hidden


def _names(loc: Location) -> Iterator[str]:
    yield from (each for each in loc if isinstance(each, str))
