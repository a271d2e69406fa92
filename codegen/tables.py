"""Renders the tables of the verdicts by place, the evidence and the operations."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from codegen.document import JSONValue, as_list, as_object
from codegen.ir import Area, Operation
from codegen.verdicts import Key, Verdict

_TABLE = "Final[dict[tuple[str, str], Verdict]]"
_TAGS = "Final[dict[tuple[str, str, str], Verdict]]"
_OPERATIONS = "Final[dict[tuple[str, str], ApiOperation]]"


def render_verdicts(area: Area, verdicts: Mapping[Key, Verdict]) -> str:
    """Return the module of an area's verdicts on requests; empty if none."""
    if not area.own_requests:
        return ""
    names = {schema.name for schema in area.own_requests}
    mine = [v for v in verdicts.values() if v.area == area.name]
    rows = [v for v in verdicts.values() if v.name and v.schema in names]
    lenders = dict.fromkeys(area.borrowed_requests.values())
    imports = "".join(
        f"from mistyped._generated.verdicts import {each}\n" for each in lenders
    )
    verdicts_of = "".join(f"**{each}.VERDICTS,\n" for each in lenders)
    tags_of = "".join(f"**{each}.REFUSED_TAGS,\n" for each in lenders)
    table = (f'("{v.schema}", "{v.name}"): {_verdict(v)}' for v in rows)
    tags = (
        f'("{schema}", "{name}", "{value}"): {_verdict(v)}'
        for v in mine
        if v.tag
        for schema, name in v.owners
        for value in v.tag[1]
    )
    return (
        "from typing import Final\n\n"
        f"{imports}from mistyped._values.rows import Verdict\n\n"
        f"VERDICTS: {_TABLE} = {{{verdicts_of}{_lines(table)}}}\n"
        '"""Verdicts by schema and property."""\n\n'
        f"REFUSED_TAGS: {_TAGS} = {{{tags_of}{_lines(tags)}}}\n"
        '"""Verdicts on kinds of objects, by schema, property and tag."""\n'
    )


def render_evidence(evidence: Mapping[str, JSONValue]) -> str:
    """Return the module of the evidence."""
    rows = (
        f"{key!r}: Evidence("
        + ", ".join(
            repr(str(as_object(e)[k])) for k in ("kind", "source", "date", "claim")
        )
        + f", {tuple(as_list(as_object(e).get('contradicts', [])))!r})"
        for key, e in evidence.items()
    )
    return (
        "from typing import Final\n\n"
        "from mistyped._values.rows import Evidence\n\n"
        f"EVIDENCE: Final[dict[str, Evidence]] = {{{_lines(rows)}}}\n"
    )


def render_operations(
    areas: Iterable[Area], ruled: Mapping[str, tuple[str, ...]]
) -> str:
    """Return the module of the operations.

    Args:
        areas: All areas.
        ruled: The members that rules are about, by the operation's id.
    """
    rows = (
        _row(area, operation, ruled.get(operation.id, ()))
        for area in areas
        for operation in area.operations
    )
    return (
        "from typing import Final\n\n"
        "from mistyped._values.operations import ApiOperation\n\n"
        f"_ROWS = ({_lines(rows)})\n\n"
        f"OPERATIONS: {_OPERATIONS} = "
        "{(each.method, each.path): each for each in _ROWS}\n"
        '"""Operations by method and full path."""\n'
    )


def _row(area: Area, operation: Operation, ruled: tuple[str, ...]) -> str:
    given = [operation.id, operation.method, operation.path, area.name]
    parts = [repr(each) for each in (*given, operation.request, operation.carrier)]
    if ruled:
        parts.append(f"ruled=frozenset({ruled!r})")
    if operation.exploded:
        parts.append(f"exploded={operation.exploded!r}")
    if operation.response:
        parts.append(f"response={operation.response!r}")
    return f"ApiOperation({', '.join(parts)})"


def _verdict(verdict: Verdict) -> str:
    parts = [repr(verdict.rule), repr(verdict.kind)]
    optional = {
        "hint": verdict.hint,
        "rename": verdict.rename,
        "severity": "" if verdict.severity == "error" else verdict.severity,
        "evidence": verdict.evidence,
    }
    parts += [f"{key}={value!r}" for key, value in optional.items() if value]
    return f"Verdict({', '.join(parts)})"


def _lines(rows: Iterable[str]) -> str:
    return "".join(f"{row},\n" for row in rows)
