"""Turns the errors of a validator into problems that a person can act on.

`violations` finds where an error belongs; here it gets its words. The verdict on the
place gives rule, hint, severity and evidence, where there is one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import NamedTuple, cast

from pydantic_core import ValidationError

from mistyped._check.meant_keys import meant_key
from mistyped._check.schemas import (
    TAGS,
    Owner,
    Schema,
    Schemas,
    json_type,
    json_types,
    load_schemas,
    resolve,
    tag_key,
    tags,
)
from mistyped._check.tally import Tally
from mistyped._check.violations import Violation, violation_at
from mistyped._check.wording import describe, joined, wanted
from mistyped._generated.evidence import EVIDENCE
from mistyped._generated.other_names import KINDS
from mistyped._values.guards import is_mapping
from mistyped._values.json_values import MAX_INTEGER, MIN_INTEGER
from mistyped._values.other_options import OTHER_OPTIONS, way_out
from mistyped._values.rows import ApiOperation, Verdict
from mistyped.problems import ErrorDetail, Location, Problem, Severity, shown

_CLOSED = ("spec-2026-08", "sdk-3.7.0")  # what the requests' objects have
_UNTIL = EVIDENCE[_CLOSED[0]].date
_NEWER = "if it is newer, waive={'unknown-key'}"
_ERROR: Severity = "error"
_WARNING: Severity = "warning"
_ABOUT_TYPE = ("wrong-type", "null")
_LENGTH = {
    "too_short": ("too-few", "items"),
    "too_long": ("too-many", "items"),
    "string_too_short": ("too-few", "characters"),
    "string_too_long": ("too-many", "characters"),
}
_DEFAULTS = "it is missing, though the specification lets it default"
_RANGE = ("greater_than", "greater_than_equal", "less_than", "less_than_equal")


class Diagnosis(NamedTuple):
    """What a validator's error says.

    Attributes:
        problems: One for each place and rule.
        meant: The tags that are left out, and what they were meant to be.
    """

    problems: list[Problem]
    meant: dict[Location, str]


def diagnose(
    error: ValidationError, operation: ApiOperation, body: object
) -> Diagnosis:
    """Return the problems behind a validator's error, and the tags that it lacks."""
    schemas = load_schemas(operation.area)
    meant: dict[Location, str] = {}
    found: dict[tuple[Location, str], Problem] = {}
    details: dict[tuple[Location, str], list[ErrorDetail]] = {}
    tally, last = Tally(), None
    for each in error.errors(include_url=False, include_input=False):
        violation = violation_at(schemas, operation.request, each["loc"], body)
        if violation is None:
            continue
        ctx = each.get("ctx", {})
        detail = ErrorDetail(each["type"], each["loc"], each["msg"], ctx)
        meant |= _left_out(violation, schemas)
        for problem in _explain(detail.type, violation, schemas, tally):
            key = (problem.loc, problem.rule)
            if key in found:
                details[key].append(detail)
            # Errors of one place follow each other: those of a union's branches.
            elif key != last and tally.keeps(problem, detail):
                found[key], details[key] = problem, [detail]
            last = key
    whole = {key: _with_details(p, details[key]) for key, p in found.items()}
    told = _without_members_of_refused(whole, schemas)
    return Diagnosis([*told, *tally.remainders()], meant)


def _with_details(problem: Problem, details: list[ErrorDetail]) -> Problem:
    """Return a problem with what pydantic says; `replace` takes three times as long."""
    known = problem.message, problem.hint, problem.severity, problem.evidence
    return Problem(problem.rule, problem.loc, *known, tuple(details))


def _without_members_of_refused(
    found: Mapping[tuple[Location, str], Problem], schemas: Schemas
) -> list[Problem]:
    """If an object's kind is refused, what is wrong with its members is noise."""
    rules = {verdict.rule for verdict in schemas.refused_tags.values()}
    refused = {loc[:-1]: loc for loc, rule in found if rule in rules}
    if not refused:
        return list(found.values())
    return [
        problem
        for problem in found.values()
        if all(
            refused.get(problem.loc[:n], problem.loc) == problem.loc
            for n in range(len(problem.loc) + 1)
        )
    ]


def _explain(  # noqa: C901, PLR0912 - one case for each kind of error
    error: str, violation: Violation, schemas: Schemas, tally: Tally
) -> Iterator[Problem]:
    schema_type = violation.schema["type"]
    if violation.fits_no_branch:
        yield _no_branch(violation, schemas)
    elif error == "extra_forbidden":
        yield _unknown(violation, schemas, tally)
    elif error == "missing":
        yield _missing(violation, schemas)
    elif error == "json_value":
        return  # to_plain has said what is wrong, or there is nothing wrong
    elif error in _LENGTH:
        yield _length(error, violation, schemas)
    elif error == "string_pattern_mismatch":
        message = f"{shown(violation.value)} has not the form that Mistral takes"
        hint = f"give text that matches {violation.schema['pattern']}"
        yield _problem("pattern", violation, schemas, message, hint)
    elif error in _RANGE:
        yield _range(violation, schemas)
    elif violation.value is None:
        yield _null(violation, schemas)
    elif schema_type in ("union", "tagged-union"):
        yield _no_branch(violation, schemas)
    elif schema_type == "literal":
        if not _is_whole_float(violation):
            yield _literal(violation, schemas)
    elif error == "int_type" and json_type(violation.value) == "integer":
        value = violation.value
        if isinstance(value, int | float) and not _within(violation.schema, value):
            yield _range(violation, schemas)
    else:
        yield _type(violation, schemas)


