"""How requests of other APIs are treated, and how it is told what was changed."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, replace
from typing import Literal, TypeAlias, get_args

from mistyped._check.adapting import Adaptation, adapted, has_lossy_conversion
from mistyped._values.guards import is_mapping
from mistyped._values.rows import NOTHING_LEARNT, ApiOperation, Learnt
from mistyped.changes import Change
from mistyped.problems import Problem

CompatMode: TypeAlias = Literal["strict", "adapt", "adapt-lossy"]
ResponsesMode: TypeAlias = Literal["chat", "native"]
OnChange: TypeAlias = Callable[[Change], object]
_IDS = frozenset({"call-id-form", "call-id-nine"})
_LOG = logging.getLogger("mistyped")


@dataclass(frozen=True, slots=True)
class Policy:
    """How requests are treated.

    Attributes:
        compat: Whether requests are adapted, and how far.
        responses: Whether the Responses API is played on chat completions.
        on_change: Is called with each change.

    Raises:
        ValueError: If a mode is none of those that there are.
    """

    compat: CompatMode = "strict"
    responses: ResponsesMode = "chat"
    on_change: OnChange | None = None

    def __post_init__(self) -> None:
        if self.compat not in get_args(CompatMode):
            modes = "'strict', 'adapt' or 'adapt-lossy'"
            raise ValueError(f"compat is {self.compat!r}; use {modes}")
        if self.responses not in get_args(ResponsesMode):
            text = f"responses is {self.responses!r}; use 'chat' or 'native'"
            raise ValueError(text)

    @property
    def is_lossy(self) -> bool:
        """Whether the model may see or do something else than was asked for."""
        return self.compat == "adapt-lossy"

    def tell(self, changes: Iterable[Change]) -> None:
        """Log changes and give them to the callback."""
        for change in changes:
            # The values stay out of the log: they are the user's own words.
            _LOG.info("%s: %s [%s]", change.path, change.what, change.rule)
            if self.on_change is not None:
                self.on_change(change)


def adapted_as_asked(
    operation: ApiOperation,
    body: object,
    *,
    lossy: bool,
    waive: Collection[str] = (),
    learnt: Learnt = NOTHING_LEARNT,
) -> Adaptation:
    """Adapt as `adapted` does; what a lossy conversion would mend says so."""
    done = adapted(operation, body, lossy=lossy, waive=waive, learnt=learnt)
    report = done.checked.report
    if not report.problems:
        return done
    problems = [_with_given_ids(each, done.changes) for each in report.problems]
    if not lossy:
        problems = [*map(_with_way, problems)]
    checked = done.checked._replace(report=replace(report, problems=tuple(problems)))
    return done._replace(checked=checked)


def _with_given_ids(problem: Problem, changes: Iterable[Change]) -> Problem:
    """Name calls as the caller does, who knows nothing of the ids that are sent."""
    message = problem.message
    for each in changes:
        if each.rule in _IDS:
            message = message.replace(repr(each.after), repr(each.before))
    return problem if message == problem.message else replace(problem, message=message)


def _with_way(problem: Problem) -> Problem:
    """Say how to have a lossy conversion, if there is one."""
    if problem.severity != "error" or not has_lossy_conversion(problem.rule):
        return problem
    hint = ", or ".join(filter(None, (problem.hint, "use compat='adapt-lossy'")))
    return replace(problem, hint=hint)


def wants_usage_apart(changes: Iterable[Change]) -> bool:
    """Whether what was taken out of a request asked for the usage of a stream."""
    asked = [each.before for each in changes if each.loc == ("stream_options",)]
    return any(is_mapping(e) and e.get("include_usage") is True for e in asked)


def as_problem(change: Change) -> Problem:
    """Return a lossy change that was not asked for as the problem that it then is."""
    message = re.sub("^it went: ", "", change.what)
    hint = "remove it, or use compat='adapt-lossy'"
    return Problem(change.rule, change.loc, message, hint)
