"""The pure core: what a request would be on the wire, and everything wrong with it.

Nothing here knows the OpenAI SDK, or does I/O: of a file that is to be sent it only
asks whether it can be. A good request takes the short way: one validation, one
serialisation. Any trouble takes the long way, which first makes a plain copy, so that
models, tuples and dates are judged by what would be sent.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from contextlib import suppress
from functools import cache
from importlib import import_module
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple, cast

import orjson
from pydantic_core import CoreSchema, SchemaValidator, ValidationError

from mistyped._check.operations import find_operation
from mistyped._values.guards import is_list, is_mapping
from mistyped._values.json_values import (
    UNSENDABLE,
    WHATEVER,
    bounded,
    child,
    to_plain,
    with_members,
)
from mistyped._values.operations import NOTHING_LEARNT, ApiOperation
from mistyped.problems import Problem, Report

if TYPE_CHECKING:
    from mistyped._values.rows import Learnt
    from mistyped._values.uploads import Upload

_MESSAGES = frozenset({"messages"})
_MODEL = frozenset({"model"})
_LONGEST = 1_000  # of a path


class Preflight(NamedTuple):
    """A checked request.

    Attributes:
        content: The body as JSON bytes; empty if JSON cannot carry it, and for what
            goes into a form or a query.
        report: What was found; send nothing unless `report.ok`.
        plain: The members of a form or a query as plain values, without its files.
    """

    content: bytes
    report: Report
    plain: Mapping[str, object] = MappingProxyType({})


def check(path: str, body: object, *, method: str = "POST") -> Report:
    """Check a request without sending it.

    Args:
        path: The operation's path, `/v1/chat/completions`; `/v1` may be left out.
        body: What would be sent, as a mapping: a body, a form, or a query.
        method: The HTTP method.

    Returns:
        The report. `report.ok` tells whether the request may be sent. A path that is
        OpenAI's alone is an error; one that mistyped knows nothing of gives a warning,
        since nothing was checked.
    """
    method, path, wrong = _title(method, path)
    if wrong:
        return Report(f"{method} {path}", (wrong,))
    operation = find_operation(method, path)
    if operation is None:
        # Loaded when it is needed, as are the diagnosis and the rules.
        from mistyped._check.unknown_paths import no_operation

        return Report(f"{method} {path}", (no_operation(method, path),))
    return told(preflight(operation, body, empties=False).report)


def _title(method: object, path: object) -> tuple[str, str, Problem | None]:
    """Return method and path as they can be printed, and what is wrong with them."""
    for name, value in (("method", method), ("path", path)):
        if not isinstance(value, str):
            message = f"the {name} is of type {type(value).__name__}, and it is text"
            wrong = Problem("unknown-operation", (), message, "give 'POST' and a path")
            return "?", "?", wrong
    texts = [
        str(each)[:_LONGEST].encode("utf-8", "backslashreplace").decode()
        for each in (method, path)
    ]
    return texts[0], texts[1], None


def told(report: Report, waive: Collection[str] = ()) -> Report:
    """Return a report as a person reads it: what has one way out is one problem."""
    if len(report.problems) < 2:
        return report
    from mistyped._check.dumped_answers import told_once

    return told_once(report, waive)


def preflight(
    operation: ApiOperation,
    body: object,
    *,
    waive: Collection[str] = (),
    learnt: Learnt = NOTHING_LEARNT,
    empties: bool = True,
) -> Preflight:
    """Check what an operation is asked, and serialise it if it is a body.

    Problems of rules in `waive` are left out, unless JSON cannot carry the value.
    `learnt` is what the caller's client was told of models; `empties` says whether
    iterators in the body may be read, which are then at their end.
    """
    title = f"{operation.method} {operation.path}"
    if not operation.request:
        return Preflight(b"", Report(title))
    if operation.carrier != "json":
        return _preflight_members(
            operation, body, waive=waive, learnt=learnt, empties=empties
        )
    validator, alternatives = _validator(operation.area, operation.request)
    try:
        validator.validate_python(body)
        if not alternatives:
            broken = _rule_problems(operation, body, learnt)
            kept = [each for each in broken if each.rule not in waive]
            problems = _in_order(kept, body) if kept else ()
            return Preflight(orjson.dumps(body), Report(title, problems))
    except WHATEVER:  # of pydantic, orjson, or a value's own code
        pass
    plain, unsendable = to_plain(body, empties=empties)
    problems = _problems(operation, plain, unsendable, waive, learnt)
    whole = all(each.severity == "warning" for each in unsendable)
    content = orjson.dumps(plain) if whole else b""
    return Preflight(content, Report(title, problems))


def _preflight_members(
    operation: ApiOperation,
    body: object,
    *,
    waive: Collection[str],
    learnt: Learnt,
    empties: bool,
) -> Preflight:
    """Check a form or a query, where null is absence and files stand as they are."""
    from mistyped._values.file_problems import file_problem

    title = f"{operation.method} {operation.path}"
    files: dict[str, Upload] = {}
    with suppress(*WHATEVER):  # of a value's own code, of which `to_plain` tells
        body, files = _without_files(body)
    plain, unsendable = to_plain(body, empties=empties)
    if not isinstance(plain, dict):
        return Preflight(
            b"", Report(title, _problems(operation, plain, unsendable, waive, learnt))
        )
    fields = cast("dict[str, object]", plain)
    for name, file in files.items():
        found = file_problem(name, file.file)
        if found and (found.rule in UNSENDABLE or found.rule not in waive):
            unsendable.append(found)
    judged = {**fields, **files}
    problems = _problems(operation, judged, unsendable, waive, learnt)
    return Preflight(b"", Report(title, problems), fields)


def _without_files(body: object) -> tuple[object, dict[str, Upload]]:
    """Return the members of a form that are there and no files, and the files."""
    from mistyped._values.uploads import Upload, as_upload

    if not is_mapping(body):
        return body, {}
    given = {key: as_upload(value) for key, value in bounded(body.items(), body)}
    files = {str(k): each for k, each in given.items() if isinstance(each, Upload)}
    rest = {k: v for k, v in given.items() if k not in files and v is not None}
    return rest, files


def _problems(
    operation: ApiOperation,
    plain: object,
    unsendable: list[Problem],
    waive: Collection[str],
    learnt: Learnt,
) -> tuple[Problem, ...]:
    """Return what is wrong with a plain value, in the order of its members."""
    alternatives = _validator(operation.area, operation.request)[1]
    found = _schema_problems(operation, plain)
    if is_mapping(plain):
        found += _exactly_one(alternatives, plain) if alternatives else ()
        found = _merge(found, _rule_problems(operation, plain, learnt))
    kept = [each for each in found if each.rule not in waive]
    if not unsendable:
        return _in_order(kept, plain)
    from mistyped._check.tally import cut

    kept = _merge(unsendable, kept)[len(unsendable) :]
    return _in_order([*cut(unsendable), *kept], plain)


def _schema_problems(operation: ApiOperation, plain: object) -> list[Problem]:
    """Return what a value's schema has against it.

    Where the tag of an object is left out, what was meant is judged as well.
    """
    validator, _ = _validator(operation.area, operation.request)
    # A form and a query hold nothing but texts, so that "1" is as good as 1.
    strict = None if operation.carrier == "json" else False
    found: list[Problem] = []
    while True:
        try:
            validator.validate_python(plain, strict=strict)
        except ValidationError as error:
            # Loaded when it is needed: most programs make no wrong request.
            from mistyped._check.diagnosis import diagnose

            problems, meant = diagnose(error, operation, plain)
            known = {(each.loc, each.rule) for each in found}
            found += [each for each in problems if (each.loc, each.rule) not in known]
            whole = with_members(plain, meant)
            if whole != plain:
                plain = whole
                continue
        return found


def _in_order(problems: list[Problem], body: object) -> tuple[Problem, ...]:
    """Sort problems by where they stand in the body."""
    order = _BodyOrder(body)
    return tuple(sorted(problems, key=order.of))


def may_break_rules(operation: ApiOperation, request: Mapping[str, object]) -> bool:
    """Whether rules have to look at a request.

    They need not at one without a member that a rule is about, nor at plain texts from
    system and user that end with the user's: so most first calls load no rules.
    """
    ruled = operation.ruled.intersection(request)
    if "model" in ruled and _is_quiet(operation.id, request["model"]):
        ruled -= _MODEL
    if ruled == _MESSAGES:
        return not _is_plain_talk(request["messages"])
    return bool(ruled)


def _is_quiet(operation: str, model: object) -> bool:
    """Whether no rule on names has anything to say about a model."""
    from mistyped._generated.model_names import QUIET

    if not isinstance(model, str) or model in QUIET.get(operation, ()):
        return True
    from mistyped._check.known_models import is_nothing_known

    return is_nothing_known(model)


def _is_plain_talk(messages: object) -> bool:
    """Whether messages are texts from system and user, and the last is the user's."""
    if not is_list(messages):
        return False
    role: object = ""
    for message in messages:
        if not is_mapping(message) or not isinstance(message.get("content"), str):
            return False
        role = message.get("role")
        if role not in ("user", "system"):
            return False
    return role == "user"