def _problem(
    rule: str, violation: Violation, schemas: Schemas, message: str, hint: str
) -> Problem:
    """Make a problem; the verdict on its place may know a better hint, and evidence."""
    verdict = schemas.verdicts.get(violation.owner)
    if verdict is None:
        return Problem(rule, violation.loc, message, hint)
    about_type = rule in _ABOUT_TYPE
    numeric = violation.schema["type"] in ("int", "float")
    hinted = verdict.kind in ("narrowed", "added") and verdict.hint
    if hinted and not (about_type and numeric):
        hint = verdict.hint
    # What is disputed is a range, or the words: never its type, or that it is there.
    severity = "error" if about_type or rule == "missing" else verdict.severity
    return Problem(rule, violation.loc, message, hint, severity, verdict.evidence)


def _missing(violation: Violation, schemas: Schemas) -> Problem:
    found = _problem("missing", violation, schemas, "it is missing", "add it")
    if violation.owner in schemas.defaulted:
        hint = found.hint
        expected = resolve(violation.schema, schemas).get("expected", ())
        if len(expected) == 1:
            hint = f"add {expected[0]!r}"
        return replace(found, message=_DEFAULTS, hint=hint, severity="warning")
    return found


def _unknown(violation: Violation, schemas: Schemas, tally: Tally) -> Problem:
    name, key = violation.owner
    what = "parameter" if len(violation.loc) == 1 else "key here"
    verdict = schemas.verdicts.get(violation.owner)
    if verdict:
        return _refused(verdict, violation.loc, what)
    message, severity = f"Mistral has no such {what}, as of {_UNTIL}", _ERROR
    if name in schemas.weak:
        message = f"Mistral's specification of {_UNTIL} has no such {what}"
        severity = _WARNING
    hint = ""
    if len(violation.loc) == 1 and key in OTHER_OPTIONS:
        hint = way_out(key)
    elif not tally.is_full("unknown-key", severity):  # else only counted
        hint = f"{meant_key(key, violation.schema, schemas)}; {_NEWER}"
    return Problem("unknown-key", violation.loc, message, hint, severity, _CLOSED)


def _refused(verdict: Verdict, loc: Location, what: str) -> Problem:
    message = f"Mistral does not accept this {what}"
    if verdict.severity == "warning":
        message = f"Mistral may not accept this {what}"
    if verdict.kind == "renamed":
        message = f"Mistral calls it {verdict.rename}"
    return Problem(
        verdict.rule, loc, message, verdict.hint, verdict.severity, verdict.evidence
    )


def _range(violation: Violation, schemas: Schemas) -> Problem:
    value = violation.value
    if not isinstance(value, int | float):
        value = float(str(value))  # the text of a form or a query
    if violation.schema["type"] == "int" and not MIN_INTEGER <= value <= MAX_INTEGER:
        message, hint = "it does not fit into 64 bits", "give a smaller number"
        return _problem("integer-range", violation, schemas, message, hint)
    message = f"{shown(violation.value)} is out of range"
    hint = f"give {wanted(violation.schema, schemas)}"
    return _problem("out-of-range", violation, schemas, message, hint)


def _length(error: str, violation: Violation, schemas: Schemas) -> Problem:
    """Explain a list or a text that is too short or too long."""
    rule, what = _LENGTH[error]
    key = "min_length" if error.endswith("short") else "max_length"
    what = f"{what} in its name" if violation.is_key else what
    bound = "at least" if key == "min_length" else "at most"
    hint = f"give {bound} {violation.schema[key]}"
    message = f"it has too {rule.removeprefix('too-')} {what}"
    return _problem(rule, violation, schemas, message, hint)


def _within(schema: Schema, value: float) -> bool:
    return (
        schema.get("ge", value) <= value <= schema.get("le", value)
        and not value <= schema.get("gt", value - 1)
        and not value >= schema.get("lt", value + 1)
    )


def _is_whole_float(violation: Violation) -> bool:
    """Whether it is one of the integers, written as 0.0."""
    value = violation.value
    return isinstance(value, float) and value in violation.schema["expected"]


def _literal(violation: Violation, schemas: Schemas) -> Problem:
    if json_type(violation.value) not in json_types(violation.schema, schemas):
        return _type(violation, schemas)
    refused = _refused_tag(violation, violation.outer, schemas)
    if refused:
        return refused
    message = f"{shown(violation.value)} is not one of the values"
    hint = f"use {wanted(violation.schema, schemas)}"
    return _problem("wrong-value", violation, schemas, message, hint)


