"""Turns the errors of a validator into problems that a person can act on.

A validator reports every branch of every union. Here each error is followed through the
same schema beside the value: errors of branches that were not meant are dropped, the
marks that pydantic-core puts into locations go, and the verdict on the place where the
walk ends gives rule, hint, severity and evidence.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from importlib import import_module
from typing import Any, NamedTuple, cast

from pydantic_core import ValidationError

from mistyped._generated.operations import Operation
from mistyped.json_values import child
from mistyped.problems import Location, Problem
from mistyped.verdicts import Verdict

Schema = dict[str, Any]  # data that the generator wrote; its keys depend on its type
Owner = tuple[str, str]

_KINDS = {
    "str": ("string",),
    "int": ("integer",),
    "float": ("number", "integer"),
    "bool": ("boolean",),
    "none": ("null",),
    "list": ("array",),
    "typed-dict": ("object",),
    "dict": ("object",),
    "tagged-union": ("object",),
    "function-after": ("object",),
}
_NAMES = {
    "string": "a string",
    "integer": "an integer",
    "number": "a number",
    "boolean": "true or false",
    "null": "null",
    "array": "a list",
    "object": "an object",
}
_BOUNDS = {
    "ge": ("{} or more", "from {}"),
    "gt": ("more than {}", "above {}"),
    "le": ("{} or less", "up to {}"),
    "lt": ("less than {}", "below {}"),
}


class Schemas(NamedTuple):
    """An area's generated tables, as the diagnosis needs them."""

    definitions: Mapping[str, Schema]
    open: frozenset[str]
    verdicts: Mapping[Owner, Verdict]
    refused_tags: Mapping[tuple[str, str, str], Verdict]


@dataclass(frozen=True, slots=True)
class _Place:
    """Where an error belongs.

    Attributes:
        loc: Its location in the body.
        schema: The schema there.
        value: The value there.
        owner: The schema and the property that the value is a member of.
        outer: The same for the object around it.
    """

    loc: Location
    schema: Schema
    value: object
    owner: Owner
    outer: Owner


def diagnose(
    error: ValidationError, operation: Operation, body: object
) -> list[Problem]:
    """Return the problems behind a validator's error, one for each place and rule."""
    schemas = _schemas(operation.area)
    errors = error.errors(include_url=False)
    found: dict[tuple[Location, str], Problem] = {}
    for each in errors:
        place = _follow(schemas, operation.request, each["loc"], body)
        if place is not None:
            for problem in _explain(each["type"], place, schemas):
                found.setdefault((problem.loc, problem.rule), problem)
    refused = {verdict.rule for verdict in schemas.refused_tags.values()}
    wholes = {loc[:-1]: loc for loc, rule in found if rule in refused}
    return [
        problem
        for problem in found.values()
        if all(
            problem.loc[: len(whole)] != whole or problem.loc == tag
            for whole, tag in wholes.items()
        )
    ]


@cache
def _schemas(area: str) -> Schemas:
    validators = import_module(f"mistyped._generated.validators.{area}")
    rules = import_module(f"mistyped._generated.rules.{area}")
    return Schemas(
        {str(each["ref"]): each for each in validators.DEFINITIONS},
        validators.OPEN,
        rules.VERDICTS,
        rules.REFUSED_TAGS,
    )


def _follow(
    schemas: Schemas, request: str, loc: Sequence[str | int], body: object
) -> _Place | None:
    """Follow an error's location; None if it lies in a branch that was not meant."""
    schema: Schema = {"type": "definition-ref", "schema_ref": request}
    value, real = body, list[str | int]()
    owner, outer = (request, ""), (request, "")
    rest = list(loc)
    while True:
        schema = _resolve(schema, schemas)
        if not rest:
            return _Place(tuple(real), schema, value, owner, outer)
        kind = schema["type"]
        if kind == "union":
            chosen = _choose(schema, value, schemas)
            if chosen is None:
                return _Place(tuple(real), schema, value, owner, outer)
            if chosen != rest.pop(0):
                return None
            schema = next(s for s, label in schema["choices"] if label == chosen)
            continue
        item = rest.pop(0)
        if kind == "tagged-union":
            schema = schema["choices"][item]
            continue
        real.append(item)
        value = child(value, item)
        if kind == "typed-dict":
            owner, outer = (str(schema["ref"]), str(item)), owner
            field: Schema | None = schema["fields"].get(item)
            if field is None:
                return _Place(tuple(real), schema, value, owner, outer)
            schema = field["schema"]
        else:
            schema = schema["items_schema" if kind == "list" else "values_schema"]


