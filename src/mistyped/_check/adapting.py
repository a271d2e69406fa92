"""Makes a request as other APIs take it one that Mistral takes.

The check says what is wrong; a conversion for the rule that was broken mends it, and
the check looks again. So nothing is changed that was not wrong, and what has no
conversion stays a problem.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import NamedTuple, TypeAlias

import orjson

from mistyped._check import conversions
from mistyped._check.draft import NOTHING, Draft
from mistyped._check.operations import find_operation
from mistyped._check.preflight import Preflight, check, preflight, told
from mistyped._generated.conversions import CONVERSIONS
from mistyped._values.guards import is_list, is_mapping, is_object
from mistyped._values.rows import NOTHING_LEARNT, ApiOperation, Conversion, Learnt
from mistyped.changes import Adapted, Change
from mistyped.problems import Location, Problem

Convert: TypeAlias = Callable[[Draft, Location], None]
_ANY_VERDICT = "any-verdict"
_ROUNDS = 8  # one conversion may bring another about: developer, system, user


class Adaptation(NamedTuple):
    """What became of a request: the body, its check, and what was changed."""

    body: object
    checked: Preflight
    changes: tuple[Change, ...] = ()


def adapt(
    path: str, body: object, *, lossy: bool = False, method: str = "POST"
) -> Adapted:
    """Make a request as OpenAI takes it one that Mistral takes, without sending it.

    Args:
        path: The operation's path, `/v1/chat/completions`; `/v1` may be left out.
        body: What would be sent, as a mapping: a body, a form, or a query. It is not
            changed.
        lossy: Whether conversions are done after which the model sees or does something
            else than was asked for.
        method: The HTTP method.

    Returns:
        The body to send, what was changed in it, and what is still wrong with it.
    """
    operation = find_operation(method, path)
    if operation is None:
        return Adapted(body, (), check(path, body, method=method).problems)
    done = adapted(operation, body, lossy=lossy)
    content = done.checked.content
    if content and not done.changes:
        plain: object = orjson.loads(content)
        body = body if body == plain else plain  # an iterator has been read
    return Adapted(
        done.body if done.changes else body,
        done.changes,
        told(done.checked.report).problems,
    )


def adapted(
    operation: ApiOperation,
    body: object,
    *,
    lossy: bool,
    waive: Collection[str] = (),
    learnt: Learnt = NOTHING_LEARNT,
) -> Adaptation:
    """Adapt what an operation is asked, and check the outcome."""
    given = checked = preflight(operation, body, waive=waive, learnt=learnt)
    problems = checked.report.problems
    if not any(_rows(each.rule) for each in problems):
        return Adaptation(body, checked)
    copy = _copy(operation, body, checked)
    if not is_object(copy):
        return Adaptation(body, checked)
    draft = Draft(copy)
    for _ in range(_ROUNDS):
        known = len(draft.changes)
        draft.begin()
        for problem in reversed(problems):  # so that places before it stay as they are
            if draft.is_settled(problem.loc):
                _mend(draft, problem, lossy=lossy)
        if len(draft.changes) == known:
            break
        checked = preflight(operation, draft.body, waive=waive, learnt=learnt)
        problems = checked.report.problems
    if not draft.changes:
        return Adaptation(body, checked)
    if given.report.ok and not checked.report.ok:  # a warning was made an error
        return Adaptation(body, given)
    return Adaptation(draft.body, checked, tuple(draft.changes))


def has_lossy_conversion(rule: str) -> bool:
    """Whether something more could be done about a rule if `lossy` was asked for."""
    return any(each.lossy for each in _rows(rule))


def _copy(operation: ApiOperation, body: object, checked: Preflight) -> object:
    """Return a plain copy of a body; the files of a form stay as they are."""
    if operation.carrier == "json":
        return orjson.loads(checked.content) if checked.content else None
    members = body.items() if is_mapping(body) else ()
    return {str(k): [*v] if is_list(v) else v for k, v in members}


def conversion_for(rule: str, loc: Location, value: object) -> Conversion | None:
    """Return what mends a rule at a place, where this value stands; None if nothing."""
    return next((each for each in _rows(rule) if _is_for(each, loc, value)), None)


def _rows(rule: str) -> tuple[Conversion, ...]:
    """Return the conversions of a rule; of a verdict, whose id has a dot, all's too."""
    own = CONVERSIONS.get(rule, ())
    return own + CONVERSIONS.get(_ANY_VERDICT, ()) if "." in rule else own


def _mend(draft: Draft, problem: Problem, *, lossy: bool) -> None:
    value = draft.value(problem.loc)
    if value is NOTHING and problem.rule != "missing":
        return
    conversion = conversion_for(problem.rule, problem.loc, value)
    if conversion is not None and (lossy or not conversion.lossy):
        draft.apply(problem.rule, conversion)
        _convert(draft, problem.loc, conversion, value)


def _is_for(conversion: Conversion, loc: Location, value: object) -> bool:
    if conversion.values and not (
        isinstance(value, str) and value in conversion.values
    ):
        return False
    if conversion.when is not None and not any(
        value == each and isinstance(value, bool) == isinstance(each, bool)
        for each in conversion.when
    ):
        return False
    pattern = conversion.at
    return not pattern or (
        len(pattern) == len(loc)
        and all(
            item == part or (part == "*" and isinstance(item, int))
            for part, item in zip(pattern, loc, strict=True)
        )
    )


def _convert(
    draft: Draft, loc: Location, conversion: Conversion, value: object
) -> None:
    if conversion.how == "rename":
        to = (*loc[:-1], conversion.to)
        if not draft.move(loc, to) and draft.value(to) == value:
            draft.remove(loc)  # some say it by both names
    elif conversion.how == "remove":
        draft.remove(loc)
    elif conversion.how == "values":
        draft.put(loc, conversion.values[str(value)])
    else:
        function: Convert = getattr(conversions, conversion.to)
        function(draft, loc)