def _rule_problems(
    operation: ApiOperation, body: object, learnt: Learnt
) -> list[Problem]:
    """Return what the rules find in a plain body."""
    request = cast("Mapping[str, object]", body)
    found = list(_batch_problems(operation, request, learnt))
    if not may_break_rules(operation, request):
        return found
    from mistyped._check.rules import broken_rules

    return found + broken_rules(operation.id, request, learnt)


def _batch_problems(
    operation: ApiOperation, job: Mapping[str, object], learnt: Learnt
) -> Iterator[Problem]:
    """Yield what is wrong with the requests that stand in a batch job."""
    if job.get("requests"):
        from mistyped._check.batch_requests import batch_requests

        for each in batch_requests(operation, job):
            report = preflight(each.operation, each.body, learnt=learnt).report
            yield from map(each.place, report.problems)


def _exactly_one(
    names: tuple[str, ...], body: Mapping[object, object]
) -> Iterator[Problem]:
    """Yield a problem if there is not exactly one of these members."""
    given = [name for name in names if body.get(name) is not None]
    every = f"{', '.join(names[:-1])} or {names[-1]}"
    if not given:
        message = f"there is no {every}"
        yield Problem("exactly-one", (names[0],), message, "give one of them")
    for name in given[1:]:
        message = f"{given[0]} is there as well"
        yield Problem("exactly-one", (name,), message, f"give one of {every}")