def _resolve(schema: Schema, schemas: Schemas) -> Schema:
    while schema["type"] in ("definition-ref", "nullable"):
        if schema["type"] == "nullable":
            schema = schema["schema"]
        else:
            schema = schemas.definitions[str(schema["schema_ref"])]
    return schema


def _choose(union: Schema, value: object, schemas: Schemas) -> str | None:
    """Return the label of the branch that was meant, by JSON type and then by tag."""
    kind = _kind(value)
    fitting = [
        (label, _resolve(schema, schemas))
        for schema, label in union["choices"]
        if kind in _kinds(_resolve(schema, schemas), schemas)
    ]
    if len(fitting) < 2:
        return fitting[0][0] if fitting else None
    by_tag = _tags(fitting, schemas)
    key = next(iter(by_tag))[0] if by_tag else "type"
    tag = child(value, key)
    if tag is None:
        untagged = (
            label for label, schema in fitting if schema["type"] != "tagged-union"
        )
        return next(untagged, None)
    return by_tag.get((key, tag)) if isinstance(tag, str) else None


def _tags(
    branches: Iterable[tuple[str, Schema]], schemas: Schemas
) -> dict[tuple[str, str], str]:
    """Return the label for each tag, as (property, value)."""
    found: dict[tuple[str, str], str] = {}
    for label, schema in branches:
        if schema["type"] == "tagged-union":
            key = str(schema["discriminator"])
            found |= {(key, str(tag)): label for tag in schema["choices"]}
        elif schema["type"] == "typed-dict":
            for key in ("role", "type"):
                field = schema["fields"].get(key)
                inner = _resolve(field["schema"], schemas) if field else {}
                found |= {(key, str(tag)): label for tag in inner.get("expected", ())}
    return found


def _kind(value: object) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, int) or (isinstance(value, float) and value.is_integer()):
        return "integer"
    if isinstance(value, float):
        return "number"
    if isinstance(value, str):
        return "string"
    return "object" if isinstance(value, Mapping) else "array"


def _kinds(schema: Schema, schemas: Schemas) -> tuple[str, ...]:
    """Return the JSON types that a schema takes."""
    if schema["type"] == "literal":
        return tuple(dict.fromkeys(_kind(each) for each in schema["expected"]))
    if schema["type"] == "union":
        branches = (_resolve(each, schemas) for each, _ in schema["choices"])
        return tuple(dict.fromkeys(k for b in branches for k in _kinds(b, schemas)))
    return _KINDS.get(str(schema["type"]), tuple(_NAMES))


def _explain(error: str, place: _Place, schemas: Schemas) -> Iterator[Problem]:
    if place.schema["type"] in ("union", "tagged-union"):
        yield _branch(place, schemas)
    elif error == "extra_forbidden":
        yield _unknown(place, schemas)
    elif error == "missing":
        yield _problem("missing", place, schemas, "it is missing", "add it")
    elif error == "json_value":
        return
    elif error == "too_short":
        least = place.schema["min_length"]
        hint = f"give at least {least}"
        yield _problem("too-few", place, schemas, "it has too few items", hint)
    elif error in (
        "greater_than",
        "greater_than_equal",
        "less_than",
        "less_than_equal",
    ):
        yield _range(place, schemas)
    elif error in ("literal_error", "string_unicode"):
        yield _value(place, schemas)
    elif not (error == "int_type" and _kind(place.value) == "integer"):
        yield _type(place, schemas)


def _problem(
    rule: str, place: _Place, schemas: Schemas, message: str, hint: str
) -> Problem:
    """Make a problem; the verdict on its place may know a better hint, and evidence."""
    verdict = schemas.verdicts.get(place.owner)
    if verdict is None:
        return Problem(rule, place.loc, message, hint)
    hint = verdict.hint if verdict.kind == "narrowed" and verdict.hint else hint
    return Problem(rule, place.loc, message, hint, "error", verdict.evidence)


def _unknown(place: _Place, schemas: Schemas) -> Problem:
    name, key = place.owner
    what = "parameter" if len(place.loc) == 1 else "key here"
    verdict = schemas.verdicts.get(place.owner)
    if verdict:
        return _refused(verdict, place.loc, what)
    known = [str(each) for each in place.schema["fields"]]
    close = get_close_matches(key, known, n=1, cutoff=0.75)
    hint = f"did you mean {close[0]}? Otherwise remove it" if close else "remove it"
    if not close and len(known) < 6:
        hint += f"; known here: {', '.join(known)}"
    if name in schemas.open:
        message = f"Mistral's specification has no such {what}"
        return Problem("unknown-key", place.loc, message, hint, "warning")
    return Problem("unknown-key", place.loc, f"Mistral has no such {what}", hint)


