"""What is written by hand: read whole, and judged before anything is made of it."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import NamedTuple

from pydantic import ValidationError

from codegen import (
    changed,
    codes,
    conversions,
    known_models,
    not_offered,
    other_names,
    rules,
)
from codegen.coverage import check_coverage
from codegen.document import Document, JSONValue, children_of
from codegen.effective import finish
from codegen.entries import texts_of
from codegen.evidence import EVIDENCE, check_cited, check_evidence
from codegen.findings import Finding, FindingsError, collect
from codegen.ir import Area
from codegen.keywords import check_keywords
from codegen.operations_reader import read_operations
from codegen.output import ROOT
from codegen.overlay import Overlay, apply, load_overlay
from codegen.overwritten import overwritten
from codegen.reader import read_areas
from codegen.validity import valid
from codegen.verdicts import (
    REFUSING,
    Key,
    Verdict,
    check_actions,
    read_verdicts,
)
from codegen.yaml_reader import load_yaml


class Sources(NamedTuple):
    """The files as they are."""

    overlays: tuple[Overlay, ...]
    evidence: Document
    rules: Document
    codes: Document
    not_offered: Document
    models: Document
    changed: Document
    conversions: Document
    other_names: Document


FILES = (
    EVIDENCE,
    rules.SOURCE,
    codes.SOURCE,
    not_offered.SOURCE,
    known_models.SOURCE,
    changed.SOURCE,
    conversions.SOURCE,
    other_names.SOURCE,
)
"""Where they are, but for the overlays, in the order of `Sources`."""


class Judgement(NamedTuple):
    """What the files say together."""

    effective: Document
    areas: tuple[Area, ...]
    verdicts: dict[Key, Verdict]
    rules: list[rules.Rule]
    not_offered: not_offered.NotOffered
    models: known_models.KnownModels
    conversions: list[conversions.Conversion]
    other_names: other_names.OtherNames


def read_sources() -> Sources:
    """Read the files.

    Raises:
        FindingsError: If one of them is no document. What is wrong with an overlay
            waits in it for `judge`.
    """
    found: list[Finding] = []
    paths = sorted((ROOT / "spec/overlays").glob("*.yaml"))
    files = [collect(found, partial(load_yaml, Path(path))) for path in FILES]
    if found:
        raise FindingsError(found)
    overlays = tuple(load_overlay(path) for path in paths)
    return Sources(overlays, *(each or {} for each in files))


def judge(base: Document, sources: Sources, version: str) -> Judgement:
    """Return what the files make of the base, for this version of the product.

    A step that another one stands on ends the run; all others report together.

    Raises:
        FindingsError: If anything is wrong with the files, or they leave something out.
    """
    overlays, evidence, entries, known_codes, absences, named, told = sources[:7]
    mended, foreign = sources[7:]
    found = [*check_evidence(evidence), *codes.check_codes(known_codes, evidence)]
    found += changed.check_changed(told, evidence)
    applied = collect(found, lambda: apply(base, overlays))
    document = collect(found, lambda: valid(applied.document)) if applied else None
    if applied is None or document is None:
        raise FindingsError(found)
    verdicts = read_verdicts(base, applied, evidence)
    found += check_actions(base, applied, evidence)
    found += check_coverage(base, document, verdicts)
    found += check_keywords(document)
    found += overwritten(applied)
    found += check_cited(evidence, set(_cited(sources)))
    effective = finish(document, version)
    try:
        operations = tuple(read_operations(effective))
    except ValidationError:
        if not found:
            raise
        raise FindingsError(found) from None  # an extension is of another type
    areas = collect(found, lambda: read_areas(effective, operations))
    if areas is None:
        raise FindingsError(found)
    requests = rules.request_members(areas)
    table = collect(found, lambda: rules.read_rules(entries, evidence, requests))
    absent = collect(found, lambda: not_offered.read(absences, operations))
    models = collect(found, lambda: known_models.read(named, evidence))
    if table is None or absent is None or models is None:
        raise FindingsError(found)
    ids = {each.id for each in table}
    ids |= {each.rule for each in verdicts.values() if each.kind in REFUSING}
    functions = conversions.functions_in((ROOT / conversions.FUNCTIONS).read_text())
    rows = collect(found, lambda: conversions.read(mended, ids, functions))
    others = collect(found, lambda: other_names.read(foreign, operations, absent))
    if found or rows is None or others is None:
        raise FindingsError(found)
    return Judgement(effective, areas, verdicts, table, absent, models, rows, others)


def _cited(sources: Sources) -> Iterator[str]:
    for overlay in sources.overlays:
        for action in overlay.actions:
            yield from texts_of(action.extensions.get("x-evidence"))
    yield from _evidence_in(sources.rules)
    yield from _evidence_in(sources.codes)
    yield from known_models.evidence_in(sources.models)
    yield from changed.evidence_in(sources.changed)


def _evidence_in(value: JSONValue) -> Iterator[str]:
    for key, child, _ in children_of(value):
        if key == "evidence":
            yield from texts_of(child)
        else:
            yield from _evidence_in(child)