def _null(violation: Violation, schemas: Schemas) -> Problem:
    fields = schemas.definitions[violation.owner[0]]["fields"]
    optional = not fields.get(violation.owner[1], {"required": True})["required"]
    hint = f"give {wanted(violation.schema, schemas)}"
    if optional:
        hint = f"leave it out, or {hint}"
    return _problem("null", violation, schemas, "it may not be null", hint)


def _type(violation: Violation, schemas: Schemas) -> Problem:
    message = f"it is {describe(violation.value)}"
    if (
        violation.schema["type"] == "is-instance"
        and json_type(violation.value) == "array"
    ):
        message = "it is a tuple or list without a file's content"
    hint = f"give {wanted(violation.schema, schemas)}"
    return _problem("wrong-type", violation, schemas, message, hint)


def _no_branch(violation: Violation, schemas: Schemas) -> Problem:
    """Explain a value that is in no branch of a union."""
    if violation.value is None:
        return _null(violation, schemas)
    if json_type(violation.value) not in json_types(violation.schema, schemas):
        return _type(violation, schemas)
    by_tag = tags(_branches(violation.schema, schemas), schemas)
    key = tag_key(by_tag)
    members = cast("Mapping[str, object]", violation.value)
    tag = members.get(key)
    at = violation._replace(loc=(*violation.loc, key), value=tag)
    hint = f"use {joined([repr(value) for name, value in by_tag if name == key])}"
    if key not in members:
        meant = _meant(violation.schema, set(members), schemas)
        if meant is None or key != "type":
            return Problem("missing", at.loc, "it is missing", hint)
        hint = f"add {meant!r}"
        return Problem("missing", at.loc, _DEFAULTS, hint, "warning", _CLOSED)
    if tag is None:
        return Problem("null", at.loc, "it may not be null", hint)
    if not isinstance(tag, str):
        return Problem("wrong-type", at.loc, f"it is {describe(tag)}", hint)
    refused = _refused_tag(at, violation.owner, schemas)
    if refused:
        return refused
    message = f"{shown(tag)} is not one of the {key}s that Mistral has here"
    meant, way = KINDS.get(tag, ("", ""))
    if (key, meant) in by_tag:
        hint = way
    verdict = schemas.verdicts.get(violation.owner, Verdict("", ""))
    return Problem(
        "wrong-value", at.loc, message, hint, verdict.severity, verdict.evidence
    )


def _left_out(violation: Violation, schemas: Schemas) -> dict[Location, str]:
    """Return the tag that an object lacks and was meant to have, by its place."""
    value = violation.value
    in_union = violation.fits_no_branch or violation.schema["type"] == "tagged-union"
    if not in_union or not is_mapping(value) or "type" in value:
        return {}
    branches = _branches(violation.schema, schemas)
    if tag_key(tags(branches, schemas) or [("type", "")]) != "type":
        return {}
    meant = _meant(violation.schema, set(map(str, value)), schemas)
    return {} if meant is None else {(*violation.loc, "type"): meant}


def _meant(schema: Schema, given: set[str], schemas: Schemas) -> str | None:
    """Return the one tag whose object needs what is given and takes nothing less.

    If there is none, it is one that the specification lets default: the one that
    is called as what is given, or else the first.
    """
    found = set[str]()
    defaults: list[str] = []
    for _, branch in _branches(schema, schemas):
        if branch["type"] != "tagged-union":
            continue
        choices: dict[str, Schema] = branch.get("choices", {})
        for tag, choice in choices.items():
            target = resolve(choice, schemas)
            fields = target["fields"]
            needed = {k for k, f in fields.items() if f["required"]} - set(TAGS)
            if needed and needed <= given <= set(fields):
                found.add(tag)
            if (target["ref"], "type") in schemas.defaulted:
                defaults.append(tag)
    if found or not defaults:
        return found.pop() if len(found) == 1 else None
    return next((tag for tag in defaults if tag in given), defaults[0])


def _branches(schema: Schema, schemas: Schemas) -> list[tuple[str, Schema]]:
    if schema["type"] != "union":
        return [("tagged", schema)]
    return [(label, resolve(each, schemas)) for each, label in schema["choices"]]


def _refused_tag(
    violation: Violation, owner: Owner, schemas: Schemas
) -> Problem | None:
    """Explain a tag that OpenAI has and Mistral does not."""
    if violation.loc[-1] not in TAGS:
        return None
    tag, table = str(violation.value), schemas.refused_tags
    alike = {v.rule: v for (_, _, value), v in table.items() if value == tag}
    verdict = table.get((*owner, tag))
    if verdict is None and len(alike) == 1:
        verdict = next(iter(alike.values()))
    if verdict is None:
        return None
    message = f"Mistral does not accept the {violation.loc[-1]} {shown(tag)}"
    return Problem(
        verdict.rule, violation.loc, message, verdict.hint, "error", verdict.evidence
    )
