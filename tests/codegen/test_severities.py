"""What may stop a request: walked over every verdict, object and parameter."""

from __future__ import annotations

from importlib import import_module
from typing import Any

import pytest

from codegen.document import JSONValue, as_object, members_of
from codegen.entries import texts_of
from codegen.evidence import EVIDENCE as EVIDENCE_FILE
from codegen.evidence import SEEN
from codegen.output import ROOT
from codegen.rules import SOURCE as RULES_FILE
from codegen.sources import read_sources
from codegen.yaml_reader import load_yaml
from mistyped import check
from mistyped._check.schemas import json_types, load_schemas, resolve
from mistyped._generated.evidence import EVIDENCE
from mistyped._generated.operations import OPERATIONS
from mistyped._values.rows import ApiOperation

ASKED = [each for each in OPERATIONS.values() if each.request]
BODIES = [each for each in ASKED if each.carrier == "json"]
REFUSING = ("refused", "renamed")
VALUES: dict[str, object] = {
    "string": "x",
    "integer": 1,
    "number": 1.5,
    "boolean": True,
    "array": [{"?": 1}],
    "object": {"?": 1},
}
LIMITS = {
    *("pattern", "enum", "minItems", "maxItems", "minLength", "maxLength"),
    *("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"),
}


def opened(operation: ApiOperation) -> frozenset[str]:
    """Return the objects that Mistral leaves open, of an operation's area."""
    tables = import_module(f"mistyped._generated.validators.{operation.area}")
    names: frozenset[str] = tables.OPEN
    return names


def ids(operation: ApiOperation) -> str:
    """Return what a case is called."""
    return operation.id


def problems(operation: ApiOperation, request: dict[str, Any]) -> list[Any]:
    """Return all problems of a request."""
    path = operation.path.replace("{", "").replace("}", "")
    return list(check(path, request, method=operation.method).problems)


@pytest.mark.parametrize("operation", ASKED, ids=ids)
def test_on_an_open_object_a_key_is_refused_only_if_one_was(
    operation: ApiOperation,
) -> None:
    """A document that lacks a key proves nothing there; an answer on record does."""
    tables = load_schemas(operation.area)
    for (schema, _), verdict in tables.verdicts.items():
        if schema in opened(operation) and verdict.kind in REFUSING:
            seen = any(EVIDENCE[each].kind in SEEN for each in verdict.evidence)
            assert verdict.severity == "warning" or seen, verdict


@pytest.mark.parametrize("operation", ASKED, ids=ids)
def test_an_unknown_key_says_how_old_our_knowledge_is(operation: ApiOperation) -> None:
    """An error on closed objects and a warning on open ones, with the way to pass."""
    found = [p for p in problems(operation, {"quux": 1}) if p.loc == ("quux",)]
    (problem,) = found
    is_open = operation.request in opened(operation)
    assert problem.severity == ("warning" if is_open else "error")
    assert EVIDENCE["spec-2026-08"].date in problem.message
    assert "waive={'unknown-key'}" in problem.hint


@pytest.mark.parametrize("operation", BODIES, ids=ids)
def test_a_wrong_type_is_never_only_warned_of(operation: ApiOperation) -> None:
    """Whatever is disputed of a parameter, what it is made of is not."""
    tables = load_schemas(operation.area)
    fields = tables.definitions[operation.request]["fields"]
    for name, field in fields.items():
        taken = json_types(resolve(field["schema"], tables), tables)
        for kind, value in VALUES.items():
            if kind not in taken and not (kind == "integer" and "number" in taken):
                found = problems(operation, {name: value})
                at = [p for p in found if p.loc[:1] == (name,) and p.rule != "missing"]
                assert [p.severity for p in at if p.severity == "error"], (name, kind)


@pytest.mark.parametrize("operation", BODIES, ids=ids)
def test_what_is_required_is_missing(operation: ApiOperation) -> None:
    """An error, whatever is disputed of it, but for what may default."""
    tables = load_schemas(operation.area)
    fields = tables.definitions[operation.request]["fields"]
    wanted = {name for name, field in fields.items() if field["required"]}
    wanted -= {name for schema, name in tables.defaulted if schema == operation.request}
    found = {
        p.loc[0] for p in problems(operation, {}) if p.severity == "error" and p.loc
    }
    assert wanted <= found


@pytest.mark.parametrize("operation", ASKED, ids=ids)
def test_what_the_specification_lets_default_is_not_missing(
    operation: ApiOperation,
) -> None:
    """Such a member is required here, and only warned of where it is not there."""
    tables = load_schemas(operation.area)
    for schema, name in tables.defaulted:
        assert tables.definitions[schema]["fields"][name]["required"]
        if schema == operation.request:
            found = [p for p in problems(operation, {}) if p.loc == (name,)]
            assert [p.severity for p in found] == ["warning"]


def limits(value: JSONValue) -> set[str]:
    """Return the limits that a schema sets anywhere."""
    if isinstance(value, list):
        return {each for item in value for each in limits(item)}
    found = {key for key in members_of(value) if key in LIMITS}
    return found.union(*map(limits, members_of(value).values()))


def test_what_belongs_to_some_models_is_no_limit_of_a_schema() -> None:
    """What is known of a generation of models is a rule that names what they cannot."""
    rules = load_yaml(ROOT / RULES_FILE)
    about: set[str] = set()
    for group in rules.values():
        for entry in as_object(group).values():
            if "lacking" in as_object(entry):
                about |= set(texts_of(as_object(entry)["evidence"]))
    general = {
        e for e in about if EVIDENCE[e].kind in ("official-spec", "official-sdk")
    }
    general |= {e for e in about if EVIDENCE[e].kind == "recorded"}
    for overlay in read_sources().overlays:
        for action in overlay.actions:
            cited = set(texts_of(action.extensions.get("x-evidence")))
            if cited & (about - general):
                assert limits(action.update) == set(), action.origin


def test_every_piece_of_evidence_has_a_date() -> None:
    """So that old knowledge can be told from new."""
    for name, entry in load_yaml(ROOT / EVIDENCE_FILE).items():
        assert str(as_object(entry)["date"])[:2] == "20", name