def _refused(verdict: Verdict, loc: Location, what: str) -> Problem:
    message = f"Mistral does not accept this {what}"
    if verdict.severity == "warning":
        message = f"Mistral may not accept this {what}"
    if verdict.kind == "renamed":
        message = f"Mistral calls it {verdict.rename}"
    return Problem(
        verdict.rule, loc, message, verdict.hint, verdict.severity, verdict.evidence
    )


def _range(place: _Place, schemas: Schemas) -> Problem:
    bounds = {k: v for k, v in place.schema.items() if k in _BOUNDS and abs(v) < 2**62}
    style = 1 if len(bounds) == 2 else 0
    parts = [_BOUNDS[key][style].format(value) for key, value in bounds.items()]
    hint = f"give {'a number ' if style else ''}{' '.join(parts)}"
    if not bounds or abs(float(str(place.value))) >= 2**63:
        message, hint = "it does not fit into 64 bits", "give a smaller number"
        return _problem("integer-range", place, schemas, message, hint)
    message = f"{_show(place.value)} is out of range"
    return _problem("out-of-range", place, schemas, message, hint)


def _value(place: _Place, schemas: Schemas) -> Problem:
    expected: Sequence[object] = place.schema.get("expected", ())
    if place.value is not None and _kind(place.value) not in map(_kind, expected):
        return _type(place, schemas)
    refused = _refused_tag(place, place.outer, place.value, schemas)
    if refused:
        return refused
    message = f"{_show(place.value)} is not one of the values"
    hint = f"use {_or([repr(each) for each in expected])}"
    return _problem("wrong-value", place, schemas, message, hint)


def _type(place: _Place, schemas: Schemas) -> Problem:
    wanted = _or([_NAMES[kind] for kind in _kinds(place.schema, schemas)[:4]])
    if place.value is None:
        fields = schemas.definitions[place.owner[0]]["fields"]
        optional = not fields.get(place.owner[1], {"required": True})["required"]
        hint = f"leave it out, or give {wanted}" if optional else f"give {wanted}"
        return _problem("null", place, schemas, "it may not be null", hint)
    message = f"it is {_describe(place.value)}"
    return _problem("wrong-type", place, schemas, message, f"give {wanted}")


def _branch(place: _Place, schemas: Schemas) -> Problem:
    """Explain a value that is in no branch of a union."""
    if _kind(place.value) not in _kinds(place.schema, schemas):
        return _type(place, schemas)
    branches = (
        [(label, _resolve(each, schemas)) for each, label in place.schema["choices"]]
        if place.schema["type"] == "union"
        else [("tagged", place.schema)]
    )
    tags = _tags(branches, schemas)
    key = next(iter(tags))[0]
    tag = child(place.value, key)
    at = _Place((*place.loc, key), place.schema, tag, place.owner, place.owner)
    hint = f"use {_or([repr(value) for _, value in tags])}"
    if key not in cast("Mapping[str, object]", place.value):
        return Problem("missing", at.loc, "it is missing", hint)
    if not isinstance(tag, str):
        return Problem("wrong-type", at.loc, f"it is {_describe(tag)}", hint)
    message = f"{_show(tag)} is not one of the {key}s that Mistral has here"
    evidence = schemas.verdicts.get(place.owner, Verdict("", "")).evidence
    unknown = Problem("wrong-value", at.loc, message, hint, "error", evidence)
    return _refused_tag(at, place.owner, tag, schemas) or unknown


def _refused_tag(
    place: _Place, owner: Owner, tag: object, schemas: Schemas
) -> Problem | None:
    """Explain a tag that OpenAI has and Mistral does not."""
    if place.loc[-1] not in ("role", "type"):
        return None
    table = schemas.refused_tags
    alike = {v.rule: v for (_, _, value), v in table.items() if value == tag}
    verdict = table.get((*owner, str(tag)))
    if verdict is None and len(alike) == 1:
        verdict = next(iter(alike.values()))
    if verdict is None:
        return None
    message = f"Mistral does not accept the {place.loc[-1]} {_show(tag)}"
    return Problem(
        verdict.rule, place.loc, message, verdict.hint, "error", verdict.evidence
    )


def _describe(value: object) -> str:
    return "null" if value is None else _NAMES[_kind(value)]


def _show(value: object) -> str:
    text = ascii(value)
    return text if len(text) <= 42 else f"{text[:40]}..."


def _or(words: Sequence[str]) -> str:
    unique = list(dict.fromkeys(words))
    if len(unique) < 2:
        return unique[0] if unique else "something else"
    return f"{', '.join(unique[:-1])} or {unique[-1]}"