def _merge(first: list[Problem], second: list[Problem]) -> list[Problem]:
    """Leave out of `second` what lies at or below a place that `first` names."""
    places = {problem.loc for problem in first}
    return first + [
        problem
        for problem in second
        if not any(problem.loc[:n] in places for n in range(len(problem.loc) + 1))
    ]


class _BodyOrder:
    """Where problems stand in a body; what is missing comes last."""

    def __init__(self, body: object) -> None:
        self._body = body
        self._numbers: dict[int, dict[object, int]] = {}

    def of(self, problem: Problem) -> tuple[int, ...]:
        """Return the number of each member on the way to a problem."""
        place: list[int] = []
        value = self._body
        for item in problem.loc:
            place.append(item if isinstance(item, int) else self._number(value, item))
            value = child(value, item)
        return tuple(place)

    def _number(self, holder: object, key: str) -> int:
        """Return the number of a key; the keys of an object are counted once."""
        if not is_mapping(holder):
            return 0
        numbers = self._numbers.get(id(holder))
        if numbers is None:
            numbers = {each: number for number, each in enumerate(holder)}
            self._numbers[id(holder)] = numbers
        return numbers.get(key, len(numbers))


@cache
def _validator(area: str, request: str) -> tuple[SchemaValidator, tuple[str, ...]]:
    """Return a request's validator, and the members of which it needs exactly one."""
    root = {"type": "definition-ref", "schema_ref": request}
    tables = import_module(f"mistyped._generated.validators.{area}")
    # Two areas that lend may both hold what a third has lent them.
    definitions = list({each["ref"]: each for each in tables.DEFINITIONS}.values())
    schema = {"type": "definitions", "schema": root, "definitions": definitions}
    alternatives: tuple[str, ...] = tables.EXACTLY_ONE.get(request, ())
    return SchemaValidator(cast("CoreSchema", schema)), alternatives
